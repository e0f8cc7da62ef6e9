"""``hotline import FILE --mapping M.yaml``: carries tickets of another system in."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from hotline.flow.transfer import actions, mapping, reading
from hotline.flow.transfer.errors import FileRefused
from hotline.flow.transfer.words import Mapping, Summary
from hotline.ground.people.words import Actor, ActorKind

IMPORTER = Actor(ActorKind.SYSTEM, "数据导入")


class Command(BaseCommand):
    """The command."""

    help = "Imports a CSV or Excel file of tickets. Run again after an interruption, it goes on where it was."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and its mapping."""
        parser.add_argument("file", type=Path)
        shipped = ", ".join(mapping.shipped())
        parser.add_argument("--mapping", required=True, help=f"a YAML file, or one that is shipped: {shipped}")
        parser.add_argument("--centre", help="code of the centre that gets the tickets, instead of the mapping's")
        parser.add_argument("--rejected", type=Path, help="where rejected rows go (default: imports/ of the state)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and tell."""
        file: Path = options["file"]
        rejected = options["rejected"] or settings.STATE_DIR / "imports" / f"{file.stem}.rejected.csv"
        try:
            rules = mapping.read(options["mapping"])
            if options["centre"]:
                rules = replace(rules, centre=options["centre"])
            summary = self._carry(file, rules, rejected)
        except FileRefused as refusal:
            raise CommandError(refusal.sentence()) from refusal
        self._tell(summary, rejected)
        sys.exit(1 if summary.rejected and not (summary.carried or summary.present) else 0)

    def _carry(self, file: Path, rules: Mapping, rejected: Path) -> Summary:
        total = reading.size(file) if file.is_file() else None
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True)) as progress:
            bar = progress.add_task(file.name, total=total)
            return actions.carry_in(
                file,
                rules,
                by=IMPORTER,
                at=timezone.now(),
                rejected=rejected,
                told=lambda done: progress.update(bar, completed=done),
            )

    def _tell(self, summary: Summary, rejected: Path) -> None:
        speed = summary.read / summary.seconds if summary.seconds else 0
        self.stdout.write(
            f"{summary.read} rows read, {summary.carried} tickets carried in ({summary.closed} closed), "
            f"{summary.present} were there already, {summary.rejected} rejected; "
            f"{summary.units} units made; {summary.seconds:.1f} s, {speed:,.0f} rows/s"
        )
        for reason, count in sorted(summary.reasons.items(), key=lambda pair: -pair[1]):
            self.stdout.write(f"  {count} × {reason}")
        if summary.rejected:
            self.stdout.write(f"Rejected rows with their reasons: {rejected}")
