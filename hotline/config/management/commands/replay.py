"""``hotline replay``: makes a past year again, from what was published of it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console

from hotline.config import province
from hotline.insight.replay import actions
from hotline.lib.refusal import Refusal


class Command(BaseCommand):
    """The command."""

    help = "Makes the tickets of a past year and the year before, as facts for analysis. All of them are synthetic."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take year, scale and seed."""
        parser.add_argument("year", type=int, nargs="?", default=2020)
        parser.add_argument(
            "--scale", default="0.001", help="above 0, at most 1 (13.2 million tickets and the year before)"
        )
        parser.add_argument("--seed", type=int, default=actions.SEED)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make and tell."""
        console = Console(stderr=True)
        try:
            scale = actions.scale_of(options["scale"])
            with console.status("…") as status:
                province.ensure(lambda text: status.update(text))
                holding = actions.to_warehouse(
                    settings.WAREHOUSE_DIR,
                    options["year"],
                    scale,
                    seed=options["seed"],
                    on=timezone.localdate(),
                    told=lambda text: status.update(text),
                )
        except Refusal as refusal:
            raise CommandError(refusal.sentence()) from refusal
        self.stdout.write(f"{holding.rows:,} tickets, {holding.first} to {holding.last}: {holding.source}")
