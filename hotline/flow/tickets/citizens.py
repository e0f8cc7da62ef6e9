"""What a citizen reads of her own ticket, and everybody of published answers."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime

from hotline.ground.journal import queries as journal
from hotline.ground.journal import words as journals
from hotline.ground.people.words import ActorKind
from hotline.ground.privacy import queries as privacy

from .models import Ticket, TicketText
from .search import Answer
from .words import Closing, Status, Verb

TOPIC = "ticket"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, with the facts a citizen may know of."""

    verb: Verb
    at: datetime
    is_by_citizen: bool
    to: Status | None
    unit_id: int | None
    note: str


@dataclass(frozen=True, slots=True)
class Own:
    """A ticket as the citizen sees it."""

    id: int
    number: str
    title: str
    text: str
    wish: str
    place: str
    region: str
    status: Status
    closing: Closing | None
    lead_unit_id: int | None
    registered_at: datetime
    closed_at: datetime | None
    files: tuple[str, ...]
    events: tuple[Event, ...]


def is_hers(number: str, code: str) -> bool:
    """Whether the query code belongs to the ticket; False for a number that does not exist."""
    index = privacy.blind(code.strip().upper())
    known = Ticket.objects.filter(number=number).values_list("query_index", flat=True).first()
    return bool(index and known) and hmac.compare_digest(bytes(known or b""), index or b"")


def own(number: str) -> Own | None:
    """The citizen's view of a ticket; the caller has checked that it is hers."""
    ticket = Ticket.objects.select_related("words").filter(number=number).first()
    if ticket is None:
        return None
    words = ticket.words
    return Own(
        ticket.pk,
        ticket.number,
        words.title,
        words.text,
        words.wish,
        words.place,
        ticket.region_id or "",
        Status(ticket.status),
        Closing(ticket.closing) if ticket.closing else None,
        ticket.lead_unit_id,
        ticket.registered_at,
        ticket.closed_at,
        tuple(_files_of_the_citizen(ticket)),
        tuple(_events(ticket.pk)),
    )


def published_answer(public_id: str) -> Answer | None:
    """One published answer, by its address."""
    words = TicketText.objects.filter(public_id=public_id).first()
    if words is None or words.published_at is None:
        return None
    return Answer(public_id, words.public_title, words.public_answer, words.published_at)


def _files_of_the_citizen(ticket: Ticket) -> list[str]:
    found = ticket.attachments.filter(purpose__in=("citizen", "evidence"), attached_by="诉求人")
    return list(found.order_by("pk").values_list("file__name", flat=True))


def _events(ticket_id: int) -> list[Event]:
    return [
        Event(
            verb,
            event.at,
            journals.kind_of(event) is ActorKind.CITIZEN,
            Status.of(event.facts.get("to") or ""),
            event.facts.get("lead") if verb is Verb.DISPATCH else event.facts.get("unit"),
            str(event.facts.get("note") or event.facts.get("missing") or ""),
        )
        for event in journal.timeline(TOPIC, ticket_id)
        if (verb := Verb.of(event.verb)) is not None
    ]
