"""Delivering: tickets that fit a feed are copied, masked, to the department of their place, each once.

New tickets are found by following the journal; old ones by filling back. Both end in ``_deliver``, which writes the
delivery and the ticket's journal row in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import copies, leaving
from hotline.flow.tickets.copies import Told
from hotline.flow.tickets.words import Verb
from hotline.ground.calendar import queries as calendars
from hotline.ground.journal import readers
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.ground.outbox import actions as outbox
from hotline.ground.outbox.words import NewNotice, NoticeKind
from hotline.ground.people.words import Actor
from hotline.lib import masks
from hotline.lib.days import civil_day
from hotline.watch.topics import matching
from hotline.watch.topics import queries as topics

from . import agreements, rules
from .models import Delivery, Feed, FeedVersion, Withheld
from .words import DIGITS, FeedField, Matter, ReceiverLevel, Withholding

READER, TOPIC = "feeds", "ticket"
BATCH, BACK_BATCH = 500, 200
CAUSES = frozenset({Verb.REGISTER, Verb.AMEND, Verb.ACCEPT, Verb.DISPATCH})
"""Events after which a ticket may fit that did not before."""


def follow(*, at: datetime, limit: int = BATCH) -> int:
    """Deliver what the next events of the journal brought; how many events were read. Imports wait for filling back."""
    with readers.following(READER, limit) as events:
        causes = [each for each in events if each.topic == TOPIC and each.verb in CAUSES]
        look_at({each.subject for each in causes if not each.facts.get("imported")}, at=at)
    return len(events)


def look_at(tickets_: Iterable[int], *, at: datetime) -> None:
    """Offer some tickets to every running feed."""
    running, wanted = _running(at), set(tickets_)
    if any(version.topics for version in running):
        matching.look_at(wanted, at=at)  # whoever reads the journal first matches: a feed must not come too early
    found = copies.told(wanted) if running else []
    of = topics.codes_of(wanted)
    for one in found:
        for version in running:
            offer(version, one, of.get(one.id, ()), at=at)


def fill_back(*, at: datetime) -> int:
    """Look at the next batch of old tickets for one feed that is to be filled back; how many were looked at."""
    with transaction.atomic():
        waiting = FeedVersion.objects.select_for_update(skip_locked=True).filter(
            back_to__isnull=False, back_ended_at__isnull=True
        )
        version = waiting.order_by("pk").first()
        if version is None or version.back_to is None:
            return 0
        found = copies.told_since(version.back_to, version.back_done or 0, BACK_BATCH)
        of = topics.codes_of([one.id for one in found])
        for one in found:
            offer(version, one, of.get(one.id, ()), at=at)
        changes: dict[str, Any] = {"back_done": found[-1].id} if found else {"back_ended_at": at}
        FeedVersion.objects.filter(pk=version.pk).update(**changes)
    return len(found)


def offer(version: FeedVersion, one: Told, of_topics: Iterable[str], *, at: datetime) -> bool:
    """Deliver one ticket by a feed if it fits and was not delivered before; whether it was."""
    if not rules.fits(agreements.scope_of(version), matter(one, of_topics)):
        return False
    with transaction.atomic():
        Feed.objects.select_for_update().filter(pk=version.feed_id).first()
        if Delivery.objects.filter(feed_id=version.feed_id, ticket_id=one.id).exists():
            return False
        receiver = department_of(version.feed, one.region)
        why = withholding(version.feed, version.fields, one, at)
        if receiver is None or why is not None:
            why = why or Withholding.NO_RECEIVER
            Withheld.objects.update_or_create(
                feed_id=version.feed_id, ticket_id=one.id, defaults={"why": why, "at": at}
            )
            return False
        Withheld.objects.filter(feed_id=version.feed_id, ticket_id=one.id).delete()
        _deliver(version, one, receiver, at)
    return True


def remind(*, at: datetime, limit: int = BATCH) -> int:
    """Tell departments of deliveries that were not received in time, each once; how many."""
    with transaction.atomic():
        late = Delivery.objects.select_for_update(skip_locked=True).filter(
            received_at__isnull=True, reminded_at__isnull=True, receipt_due_at__lte=at
        )
        rows = list(late.order_by("receipt_due_at")[:limit])
        outbox.notify([_notice(row, f"feed:{row.pk}:late", is_late=True) for row in rows], at=at)
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=at)
    return len(rows)


def matter(one: Told, of_topics: Iterable[str] = ()) -> Matter:
    """What of a ticket decides whether it fits."""
    said = "\n".join((one.title, one.text, one.place))
    return Matter(one.category, one.region, one.channel, said, one.is_confidential, frozenset(of_topics))


def withholding(feed: Feed, fields: Iterable[str], one: Told, at: datetime) -> Withholding | None:
    """What keeps a fitting ticket in the house, if anything does."""
    if one.is_confidential:
        return Withholding.CONFIDENTIAL
    rights, on = agreements.rights(feed.department), civil_day(at)
    if not any(rules.allows(right, one.category, one.region, fields, on) for right in rights):
        return Withholding.NO_RIGHT
    return None if department_of(feed, one.region) else Withholding.NO_RECEIVER


def department_of(feed: Feed, region: str) -> Unit | None:
    """The department of a feed's kind and level for a place, if there is one."""
    digits = DIGITS[ReceiverLevel(feed.level)]
    return organisations.department(feed.department, region[:digits]) if len(region) >= digits else None


