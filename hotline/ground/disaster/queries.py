"""Reading disaster mode: what is in force where, for whom it shows, what came before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from hotline.ground.catalogue.words import ClockKind
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor, ActorKind, Capability
from hotline.lib.memo import remembered

from .models import LimitSet, Mode, Template
from .words import Active

CENTRE = frozenset({ClockKind.REVIEW, ClockKind.DISPATCH, ClockKind.REPLY_REVIEW, ClockKind.FOLLOW_UP})
"""Clocks of the centre that run in disaster mode only where a set names them."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The limit of a clock in disaster mode; none where the clock does not run."""

    limit: str
    policy: str


@remembered(5)
def _standing() -> tuple[Active, ...]:
    """The modes that began and were not ended, the nearest region first."""
    rows = Mode.objects.filter(started_at__isnull=False, ended_at__isnull=True).select_related("limit_set")
    return tuple(sorted((_active(row) for row in rows), key=lambda each: -len(each.region)))


def _active(row: Mode) -> Active:
    assert row.started_at is not None
    return Active(
        row.pk,
        row.region_id,
        row.name,
        row.name_en,
        row.reason,
        row.started_at,
        row.expires_at,
        row.limit_set_id,
        row.limit_set.limits,
        row.category_id or "",
    )


def active(at: datetime) -> list[Active]:
    """Every mode in force at a moment."""
    return [each for each in _standing() if each.holds(each.region, at)]


def in_force(region: str, at: datetime) -> Active | None:
    """The mode in force for a place: that of the nearest region."""
    return next((each for each in _standing() if each.holds(region, at)), None)


def limit(region: str, clock: str, at: datetime) -> Limit | None:
    """The essential limit of a clock where a mode is in force; None where the usual policy holds."""
    mode = in_force(region, at)
    if mode is None or clock not in mode.limits:
        return None
    return Limit(mode.limits[clock], f"disaster:{mode.limit_set}"[:20])


def is_silent(region: str, clock: str, at: datetime) -> bool:
    """Whether a clock of the centre does not run now: a mode is in force and does not name it."""
    mode = in_force(region, at) if clock in CENTRE else None
    return mode is not None and clock not in mode.limits


def around(by: Actor, at: datetime) -> list[Active]:
    """The modes whose region touches the areas the actor works in."""
    areas = {grant.region_code for grant in by.grants}
    return [
        each
        for each in active(at)
        if any(area.startswith(each.region) or each.region.startswith(area) for area in areas)
    ]


def switches(by: Actor) -> QuerySet[Mode]:
    """The switches of the actor's area, past ones too; the latest first."""
    rows = Mode.objects.select_related("region", "limit_set", "proposed_by")
    if by.kind is ActorKind.SYSTEM:
        return rows
    within = Q(pk__in=())
    for grant in by.grants:
        within |= Q(region__code__startswith=grant.region_code)
        within |= Q(region_id__in=[grant.region_code[:length] for length in (2, 4, 6)])
    return rows.filter(within)


def unsettled() -> list[Mode]:
    """The modes that are over, and whose tickets may still wait for their clocks."""
    return list(Mode.objects.filter(started_at__isnull=False, ended_at__isnull=False, settled_at__isnull=True))


def may_switch(by: Actor, region: str) -> bool:
    """Whether the actor may switch a region: by her area, or as one who leads its own centre."""
    centre = organisations.centre_for(region)
    own = centre.id if centre is not None and centre.region == region else 0
    over = (grant for grant in by.grants if Capability.MANAGE_DISASTER in grant.permissions)
    return by.kind is ActorKind.SYSTEM or any(grant.covers(own, "-", region) for grant in over)


def limit_sets(on: date) -> QuerySet[LimitSet]:
    """The sets of essential limits in use on a day."""
    return LimitSet.objects.filter(from_on__lte=on).filter(Q(until_on__isnull=True) | Q(until_on__gt=on))


def all_limit_sets() -> QuerySet[LimitSet]:
    """Every set, retired ones too."""
    return LimitSet.objects.order_by("code")


def templates(regions: Iterable[str], on: date) -> list[Template]:
    """The prepared answers in use for some regions and for the whole province."""
    rows = Template.objects.filter(from_on__lte=on).filter(Q(until_on__isnull=True) | Q(until_on__gt=on))
    lineage = {region[:length] for region in regions for length in (2, 4, 6) if len(region) >= length}
    return list(rows.filter(Q(region__isnull=True) | Q(region_id__in=lineage)).order_by("ordinal", "pk"))


def all_templates() -> QuerySet[Template]:
    """Every prepared answer, retired ones too."""
    return Template.objects.select_related("region").order_by("ordinal", "pk")
