"""Lists of messages for those who look after them."""

from __future__ import annotations

from django.db.models import QuerySet

from .models import Message


def listed(*, state: str = "", ticket: int | None = None) -> QuerySet[Message]:
    """Messages in a state, or about a ticket, the latest first."""
    rows = Message.objects.order_by("-written_at", "-pk")
    if state:
        rows = rows.filter(state=state)
    return rows if ticket is None else rows.filter(ticket=ticket)
