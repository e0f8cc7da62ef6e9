"""``hotline export``: brings the facts for analysis up to date."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hotline.config import province
from hotline.insight.warehouse import exporting
from hotline.lib.refusal import Refusal


class Command(BaseCommand):
    """The command."""

    help = "Writes what changed since the last time to the warehouse; everything the first time. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --anew."""
        parser.add_argument("--anew", action="store_true", help="write everything again, whatever is there")

    def handle(self, *args: Any, **options: Any) -> None:
        """Export and tell."""
        province.ensure(lambda text: None)
        export = exporting.export_anew if options["anew"] else exporting.export
        try:
            holding = export(settings.WAREHOUSE_DIR, at=timezone.now())
        except Refusal as refusal:
            raise CommandError(refusal.sentence()) from refusal
        told = f"{holding.rows:,} tickets, {holding.first} to {holding.last}" if holding.first else "no ticket yet"
        self.stdout.write(f"{told}: {settings.WAREHOUSE_DIR / holding.source}")
