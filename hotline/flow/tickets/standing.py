"""How the open tickets somebody sees stand at a moment: where they wait, and by the clock that runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from hotline.ground.people.words import Actor
from hotline.ground.regions.queries import next_after

from .models import Clock
from .queries import visible_to
from .words import Status

OPEN = ~Q(status__in=(Status.CLOSED, Status.MERGED))
PROVINCE = 2
"""Digits of a province's code."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Open tickets: all of them, those in time, soon due and late, those that wait to be dispatched or signed."""

    open: int
    green: int
    yellow: int
    red: int
    to_dispatch: int
    to_sign: int


def standing(actor: Actor, area: str, at: datetime) -> Standing:
    """The open tickets of an area that an actor sees.

    :param area: a region; a ticket whose place is not known lies in that of its centre.
    """
    rows = visible_to(actor).filter(OPEN, _within(area))
    return Standing(**rows.aggregate(**{name: Count("pk", filter=each) for name, each in _conditions(at).items()}))


def behind(name: str, area: str, at: datetime) -> Q | None:
    """The condition on tickets to be among those that a number of ``Standing`` counts; None where it has no such."""
    found = _conditions(at).get(name)
    return None if found is None else OPEN & _within(area) & found


def _conditions(at: datetime) -> Mapping[str, Q]:
    running = Clock.objects.filter(ticket=OuterRef("pk"), due_at=OuterRef("due_at"), stopped_at__isnull=True)
    is_red, is_yellow = Q(due_at__lte=at), Q(Exists(running.filter(yellow_at__lte=at)), due_at__gt=at)
    return {
        "open": OPEN,
        "green": Q(due_at__isnull=True) | Q(~Exists(running.filter(yellow_at__lte=at)), due_at__gt=at),
        "yellow": is_yellow,
        "red": is_red,
        "to_dispatch": Q(status=Status.TO_DISPATCH),
        "to_sign": Q(status=Status.TO_SIGN),
    }


def _within(area: str) -> Q:
    if len(area) <= PROVINCE:
        return Q()
    last = next_after(area)
    placed = Q(region__gte=area, region__lt=last)
    return placed | Q(region__isnull=True, centre__region__gte=area, centre__region__lt=last)
