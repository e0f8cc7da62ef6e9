"""What kind of day each day is, as far as the number of appeals depends on it. Pure: the calendar is an argument."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[Any]
HOLIDAY, MAKE_UP, AFTER_BREAK = 7, 8, 9
"""Kinds beside the seven ordinary days of a week: off by decree, worked instead, the first one after a long break."""
KINDS = 10
SATURDAY = 5
LONG_BREAK = 3
ZONE = (-6, 16)
"""Days around the Chinese New Year that are compared with the same days around the last one, not with a weekday."""
OUTSIDE = 999
ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """What decides the kind of a day.

    :param is_worked: whether a day is worked.
    :param off: weekdays off by decree; ``made_up``: days of a weekend that are worked instead.
    :param new_years: the Chinese New Year of each year that is known.
    """

    is_worked: Callable[[date], bool]
    off: frozenset[date]
    made_up: frozenset[date]
    new_years: Mapping[int, date]


@dataclass(frozen=True, slots=True)
class Days:
    """A run of days with the kind of each, and how far from a New Year it lies (``OUTSIDE`` where far)."""

    first: date
    kind: Ints
    offset: Ints

    def place(self, day: date) -> int:
        """At which place a day stands."""
        return (day - self.first).days

    def __len__(self) -> int:
        return len(self.kind)


def laid_out(since: date, until: date, calendar: Calendar) -> Days:
    """The days from one up to another."""
    days = [since + ONE * number for number in range((until - since).days)]
    kinds = np.array([kind(day, calendar) for day in days], dtype=np.int64)
    offsets = np.array([offset(day, calendar.new_years) for day in days], dtype=np.int64)
    return Days(since, kinds, offsets)


def kind(day: date, calendar: Calendar) -> int:
    """The kind of a day: 0 to 6 for an ordinary Monday to Sunday."""
    if day in calendar.made_up:
        return MAKE_UP
    if calendar.is_worked(day):
        return AFTER_BREAK if len(_break_before(day, calendar)) >= LONG_BREAK else day.weekday()
    if day.weekday() < SATURDAY:
        return HOLIDAY
    around = [*_break_before(day, calendar), *_break_after(day, calendar)]
    return HOLIDAY if any(each.weekday() < SATURDAY for each in around) else day.weekday()


def offset(day: date, new_years: Mapping[int, date]) -> int:
    """Days since the nearest New Year, where it is near."""
    near = [(day - found).days for year in (day.year, day.year + 1) if (found := new_years.get(year)) is not None]
    return next((each for each in near if ZONE[0] <= each <= ZONE[1]), OUTSIDE)


def _break_before(day: date, calendar: Calendar) -> Sequence[date]:
    return _break(day, -ONE, calendar)


def _break_after(day: date, calendar: Calendar) -> Sequence[date]:
    return _break(day, ONE, calendar)


def _break(day: date, step: timedelta, calendar: Calendar) -> list[date]:
    found: list[date] = []
    day += step
    while not calendar.is_worked(day) and len(found) < 2 * KINDS:
        found.append(day)
        day += step
    return found
