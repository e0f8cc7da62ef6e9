"""Writing messages, and reviving those that could not be sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from hotline.ground.journal import actions as journal
from hotline.ground.people.words import Actor

from . import errors, templates
from .models import Message, Notice
from .words import MessageState, NewMessage, NewNotice

TOPIC = "message"


def write(new: NewMessage, *, once_key: str, at: datetime) -> bool:
    """Write a message in the caller's transaction, to be sent after it; False when this key wrote one before.

    :raises UnknownTemplate: no such template.
    """
    words = templates.filled(templates.text(new.template, new.language), new.facts)
    values = {
        "channel": new.channel,
        "recipient": new.recipient,
        "template": new.template,
        "subject": words.subject,
        "body": words.body,
        "ticket": new.ticket,
        "written_at": at,
        "next_try_at": at,
    }
    return Message.objects.get_or_create(once_key=once_key, defaults=values)[1]


def send_again(identifier: int, *, by: Actor, at: datetime) -> None:
    """Give a dead letter a new life.

    :raises NotDead: it is not dead (any more).
    """
    with transaction.atomic():
        dead = Message.objects.filter(pk=identifier, state=MessageState.DEAD)
        if not dead.update(state=MessageState.WAITING, tries=0, next_try_at=at):
            raise errors.NotDead
        journal.record(TOPIC, identifier, "send_again", by=by, at=at)


def notify(new: Iterable[NewNotice], *, at: datetime) -> int:
    """Ring bells in the caller's transaction; a key that was used before rings nothing. Tells how many were given."""
    rows = [
        Notice(
            kind=each.kind,
            once_key=each.once_key,
            ticket=each.ticket,
            organisation_id=each.organisation_id,
            person_id=each.person_id,
            facts=dict(each.facts),
            at=at,
        )
        for each in new
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)
