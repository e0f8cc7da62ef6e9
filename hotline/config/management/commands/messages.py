"""``hotline messages``: collect what is to be translated, compile what is; ``--check`` tells what is missing.

The papers that are drawn from the words of the house are drawn anew with it.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hotline.config import env, papers, translations


class Command(BaseCommand):
    """The command."""

    help = "Collects the Chinese texts of every room into locale/en, keeps their English, and compiles it."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what the other commands of this kind take."""
        parser.add_argument("--check", action="store_true", help="write nothing; fail when English is missing")
        parser.add_argument("--compile", action="store_true", help="only compile")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one of the three."""
        if options["check"]:
            self._check()
        else:
            if not options["compile"]:
                self._write()
                papers.draw()
            self.stdout.write(f"{translations.compile_all()} catalogues compiled")

    def _write(self) -> None:
        known = translations.catalogues()
        for home, texts in translations.collect().items():
            catalogue = translations.merged(home, texts, known)
            file = translations.catalogue_file(home)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(translations.as_text(catalogue))
            missing = len(translations.faults(home, texts))
            self.stdout.write(f"{file.relative_to(env.ROOT)}: {len(catalogue)} texts, {missing} faults")

    def _check(self) -> None:
        collected = translations.collect()
        found = [fault for home, texts in collected.items() for fault in translations.faults(home, texts)]
        found += translations.disagreements(collected) + translations.untranslated()
        for fault in found:
            self.stdout.write(f"{fault.place}: {fault.sentence}")
        if found:
            raise CommandError(
                f"{len(found)} texts are not fully translated: run `make messages`, then fill in English."
            )
        self.stdout.write("Every text has its English.")
