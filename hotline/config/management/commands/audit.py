"""``hotline audit verify|seal``: examine the journal, or seal it now."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from hotline.flow.tickets import queries as tickets
from hotline.ground.journal import audit, seals

SHOWN = 100


class Command(BaseCommand):
    """The command."""

    help = "verify: checks every event and every seal, exit code 1 when something is wrong. seal: seals what is new."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to do."""
        parser.add_argument("what", choices=["verify", "seal"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        if options["what"] == "seal":
            self.stdout.write(f"{seals.seal(at=timezone.now())} events sealed.")
            return
        found = self._verify()
        self.stdout.write("The journal is whole." if not found else f"{found} faults found.")
        sys.exit(1 if found else 0)

    def _verify(self) -> int:
        """How many faults there are; the first of them are told."""
        console = Console(stderr=True)
        columns = (TextColumn("events"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        found = 0
        with Progress(*columns, console=console) as progress:
            bar = progress.add_task("verify", total=audit.count() or None)
            checked = audit.verify(lengths=tickets.journal_lengths(), told=lambda count: progress.advance(bar, count))
            for found, finding in enumerate(checked, start=1):
                if found <= SHOWN:
                    console.print(finding.sentence("en"), highlight=False)
        return found
