"""Who may hear that a ticket changed: the centre, the units, the areas it belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .models import Assignment, Ticket


@dataclass(frozen=True, slots=True)
class Audience:
    """A ticket as the event stream sees it: its number, and to whom it belongs."""

    number: str
    centre_id: int
    region: str
    is_confidential: bool
    units: frozenset[int]


def audiences(tickets: Iterable[int]) -> dict[int, Audience]:
    """The audiences of tickets by identifier, with two queries. A unit it was just taken from still hears of that."""
    wanted = list(set(tickets))
    units: dict[int, set[int]] = {}
    for ticket, unit in Assignment.objects.filter(ticket_id__in=wanted).values_list("ticket_id", "unit_id"):
        units.setdefault(ticket, set()).add(unit)
    rows = Ticket.objects.filter(pk__in=wanted).values_list("pk", "number", "centre_id", "region_id", "is_confidential")
    return {
        pk: Audience(number, centre, region or "", is_confidential, frozenset(units.get(pk, ())))
        for pk, number, centre, region, is_confidential in rows
    }
