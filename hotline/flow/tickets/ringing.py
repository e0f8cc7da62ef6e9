"""Ringing bells: units are told what the journal says was sent to them, given back to them or taken from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from hotline.ground.journal import readers
from hotline.ground.outbox import actions as outbox
from hotline.ground.outbox.words import NewNotice, NoticeKind

from .models import Assignment, Ticket
from .words import OPEN, Verb

TOPIC, READER = "ticket", "bell"
BATCH = 500


def ring(*, at: datetime, limit: int = BATCH) -> int:
    """Ring for the next events of the journal; how many were read. What an import wrote rings nothing."""
    with readers.following(READER, limit) as events:
        ours = [
            each
            for each in events
            if each.topic == TOPIC and each.verb in RUNG | GONE and not each.facts.get("imported")
        ]
        tickets = Ticket.objects.in_bulk({event.subject for event in ours})
        outbox.notify([notice for event in ours for notice in _notices(event, tickets[event.subject])], at=at)
    return len(events)


def _notices(event: Any, ticket: Ticket) -> Iterator[NewNotice]:
    for table in (RUNG, GONE):
        if event.verb not in table:
            continue
        kind, whom = table[event.verb]
        for unit in sorted(whom(event, ticket)):
            key = f"{kind}:{event.pk}:{unit}"
            yield NewNotice(kind, key, ticket.pk, organisation_id=unit, facts={"number": ticket.number})


def _dispatched(event: Any, ticket: Ticket) -> set[int]:
    return {event.facts["lead"], *event.facts.get("joint", ())}


def _sent_on(event: Any, ticket: Ticket) -> set[int]:
    return {event.facts["to_unit"]}


def _given_back(event: Any, ticket: Ticket) -> set[int]:
    """The unit of another round; none where a reopened ticket goes to dispatch first."""
    return {event.facts["lead"]} if "lead" in event.facts else set()


def _taken_back(event: Any, ticket: Ticket) -> set[int]:
    """Every unit that lost the ticket at that moment, those below the one named too."""
    gone = Assignment.objects.filter(ticket=ticket, withdrawn_at=event.at)
    return set(gone.values_list("unit_id", flat=True))


def _lead(event: Any, ticket: Ticket) -> set[int]:
    return {ticket.lead_unit_id} if ticket.lead_unit_id and ticket.status in OPEN else set()


def _grown(event: Any, ticket: Ticket) -> set[int]:
    """The leading unit of a main ticket under which another was laid: more people wait for it."""
    return _lead(event, ticket) if "merged" in event.facts else set()


RUNG: dict[str, tuple[NoticeKind, Callable[[Any, Ticket], set[int]]]] = {
    Verb.DISPATCH: (NoticeKind.ASSIGNED, _dispatched),
    Verb.SEND_DOWN: (NoticeKind.ASSIGNED, _sent_on),
    Verb.ADD_JOINT: (NoticeKind.ASSIGNED, _sent_on),
    Verb.REWORK: (NoticeKind.REWORK, _given_back),
    Verb.REOPEN: (NoticeKind.REWORK, _given_back),
    Verb.REJECT_REPLY: (NoticeKind.REJECTED, _lead),
    Verb.RECALL: (NoticeKind.WITHDRAWN, _taken_back),
    Verb.WITHDRAW: (NoticeKind.WITHDRAWN, _taken_back),
    Verb.TAKE_BACK: (NoticeKind.WITHDRAWN, _taken_back),
    Verb.JOIN_CONTACT: (NoticeKind.JOINED, _lead),
    Verb.HANDLE_FIRST: (NoticeKind.ASSIGNED, _dispatched),
    Verb.ARBITRATE: (NoticeKind.ASSIGNED, _dispatched),
    Verb.LINK: (NoticeKind.MERGED, _grown),
}
"""Which verbs ring, with what notice, at which units."""
GONE: dict[str, tuple[NoticeKind, Callable[[Any, Ticket], set[int]]]] = dict.fromkeys(
    (Verb.HANDLE_FIRST, Verb.OPEN_ARBITRATION, Verb.GRANT_RETURN, Verb.ESCALATE), (NoticeKind.WITHDRAWN, _taken_back)
)
"""Which verbs ring at the units that lose the ticket by them, whatever else they ring."""
