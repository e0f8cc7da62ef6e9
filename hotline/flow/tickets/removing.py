"""Taking out tickets that never happened. Their chains stay in the journal, which nobody can shorten."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import ProtectedError

from .models import Contact, Ticket


def take_out(source: str, batch: int) -> Iterator[tuple[int, int]]:
    """Delete the tickets of a source with all that hangs on them, batch by batch; how many went, and how many stay.

    Whatever somebody has since tied to a ticket (an order, an instruction) protects it: such tickets stay.
    """
    last = -1
    while rows := _next(source, last, batch):
        last = rows[-1][0]
        yield _gone(rows)


def _next(source: str, last: int, batch: int) -> list[tuple[int, int]]:
    found = Ticket.objects.filter(source=source, pk__gt=last).order_by("pk")
    return list(found.values_list("pk", "contact_id")[:batch])


def _gone(rows: list[tuple[int, int]]) -> tuple[int, int]:
    try:
        with transaction.atomic():
            Ticket.objects.filter(pk__in=[ticket for ticket, _ in rows]).delete()
            Contact.objects.filter(pk__in=[contact for _, contact in rows]).delete()
    except ProtectedError:
        if len(rows) == 1:
            return 0, 1
        half = len(rows) // 2
        first, second = _gone(rows[:half]), _gone(rows[half:])
        return first[0] + second[0], first[1] + second[1]
    return len(rows), 0
