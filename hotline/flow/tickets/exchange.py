"""What another program of a centre reads: one ticket, or every change since it last asked. No personal data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hotline.ground.journal import queries as journal
from hotline.ground.organisations import queries as organisations
from hotline.ground.privacy import queries as privacy
from hotline.lib import masks

from . import leaving
from .models import Ticket
from .words import Verb

TOPIC = "ticket"
VERBS = frozenset(verb.value for verb in Verb)
SCANNED = 1000
"""Events read for one answer; those of other centres are passed over."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the journal a reader stands."""

    tx: int = 0
    event: int = 0


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened to a ticket."""

    seq: int
    verb: Verb
    at: datetime
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Shared:
    """A ticket as its centre's programs see it."""

    ticket: Ticket
    lead_unit: str | None
    updates: tuple[Happened, ...]
    names: tuple[str, ...] = ()

    def masked(self, field: str) -> str:
        """One of the ticket's texts, masked."""
        return masks.mask_said(getattr(self.ticket.words, field), self.names)


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed, and where to go on."""

    tickets: tuple[Shared, ...]
    place: Place
    is_more: bool


def shared(number: str, centre_id: int) -> Shared | None:
    """A ticket of this centre with its whole history; None where it is absent or another centre's."""
    ticket = Ticket.objects.select_related("words").filter(number=number, centre_id=centre_id).first()
    return _shared(ticket) if ticket else None


def shared_by_code(number: str, code: str) -> Shared | None:
    """A ticket whose query code the citizen has told; None where number and code do not belong together."""
    index = privacy.blind(code.strip().upper())
    ticket = Ticket.objects.select_related("words").filter(number=number, query_index=index).first()
    return _shared(ticket) if ticket and index else None


def changes(centre_id: int, after: Place) -> Changes:
    """The centre's tickets that changed after a place in the journal, in the order of their first change there."""
    events = journal.settled_after(after.tx, after.event, SCANNED)
    by_ticket = defaultdict(list)
    for event in events:
        if event.topic == TOPIC:
            by_ticket[event.subject].append(event)
    ours = Ticket.objects.select_related("words").filter(pk__in=list(by_ticket), centre_id=centre_id)
    tickets = {ticket.pk: ticket for ticket in ours}
    names = leaving.names_of(tickets)
    found = tuple(
        Shared(tickets[subject], _lead(tickets[subject]), _happened(their), names[subject])
        for subject, their in by_ticket.items()
        if subject in tickets
    )
    place = Place(events[-1].tx or 0, events[-1].pk) if events else after
    return Changes(found, place, len(events) == SCANNED)


def present() -> Place:
    """The place in the journal where everything complete has been read."""
    return Place(journal.horizon(), 0)


def _shared(ticket: Ticket) -> Shared:
    names = leaving.names_of([ticket.pk])[ticket.pk]
    return Shared(ticket, _lead(ticket), _happened(journal.timeline(TOPIC, ticket.pk)), names)


def _lead(ticket: Ticket) -> str | None:
    return organisations.unit(ticket.lead_unit_id).name if ticket.lead_unit_id else None


def _happened(events: Iterable[Any]) -> tuple[Happened, ...]:
    return tuple(
        Happened(event.seq, Verb(event.verb), event.at, event.facts.get("from"), event.facts.get("to"))
        for event in events
        if event.verb in VERBS
    )
