"""``hotline province``: what this version ships and the loaded province lacks; ``--refresh`` adds it."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from hotline.config import refresh
from hotline.ground.journal.shipping import Shipped


class Command(BaseCommand):
    """The command."""

    help = (
        "Lists reference data that ships with this version and is lacking; --refresh adds it and changes nothing else."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether to add it."""
        parser.add_argument("--refresh", action="store_true", help="add what is lacking, each row once")

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell, or add and tell."""
        if not options["refresh"]:
            self._tell("lacking", refresh.lacking())
            return
        self._tell("added", refresh.refresh(at=timezone.now()))

    def _tell(self, what: str, rows: Sequence[Shipped]) -> None:
        for row in rows:
            self.stdout.write(f"{what}: {row.table} {row.code} {row.name}")
        self.stdout.write(f"{len(rows)} {what}." if rows else "Nothing is lacking.")
