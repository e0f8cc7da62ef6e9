"""``hotline terms``: draw docs/terms.md and docs/measures.md from the code."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from hotline.config import paper_measures, papers


class Command(BaseCommand):
    """The command."""

    help = "Draws docs/terms.md and docs/measures.md from the code."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page."""
        papers.TERMS_FILE.write_text(papers.terms(), encoding="utf-8")
        papers.MEASURES_FILE.write_text(paper_measures.measures(), encoding="utf-8")
        self.stdout.write(f"{papers.TERMS_FILE} and {papers.MEASURES_FILE} written")
