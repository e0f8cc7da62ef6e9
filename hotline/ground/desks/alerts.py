"""Telling named recipients at once: bell and text message, once a ticket; whether they have seen it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from hotline.ground.journal import actions as journal
from hotline.ground.outbox import actions as outbox
from hotline.ground.outbox.words import MessageChannel, NewMessage, NewNotice, NoticeKind
from hotline.ground.people.words import Actor
from hotline.lib import masks
from hotline.lib.days import civil_day, minute

from . import errors, queries
from .models import Alert, Recipient
from .words import SpecialDesk, Told

TOPIC = "desk_alert"
TEMPLATE, SECRET = "desk_alert", "desk_alert_secret"


def send(desk: SpecialDesk, told: Told, *, is_raised: bool, at: datetime) -> int:
    """Tell every recipient of the desk of a ticket, each once; how many were told now.

    Of a confidential ticket they hear its number and the desk, nothing of what was said.
    """
    recipients = list(Recipient.objects.filter(queries.in_use(civil_day(at)), desk_id=desk.id).order_by("pk"))
    return sum(_tell(each, desk, told, is_raised, at) for each in recipients)


def _tell(recipient: Recipient, desk: SpecialDesk, told: Told, is_raised: bool, at: datetime) -> bool:
    is_open = not told.is_confidential
    said = {"title": masks.mask_text(told.title) if is_open else "", "place": told.place if is_open else ""}
    said["place"] = masks.mask_text(said["place"])
    facts = {
        "number": told.number,
        "is_confidential": told.is_confidential,
        "is_raised": is_raised,
        "at": at,
        **said,
    }
    alert, is_new = Alert.objects.get_or_create(ticket=told.ticket_id, recipient=recipient, defaults=facts)
    if not is_new:
        return False
    key = f"desk-alert:{told.ticket_id}:{recipient.pk}"
    seen = {"number": told.number, "desk": desk.name, "desk_en": desk.name_en}
    outbox.notify(
        [
            NewNotice(NoticeKind.DESK_ALERT, f"{key}:{name}", told.ticket_id, facts=seen, **{f"{name}_id": whom})
            for name, whom in (("organisation", recipient.organisation_id), ("person", recipient.person_id))
            if whom is not None
        ],
        at=at,
    )
    if recipient.has_phone:
        words = {"number": told.number, "desk": desk.name, "title": said["title"], "at": minute(at)}
        template = TEMPLATE if is_open else SECRET
        message = NewMessage(MessageChannel.SMS, recipient.phone or "", template, words, told.ticket_id)
        outbox.write(message, once_key=f"{key}:sms", at=at)
    return alert.pk is not None


def for_actor(by: Actor) -> QuerySet[Alert]:
    """What the actor is told of: through her organisations or by her own name, the latest first."""
    hers = Q(recipient__organisation_id__in=by.organisations())
    if by.person_id:
        hers |= Q(recipient__person_id=by.person_id)
    rows = Alert.objects.filter(hers).select_related("recipient__desk")
    return rows.order_by("-at", "-pk")


def unseen(by: Actor) -> int:
    """How many of them nobody has seen yet."""
    return for_actor(by).filter(seen_at__isnull=True).count()


def see(identifier: int, *, by: Actor, at: datetime) -> None:
    """Say that an alert has been seen, for everybody it went to.

    :raises NotFound: there is none for the actor.
    :raises AlreadySeen: a colleague was faster.
    """
    with transaction.atomic():
        hers = for_actor(by).filter(pk=identifier).values_list("pk", flat=True)
        alert = Alert.objects.select_for_update().filter(pk__in=list(hers)).first()
        if alert is None:
            raise errors.NotFound
        if alert.seen_at is not None:
            raise errors.AlreadySeen(who=alert.seen_by, at=minute(alert.seen_at))
        Alert.objects.filter(pk=alert.pk).update(seen_at=at, seen_by=by.name)
        facts = {"number": alert.number, "recipient": alert.recipient_id}
        journal.record(TOPIC, alert.pk, "see", by=by, at=at, facts=facts)
