"""Reading the outbox."""

from __future__ import annotations

import re

from django.db.models import Count, QuerySet

from hotline.lib import masks

from .models import Message
from .words import MessageState

_LINK = re.compile(r"/r/[\w-]+")


def dead_letters() -> QuerySet[Message]:
    """Messages that were given up, the latest first."""
    return Message.objects.filter(state=MessageState.DEAD).order_by("-written_at", "-pk")


def counts() -> dict[MessageState, int]:
    """How many messages wait and how many are dead; sent ones are not counted, there are too many."""
    unsent = Message.objects.filter(state__in=[MessageState.WAITING, MessageState.DEAD])
    found = dict(unsent.values_list("state").annotate(count=Count("pk")))
    return {state: found.get(state, 0) for state in (MessageState.WAITING, MessageState.DEAD)}


def to_ticket(ticket_id: int) -> QuerySet[Message]:
    """What was sent about a ticket, the latest first."""
    return Message.objects.filter(ticket=ticket_id).order_by("-written_at", "-pk")


def masked_body(message: Message) -> str:
    """What a message says, as lists show it: personal data masked, a rating link that may still work not told on."""
    return masks.mask_text(_LINK.sub("/r/…", message.body or ""))


def masked_recipient(message: Message) -> str:
    """The recipient as lists show her."""
    return masks.mask_text(message.recipient or "")
