"""Back to normal: short tickets are listed until they are complete, clocks that stood still run by the usual policy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import errors, lookups, moments
from hotline.flow.tickets import queries as tickets_read
from hotline.flow.tickets.words import Mark, Verb
from hotline.ground.disaster import actions as disaster
from hotline.ground.disaster import queries as modes
from hotline.ground.people.words import Actor

BATCH = 200


def taken_under(mode: Any, by: Actor) -> QuerySet[Any]:
    """The tickets registered under a mode as far as the actor sees them, the oldest first."""
    if mode.started_at is None:
        return tickets_read.visible_to(by).none()
    rows = tickets_read.visible_to(by).filter(
        marks__contains=[Mark.DISASTER.value], registered_at__gte=mode.started_at, registered_at__lte=_end(mode)
    )
    within = Q(region__code__startswith=mode.region_id) | Q(centre__region__code__startswith=mode.region_id)
    return rows.filter(within).select_related("words").order_by("registered_at", "pk")


def _end(mode: Any) -> datetime:
    ends: Sequence[datetime] = [each for each in (mode.ended_at, mode.expires_at) if each is not None]
    return min(ends)


def to_complete(mode: Any, by: Actor) -> QuerySet[Any]:
    """Those of them that still lack category, area or place: what a short form leaves open."""
    lacking = Q(category__isnull=True) | Q(region__isnull=True) | Q(words__place="")
    return taken_under(mode, by).filter(lacking)


def settle(*, at: datetime, limit: int = BATCH) -> int:
    """Start the clocks that stood still under modes that are over; how many tickets went on.

    What ran under a mode keeps its due moment, and figures of the past keep theirs: a clock only begins now.
    """
    count = 0
    for mode in modes.unsettled():
        numbers = lookups.without_clock(mode.region_id, since=mode.started_at or at, limit=limit)
        count += sum(_go_on(number, at) for number in numbers)
        if len(numbers) < limit:
            disaster.settle(mode.pk, at=at)
    return count


def _go_on(number: str, at: datetime) -> bool:
    try:
        with tickets.moving(number, Verb.NORMALISE, by=Actor.system(), at=at) as step:
            moments.go_on(step)
    except errors.IllegalMove:  # somebody closed it between the look and the lock
        return False
    return True
