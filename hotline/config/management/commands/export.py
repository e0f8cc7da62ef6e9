"""``hotline export``: brings the facts for analysis up to date."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from hotline.config import province
from hotline.insight.warehouse import exporting


class Command(BaseCommand):
    """The command."""

    help = "Writes what changed since the last time to the warehouse; everything the first time. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        """Export and tell."""
        province.ensure(lambda text: None)
        holding = exporting.export(settings.WAREHOUSE_DIR, at=timezone.now())
        told = f"{holding.rows:,} tickets, {holding.first} to {holding.last}" if holding.first else "no ticket yet"
        self.stdout.write(f"{told}: {settings.WAREHOUSE_DIR / holding.source}")
