"""What a ticket says as a plain value, for the platform's own readers (feeds, watches): no person's rights decide here.

Whoever shows or sends any of it masks it first (``leaving``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from .models import Ticket


@dataclass(frozen=True, slots=True)
class Told:
    """One ticket in clear, with who called for it."""

    id: int
    number: str
    kind: str
    category: str
    region: str
    urgency: str
    channel: str
    centre_id: int
    registered_at: datetime
    is_confidential: bool
    title: str
    text: str
    place: str
    caller: str
    phone: str


def told(identifiers: Iterable[int]) -> list[Told]:
    """Those of the tickets that exist, in the order of their identifiers."""
    return _read(Ticket.objects.filter(pk__in=set(identifiers)).order_by("pk"))


def told_since(since: datetime, after: int, limit: int) -> list[Told]:
    """The next tickets registered since a moment, by identifier, beyond ``after``."""
    rows = Ticket.objects.filter(registered_at__gte=since, pk__gt=after).order_by("pk")
    return _read(rows[:limit])


def told_latest(since: datetime, limit: int) -> list[Told]:
    """The latest tickets registered since a moment, the newest first."""
    return _read(Ticket.objects.filter(registered_at__gte=since).order_by("-registered_at", "-pk")[:limit])


def _read(rows: QuerySet[Ticket]) -> list[Told]:
    joined = rows.select_related("words", "contact")
    return [
        Told(
            row.pk,
            row.number,
            row.kind,
            row.category_id or "",
            row.region_id or "",
            row.urgency,
            row.channel,
            row.centre_id,
            row.registered_at,
            row.is_confidential,
            row.words.title,
            row.words.text,
            row.words.place,
            row.contact.name,
            row.contact.phone,
        )
        for row in joined
    ]
