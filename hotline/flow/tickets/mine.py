"""What one agent has taken: her unfinished tickets and her day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from hotline.ground.journal import queries as journals
from hotline.ground.people.words import Actor

from .lists import seen
from .models import Contact, JoinedContact, Ticket
from .queries import sight
from .rows import Row, rows
from .words import Closing, Status, Verb

TOPIC = "ticket"
HELD = (Status.REGISTERED, Status.SUPPLEMENT)


@dataclass(frozen=True, slots=True)
class Held:
    """A ticket that waits for the agent who took it, and why it came back to her, when it did."""

    row: Row
    reason: str = ""
    missing: str = ""
    sent_back_by: str = ""
    sent_back_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """An agent's day so far."""

    contacts: int
    registered: int
    answered: int
    joined: int


def held(actor: Actor, centre_id: int, *, at: datetime, limit: int = 50) -> list[Held]:
    """The tickets that wait for the agent: sent back, or registered and not yet handed on; the most pressing first."""
    found = seen(actor).filter(centre_id=centre_id, status__in=HELD, contact__taken_by_id=actor.person_id or 0)
    shown = rows(found.order_by("due_at", "pk")[:limit], at)
    back = [row.id for row in shown if row.status is Status.SUPPLEMENT]
    events = journals.latest(TOPIC, back, Verb.SEND_BACK)
    return [_held(row, events.get(row.id)) for row in shown]


def _held(row: Row, event: Any) -> Held:
    if event is None:
        return Held(row)
    return Held(row, event.facts.get("reason", ""), event.facts.get("missing", ""), event.by_name, event.at)


def sent_back(ticket: Ticket) -> tuple[str, str, str, datetime] | None:
    """Why a ticket waits for more: reason, what is missing, who sent it back and when."""
    event = journals.latest(TOPIC, [ticket.pk], Verb.SEND_BACK).get(ticket.pk)
    if event is None or ticket.status != Status.SUPPLEMENT:
        return None
    return event.facts.get("reason", ""), event.facts.get("missing", ""), event.by_name, event.at


def taken(actor: Actor, centre_id: int, *, since: datetime, at: datetime, limit: int = 100) -> list[Row]:
    """The tickets the agent has taken since a moment, the latest first."""
    found = seen(actor).filter(centre_id=centre_id, contact__in=_contacts(actor, since))
    return rows(found.order_by("-registered_at", "-pk")[:limit], at)


def day(actor: Actor, centre_id: int, *, since: datetime) -> Day:
    """What the agent has done since a moment, in figures."""
    contacts = _contacts(actor, since).filter(centre_id=centre_id)
    tickets = Ticket.objects.filter(sight(actor), contact__in=contacts).order_by()
    ends = Counter(tickets.values_list("closing", flat=True))
    joined = JoinedContact.objects.filter(contact__in=contacts).count()
    return Day(contacts.count(), sum(ends.values()), ends[Closing.ANSWERED], joined)


def _contacts(actor: Actor, since: datetime) -> QuerySet[Contact]:
    return Contact.objects.filter(taken_by_id=actor.person_id or 0, received_at__gte=since).order_by()