def _running(at: datetime) -> list[FeedVersion]:
    latest = FeedVersion.objects.filter(feed__stopped_at__isnull=True, from_at__lte=at)
    return list(latest.order_by("feed_id", "-version").distinct("feed_id"))


def _deliver(version: FeedVersion, one: Told, receiver: Unit, at: datetime) -> None:
    feed = version.feed
    row = Delivery.objects.create(
        feed=feed,
        version=version,
        ticket_id=one.id,
        receiver_id=receiver.id,
        city=one.region[:4],
        copy=masked(one, version.fields),
        delivered_at=at,
        receipt_due_at=calendars.deadline(feed.receipt_limit, receiver.calendar, at)[0].at,
        answer_due_at=calendars.deadline(feed.answer_limit, receiver.calendar, at)[0].at,
    )
    facts: dict[str, Any] = {"feed": feed.code, "feed_name": feed.name, "version": version.version}
    facts["delivery"] = row.pk
    facts |= {"receiver": receiver.id, "receiver_name": receiver.name, "fields": version.fields}
    tickets.move(one.number, Verb.FEED, by=Actor.system(), at=at, **facts)
    outbox.notify([_notice(row, f"feed:{row.pk}")], at=at)


def _notice(row: Delivery, key: str, *, is_late: bool = False) -> NewNotice:
    facts = {"feed": row.feed.name, "feed_en": row.feed.name_en, "delivery": row.pk, "late": is_late}
    return NewNotice(NoticeKind.FEED, key, organisation_id=row.receiver_id, facts=facts)


def masked(one: Told, fields: Iterable[str]) -> Mapping[str, Any]:
    """The copy that leaves: the fields agreed on, texts without the names and numbers of people."""
    names = leaving.names_of([one.id])[one.id]
    values: dict[str, Any] = {
        FeedField.KIND: one.kind,
        FeedField.CATEGORY: one.category,
        FeedField.REGION: one.region,
        FeedField.URGENCY: one.urgency,
        FeedField.CHANNEL: one.channel,
        FeedField.REGISTERED: one.registered_at.isoformat(),
        FeedField.TITLE: masks.mask_said(one.title, names),
        FeedField.TEXT: masks.mask_said(one.text, names),
        FeedField.PLACE: masks.mask_said(one.place, names),
        FeedField.CALLER: masks.name(one.caller),
        FeedField.PHONE: masks.phone(one.phone) if one.phone else "",
    }
    chosen = set(fields)
    return {name.value: values[name] for name in FeedField if name.value in chosen}
