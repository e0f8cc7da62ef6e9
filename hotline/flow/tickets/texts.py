"""Writes on what a ticket says in public."""

from __future__ import annotations

from datetime import datetime

from hotline.lib import masks

from .models import TicketText


def publish(ticket_id: int, answer: str, at: datetime) -> None:
    """Put a masked question and its answer among the portal's published answers."""
    words = TicketText.objects.get(pk=ticket_id)
    TicketText.objects.filter(pk=ticket_id).update(
        public_title=masks.mask_text(words.title), public_answer=masks.mask_text(answer), published_at=at
    )


def unpublish(ticket_id: int) -> None:
    """Take an answer back from the portal."""
    TicketText.objects.filter(pk=ticket_id).update(public_title="", public_answer="", published_at=None)
