"""Reading calendars for those who keep them: single days, single calendars, how far a limit can still be counted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from . import rules
from .models import CalendarDay, WorkCalendar
from .queries import calendar, counting_calendar
from .words import SHANGHAI, CalendarError, Limit

USUAL = {"min": 1 / 1440, "h": 1 / 24, "wh": 1 / 7, "wd": 7 / 5, "d": 1.0}
LOOK_BACK = 500


def named(code: str) -> WorkCalendar | None:
    """One calendar."""
    return WorkCalendar.objects.filter(pk=code).first()


def special(code: str, first: date, last: date) -> dict[date, CalendarDay]:
    """The days of ``[first, last]`` that break the weekend rule, by day."""
    rows = CalendarDay.objects.filter(calendar_id=code, day__gte=first, day__lte=last)
    return {row.day: row for row in rows}


def is_worked(code: str, day: date) -> bool:
    """Whether a day is worked on a calendar."""
    return rules.is_workday(calendar(code), day)


def longest(limits: Iterable[str]) -> str:
    """The limit that usually lasts longest; empty when there is none."""
    readable = [each for each in set(limits) if _days(each)]
    return max(readable, key=_days, default="")


def safe_until(code: str, limit: str) -> date | None:
    """The last day on which a limit that starts then still ends within the announced holidays; None when none does."""
    laid_out, parsed = counting_calendar(code), Limit.parse(limit)
    day = laid_out.known_until
    for _ in range(LOOK_BACK):
        start = datetime.combine(day, time(9), SHANGHAI)
        if rules.deadline(parsed, laid_out, start).certain:
            return day
        day -= timedelta(days=1)
    return None


def _days(written: str) -> float:
    try:
        limit = Limit.parse(written)
    except CalendarError:
        return 0.0
    return limit.amount * USUAL[limit.unit.value]
