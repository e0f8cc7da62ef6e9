"""Exact lookups that no person's rights decide: for the platform itself (imports, stories, jobs)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, F, Max, Min, OuterRef, Q

from . import errors
from .models import Assignment, Clock, Contact, Ticket
from .rules import STATUS_CLOCK
from .words import AssignmentRole


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


def led_by(number: str, unit_id: int) -> int:
    """The latest assignment by which a unit led a ticket, open or not.

    :raises Assignment.DoesNotExist: it never did.
    """
    rows = Assignment.objects.filter(ticket__number=number, unit_id=unit_id, role=AssignmentRole.LEAD)
    found = rows.filter(withdrawn_at__isnull=True).order_by("pk").last()
    if found is None:
        raise Assignment.DoesNotExist
    return int(found.pk)


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


def identifier(number: str) -> int | None:
    """The identifier of the ticket with a number."""
    return Ticket.objects.filter(number=number).values_list("pk", flat=True).first()


def number_of_caller(identifiers: Iterable[int], phone_index: bytes) -> str | None:
    """The number of that one of some tickets which came from a telephone number."""
    rows = Ticket.objects.filter(pk__in=list(identifiers), contact__phone_index=phone_index)
    return rows.values_list("number", flat=True).first()


def without_clock(area: str, *, since: datetime, limit: int) -> list[str]:
    """Tickets of an area that wait in a state of the centre without a clock, and have moved since a moment."""
    running = Clock.objects.filter(ticket=OuterRef("pk"), assignment__isnull=True, stopped_at__isnull=True)
    place = Q(region__code__startswith=area) | Q(region__isnull=True, centre__region__code__startswith=area)
    rows = Ticket.objects.filter(place, ~Exists(running), status__in=list(STATUS_CLOCK), due_at__isnull=True)
    return list(rows.filter(changed_at__gte=since).order_by("pk").values_list("number", flat=True)[:limit])


def registered_between() -> tuple[datetime | None, datetime | None]:
    """When the first and the last ticket was registered; nothing where there is none."""
    ends = Ticket.objects.aggregate(first=Min("registered_at"), last=Max("registered_at"))
    return ends["first"], ends["last"]


def received_between() -> tuple[datetime | None, datetime | None]:
    """When the first and the last contact was received; nothing where there is none."""
    ends = Contact.objects.aggregate(first=Min("received_at"), last=Max("received_at"))
    return ends["first"], ends["last"]


def registrations(identifiers: Iterable[int]) -> list[tuple[int, datetime]]:
    """When each of some tickets was registered."""
    return list(Ticket.objects.filter(pk__in=list(identifiers)).order_by("pk").values_list("pk", "registered_at"))
