"""Telling of deadlines: yellow before, red on expiry, each clock once, also after days of downtime."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from hotline.ground.organisations import queries as organisations
from hotline.ground.outbox import actions as outbox
from hotline.ground.outbox.words import NewNotice, NoticeKind

from .models import Clock

BATCH = 500


def tell_red(*, at: datetime, limit: int = BATCH) -> int:
    """Tell owners, and their ticket's centre, of clocks that have run out; how many clocks.

    A clock that turned yellow and red while nobody looked is told as red only.
    """
    late = Clock.objects.filter(stopped_at__isnull=True, red_told_at__isnull=True, due_at__lte=at)
    with transaction.atomic():
        clocks = _claimed(late.order_by("due_at"), limit)
        outbox.notify([notice for clock in clocks for notice in _red(clock)], at=at)
        mine = Clock.objects.filter(pk__in=[clock.pk for clock in clocks])
        mine.filter(yellow_told_at__isnull=True).update(yellow_told_at=at)
        mine.update(red_told_at=at)
    return len(clocks)


def tell_yellow(*, at: datetime, limit: int = BATCH) -> int:
    """Tell owners of clocks that will soon run out; how many clocks."""
    soon = Clock.objects.filter(stopped_at__isnull=True, yellow_told_at__isnull=True, yellow_at__lte=at, due_at__gt=at)
    with transaction.atomic():
        clocks = _claimed(soon.order_by("yellow_at"), limit)
        outbox.notify([_notice(NoticeKind.YELLOW, clock, clock.owner_id) for clock in clocks], at=at)
        Clock.objects.filter(pk__in=[clock.pk for clock in clocks]).update(yellow_told_at=at)
    return len(clocks)


def _claimed(due: QuerySet[Clock], limit: int) -> list[Clock]:
    """Lock clocks that no other sweep holds; a person moving a ticket meanwhile is not waited for."""
    return list(due.select_related("ticket").select_for_update(of=("self",), skip_locked=True)[:limit])


def _red(clock: Clock) -> Iterator[NewNotice]:
    yield _notice(NoticeKind.RED, clock, clock.owner_id)
    if clock.owner_id != clock.ticket.centre_id:
        owner = organisations.unit(clock.owner_id).name
        yield _notice(NoticeKind.OVERDUE, clock, clock.ticket.centre_id, owner=owner)


def _notice(kind: NoticeKind, clock: Clock, organisation_id: int, **facts: Any) -> NewNotice:
    facts |= {"number": clock.ticket.number, "clock": clock.kind, "due": clock.due_at.isoformat()}
    return NewNotice(kind, f"{kind}:{clock.pk}", clock.ticket_id, organisation_id, facts=facts)
