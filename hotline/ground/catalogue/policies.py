"""Keeping the time limits: a new version from a moment on, never a change to one that has been in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from hotline.ground.calendar.words import CalendarError, Limit
from hotline.ground.journal import actions as journal
from hotline.ground.people.words import Actor
from hotline.ground.regions.words import RegionLevel
from hotline.lib.days import SHANGHAI
from hotline.lib.refusal import clause

from . import errors
from .actions import require
from .models import LimitPolicy, LimitRow
from .words import USUAL, Bounds, ClockKind, Kind, NewLimits, Urgency

TABLE = "limit_policy"
VERSION = 20


def publish(
    version: str,
    name: str,
    rows: Sequence[NewLimits],
    *,
    from_at: datetime,
    by: Actor,
    at: datetime,
    note: str = "",
    bounds: Bounds | None = None,
) -> LimitPolicy:
    """Let new time limits hold from a moment on; clocks that run already keep theirs.

    :raises NotPermitted: the actor does not keep the whole province's reference data.
    :raises ImpossiblePolicy: it would begin in the past, a limit cannot be read, or no row matches everything.
    """
    require(by)
    version = version.strip()
    if not 0 < len(version) <= VERSION or LimitPolicy.objects.filter(version=version).exists():
        raise errors.ImpossiblePolicy(problem=clause("版本号“{version}”无效或已被使用", version=version))
    if not name.strip():
        raise errors.ImpossiblePolicy(problem=clause("请填写名称"))
    if from_at < at:
        raise errors.ImpossiblePolicy(problem=clause("生效时间不能早于现在：已经算出的时限不会改变"))
    if LimitPolicy.objects.filter(from_at=from_at).exists():
        raise errors.ImpossiblePolicy(problem=clause("同一时间已有另一版本生效"))
    _check(rows)
    with transaction.atomic():
        policy = LimitPolicy.objects.create(
            version=version, name=name.strip(), from_at=from_at, note=note.strip(), **asdict(bounds or Bounds())
        )
        LimitRow.objects.bulk_create(
            LimitRow(
                policy=policy,
                kind=row.kind,
                category_prefix=row.category_prefix,
                urgency=row.urgency,
                level=row.level,
                **{clock.value: limit for clock, limit in row.limits.items()},
            )
            for row in rows
        )
        facts = {"name": name.strip(), "from_at": from_at, "rows": len(rows), **asdict(bounds or Bounds())}
        journal.record_reference(TABLE, version, "publish", by=by, at=at, facts=facts)
    return policy


def withdraw(version: str, *, by: Actor, at: datetime) -> None:
    """Take back a version that has not come into force.

    :raises ImpossiblePolicy: there is none; ``PolicyInForce``: it has.
    """
    require(by)
    with transaction.atomic():
        policy = LimitPolicy.objects.select_for_update().filter(version=version).first()
        if policy is None:
            raise errors.ImpossiblePolicy(problem=clause("没有版本“{version}”", version=version))
        if policy.from_at <= at:
            raise errors.PolicyInForce(version=version, from_at=f"{policy.from_at.astimezone(SHANGHAI):%F %H:%M}")
        policy.delete()
        journal.record_reference(TABLE, version, "withdraw", by=by, at=at)


def rows_of(policy: LimitPolicy) -> list[NewLimits]:
    """The rows of a version as new ones: what the next version is begun from."""
    return [
        NewLimits(
            {clock: getattr(row, clock.value) for clock in ClockKind},
            row.kind,
            row.category_prefix,
            row.urgency,
            row.level,
        )
        for row in LimitRow.objects.filter(policy=policy).order_by("pk")
    ]


def _check(rows: Sequence[NewLimits]) -> None:
    matchers = [(row.kind, row.category_prefix, row.urgency, row.level) for row in rows]
    if len(set(matchers)) != len(matchers):
        raise errors.ImpossiblePolicy(problem=clause("有两行的适用条件完全相同"))
    if ("", "", "", "") not in matchers:
        raise errors.ImpossiblePolicy(problem=clause("须有一行适用于所有工单（四个条件都为空）"))
    for row in rows:
        known = row.kind in ("", *Kind) and row.urgency in ("", *Urgency) and row.level in ("", *RegionLevel)
        if not known:
            raise errors.ImpossiblePolicy(problem=clause("有一行的类型、紧急程度或层级不存在"))
        _check_limits(row)


def _check_limits(row: NewLimits) -> None:
    for clock in ClockKind:
        written = row.limits.get(clock, USUAL.get(clock, ""))
        try:
            Limit.parse(written)
        except CalendarError:
            raise errors.ImpossiblePolicy(
                problem=clause(
                    "{clock}时限“{written}”无法识别，请写成 30min、24h、4wh、5wd 或 5d", clock=clock, written=written
                )
            ) from None
