"""``hotline moves``: draw docs/moves.md from the code."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from hotline.config import papers


class Command(BaseCommand):
    """The command."""

    help = "Draws docs/moves.md from the code."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page."""
        papers.MOVES_FILE.write_text(papers.moves(), encoding="utf-8")
        self.stdout.write(f"{papers.MOVES_FILE} written")
