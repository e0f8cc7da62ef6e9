"""Every write to a ticket. Nothing else writes a status: lock, check, write, journal row, one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from hotline.ground.disaster import queries as disaster
from hotline.ground.journal import actions as journal
from hotline.ground.journal import queries as journals
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor, ActorKind
from hotline.ground.privacy import queries as privacy
from hotline.lib import statements
from hotline.lib.days import minute
from hotline.lib.refusal import BadInput, NotPermitted

from . import clocks, errors, numbers, queries, rules, said, texts
from .models import Assignment, Attachment, Beneficiary, Contact, JoinedContact, Ticket, TicketText
from .words import (
    MOVES,
    AssignmentRole,
    Closing,
    Mark,
    NewContact,
    NewTicket,
    Registered,
    Status,
    Tier,
    Verb,
)

TOPIC = "ticket"


@dataclass(slots=True)
class Step:
    """One move under way: the locked ticket, and what the move will write when its block ends without an error."""

    ticket: Ticket
    verb: Verb
    by: Actor
    at: datetime
    assignment: Assignment | None = None
    to: Status | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)
    is_party: bool = False

    def mark(self, *marks: Mark) -> None:
        """Lay badges over the ticket."""
        kept = self.changes.get("marks", self.ticket.marks)
        self.changes["marks"] = sorted({*kept, *(mark.value for mark in marks)})

    def unmark(self, *marks: Mark) -> None:
        """Take badges off the ticket."""
        kept = self.changes.get("marks", self.ticket.marks)
        self.changes["marks"] = sorted({*kept} - {mark.value for mark in marks})

    @property
    def is_lead(self) -> bool:
        """Whether the move is the centre's or the leading unit's, and so moves the ticket itself."""
        return self.assignment is None or (
            self.assignment.role == AssignmentRole.LEAD and self.assignment.parent_id is None
        )


@contextmanager
def moving(
    number: str,
    verb: Verb,
    *,
    by: Actor,
    at: datetime,
    assignment_id: int | None = None,
    seen: int | None = None,
    is_party: bool = False,
) -> Iterator[Step]:
    """Lock a ticket, check the verb, let the caller do its part, then write status, clocks and journal row.

    :param seen: the ticket's count of moves when the actor looked at it; a later count refuses the move.
    :param is_party: the caller has checked that the actor's own unit was given a part in the matter (a task, an
        order) that a verb of anybody answers: she needs to hold the verb, not to see the ticket.
    :raises TicketNotFound: no such ticket.
    :raises NotYours: the actor may not do this to this ticket.
    :raises IllegalMove: the table of moves does not allow it now.
    :raises SomebodyWasFaster: the ticket moved since the actor looked.
    """
    with transaction.atomic():
        ticket = _locked(number)
        if ticket is None or (assignment_id is None and MOVES[verb].tier is Tier.UNIT):
            raise errors.TicketNotFound
        assignment = None
        if assignment_id is not None:
            assignment = statements.first(Assignment, _PART, assignment_id, ticket.pk)
            if assignment is None:
                raise errors.TicketNotFound
            assignment.ticket = ticket
        step = Step(ticket, verb, by, at, assignment, is_party=is_party)
        _check(step, seen)
        yield step
        _write(step)


@contextmanager
def holding(*numbers: str) -> Iterator[None]:
    """Lock several tickets at once, the older first, so that two who need the same ones wait and never block."""
    with transaction.atomic():
        statements.run(_LOCK_ALL, (list(numbers),))
        yield


_LOCK = "number = %s FOR UPDATE"
_PART = "id = %s AND ticket_id = %s"
_LOCK_ALL = "SELECT id FROM tickets_ticket WHERE number = ANY(%s) ORDER BY id FOR UPDATE"


def _locked(number: str) -> Ticket | None:
    return statements.first(Ticket, _LOCK, number)


def move(
    number: str,
    verb: Verb,
    *,
    by: Actor,
    at: datetime,
    to: Status | None = None,
    seen: int | None = None,
    changes: Mapping[str, Any] | None = None,
    **facts: Any,
) -> Ticket:
    """Do a verb that needs nothing beyond its facts; see ``moving`` for what it raises."""
    with moving(number, verb, by=by, at=at, seen=seen) as step:
        step.to = to
        step.facts.update(facts)
        step.changes.update(changes or {})
    return step.ticket


def _check(step: Step, seen: int | None) -> None:
    ticket = step.ticket
    if not _permitted(step):
        raise errors.NotYours(number=ticket.number, verb=step.verb)
    if seen is not None and seen != ticket.moves:
        raise errors.SomebodyWasFaster(**_last_words(ticket))
    if not rules.legal(step.verb, Status(ticket.status), is_lead=step.is_lead):
        raise errors.IllegalMove(status=Status(ticket.status), verb=step.verb, **_last_words(ticket))


def _permitted(step: Step) -> bool:
    """By the posting's scope; a verb of anybody (note, attachment) by whoever holds it and sees the ticket.

    A confidential ticket is moved by nobody who does not see it, however far her posting reaches.
    """
    by, ticket = step.by, step.ticket
    if step.is_party and MOVES[step.verb].tier is Tier.ANYBODY and by.holds(step.verb):
        return True
    reaches = rules.permitted(by, step.verb, standing(ticket, step.assignment))
    is_staff = by.kind in (ActorKind.PERSON, ActorKind.PROGRAM)
    if reaches and not (ticket.is_confidential and is_staff):
        return True
    is_free = MOVES[step.verb].tier is Tier.ANYBODY and step.assignment is None and by.holds(step.verb)
    return (reaches or is_free) and queries.visible_to(by).filter(pk=ticket.pk).exists()


def _last_words(ticket: Ticket) -> dict[str, str]:
    last = journals.last_event(TOPIC, ticket.pk)
    if last is None:
        return {"number": ticket.number, "who": "—", "at": "—", "last": "—"}
    verb = Verb.of(last.verb)
    return {
        "number": ticket.number,
        "who": last.by_name,
        "at": minute(last.at),
        "last": verb if verb else last.verb,
    }


def standing(ticket: Ticket, assignment: Assignment | None = None) -> rules.Standing:
    """What permissions on a ticket are weighed against."""
    centre = organisations.unit(ticket.centre_id)
    if assignment is None:
        return rules.Standing(centre.id, centre.path, ticket.region_id or centre.region)
    unit = organisations.unit(assignment.unit_id)
    return rules.Standing(centre.id, centre.path, ticket.region_id or centre.region, unit.id, unit.path)


def _write(step: Step) -> None:
    ticket, before = step.ticket, Status(step.ticket.status)
    after = rules.target(step.verb, before, step.to, is_lead=step.is_lead)
    changes: dict[str, Any] = {"changed_at": step.at, "moves": ticket.moves + 1, **step.changes}
    if after is not before:
        changes["status"] = after
        changes.update(clocks.turn(ticket, after, step.changes.get("centre_id", ticket.centre_id), at=step.at))
    if after is Status.CLOSED and before is not Status.CLOSED:
        changes.setdefault("closed_at", step.at)
        changes.setdefault("closing", Closing.FOLLOWED_UP)
        changes["due_at"] = None
    elif before is Status.CLOSED and after is not Status.CLOSED:
        changes |= {"closed_at": None, "closing": ""}
    for name, value in changes.items():
        setattr(ticket, name, value)
    statements.update("tickets_ticket", "id", changes, ticket.pk)
    facts = {"from": before, "to": after, **step.facts} if after is not before else dict(step.facts)
    if step.assignment is not None:
        facts |= {"assignment": step.assignment.pk, "unit": step.assignment.unit_id}
    journal.record(TOPIC, ticket.pk, step.verb, by=step.by, at=step.at, facts=facts)


def record_contact(new: NewContact, *, by: Actor, at: datetime) -> Contact:
    """Note that somebody reached us; she may have said several things, or nothing that needs a ticket."""
    contact = Contact(
        pk=numbers.next_contact_id(),
        centre_id=new.centre_id,
        channel=new.channel,
        received_at=at,
        taken_by_id=by.person_id,
        caller_kind=new.caller_kind,
        name=new.name,
        phone=new.phone,
        phone_index=privacy.blind(new.phone),
        identity=new.identity,
        identity_index=privacy.blind(new.identity),
        address=new.address,
        email=new.email,
        call_reference=new.call_reference,
        summary=new.summary,
        language=new.language,
        follow_up=new.follow_up,
    )
    return statements.insert(contact)


def register(
    new: NewTicket,
    contact: Contact,
    *,
    by: Actor,
    at: datetime,
    submitted: bool = False,
    marks: Iterable[Mark] = (),
    more: Mapping[str, Any] | None = None,
) -> Registered:
    """Make a ticket out of one matter of a contact; the caller holds the transaction.

    :param submitted: whether it goes straight to review (web, API, or an agent who has finished the form).
    :param marks: what lies over the ticket from the beginning.
    :param more: facts for the journal beside the usual ones.
    :raises NotPermitted: the actor may not register for this centre.
    """
    centre = organisations.unit(contact.centre_id)
    where = rules.Standing(centre.id, centre.path, new.region or centre.region)
    if not rules.permitted(by, Verb.REGISTER, where):
        raise NotPermitted(verb=Verb.REGISTER)
    identifier, code = numbers.next_id(), numbers.new_query_code()
    ticket = Ticket(
        pk=identifier,
        number=numbers.number_of(identifier, at),
        query_index=privacy.blind(code),
        source=new.source,
        source_id=new.source_id,
        contact=contact,
        centre_id=contact.centre_id,
        channel=contact.channel,
        kind=new.kind,
        category_id=new.category or None,
        region_id=new.region or None,
        urgency=new.urgency,
        is_confidential=new.is_confidential,
        is_sensitive=new.is_sensitive,
        status=Status.IN_REVIEW if submitted else Status.REGISTERED,
        marks=_marks(marks, new.region or centre.region, at),
        registered_at=at,
        changed_at=at,
    )
    opening = clocks.of_centre(ticket, rules.STATUS_CLOCK[Status(ticket.status)], centre=centre, at=at)
    ticket.due_at = opening[0].due_at if opening else None
    statements.insert(ticket)
    clocks.start(opening)
    _write_words(ticket, new)
    facts = {"to": ticket.status, "contact": contact.pk, "channel": contact.channel, "kind": new.kind, **(more or {})}
    journal.record(TOPIC, identifier, Verb.REGISTER, by=by, at=at, facts=facts, is_first=True)
    return Registered(identifier, ticket.number, code)


def _marks(marks: Iterable[Mark], region: str, at: datetime) -> list[str]:
    """The badges of a new ticket: those it is given, and that of a disaster its place is in."""
    under = (Mark.DISASTER,) if disaster.in_force(region, at) else ()
    return sorted({mark.value for mark in (*marks, *under)})


def _write_words(ticket: Ticket, new: NewTicket) -> None:
    words = TicketText(
        ticket=ticket,
        registered_at=ticket.registered_at,
        title=new.title,
        text=new.text,
        wish=new.wish,
        place=new.place,
        search=texts.searchable(ticket, new.title, new.text, new.wish, new.place),
    )
    statements.insert(words)
    if new.beneficiary is not None:
        needy = new.beneficiary
        beneficiary = Beneficiary(
            ticket=ticket,
            name=needy.name,
            phone=needy.phone,
            phone_index=privacy.blind(needy.phone),
            address=needy.address,
            note=needy.note,
        )
        statements.insert(beneficiary)


AMENDABLE = frozenset({"kind", "category_id", "region_id", "urgency", "is_confidential", "is_sensitive"})
AMENDABLE_WORDS = frozenset({"title", "text", "wish", "place"})


def amend(number: str, *, by: Actor, at: datetime, changes: Mapping[str, Any], seen: int | None = None) -> Ticket:
    """Correct what was registered; the journal keeps what it said before.

    :raises BadInput: a field that cannot be amended.
    """
    unknown = set(changes) - AMENDABLE - AMENDABLE_WORDS
    if unknown:
        raise BadInput(problem="、".join(sorted(unknown)))
    with moving(number, Verb.AMEND, by=by, at=at, seen=seen) as step:
        words = TicketText.objects.get(pk=step.ticket.pk)
        before = {name: getattr(words if name in AMENDABLE_WORDS else step.ticket, name) for name in changes}
        changed = {name: value for name, value in changes.items() if before[name] != value}
        step.facts["before"] = {name: before[name] for name in changed}
        step.facts["after"] = changed
        step.changes.update({name: value for name, value in changed.items() if name in AMENDABLE})
        written = {name: value for name, value in changed.items() if name in AMENDABLE_WORDS}
        if written or "region_id" in changed:
            for name, value in written.items():
                setattr(words, name, value)
            step.ticket.region_id = changed.get("region_id", step.ticket.region_id)
            words.search = texts.searchable_again(step.ticket, words.title, words.text, words.wish, words.place)
            words.save()
    return step.ticket


def join_contact(number: str, contact: Contact, note: str, *, by: Actor, at: datetime) -> Ticket:
    """Attach a later contact about the same matter (the thank-you call of story A1)."""
    with moving(number, Verb.JOIN_CONTACT, by=by, at=at) as step:
        JoinedContact.objects.create(ticket=step.ticket, contact=contact, note=note, joined_at=at, joined_by=by.name)
        step.facts |= {"contact": contact.pk, "channel": contact.channel, "note": note}
    return step.ticket


def unpublish(number: str, why: str, *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Take the ticket's answer back from the portal; what it said stays in the reply.

    :raises NotPublished: there is none.
    :raises NoReason: no reason given.
    """
    why = said.reason(why)
    with moving(number, Verb.UNPUBLISH, by=by, at=at, seen=seen) as step:
        if not texts.unpublish(step.ticket.pk):
            raise errors.NotPublished(number=step.ticket.number)
        step.facts["why"] = why


def attach(number: str, file_id: int, purpose: str, *, by: Actor, at: datetime, is_public: bool = False) -> Attachment:
    """Show a stored file with a ticket."""
    with moving(number, Verb.ATTACH, by=by, at=at) as step:
        attachment = Attachment.objects.create(
            ticket=step.ticket,
            file_id=file_id,
            purpose=purpose,
            is_public=is_public,
            attached_at=at,
            attached_by=by.name,
        )
        step.facts |= {"file": file_id, "attachment": attachment.pk, "purpose": purpose}
    return attachment


def hang(step: Step, file_ids: Iterable[int], purpose: str) -> None:
    """Show stored files with a ticket as a part of the move under way, whatever its state."""
    rows = [
        Attachment(ticket=step.ticket, file_id=each, purpose=purpose, attached_at=step.at, attached_by=step.by.name)
        for each in file_ids
    ]
    Attachment.objects.bulk_create(rows)
