"""Noticing that a ticket left whom an order was given to: the centre that gave the order is told, once each time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hotline.flow.tickets.words import Verb
from hotline.ground.journal import readers
from hotline.ground.organisations import queries as organisations

from . import queries, telling
from .models import OrderTicket

TOPIC, READER = "ticket", "supervision_leaving"
BATCH = 500
MOVING = frozenset(
    {
        Verb.GRANT_RETURN,
        Verb.WITHDRAW,
        Verb.TAKE_BACK,
        Verb.RECALL,
        Verb.OPEN_ARBITRATION,
        Verb.HANDLE_FIRST,
        Verb.ARBITRATE,
        Verb.ESCALATE,
        Verb.DISPATCH,
        Verb.SEND_DOWN,
        Verb.ADD_JOINT,
        Verb.REOPEN,
    }
)
"""Verbs by which a unit loses a ticket, or gets it (back)."""


def follow(*, at: datetime, limit: int = BATCH) -> int:
    """Look at the open orders of tickets that moved, by the next events of the journal; how many events were read."""
    with readers.following(READER, limit) as events:
        moved = {each.subject: each for each in events if each.topic == TOPIC and each.verb in MOVING}
        links = OrderTicket.objects.filter(ticket_id__in=moved, order__outcome="").select_related("order", "ticket")
        for link in links.order_by("pk"):
            _look(link, moved[link.ticket_id], at)
    return len(events)


def _look(link: OrderTicket, event: Any, at: datetime) -> None:
    holds = queries.holds(link.ticket, organisations.unit(link.order.target_id))
    if holds == (link.left_at is None):
        return
    OrderTicket.objects.filter(pk=link.pk).update(left_at=None if holds else event.at)
    if not holds:
        number = link.ticket.number
        telling.tell(link.order, "left", [link.order.centre_id], at, once=f"{link.pk}:{event.pk}", number=number)
