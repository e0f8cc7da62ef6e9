"""Lists of the catalogue for those who keep it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from . import rules
from .models import Category, DirectoryRow, LimitPolicy, LimitRow, Reason


def categories(*, words: str = "", below: str = "", state: str = "", on: date) -> QuerySet[Category]:
    """Categories by name, keyword or code, under a branch; in force, all, or retired."""
    rows = _by_state(Category.objects.all(), state, on)
    if words:
        said = Q(name__contains=words) | Q(name_en__icontains=words) | Q(code__startswith=words)
        rows = rows.filter(said | Q(keywords__contains=[words]) | Q(hint__contains=words))
    return rows.filter(Q(code=below) | Q(code__startswith=f"{below}.")) if below else rows


def directory(
    *, words: str = "", below: str = "", region: str = "", state: str = "", on: date
) -> QuerySet[DirectoryRow]:
    """Directory rows by category, department, unit or note."""
    rows = _by_state(DirectoryRow.objects.select_related("category", "region", "unit"), state, on)
    if words:
        said = Q(category__name__contains=words) | Q(category__code__startswith=words) | Q(note__contains=words)
        rows = rows.filter(said | Q(department=words) | Q(unit__name__contains=words))
    if below:
        rows = rows.filter(Q(category_id=below) | Q(category_id__startswith=f"{below}."))
    if region == "-":
        return rows.filter(region__isnull=True)
    return rows.filter(region_id__startswith=region) if region else rows


def directory_of(category: str, on: date) -> QuerySet[DirectoryRow]:
    """The rows that name a category itself and hold on a day."""
    return directory(on=on).filter(category_id=category)


def policies() -> QuerySet[LimitPolicy]:
    """Every version of the time limits with how many rows it has, the latest first."""
    return LimitPolicy.objects.annotate(count=Count("rows")).order_by("-from_at")


def limit_rows(policy_id: int) -> QuerySet[LimitRow]:
    """The rows of a version, the most general first."""
    return LimitRow.objects.filter(policy_id=policy_id).order_by("urgency", "category_prefix", "kind", "level", "pk")


def reasons(*, words: str = "", purpose: str = "", state: str = "", on: date) -> QuerySet[Reason]:
    """Listed reasons by name, code or advice."""
    rows = _by_state(Reason.objects.all(), state, on)
    if words:
        rows = rows.filter(Q(name__contains=words) | Q(code__startswith=words) | Q(advice__contains=words))
    return rows.filter(purpose=purpose) if purpose else rows


def next_code(parent: str) -> str:
    """The first code free below a category (``""``: at the top); codes are never given twice."""
    used = set(Category.objects.filter(parent_id=parent or None).values_list("code", flat=True))
    head = f"{parent}." if parent else ""
    return next(code for number in range(1, 100) if (code := f"{head}{number:02d}") not in used)


@dataclass(frozen=True, slots=True)
class Tried:
    """A limit row that matches, and how particular it is; the first of them wins."""

    row: LimitRow
    weight: int


def policy_at(at: datetime) -> LimitPolicy | None:
    """The version of the time limits in force at a moment."""
    return LimitPolicy.objects.filter(from_at__lte=at).order_by("-from_at").first()


def policy(identifier: int) -> LimitPolicy | None:
    """One version of the time limits."""
    return LimitPolicy.objects.filter(pk=identifier).first()


def matching(policy_id: int, kind: str, category: str, urgency: str, level: str) -> list[Tried]:
    """The rows of a version that match such a ticket, the one that wins first."""
    wanted = rules.Wanted(kind, category, urgency, level)
    found = []
    for row in LimitRow.objects.filter(policy_id=policy_id).order_by("pk"):
        match = rules.LimitMatch(row.kind, row.category_prefix, row.urgency, row.level)
        if (weight := rules.weight(match, wanted)) is not None:
            found.append(Tried(row, weight))
    return sorted(found, key=lambda each: (-each.weight, each.row.pk))


def _by_state(rows: QuerySet, state: str, on: date) -> QuerySet:  # type: ignore[type-arg]
    if state == "all":
        return rows
    if state == "retired":
        return rows.filter(until_on__lte=on)
    return rows.filter(Q(until_on__isnull=True) | Q(until_on__gt=on))
