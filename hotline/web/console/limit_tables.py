"""Time limits as tables: one line a row of a version, one column a clock; two versions side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hotline.ground.catalogue import lists
from hotline.ground.catalogue.words import ClockKind
from hotline.web.kit import names, vocabulary

from . import cells

CLOCKS = tuple(ClockKind)
Matchers = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One row: whom it fits, and each clock with its limit."""

    pk: int
    fits: str
    limits: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A row of one or both versions: each limit that differs, with its clock, as it was and as it is."""

    fits: str
    kind: str
    changes: tuple[tuple[str, str, str], ...]


def clocks() -> list[str]:
    """The heads of the columns."""
    return [clock.label(get_language() or "zh") for clock in CLOCKS]


def lines(policy_id: int) -> list[Line]:
    """A version's rows, the most general first."""
    heads = clocks()
    return [
        Line(row.pk, fits(row), tuple(zip(heads, _limits(row, cells.brief), strict=True)))
        for row in lists.limit_rows(policy_id)
    ]


def fits(row: Any) -> str:
    """Which tickets a row is for, in words."""
    language = get_language() or "zh"
    parts = [
        vocabulary.label(row.urgency, "urgency", language) if row.urgency else "",
        names.category(row.category_prefix, is_full=True) if row.category_prefix else "",
        vocabulary.label(row.kind, "kind", language) if row.kind else "",
        vocabulary.label(row.level, "level", language) if row.level else "",
    ]
    return " · ".join(part for part in parts if part) or _("所有工单")


def differences(left: int, right: int) -> list[Difference]:
    """Two versions row by row."""
    old = {_matchers(row): row for row in lists.limit_rows(left)}
    new = {_matchers(row): row for row in lists.limit_rows(right)}
    found = []
    for key in dict.fromkeys([*old, *new]):
        before, after = old.get(key), new.get(key)
        first = _limits(before) if before else ("",) * len(CLOCKS)
        second = _limits(after) if after else ("",) * len(CLOCKS)
        kind = "added" if before is None else "gone" if after is None else "same" if first == second else "changed"
        sides = zip(clocks(), first, second, strict=True)
        found.append(Difference(fits(before or after), kind, tuple(each for each in sides if each[1] != each[2])))
    return found


def _limits(row: Any, told: Callable[[str], str] = cells.limit) -> tuple[str, ...]:
    return tuple(told(getattr(row, clock.value)) for clock in CLOCKS)


def _matchers(row: Any) -> Matchers:
    return row.urgency, row.category_prefix, row.kind, row.level
