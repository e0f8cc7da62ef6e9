"""Writing the catalogue a province starts with into an empty database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time
from functools import partial
from zoneinfo import ZoneInfo

from hotline.ground.journal.shipping import Shipped
from hotline.lib.days import civil_day

from .models import Category, DirectoryRow, LimitPolicy, LimitRow, Reason
from .seed import CategorySeed, DirectorySeed, LimitPolicySeed, ReasonSeed
from .words import ClockKind

ZONE = ZoneInfo("Asia/Shanghai")
CLOCKS = frozenset(clock.value for clock in ClockKind)


def load(
    categories: Sequence[CategorySeed],
    directory: Sequence[DirectorySeed],
    policies: Sequence[LimitPolicySeed],
    reasons: Sequence[ReasonSeed],
) -> int:
    """Write categories, directory, time limits and reasons; the number of categories, 0 when there are some already."""
    if Category.objects.exists():
        return 0
    Category.objects.bulk_create(_category(seed) for seed in categories)
    DirectoryRow.objects.bulk_create((_directory_row(seed) for seed in directory), batch_size=1000)
    for policy in policies:
        _policy(policy)
    Reason.objects.bulk_create(_reason(seed) for seed in reasons)
    return len(categories)


def _category(seed: CategorySeed) -> Category:
    return Category(
        code=seed.code,
        parent_id=seed.parent,
        name=seed.name,
        name_en=seed.name_en,
        hint=seed.hint,
        hint_en=seed.hint_en,
        keywords=list(seed.keywords),
        usual_kind=seed.usual_kind,
        urgency=seed.urgency,
        depth=seed.depth,
        is_leaf=seed.is_leaf,
        from_on=seed.from_on,
    )


def _directory_row(seed: DirectorySeed) -> DirectoryRow:
    return DirectoryRow(
        category_id=seed.category,
        region_id=seed.region,
        centre_level=seed.at,
        department=seed.department,
        level=seed.level,
        joint_departments=list(seed.joint),
        note=seed.note,
        from_on=seed.from_on,
        until_on=seed.until_on,
    )


def _policy(seed: LimitPolicySeed) -> None:
    policy = LimitPolicy.objects.create(
        version=seed.version,
        name=seed.name,
        from_at=datetime.combine(seed.from_on, time(0), ZONE),
        note=seed.note,
    )
    LimitRow.objects.bulk_create(
        LimitRow(
            policy=policy,
            kind=row.kind,
            category_prefix=row.category_prefix,
            urgency=row.urgency,
            level=row.level,
            **{name: limit for name, limit in row.limits.items() if name in CLOCKS},
        )
        for row in seed.rows
    )


def _reason(seed: ReasonSeed) -> Reason:
    return Reason(
        purpose=seed.purpose,
        code=seed.code,
        name=seed.name,
        name_en=seed.name_en,
        advice=seed.advice,
        advice_en=seed.advice_en,
        ordinal=seed.ordinal,
        blame=seed.blame,
        from_on=seed.from_on,
    )


def shipped(reasons: Sequence[ReasonSeed]) -> Iterator[Shipped]:
    """The listed reasons a loaded province lacks; they hold from the day they are added."""
    known = set(Reason.objects.values_list("purpose", "code"))
    for seed in reasons:
        if (seed.purpose, seed.code) not in known:
            yield Shipped("reason", f"{seed.purpose}/{seed.code}", seed.name, partial(_add_reason, seed))


def _add_reason(seed: ReasonSeed, at: datetime) -> None:
    _reason(replace(seed, from_on=civil_day(at))).save()
