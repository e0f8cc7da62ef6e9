"""How much lies with units: what their leaders see. Counted from assignments and their clocks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from hotline.ground.catalogue.words import ClockKind

from .models import Assignment, Clock


@dataclass(frozen=True, slots=True)
class Load:
    """The open assignments of a unit, or of one person of it."""

    unit_id: int = 0
    name: str = ""
    to_sign: int = 0
    handling: int = 0
    red: int = 0
    yellow: int = 0

    @property
    def green(self) -> int:
        """Those in time."""
        return self.to_sign + self.handling - self.red - self.yellow


@dataclass(frozen=True, slots=True)
class Concluded:
    """Assignments answered in a period: how many, and how many of them within their handling limit."""

    name: str = ""
    replied: int = 0
    in_time: int = 0


def by_unit(units: Iterable[int], *, at: datetime) -> list[Load]:
    """The load of each unit that has anything open, the most overdue first."""
    units_open: Any = _open(units).values("unit_id")
    rows = units_open.annotate(**_counts(at)).order_by("-red", "-yellow", "unit_id")
    return [Load(row["unit_id"], "", row["signing"], row["handled"], row["red"], row["yellow"]) for row in rows]


def by_handler(unit_id: int, *, at: datetime) -> list[Load]:
    """The signed load of each person of a unit, the most overdue first."""
    signed: Any = _open([unit_id]).filter(signed_at__isnull=False).values("signed_by")
    rows = signed.annotate(**_counts(at)).order_by("-red", "-yellow", "signed_by")
    return [Load(unit_id, row["signed_by"], 0, row["handled"], row["red"], row["yellow"]) for row in rows]


def concluded(unit_id: int, *, since: datetime, until: datetime) -> list[Concluded]:
    """What each person of a unit answered in ``[since, until)``, the busiest first."""
    answered = Assignment.objects.filter(unit_id=unit_id, replied_at__gte=since, replied_at__lt=until)
    kept = Clock.objects.filter(
        assignment=OuterRef("pk"), kind__in=(ClockKind.HANDLE, ClockKind.REWORK), stopped_at__lte=F("due_at")
    )
    rows = answered.values("replied_by").annotate(replied=Count("pk"), kept=Count("pk", filter=Q(Exists(kept))))
    return [
        Concluded(row["replied_by"], row["replied"], row["kept"]) for row in rows.order_by("-replied", "replied_by")
    ]


def _open(units: Iterable[int]) -> QuerySet[Assignment]:
    return Assignment.objects.filter(unit_id__in=list(units), is_open=True)


def _counts(at: datetime) -> dict[str, Count]:
    warned = Clock.objects.filter(assignment=OuterRef("pk"), stopped_at__isnull=True, due_at=OuterRef("due_at"))
    return {
        "signing": Count("pk", filter=Q(signed_at__isnull=True)),
        "handled": Count("pk", filter=Q(signed_at__isnull=False)),
        "red": Count("pk", filter=Q(due_at__lte=at)),
        "yellow": Count("pk", filter=Q(Exists(warned.filter(yellow_at__lte=at)), due_at__gt=at)),
    }
