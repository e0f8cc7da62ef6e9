"""Exact lookups that no person's rights decide: for the platform itself (imports, stories, jobs)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F

from . import errors
from .models import Assignment, Contact, Ticket


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


def caller(contact_id: int, centre_id: int, phone_index: bytes) -> dict[str, str] | None:
    """What an earlier contact from the same number said of itself; None when it is another number's or centre's.

    A contact that asked for confidentiality is another's as well: whoever calls from the number need not be the same.
    """
    theirs = Contact.objects.filter(pk=contact_id, centre_id=centre_id, phone_index=phone_index)
    found = theirs.exclude(tickets__is_confidential=True).exclude(joined__ticket__is_confidential=True).first()
    if found is None:
        return None
    known = {"caller_kind": found.caller_kind, "name": found.name, "address": found.address}
    return {name: value for name, value in known.items() if value}


def callers(centre_id: int, limit: int) -> list[str]:
    """Numbers that called a centre lately, each once: for the demonstration's simulated line."""
    rows = Contact.objects.filter(centre_id=centre_id, phone_index__isnull=False).order_by("-pk")[:limit]
    return list(dict.fromkeys(row.phone for row in rows))


def numbers(identifiers: Iterable[int]) -> dict[int, str]:
    """The numbers of tickets by their identifiers: for lists that hold only these."""
    found: dict[int, str] = dict(Ticket.objects.filter(pk__in=set(identifiers)).values_list("pk", "number"))
    return found


def chain_of(number: str) -> tuple[int, int] | None:
    """A ticket's identifier and how many events its chain must have; None where there is no such ticket."""
    return Ticket.objects.filter(number=number).values_list("pk", F("moves") + 1).first()
