"""Pure decisions: which days a named period has, and when a bell rings."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hotline.insight.measures import comparing
from hotline.lib.days import SHANGHAI

from . import errors
from .words import Preset, Rhythm, Span

ONE_DAY = timedelta(days=1)
BELL_AT = time(8)
"""When the bell rings for scheduled questions: the hour at which a working day's figures are looked at."""


def days(span: Span, on: date, stored: tuple[date, date] | None = None) -> tuple[date, date]:
    """The whole of the period as ``[since, until)``; a current one may end after the day.

    :param stored: the first and the last day of what is stored.
    :raises DaysMissing: no days were given; ``DaysReversed``: the last is before the first; ``DayBeyond``.
    """
    if span.preset is Preset.DAYS:
        if span.first is None or span.last is None:
            raise errors.DaysMissing
        comparing.require_days(span.first, span.last)
        if span.last < span.first:
            raise errors.DaysReversed(first=span.first, last=span.last)
        return span.first, span.last + ONE_DAY
    if span.preset is Preset.EVERYTHING:
        first, last = stored or (on, on)
        return first, last + ONE_DAY
    return _named(span.preset, on)


def _named(preset: Preset, on: date) -> tuple[date, date]:
    monday, first = on - timedelta(days=on.weekday()), on.replace(day=1)
    quarter, week = date(on.year, (on.month - 1) // 3 * 3 + 1, 1), timedelta(days=7)
    return {
        Preset.TODAY: (on, on + ONE_DAY),
        Preset.YESTERDAY: (on - ONE_DAY, on),
        Preset.THIS_WEEK: (monday, monday + week),
        Preset.LAST_WEEK: (monday - week, monday),
        Preset.THIS_MONTH: (first, _after(first, 31)),
        Preset.LAST_MONTH: ((first - ONE_DAY).replace(day=1), first),
        Preset.THIS_QUARTER: (quarter, _after(quarter, 93)),
        Preset.THIS_YEAR: (date(on.year, 1, 1), date(on.year + 1, 1, 1)),
        Preset.LAST_YEAR: (date(on.year - 1, 1, 1), date(on.year, 1, 1)),
    }[preset]


def _after(first: date, days: int) -> date:
    """The first of the month so many days after a first."""
    return (first + timedelta(days=days)).replace(day=1)


def next_bell(rhythm: Rhythm, after: datetime) -> datetime:
    """When the bell rings next after a moment."""
    day = after.astimezone(SHANGHAI).date()
    while True:
        at = datetime.combine(day, BELL_AT, SHANGHAI)
        fits = {Rhythm.DAILY: True, Rhythm.WEEKLY: day.weekday() == 0, Rhythm.MONTHLY: day.day == 1}[rhythm]
        if fits and at > after:
            return at
        day += ONE_DAY
