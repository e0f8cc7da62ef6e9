"""Reading calendars: what others need to set a clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from hotline.lib.memo import remembered

from . import rules
from .models import CalendarDay, WorkCalendar
from .words import Calendar, Deadline, Limit

STATUTORY = "office"
MIDNIGHT = time(0)
DAYS_OF_WEEKEND = 5
LAID_OUT_BEYOND = timedelta(days=3653)
"""Who works round the clock works on weekends too, whatever is announced; ten years on are more than any limit."""


@remembered(30)
def calendar(code: str) -> Calendar:
    """The calendar with this code, laid out for counting.

    :raises WorkCalendar.DoesNotExist: when there is none.
    """
    row = WorkCalendar.objects.get(code=code)
    days = dict(CalendarDay.objects.filter(calendar=row).values_list("day", "is_working"))
    zone = ZoneInfo(row.zone)
    if not row.spans:
        every_day = frozenset(_weekend_days(row.known_from, row.known_until + LAID_OUT_BEYOND))
        return rules.settled(Calendar(((MIDNIGHT, MIDNIGHT),), frozenset(), every_day, row.known_from, date.max, zone))
    return rules.settled(
        Calendar(
            tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in row.spans),
            frozenset(day for day, is_working in days.items() if not is_working),
            frozenset(day for day, is_working in days.items() if is_working),
            row.known_from,
            row.known_until,
            zone,
        )
    )


@remembered(30)
def counting_calendar(code: str) -> Calendar:
    """The calendar on which a unit's working time is counted: its own, or the statutory one where it never closes."""
    has_hours = WorkCalendar.objects.filter(code=code).exclude(spans=[]).exists()
    return calendar(code if has_hours else STATUTORY)


def deadline(limit: str, calendar_code: str, start: datetime) -> tuple[Deadline, datetime]:
    """When a written limit ends on a calendar, and when its clock turns yellow.

    Whoever works round the clock still has working-day limits counted in statutory working days: on ``office``.

    :raises CalendarError: when the limit cannot be read.
    """
    laid_out, parsed = counting_calendar(calendar_code), Limit.parse(limit)
    end = rules.deadline(parsed, laid_out, start)
    return end, max(start, rules.yellow_at(laid_out, end.at, parsed))


def yellow(limit: str, calendar_code: str, due: datetime) -> datetime:
    """When a clock with a written limit turns yellow that is due at a moment."""
    return rules.yellow_at(counting_calendar(calendar_code), due, Limit.parse(limit))


def resumed(
    limit: str, calendar_code: str, due: datetime, *, paused_at: datetime, at: datetime
) -> tuple[datetime, datetime]:
    """When a paused clock ends that runs on at a moment, and when it turns yellow: what was left is left again."""
    laid_out, parsed = counting_calendar(calendar_code), Limit.parse(limit)
    end = max(at, rules.resume(laid_out, due, parsed.unit, paused_at=paused_at, resumed_at=at))
    return end, min(end, max(at, rules.yellow_at(laid_out, end, parsed)))


def left(limit: str, calendar_code: str, spent: Iterable[tuple[datetime, datetime]]) -> str:
    """What remains of a written limit when some spans of time were used up, written; empty where nothing remains."""
    remaining = rules.left(Limit.parse(limit), counting_calendar(calendar_code), spent)
    return str(remaining) if remaining else ""


def working_between(calendar_code: str, start: datetime, end: datetime) -> timedelta:
    """Working time between two moments."""
    return rules.working_between(calendar(calendar_code), start, end)


def workdays_between(calendar_code: str, start: datetime, end: datetime) -> int:
    """Working days after the day of one moment, up to and with the day of the other."""
    laid_out = counting_calendar(calendar_code)
    first, last = start.astimezone(laid_out.zone).date(), end.astimezone(laid_out.zone).date()
    return rules.workdays_between(laid_out, first, last)


def known_until() -> date | None:
    """The last day for which every calendar knows the holidays; None when there is no calendar."""
    return WorkCalendar.objects.order_by("known_until").values_list("known_until", flat=True).first()


def _weekend_days(first: date, last: date) -> list[date]:
    count = (last - first).days + 1
    days = (first + timedelta(days=number) for number in range(count))
    return [day for day in days if day.weekday() >= DAYS_OF_WEEKEND]


def exists(code: str) -> bool:
    """Whether there is a calendar with this code."""
    return WorkCalendar.objects.filter(pk=code).exists()


def calendars() -> QuerySet[WorkCalendar]:
    """Every calendar, for choosing and keeping."""
    return WorkCalendar.objects.order_by("code")


def special_days(code: str, year: int) -> QuerySet[CalendarDay]:
    """The days of a year that break the weekend rule of a calendar."""
    return CalendarDay.objects.filter(calendar_id=code, day__year=year)
