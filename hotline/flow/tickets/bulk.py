"""Tickets of the past, written by the thousand with COPY: rows as the road would have left them.

What is not known (who signed, when somebody was phoned) is not made up: such moments stay empty and such clocks do not
exist. Where every step is known (``Steps``), assignment, clocks and events tell each. The caller holds the transaction
and writes the events that ``Written`` gives back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from hotline.ground.calendar import queries as calendars
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import ClockKind
from hotline.ground.journal.bulk import NewEvent
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.ground.people.words import Actor
from hotline.ground.privacy import queries as privacy
from hotline.lib import chinese, copying, masks

from . import numbers, texts
from .models import Assignment, Clock, Contact, Ticket, TicketText
from .steps import Steps
from .words import REPLAYED, AssignmentRole, Closing, NewContact, NewTicket, Status, Verb

FROM_SOURCE = "source"
"""The policy of a deadline that the source itself told."""


@dataclass(frozen=True, slots=True)
class Past:
    """One ticket as another system knew it. ``closed_at`` None: it is still open.

    ``visited`` is what a follow-up at the end learned, as the facts of its event.
    """

    contact: NewContact
    ticket: NewTicket
    registered_at: datetime
    unit: Unit | None = None
    closed_at: datetime | None = None
    due_at: datetime | None = None
    answer: str = ""
    is_public: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)
    closing: Closing = Closing.REPLIED
    steps: Steps | None = None
    visited: Mapping[str, Any] | None = None


class Ran(NamedTuple):
    """A clock's row, beside ticket and assignment."""

    kind: ClockKind
    owner_id: int
    limit: str
    policy: str
    is_certain: bool
    started_at: datetime
    yellow_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    yellow_told_at: datetime | None
    red_told_at: datetime | None


@dataclass(slots=True)
class Written:
    """What became of one: its identifiers and the events of its chain."""

    past: Past
    id: int
    number: str
    contact_id: int
    assignment_id: int | None
    status: Status
    clocks: list[Ran]
    events: list[NewEvent]


def known(source: str, identifiers: Sequence[str]) -> set[str]:
    """Which identifiers of a source have tickets already."""
    found = Ticket.objects.filter(source=source, source_id__in=identifiers)
    return set(found.exclude(source_id="").values_list("source_id", flat=True))


def write(batch: Sequence[Past], *, by: Actor, at: datetime) -> list[Written]:
    """Write contacts, tickets, texts, assignments and clocks of the past; the caller holds the transaction."""
    written = list(_planned(batch, by, at))
    copying.copy(Contact, CONTACT, (_contact(each) for each in written))
    copying.copy(Ticket, TICKET, (_ticket(each) for each in written))
    copying.copy(TicketText, WORDS, (_words(each, at) for each in written))
    copying.copy(Assignment, ASSIGNMENT, (_assignment(each, by) for each in written if each.assignment_id))
    copying.copy(Clock, CLOCK, (_clock(each, clock) for each in written for clock in each.clocks))
    return written


def _planned(batch: Sequence[Past], by: Actor, at: datetime) -> Iterator[Written]:
    identifiers = numbers.next_ids(len(batch))
    contacts = iter(copying.identifiers(Contact, len(batch)))
    assignments = iter(copying.identifiers(Assignment, sum(past.unit is not None for past in batch)))
    for identifier, past in zip(identifiers, batch, strict=True):
        number = numbers.number_of(identifier, past.registered_at)
        assignment = next(assignments) if past.unit is not None else None
        status = Status.CLOSED if past.closed_at else Status.TO_SIGN if past.unit else Status.TO_DISPATCH
        written = Written(past, identifier, number, next(contacts), assignment, status, [], [])
        written.clocks = _clocks(written, at)
        written.events = list(_said_by(past, _events(written)))
        yield written


def _clocks(written: Written, at: datetime) -> list[Ran]:
    """The clocks of each known step; else a closed ticket's handling clock with its real end, or an open one's clocks
    as dispatch would have started them.

    What was due before the import has been told by the old system: nobody is flooded with notices about it.
    """
    past, start = written.past, written.past.registered_at
    if past.steps is not None:
        spans = _spans(past.steps)
    elif past.closed_at is not None:
        spans = [(ClockKind.HANDLE, start, past.closed_at)] if past.unit else []
    else:
        kinds = [ClockKind.SIGN, ClockKind.CONTACT, ClockKind.HANDLE] if past.unit else [ClockKind.DISPATCH]
        spans = [(kind, start, None) for kind in kinds]
    return [_built(written, *span, at) for span in spans]


