"""``hotline replay``: makes a past year again, from what was published of it."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from hotline.config import province, replaying
from hotline.insight.replay import actions
from hotline.insight.warehouse import exporting
from hotline.lib.refusal import Refusal


class Command(BaseCommand):
    """The command."""

    help = "Makes the tickets of a past year and the year before again. All of them are synthetic and marked as such."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take year, scale, seed and target."""
        parser.add_argument("year", type=int, nargs="?", default=2020)
        parser.add_argument(
            "--scale", default="0.001", help="above 0, at most 1 (13.2 million tickets and the year before)"
        )
        parser.add_argument("--seed", type=int, default=actions.SEED)
        parser.add_argument(
            "--to",
            default=replaying.DATABASE,
            help="database (tickets with texts, clocks and journal; the default) or warehouse (facts only)",
        )
        parser.add_argument("--take-out", action="store_true", help="delete the replay that the database holds")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make and tell."""
        try:
            if options["take_out"]:
                self._take_out()
                return
            scale, seed = actions.scale_of(options["scale"]), actions.seed_of(options["seed"])
            target = replaying.target(options["to"])
            province.ensure(lambda text: None)
            make = self._to_database if target == replaying.DATABASE else self._to_warehouse
            make(options["year"], scale, seed)
        except Refusal as refusal:
            raise CommandError(refusal.sentence()) from refusal

    def _to_warehouse(self, year: int, scale: Any, seed: int) -> None:
        root, today = settings.WAREHOUSE_DIR, timezone.localdate()
        with _bar(f"{year}") as tell:
            holding = actions.to_warehouse(root, year, scale, seed=seed, on=today, told=tell)
        self.stdout.write(f"{holding.rows:,} tickets, {holding.first} to {holding.last}: {holding.source}")

    def _to_database(self, year: int, scale: Any, seed: int) -> None:
        now = timezone.now()
        with _bar(f"{year}") as tell:
            part = replaying.to_database(year, scale, seed=seed, on=timezone.localdate(), at=now, told=tell)
        self.stdout.write(f"{part.written:,} tickets written, {part.present:,} were there already.")
        holding = exporting.export(settings.WAREHOUSE_DIR, at=now)
        self.stdout.write(f"Facts of {holding.rows:,} tickets: {settings.WAREHOUSE_DIR / holding.source}")

    def _take_out(self) -> None:
        province.ensure(lambda text: None)  # an empty database holds no replay: it is told so
        with _bar("") as tell:
            gone, kept = replaying.take_out(settings.WAREHOUSE_DIR, at=timezone.now(), told=tell)
        self.stdout.write(f"{gone:,} tickets taken out.")
        if kept:
            self.stdout.write(f"{kept:,} stay: something of the running work is tied to them.")


class _bar(AbstractContextManager[Callable[[int, int], None]]):  # noqa: N801 (reads as a function)
    """A bar that hears how many of how many are done."""

    def __init__(self, name: str) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self.progress = Progress(*columns, console=Console(stderr=True))
        self.task = self.progress.add_task(name, total=None)

    def __enter__(self) -> Callable[[int, int], None]:
        self.progress.start()
        return lambda done, of: self.progress.update(self.task, completed=done, total=of)

    def __exit__(self, *fault: object) -> None:
        self.progress.stop()
