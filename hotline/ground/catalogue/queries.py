"""Reading the catalogue."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db.models import Q, QuerySet

from hotline.lib.memo import remembered

from . import rules
from .models import Category, DirectoryRow, LimitPolicy, LimitRow, Reason
from .words import Bounds, ClockKind, Limits, ReasonPurpose


class NoLimitPolicy(LookupError):
    """No time-limit policy is in force at the moment asked for, or none of its rows matches."""


@dataclass(frozen=True, slots=True)
class Node:
    """A category as others see it."""

    code: str
    name: str
    name_en: str
    hint: str
    hint_en: str
    keywords: tuple[str, ...]
    usual_kind: str
    urgency: str
    is_leaf: bool
    parent: str | None

    def label(self, language: str) -> str:
        """The name in the language asked for."""
        return self.name_en if language.startswith("en") else self.name

    def advice(self, language: str) -> str:
        """What belongs here, in the language asked for; where the English is not written yet, the Chinese."""
        return self.hint_en or self.hint if language.startswith("en") else self.hint


@remembered(30)
def categories(on: date) -> dict[str, Node]:
    """Every category in force on a day, by code, in order."""
    rows = Category.objects.filter(from_on__lte=on).filter(Q(until_on__isnull=True) | Q(until_on__gt=on))
    return {row.code: _node(row) for row in rows}


def category(code: str, on: date) -> Node | None:
    """The category with this code, if it is in force on the day."""
    return categories(on).get(code)


@remembered(60)
def category_ever(code: str) -> Node | None:
    """The category with this code, in force or not: for showing old tickets."""
    row = None if "\0" in code else Category.objects.filter(code=code).first()  # the database takes no such text
    return _node(row) if row else None


def limits(kind: str, category_code: str, urgency: str, level: str, at: datetime) -> Limits:
    """The limits that hold for such a ticket at a moment.

    :raises NoLimitPolicy: when no policy or no row of it fits.
    """
    for from_at, pk, version in _policies():
        if from_at <= at:
            return _limits(pk, version, rules.Wanted(kind, category_code, urgency, level))
    raise NoLimitPolicy(f"no time-limit policy in force at {at:%F %T}")


def first_limits(kind: str, category_code: str, urgency: str, level: str) -> Limits:
    """The limits of the earliest policy, named so: for imported tickets older than any policy.

    :raises NoLimitPolicy: when there is none at all.
    """
    for _, pk, version in reversed(_policies()):
        return _limits(pk, f"before {version}"[:20], rules.Wanted(kind, category_code, urgency, level))
    raise NoLimitPolicy("no time-limit policy")


@remembered(30)
def _bounds() -> tuple[tuple[datetime, Bounds], ...]:
    """The bounds of the policies, the latest first."""
    rows = LimitPolicy.objects.order_by("-from_at")
    return tuple((row.from_at, _bounds_of(row)) for row in rows)


def _bounds_of(row: LimitPolicy) -> Bounds:
    return Bounds(**{each.name: getattr(row, each.name) for each in fields(Bounds)})


def bounds(at: datetime) -> Bounds:
    """The bounds in force at a moment; the usual ones before the first policy."""
    return next((found for from_at, found in _bounds() if from_at <= at), Bounds())


@remembered(30)
def _policies() -> tuple[tuple[datetime, int, str], ...]:
    """The policies, the latest first."""
    return tuple(LimitPolicy.objects.order_by("-from_at").values_list("from_at", "pk", "version"))


@remembered(30)
def _limits(policy: int, version: str, wanted: rules.Wanted) -> Limits:
    rows = _limit_rows(policy)
    best = rules.best_limit([(_match(row), pk) for pk, row in rows.items()], wanted)
    if best is None:
        raise NoLimitPolicy(f"policy {version} has no row for {wanted}")
    return Limits(version, {clock: getattr(rows[best], clock.value) for clock in ClockKind})


@remembered(30)
def _limit_rows(policy: int) -> dict[int, LimitRow]:
    """The rows of a policy, which are few: remembered apart, as what may be wanted of them is much."""
    return {row.pk: row for row in LimitRow.objects.filter(policy_id=policy)}


@remembered(30)
def directory(category_code: str, lineage: tuple[str, ...], centre_level: str, on: date) -> tuple[DirectoryRow, ...]:
    """The directory rows that fit a category in a region at a centre of this level on a day, best first."""
    rows = _directory_rows(category_code)
    matches = [
        rules.DirectoryMatch(row.pk, row.category_id, row.region_id or "", row.centre_level, row.from_on, row.until_on)
        for row in rows.values()
    ]
    return tuple(rows[pk] for pk in rules.directory_order(matches, category_code, list(lineage), centre_level, on))


@remembered(30)
def _directory_rows(category_code: str) -> dict[int, DirectoryRow]:
    """The rows of a category and of those above it: remembered apart, as they are few and places are many."""
    return {row.pk: row for row in DirectoryRow.objects.filter(category_id__in=ancestry(category_code))}


@remembered(30)
def reasons(purpose: ReasonPurpose, on: date) -> tuple[Reason, ...]:
    """The reasons listed for a purpose on a day."""
    rows = Reason.objects.filter(purpose=purpose)
    rows = rows.filter(Q(from_on__isnull=True) | Q(from_on__lte=on)).filter(
        Q(until_on__isnull=True) | Q(until_on__gt=on)
    )
    return tuple(rows)


def reason(purpose: ReasonPurpose, code: str) -> Reason | None:
    """One listed reason, in force or not."""
    return Reason.objects.filter(purpose=purpose, code=code).first()


def _node(row: Category) -> Node:
    return Node(
        row.code,
        row.name,
        row.name_en,
        row.hint,
        row.hint_en,
        tuple(row.keywords),
        row.usual_kind,
        row.urgency,
        row.is_leaf,
        row.parent_id,
    )


def _match(row: LimitRow) -> rules.LimitMatch:
    return rules.LimitMatch(row.kind, row.category_prefix, row.urgency, row.level)


def tree(on: date, *, with_retired: bool = False) -> QuerySet[Category]:
    """The category tree as the administrator keeps it; retired branches on demand."""
    rows = Category.objects.order_by("code")
    return rows if with_retired else rows.filter(Q(until_on__isnull=True) | Q(until_on__gt=on))


def directory_rows(category: str = "", region: str = "", *, on: date | None = None) -> QuerySet[DirectoryRow]:
    """Rows of the dispatch directory under a category and in a region, all or those in force on a day."""
    rows = DirectoryRow.objects.select_related("category", "region", "unit").order_by("category_id", "region_id", "pk")
    if category:
        rows = rows.filter(Q(category_id=category) | Q(category__code__startswith=f"{category}."))
    if region:
        rows = rows.filter(region__code__startswith=region)
    if on is not None:
        rows = rows.filter(from_on__lte=on).filter(Q(until_on__isnull=True) | Q(until_on__gt=on))
    return rows


@remembered(30)
def line_of(department: str, unit_id: int, region: str, on: date) -> frozenset[str]:
    """The categories that are a unit's line of business on a day: the directory names it for half of their leaves.

    It counts whether the unit leads or helps, and at whatever level its department does: a city's department has a
    word in what those of its counties handle.

    :param department: the short code of the unit; ``region``: its own, whose rows and those around and within it count.
    """
    named = Q(unit_id=unit_id)
    if department:
        named |= Q(department=department) | Q(joint_departments__contains=[department])
    rows = directory_rows(on=on).filter(named).order_by().values_list("category_id", "region_id")
    codes = {code for code, place in rows if not place or place.startswith(region) or region.startswith(place)}
    every: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    for leaf in (node.code for node in categories(on).values() if node.is_leaf):
        around = ancestry(leaf)
        every.update(around)
        if codes.intersection(around):
            theirs.update(around)
    return frozenset(code for code, count in theirs.items() if 2 * count >= every[code])


def ancestry(category: str) -> list[str]:
    """A category with those above it: ``01``, ``01.02``, ``01.02.03``."""
    parts = category.split(".")
    return [".".join(parts[: count + 1]) for count in range(len(parts))]


def policies() -> QuerySet[LimitPolicy]:
    """Every version of the time limits with its rows, the latest first."""
    return LimitPolicy.objects.order_by("-from_at").prefetch_related("rows")


def all_reasons() -> QuerySet[Reason]:
    """Every listed reason, retired ones included."""
    return Reason.objects.order_by("purpose", "ordinal", "code")