def _spans(steps: Steps) -> list[tuple[ClockKind, datetime, datetime | None]]:
    """Which clocks ran from when until when."""
    sent = steps.dispatched_at
    return [
        (ClockKind.DISPATCH, steps.accepted_at, sent),
        (ClockKind.SIGN, sent, steps.signed_at),
        (ClockKind.CONTACT, sent, steps.contacted_at),
        (ClockKind.HANDLE, sent, steps.replied_at),
    ]


def _built(written: Written, kind: ClockKind, start: datetime, stop: datetime | None, at: datetime) -> Ran:
    past, ticket = written.past, written.past.ticket
    owner = past.unit if past.unit and kind is not ClockKind.DISPATCH else organisations.unit(past.contact.centre_id)
    wanted = ticket.kind, ticket.category, ticket.urgency, owner.level
    try:
        limits = catalogue.limits(*wanted, start)
    except catalogue.NoLimitPolicy:
        limits = catalogue.first_limits(*wanted)
    limit, policy = limits.by_clock[kind], limits.policy
    deadline, yellow = calendars.deadline(limit, owner.calendar, start)
    due, is_certain = deadline.at, deadline.certain
    if kind is ClockKind.HANDLE and past.due_at is not None and past.due_at >= start:
        due, yellow, policy, is_certain = past.due_at, max(start, past.due_at - (due - yellow)), FROM_SOURCE, True
    told = at if past.closed_at is None else None
    return Ran(
        kind,
        owner.id,
        limit,
        policy,
        is_certain,
        start,
        yellow,
        due,
        stop,
        told if yellow <= at else None,
        told if due <= at else None,
    )


def _events(written: Written) -> Iterator[NewEvent]:
    past, start = written.past, written.past.registered_at
    first = Status.IN_REVIEW if past.steps else Status.REGISTERED
    facts = {"to": first, "contact": written.contact_id, "channel": past.contact.channel, "kind": past.ticket.kind}
    yield _told(Verb.REGISTER, start, facts | dict(past.facts))
    if past.closing is Closing.ANSWERED and past.closed_at is not None:
        answered = {"from": first, "to": Status.CLOSED, "closing": past.closing}
        yield _told(Verb.ANSWER_DIRECTLY, past.closed_at, answered)
    elif past.steps is not None and past.closed_at is not None:
        yield from _walked(written, past.steps, past.closed_at)
    else:
        yield from _known_ends(written)


def _known_ends(written: Written) -> Iterator[NewEvent]:
    """Where only registration and end are known."""
    past, start = written.past, written.past.registered_at
    before, after = Status.REGISTERED, Status.TO_SIGN
    if past.unit is not None:
        yield _told(Verb.DISPATCH, start, {"from": before, "to": after, **_lead(past.unit)})
        if past.closed_at is not None:
            yield _told(Verb.REPLY, past.closed_at, {"assignment": written.assignment_id, "unit": past.unit.id})
        before = after
    elif past.closed_at is None:
        yield _told(Verb.ACCEPT, start, {"from": before, "to": Status.TO_DISPATCH})
    if past.closed_at is not None:
        yield _told(Verb.CLOSE, past.closed_at, {"from": before, "to": Status.CLOSED, "closing": Closing.REPLIED})


def _walked(written: Written, steps: Steps, closed_at: datetime) -> Iterator[NewEvent]:
    """The whole road, step by step."""
    past = written.past
    unit = {"assignment": written.assignment_id, "unit": past.unit.id if past.unit else None}
    lead = _lead(past.unit) if past.unit else {}
    road: list[tuple[Verb, datetime, Status | None, Mapping[str, Any]]] = [
        (Verb.ACCEPT, steps.accepted_at, Status.TO_DISPATCH, {}),
        (Verb.DISPATCH, steps.dispatched_at, Status.TO_SIGN, lead),
        (Verb.SIGN, steps.signed_at, Status.HANDLING, unit),
        (Verb.CONTACT, steps.contacted_at, None, unit),
        (Verb.REPLY, steps.replied_at, Status.REPLY_REVIEW, unit),
        (Verb.PASS_REPLY, steps.passed_at, Status.FOLLOW_UP, {}),
    ]
    if past.visited is not None:
        road.append((Verb.FOLLOW_UP, closed_at, None, past.visited))
    road.append((Verb.CLOSE, closed_at, Status.CLOSED, {"closing": past.closing}))
    status = Status.IN_REVIEW
    for verb, at, to, facts in road:
        moved = {"from": status, "to": to} if to else {}
        status = to or status
        yield _told(verb, at, moved | dict(facts))


