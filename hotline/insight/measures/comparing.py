"""Comparing figures: with the year before (同比), with the period before (环比), as shares, as ranks. Done once, here.

Periods are ``[since, until)`` in days where the hotline is. Ratios are exact; who shows them rounds them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TypeVar

from hotline.lib.datafile import read_yaml

from . import errors

DATA = Path(__file__).parent / "data" / "newyears.yaml"
Number = int | float | Fraction
KeyT = TypeVar("KeyT", bound=Hashable)
ONE_DAY = timedelta(days=1)
FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2999, 12, 31)
"""Between them lies whatever may be asked."""
USUAL_NEW_YEAR = (2, 5)
"""Month and day in the middle of those on which it falls."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days from one up to another, which is no longer in it.

    :raises NoPeriod: no day lies in it; ``DayBeyond``: nobody can mean such a day.
    """

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.since >= self.until:
            raise errors.NoPeriod(since=self.since, until=self.until)
        require_days(self.since, self.last)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.until - self.since).days

    @property
    def last(self) -> date:
        """Its last day."""
        return self.until - ONE_DAY

    @property
    def is_of_months(self) -> bool:
        """Whether it is of whole months."""
        return self.since.day == self.until.day == 1


def require_days(*days: date) -> None:
    """Refuse days that nobody can mean, before anything is reckoned from them: a calendar ends.

    :raises DayBeyond: naming the first of them.
    """
    for day in days:
        if not FIRST_DAY <= day <= LAST_DAY:
            raise errors.DayBeyond(day=day, first=FIRST_DAY, last=LAST_DAY)


def year_before(period: Period) -> Period:
    """The same days a year earlier: whole months where it is of whole months, so that they add up to their quarter.

    A day beside whole months that the year before lacks, 29 February, is held against the 28th.
    """
    if period.is_of_months:
        return Period(_earlier(period.since), _earlier(period.until))
    return Period(_earlier(period.since), _earlier(period.last) + ONE_DAY)


def festival_before(period: Period) -> Period:
    """As many days that lie alike to the Chinese New Year of the year before.

    Which one they lie around is told by the New Year within the period, the first of several, else by the nearest.

    :raises UnknownNewYear: the day of one of the two years is not known.
    """
    year = min(range(period.since.year, period.until.year + 2), key=lambda year: _apart(period, year))
    shift = new_year(year) - new_year(year - 1)
    return Period(period.since - shift, period.until - shift)


def period_before(period: Period) -> Period:
    """What came just before: as many whole months where it is of whole months, else as many days."""
    if period.is_of_months:
        months = (period.until.year - period.since.year) * 12 + period.until.month - period.since.month
        return Period(_months_earlier(period.since, months), period.since)
    return Period(period.since - (period.until - period.since), period.since)


def whole_days(period: Period, on: date) -> Period:
    """What of a period is over on a day: the days before that one.

    :raises NothingComplete: none is.
    """
    if period.since >= on:
        raise errors.NothingComplete(since=period.since)
    return Period(period.since, min(period.until, on))


def signed(ratio: Fraction | None, digits: int = 1, scale: int = 100) -> str:
    """A change as it is told: ``+30.5``, ``-2.1``, ``0.0``; “—” where there is none. Halves are rounded away from 0.

    :param scale: 100 tells a ratio in percent; 1 leaves percentage points as they are.
    """
    if ratio is None:
        return "—"
    unit = Fraction(10) ** digits
    steps = math.floor(abs(ratio) * scale * unit + Fraction(1, 2))
    sign = "" if not steps else "+" if ratio > 0 else "-"
    return f"{sign}{Decimal(steps).scaleb(-digits):,f}"


def change(this: Number, that: Number) -> Fraction | None:
    """(this − that) ÷ that; None for a base of 0, which is shown as “—”.

    Source: 同比、环比 as in domain terms; a fall is negative.
    """
    return (Fraction(this) - Fraction(that)) / Fraction(that) if that else None


def points(this: Fraction | None, that: Fraction | None) -> Fraction | None:
    """The difference of two rates in percentage points (百分点); None where either has nothing due."""
    return None if this is None or that is None else (this - that) * 100


def share(part: Number, whole: Number) -> Fraction | None:
    """Part ÷ whole; None where there is no whole."""
    return Fraction(part) / Fraction(whole) if whole else None


def ranks(values: Mapping[KeyT, Number | None], *, less_is_better: bool = False) -> dict[KeyT, int | None]:
    """Places from 1; equals share the better place and the next is left out; who has no value has no place."""
    found = Counter(value for value in values.values() if value is not None)
    places, place = dict[Number, int](), 1
    for value in sorted(found, reverse=not less_is_better):
        places[value] = place
        place += found[value]
    return {key: None if value is None else places[value] for key, value in values.items()}


def new_year(year: int) -> date:
    """The first day of the Chinese year that begins in a year.

    :raises UnknownNewYear: it is not in the table.
    """
    found = _new_years().get(year)
    if found is None:
        raise errors.UnknownNewYear(year=year)
    return found


@cache
def _new_years() -> dict[int, date]:
    return {int(year): day for year, day in read_yaml(DATA).items()}


def _apart(period: Period, year: int) -> int:
    """How many days lie between a period and the New Year of a year; of one that nobody entered about as many."""
    day = _new_years().get(year) or date(year, *USUAL_NEW_YEAR)
    return max((period.since - day).days, (day - period.last).days, 0)


def _earlier(day: date) -> date:
    is_leap = (day.month, day.day) == (2, 29)
    return date(day.year - 1, day.month, 28 if is_leap else day.day)


def _months_earlier(day: date, months: int) -> date:
    whole = day.year * 12 + day.month - 1 - months
    return date(whole // 12, whole % 12 + 1, 1)
