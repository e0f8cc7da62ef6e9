"""``hotline audit verify|seal``: examine the journal, or seal it now."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import Counter
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from hotline.flow.tickets import queries as tickets
from hotline.ground.journal import audit, copies, seals

SHOWN = 100


class Command(BaseCommand):
    """The command."""

    help = (
        "verify: checks every event, every seal, its key and its copy outside the database; exit code 1 when something "
        "is wrong. seal: seals what is new and copies the seals."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to do."""
        parser.add_argument("what", choices=["verify", "seal"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        if options["what"] == "seal":
            sealed = seals.seal(at=timezone.now())
            self.stdout.write(f"{sealed} events sealed, {copies.append_new()} seals copied to {copies.folder()}.")
            return
        faults, warnings = self._verify()
        self.stdout.write("The journal is whole." if not faults else f"{faults} faults found.")
        if warnings:
            self.stdout.write(f"{warnings} warnings.")
        sys.exit(1 if faults else 0)

    def _verify(self) -> tuple[int, int]:
        """How many faults and warnings there are; the first of them are told."""
        console = Console(stderr=True)
        columns = (TextColumn("events"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        told = Counter[bool]()
        with Progress(*columns, console=console) as progress:
            bar = progress.add_task("verify", total=audit.count() or None)
            checked = audit.verify(lengths=tickets.journal_lengths(), told=lambda count: progress.advance(bar, count))
            for finding in chain(checked, copies.compare()):
                told[finding.is_warning] += 1
                if told[finding.is_warning] <= SHOWN:
                    word = "warning: " if finding.is_warning else ""
                    console.print(word + finding.sentence("en"), highlight=False)
        return told[False], told[True]
