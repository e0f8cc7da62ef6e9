"""What a receiving department does: it signs for a delivery and reports what it found, back onto the ticket."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import lookups
from hotline.flow.tickets.words import Verb
from hotline.ground.people.words import Actor
from hotline.lib import text
from hotline.lib.days import minute
from hotline.lib.refusal import NotPermitted

from . import errors, queries
from .models import Delivery
from .words import Finding

SHORTEST, LONGEST = 5, 2000


def receive(identifier: int, *, by: Actor, at: datetime) -> None:
    """Sign for a delivery.

    :raises DeliveryNotFound: not delivered to the actor's department.
    :raises ReceivedAlready: somebody did.
    """
    with transaction.atomic():
        row = _held(identifier, Verb.FEED_RECEIPT, by)
        if row.received_at is not None:
            raise errors.ReceivedAlready(who=row.received_by, at=minute(row.received_at))
        row.received_at, row.received_by = at, by.name
        row.save(update_fields=["received_at", "received_by"])
        _note(row, Verb.FEED_RECEIPT, by, at)


def answer(identifier: int, finding: Finding, said: str, *, by: Actor, at: datetime) -> None:
    """Report what was found and done; it stands on the ticket for whoever works on it.

    :raises DeliveryNotFound: not delivered to the actor's department.
    :raises NotReceivedYet: ``AnsweredAlready``; ``NoFeedback``: too little said.
    """
    clean = text.clean(said, LONGEST)
    if clean.problem is not None or len(clean.text) < SHORTEST:
        raise errors.NoFeedback
    with transaction.atomic():
        row = _held(identifier, Verb.FEED_BACK, by)
        if row.answered_at is not None:
            raise errors.AnsweredAlready(who=row.answered_by, at=minute(row.answered_at))
        if row.received_at is None:
            raise errors.NotReceivedYet
        row.answered_at, row.answered_by = at, by.name
        row.finding, row.feedback = finding, clean.text
        row.save(update_fields=["answered_at", "answered_by", "finding", "feedback"])
        _note(row, Verb.FEED_BACK, by, at, finding=finding, note=clean.text)


def _held(identifier: int, verb: Verb, by: Actor) -> Delivery:
    """A delivery to one of the actor's departments, locked.

    :raises DeliveryNotFound: there is none, or not hers. ``NotPermitted``: she may look, not sign.
    """
    queries.delivery(identifier, by)
    row = Delivery.objects.select_for_update().get(pk=identifier)
    if not queries.receives(row.receiver_id, by, verb):
        raise NotPermitted(verb=verb)
    return row


def _note(row: Delivery, verb: Verb, by: Actor, at: datetime, **facts: Any) -> None:
    number = lookups.numbers([row.ticket_id])[row.ticket_id]
    told = {"feed": row.feed.code, "feed_name": row.feed.name, "delivery": row.pk, "receiver": row.receiver_id}
    with tickets.moving(number, verb, by=by, at=at, is_party=True) as step:
        step.facts |= told | facts
