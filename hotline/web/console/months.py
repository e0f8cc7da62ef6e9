"""Months as pictures: which days are worked, which break the weekend rule, and what falls on them."""

from __future__ import annotations

import calendar as grid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hotline.ground.calendar import lists
from hotline.ground.calendar import queries as calendars


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a picture; ``kind``: work, weekend, holiday, makeup."""

    day: date
    kind: str
    name: str = ""
    is_known: bool = True
    is_today: bool = False
    is_past: bool = False
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Month:
    """A month in weeks from Monday; days of other months are None."""

    first: date
    weeks: tuple[tuple[Day | None, ...], ...]
    working: int


def month(code: str, first: date, today: date, marks: Mapping[date, list[str]] | None = None) -> Month:
    """The picture of the month that begins on ``first``."""
    laid_out = calendars.counting_calendar(code)
    last = date(first.year, first.month, grid.monthrange(first.year, first.month)[1])
    special = lists.special(code, first, last)
    weeks = []
    working = 0
    for week in grid.Calendar().monthdatescalendar(first.year, first.month):
        row: list[Day | None] = []
        for day in week:
            if day.month != first.month:
                row.append(None)
                continue
            is_worked = lists.is_worked(code, day)
            working += is_worked
            is_known = laid_out.known_from <= day <= laid_out.known_until
            name = special[day].name if day in special else ""
            said = tuple((marks or {}).get(day, ()))
            row.append(Day(day, _kind(day, is_worked), name, is_known, day == today, day < today, said))
        weeks.append(tuple(row))
    return Month(first, tuple(weeks), working)


def year(code: str, number: int, today: date) -> list[Month]:
    """Twelve pictures."""
    return [month(code, date(number, count, 1), today) for count in range(1, 13)]


def between(code: str, first: date, last: date, today: date, marks: Mapping[date, list[str]]) -> list[Month]:
    """The months from one day to another, four at most."""
    start = first.replace(day=1)
    found: list[Month] = []
    while start <= last and len(found) < 4:
        found.append(month(code, start, today, marks))
        start = date(start.year + start.month // 12, start.month % 12 + 1, 1)
    return found


def _kind(day: date, is_worked: bool) -> str:
    is_weekend = day.weekday() >= calendars.DAYS_OF_WEEKEND
    if is_worked:
        return "makeup" if is_weekend else "work"
    return "weekend" if is_weekend else "holiday"
