"""Exact lookups that no person's rights decide: for the platform itself (imports, stories, jobs)."""

from __future__ import annotations

from . import errors
from .models import Assignment, Ticket


def number_by_source(source: str, source_id: str) -> str | None:
    """The number of the ticket that came from this record of another system, if it is here."""
    return Ticket.objects.filter(source=source, source_id=source_id).values_list("number", flat=True).first()


def open_assignment(number: str, unit_id: int) -> int:
    """The identifier of a unit's open assignment of a ticket.

    :raises TicketNotFound: it has none.
    """
    found = Assignment.objects.filter(ticket__number=number, unit_id=unit_id, is_open=True).order_by("-pk").first()
    if found is None:
        raise errors.TicketNotFound
    return found.pk
