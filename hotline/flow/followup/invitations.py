"""Asking by text message: a link to everybody who waits to be asked, once a round; silence is noted when it lapses."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from hotline.flow.tickets import queries as tickets
from hotline.flow.tickets.words import FollowUpWish, Status
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.outbox import actions as outbox
from hotline.ground.outbox.words import MessageChannel, NewMessage
from hotline.ground.people.words import Actor
from hotline.ground.privacy import queries as privacy
from hotline.lib import identity

from . import actions
from .models import FollowUp, Invitation, Uninvitable
from .words import FollowUpChannel, Visit

log = logging.getLogger("hotline.followup")
TEMPLATE = "rate"
TOKEN_BYTES = 12
BATCH = 200
Link = Callable[[str], str]
"""Makes the address of the rating page out of a token."""


def invite_all(link: Link, *, at: datetime) -> int:
    """Send a rating link to every citizen whose ticket came to follow-up and who has a mobile number; how many.

    Who wants to be called gets one only after a call in vain, who wants no follow-up none.
    """
    sent, after = 0, 0
    while batch := _waiting(after):
        sent += sum(_safely(_invite, ticket, link, at) for ticket in batch)
        after = batch[-1].pk
    return sent


def lapse_all(*, at: datetime, were_sent: bool = True) -> int:
    """Note links that ran out unused: a fruitless try of this round, never an answer; how many.

    :param were_sent: False where no gateway carries text messages: nobody was asked, so nothing was tried.
    """
    expired = Invitation.objects.filter(used_at__isnull=True, lapsed_at__isnull=True, expires_at__lte=at)
    found = expired.order_by("pk").values_list("pk", flat=True)
    return sum(_safely(_lapse, identifier, at, were_sent) for identifier in found)


def _safely(work: Callable[..., bool], subject: Any, *facts: Any) -> bool:
    """Do one row's work; a fault is told, and the rows behind it go on."""
    try:
        return work(subject, *facts)
    except Exception:
        log.exception("%s failed on %s.", work.__name__, getattr(subject, "pk", subject))
        return False


def _waiting(after: int) -> list[Any]:
    found = tickets.visible_to(Actor.system()).filter(status=Status.FOLLOW_UP, pk__gt=after)
    uninvited = found.exclude(invitations__round=F("round")).exclude(uninvitable__round=F("round"))
    uninvited = uninvited.filter(contact__phone_index__isnull=False).exclude(contact__follow_up=FollowUpWish.NONE)
    called = FollowUp.objects.filter(ticket=OuterRef("pk"), round=OuterRef("round"), channel=FollowUpChannel.PHONE)
    uninvited = uninvited.filter(~Q(contact__follow_up=FollowUpWish.CALL) | Exists(called))
    return list(uninvited.select_related("contact", "words").order_by("pk")[:BATCH])


def _invite(ticket: Any, link: Link, at: datetime) -> bool:
    """Invite one citizen; False without a mobile number, or where another process was first."""
    if identity.phone(ticket.contact.phone).kind is not identity.PhoneKind.MOBILE:
        Uninvitable.objects.get_or_create(ticket_id=ticket.pk, round=ticket.round)
        return False
    token = secrets.token_urlsafe(TOKEN_BYTES)
    facts = {
        "number": ticket.number,
        "title": ticket.words.title,
        "link": link(token),
        "days": str(catalogue.bounds(at).rating_days),
    }
    contact = ticket.contact
    message = NewMessage(MessageChannel.SMS, contact.phone, TEMPLATE, facts, ticket.pk, language=contact.language)
    key = f"rate:{ticket.pk}:{ticket.round}"
    with transaction.atomic():
        if not outbox.write(message, once_key=key, at=at):
            return False
        actions.invite(ticket.pk, ticket.round, token, at=at)
    return True


def _lapse(identifier: int, at: datetime, was_sent: bool) -> bool:
    with transaction.atomic():
        rows = Invitation.objects.select_for_update(of=("self",), skip_locked=True).select_related("ticket")
        row = rows.filter(pk=identifier, used_at__isnull=True, lapsed_at__isnull=True).first()
        if row is None:
            return False
        Invitation.objects.filter(pk=row.pk).update(lapsed_at=at)
        if was_sent and row.ticket.status == Status.FOLLOW_UP and row.ticket.round == row.round:
            silence = Visit(FollowUpChannel.SMS, is_contacted=False)
            actions.follow_up(row.ticket.number, silence, by=Actor.system(), at=at)
    return True


def open_invitation(token: str, *, at: datetime) -> str | None:
    """The number of the ticket a rating link is still good for; None where it is used, expired or unknown."""
    index = privacy.blind(token)
    found = Invitation.objects.filter(token_index=index, used_at__isnull=True, expires_at__gt=at)
    return found.filter(ticket__status=Status.FOLLOW_UP).values_list("ticket__number", flat=True).first()