def _lead(unit: Unit) -> dict[str, Any]:
    return {"lead": unit.id, "lead_name": unit.name}


def _told(verb: Verb, at: datetime, facts: Mapping[str, Any]) -> NewEvent:
    return NewEvent(verb, at, {**facts, "imported": True})


def _said_by(past: Past, events: Iterable[NewEvent]) -> Iterator[NewEvent]:
    """Each event says of what never happened that it did not."""
    made = {"synthetic": True} if past.ticket.source == REPLAYED else {}
    return (NewEvent(each.verb, each.at, {**each.facts, **made}) for each in events)


CONTACT = """
id centre_id channel received_at caller_kind name phone phone_index identity identity_index address
email call_reference summary
"""


def _contact(written: Written) -> tuple[Any, ...]:
    new = written.past.contact
    return (
        written.contact_id,
        new.centre_id,
        new.channel,
        written.past.registered_at,
        new.caller_kind,
        new.name,
        new.phone,
        privacy.blind(new.phone),
        new.identity,
        privacy.blind(new.identity),
        new.address,
        new.email,
        new.call_reference,
        new.summary,
    )


TICKET = """
id number source source_id contact_id centre_id channel kind category_id region_id urgency
is_confidential is_sensitive status closing round lead_unit_id registered_at due_at closed_at
changed_at moves
"""


def _ticket(written: Written) -> tuple[Any, ...]:
    past, new = written.past, written.past.ticket
    is_closed = past.closed_at is not None
    return (
        written.id,
        written.number,
        new.source,
        new.source_id,
        written.contact_id,
        past.contact.centre_id,
        past.contact.channel,
        new.kind,
        new.category or None,
        new.region or None,
        new.urgency,
        new.is_confidential,
        new.is_sensitive,
        written.status,
        past.closing if is_closed else "",
        1,
        past.unit.id if past.unit else None,
        past.registered_at,
        None if is_closed else written.clocks[-1].due_at,
        past.closed_at,
        past.closed_at or past.registered_at,
        len(written.events) - 1,
    )


WORDS = """
ticket_id registered_at title text wish place search public_title public_answer published_at public_id public_search
"""


def _words(written: Written, at: datetime) -> tuple[Any, ...]:
    past, new = written.past, written.past.ticket
    said = new.title, new.text, new.wish, new.place
    vector = texts.vector(past.contact.centre_id, new.region, past.registered_at, *said)
    if past.unit is not None:
        vector = f"{vector} {texts.unit_mark(past.unit.id)}"
    return written.id, past.registered_at, *said, vector, *_published(past)


def _published(past: Past) -> tuple[Any, ...]:
    """The masked question and answer, published when it was answered; never of a confidential ticket."""
    if not (past.is_public and past.answer and past.closed_at) or past.ticket.is_confidential:
        return "", "", None, None, None
    people = past.ticket.beneficiary
    known = (past.contact.name, people.name if people else "")
    title, answer = masks.mask_said(past.ticket.title, known), masks.mask_said(past.answer, known)
    return title, answer, past.closed_at, texts.new_public_id(), chinese.tsvector_text(title, answer)


ASSIGNMENT = """
id ticket_id unit_id role round note explanation sent_at sent_by signed_at signed_by contacted_at contacted_by
replied_at replied_by withdrawn_by is_open due_at
"""


def _assignment(written: Written, by: Actor) -> tuple[Any, ...]:
    past, steps = written.past, written.past.steps
    return (
        written.assignment_id,
        written.id,
        past.unit.id if past.unit else None,
        AssignmentRole.LEAD,
        1,
        "",
        {"imported": past.ticket.source},
        steps.dispatched_at if steps else past.registered_at,
        by.name,
        steps.signed_at if steps else None,
        by.name if steps else "",
        steps.contacted_at if steps else None,
        by.name if steps else "",
        steps.replied_at if steps else past.closed_at,
        by.name if past.closed_at else "",
        "",
        past.closed_at is None,
        None if past.closed_at else min((clock.due_at for clock in written.clocks), default=None),
    )


CLOCK = """
ticket_id assignment_id kind owner_id limit policy is_certain started_at yellow_at due_at stopped_at
yellow_told_at red_told_at
"""


def _clock(written: Written, ran: Ran) -> tuple[Any, ...]:
    mine = None if ran.kind is ClockKind.DISPATCH else written.assignment_id
    return written.id, mine, *ran


def chains(written: Iterable[Written]) -> Iterator[tuple[int, list[NewEvent]]]:
    """The chains of written tickets, for the journal."""
    return ((each.id, each.events) for each in written)
