"""Delivering messages: claim, send, note what came of it. Safe beside other workers and under a sudden death."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from hotline.links.messaging.client import Letter, Rejected, Sender, SendingFailed

from . import rules
from .models import Message
from .words import MessageChannel, MessageState

log = logging.getLogger("hotline.outbox")
LEASE = timedelta(minutes=20)
"""How long a claimed message is nobody else's; longer than a batch takes to send."""
BATCH = 20


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a round of delivery did."""

    sent: int = 0
    put_off: int = 0
    dead: int = 0

    @property
    def tried(self) -> int:
        """How many messages were tried."""
        return self.sent + self.put_off + self.dead


def deliver(senders: Mapping[MessageChannel, Sender], *, at: datetime, limit: int = BATCH) -> Delivered:
    """Try the messages that are due, at most ``limit`` of them. Call it outside any transaction."""
    outcomes = [_try(message, senders[MessageChannel(message.channel)], at) for message in _claimed(at, limit)]
    states = [outcome for outcome in outcomes if outcome is not None]
    return Delivered(*(states.count(state) for state in (MessageState.SENT, MessageState.WAITING, MessageState.DEAD)))


def _claimed(at: datetime, limit: int) -> list[Message]:
    """Messages nobody else holds; the try is counted and the lease written before anything is sent."""
    with transaction.atomic():
        due = Message.objects.filter(state=MessageState.WAITING, next_try_at__lte=at).order_by("next_try_at", "pk")
        messages = list(due.select_for_update(skip_locked=True)[:limit])
        Message.objects.filter(pk__in=[message.pk for message in messages]).update(
            tries=F("tries") + 1, next_try_at=at + LEASE
        )
    for message in messages:
        message.tries += 1
    return messages


def _try(message: Message, sender: Sender, at: datetime) -> MessageState | None:
    """Send one message; what it became, or None when somebody else settled it meanwhile."""
    letter = Letter(f"m{message.pk}", message.recipient or "", message.body or "", message.subject)
    try:
        sender.send(letter)
    except SendingFailed as fault:
        return _failed(message, fault, at)
    except Exception as fault:  # a sender's own mistake must not hold up the messages behind this one
        log.exception("The sender of %s failed on message %s.", message.channel, message.pk)
        return _failed(message, SendingFailed(f"{type(fault).__name__}: {fault}"), at)
    return _settle(message, MessageState.SENT, sent_at=at, last_error="")


def _failed(message: Message, fault: SendingFailed, at: datetime) -> MessageState | None:
    wait = None if isinstance(fault, Rejected) else rules.wait_after(message.tries)
    error = str(fault)[:300]
    if wait is None:
        return _settle(message, MessageState.DEAD, last_error=error)
    return _settle(message, MessageState.WAITING, next_try_at=at + wait, last_error=error)


def _settle(message: Message, state: MessageState, **facts: object) -> MessageState | None:
    ours = Message.objects.filter(pk=message.pk, state=MessageState.WAITING, tries=message.tries)
    return state if ours.update(state=state, **facts) else None
