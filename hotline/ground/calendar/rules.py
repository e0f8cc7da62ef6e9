"""Arithmetic of working time: pure functions over a Calendar, exact to the microsecond.

How limits are counted (Civil Code of the PRC, art. 201–203, and the usage of administrative periods):

- minutes and hours run day and night from the moment of receipt;
- working hours run only inside the spans of working days;
- a limit in working days does not count the day of receipt and ends when the last counted working day closes.
  What arrives outside of office hours counts as received at the next working moment, so a ticket of
  Friday 20:00 is a ticket of Monday 09:00 and `1wd` ends on Tuesday at closing time;
- a limit in (natural) days does not count the day of receipt and ends at closing time of its last day, which
  moves to the next working day when it falls on a day off.

Every year of a calendar is laid out once as sorted arrays of instants; a deadline is then a binary search.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from operator import sub
from typing import NamedTuple

from hotline.ground.calendar.words import Calendar, CalendarError, Deadline, Limit, Unit

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1)


class _Year(NamedTuple):
    """One local year laid out: instants are microseconds since 1970 UTC."""

    starts: list[int]  # of each working span
    ends: list[int]
    before: list[int]  # working microseconds of the year before each span
    total: int
    days: list[int]  # ordinals of the working days
    closings: list[int]  # end of the last span of each working day


@lru_cache(maxsize=64)
def settled(cal: Calendar) -> Calendar:
    """An equal calendar, always the same object: found again by identity, a deadline costs a fifth."""
    return cal


def is_workday(cal: Calendar, day: date) -> bool:
    """Is this day worked: a make-up day, or a weekday that is no holiday?"""
    return day in cal.workdays or (day.weekday() < 5 and day not in cal.holidays)


def is_known(cal: Calendar, day: date) -> bool:
    """Have the holidays around this day been announced?"""
    return cal.known_from <= day <= cal.known_until


def is_working(cal: Calendar, at: datetime) -> bool:
    """Does this moment lie inside a working span (its start included, its end not)?"""
    return next_working(cal, at) == at


def next_working(cal: Calendar, at: datetime) -> datetime:
    """This moment if it is worked, else the start of the next working span."""
    number, instant = _local(cal, at).year, _instant(at)
    while (index := bisect_right(_year(cal, number).ends, instant)) == len(_year(cal, number).ends):
        number += 1
    return _moment(cal, max(instant, _year(cal, number).starts[index]))


def working_between(cal: Calendar, a: datetime, b: datetime) -> timedelta:
    """Working time from `a` to `b`; negative when `b` is the earlier."""
    first, last = _local(cal, a).year, _local(cal, b).year
    if last < first:
        return -working_between(cal, b, a)
    whole = sum(_year(cal, number).total for number in range(first, last))
    return (whole + _worked(_year(cal, last), _instant(b)) - _worked(_year(cal, first), _instant(a))) * _MICROSECOND


def add_working(cal: Calendar, start: datetime, amount: timedelta) -> datetime:
    """The moment by which `amount` of working time has passed since `start`.

    Forward it is the earliest such moment (18:00, not 09:00 of the next day), backward the latest;
    nothing added is `start` itself.
    """
    number, micros = _local(cal, start).year, amount // _MICROSECOND
    target = _worked(_year(cal, number), _instant(start)) + micros
    if micros > 0:
        return _moment(cal, _forward(cal, number, target))
    if micros < 0:
        return _moment(cal, _backward(cal, number, target))
    return start.astimezone(cal.zone)


def add_workdays(cal: Calendar, start: datetime, count: int) -> datetime:
    """Closing time of the `count`-th working day after the day of receipt (which is not counted)."""
    if count < 0:
        raise CalendarError("working days are counted forward; see workday_before")
    received = next_working(cal, start)
    index = count + bisect_left(_year(cal, received.year).days, received.toordinal())
    number = received.year
    while index >= len(_year(cal, number).days):
        index -= len(_year(cal, number).days)
        number += 1
    return _moment(cal, _year(cal, number).closings[index])


def workday_before(cal: Calendar, at: datetime) -> datetime:
    """The same time of day on the last working day before the day of `at`."""
    local = _local(cal, at)
    number = local.year
    while not (index := bisect_left(_year(cal, number).days, local.toordinal())):
        number -= 1
    return datetime.combine(date.fromordinal(_year(cal, number).days[index - 1]), local.time(), cal.zone)


def workdays_between(cal: Calendar, a: date, b: date) -> int:
    """Working days after day `a` up to and including day `b`: the day of receipt is not counted."""
    if b < a:
        return -workdays_between(cal, b, a)
    whole = sum(len(_year(cal, number).days) for number in range(a.year, b.year))
    until = bisect_right(_year(cal, b.year).days, b.toordinal())
    return whole + until - bisect_right(_year(cal, a.year).days, a.toordinal())


def deadline(limit: Limit, cal: Calendar, start: datetime) -> Deadline:
    """When a limit that starts running at `start` ends, and whether the calendar is known until then."""
    if limit.unit.is_natural:
        return Deadline(_natural(cal, start, limit.duration))
    if limit.unit is Unit.WORKING_HOURS:
        at = add_working(cal, start, limit.duration)
    elif limit.unit is Unit.WORKING_DAYS:
        at = add_workdays(cal, start, limit.amount)
    else:
        at = _closing_on_or_after(cal, _local(cal, start).date() + limit.amount * _DAY)
    return Deadline(at, is_known(cal, _local(cal, start).date()) and is_known(cal, at.date()))


def yellow_at(cal: Calendar, due: datetime, limit: Limit) -> datetime:
    """When a clock turns yellow: one working day before expiry.

    Clocks too short for that (minutes, hours, working hours, a single natural day) turn yellow when
    a quarter of the limit is left. It hangs on `due` alone, so it follows an extension or a pause.
    """
    if limit.unit is Unit.WORKING_HOURS:
        return add_working(cal, due, -limit.duration / 4)
    if limit.unit.is_natural:
        return _natural(cal, due, -limit.duration / 4)
    if limit == Limit(1, Unit.DAYS):
        return _natural(cal, due, -_DAY / 4)
    return workday_before(cal, due)


def resume(cal: Calendar, due: datetime, unit: Unit, *, paused_at: datetime, resumed_at: datetime) -> datetime:
    """The new due moment after a pause: what was left (or overdue) at the pause is left again.

    Natural clocks (minutes, hours, days) get the paused time back as it ran, working clocks the paused working time;
    no rounding up to closing time, so that many short pauses gain nothing.
    """
    if resumed_at < paused_at:
        raise CalendarError("a pause cannot end before it begins")
    if unit.is_natural or unit is Unit.DAYS:
        return _natural(cal, due, resumed_at.astimezone(UTC) - paused_at.astimezone(UTC))
    return add_working(cal, resumed_at, working_between(cal, paused_at, due))


def left(limit: Limit, cal: Calendar, spent: Iterable[tuple[datetime, datetime]]) -> Limit | None:
    """What remains of a limit when some spans of time were used up, a begun unit counting as a whole one."""
    amount = limit.amount - sum(_units(limit.unit, cal, start, end) for start, end in spent)
    return Limit(amount, limit.unit) if amount > 0 else None


def _units(unit: Unit, cal: Calendar, start: datetime, end: datetime) -> int:
    first, last = _local(cal, start).date(), _local(cal, end).date()
    if unit is Unit.WORKING_DAYS:
        return workdays_between(cal, first, last)
    if unit is Unit.DAYS:
        return (last - first).days
    used = working_between(cal, start, end) if unit is Unit.WORKING_HOURS else end - start
    return -(-used // Limit(1, unit).duration)


def _natural(cal: Calendar, at: datetime, amount: timedelta) -> datetime:
    return (_local(cal, at).astimezone(UTC) + amount).astimezone(cal.zone)


def _closing_on_or_after(cal: Calendar, day: date) -> datetime:
    number = day.year
    while (index := bisect_left(_year(cal, number).days, day.toordinal())) == len(_year(cal, number).days):
        number += 1
    return _moment(cal, _year(cal, number).closings[index])


def _forward(cal: Calendar, number: int, target: int) -> int:
    """The earliest instant by which `target` > 0 working microseconds have passed since year `number` began."""
    while target > _year(cal, number).total:
        target -= _year(cal, number).total
        number += 1
    year = _year(cal, number)
    index = bisect_left(year.before, target) - 1
    return year.starts[index] + target - year.before[index]


def _backward(cal: Calendar, number: int, target: int) -> int:
    """The latest instant by which no more than `target` working microseconds have passed since year `number` began."""
    while target < 0:
        number -= 1
        target += _year(cal, number).total
    year = _year(cal, number)
    index = bisect_right(year.before, target) - 1
    return year.starts[index] + target - year.before[index]


def _worked(year: _Year, instant: int) -> int:
    index = bisect_right(year.starts, instant) - 1
    if index < 0:
        return 0
    return year.before[index] + min(instant, year.ends[index]) - year.starts[index]


def _local(cal: Calendar, at: datetime) -> datetime:
    if at.tzinfo is None:
        raise CalendarError(f"{at} has no time zone")
    return at.astimezone(cal.zone)


def _instant(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


def _moment(cal: Calendar, instant: int) -> datetime:
    return (_EPOCH + timedelta(microseconds=instant)).astimezone(cal.zone)


@lru_cache(maxsize=1024)
def _year(cal: Calendar, number: int) -> _Year:
    if not date.min.year < number < date.max.year:
        raise CalendarError(f"the year {number} lies beyond every calendar, or the calendar has no working day")
    first, last = date(number, 1, 1).toordinal(), date(number, 12, 31).toordinal()
    days = [day for day in range(first, last + 1) if is_workday(cal, date.fromordinal(day))]
    starts: list[int] = []
    ends: list[int] = []
    closings: list[int] = []
    for day in days:
        for start, end in _spans_on(cal, date.fromordinal(day)):
            # Summer time may swallow a span or push two into each other: instants never run backwards.
            starts.append(max(start, ends[-1] if ends else start))
            ends.append(max(end, starts[-1]))
        closings.append(ends[-1])
    before = list(accumulate(map(sub, ends, starts), initial=0))
    return _Year(starts, ends, before[:-1], before[-1], days, closings)


def _spans_on(cal: Calendar, day: date) -> Iterator[tuple[int, int]]:
    for start, end in cal.spans:
        last = day + _DAY if end == time.min else day
        yield _instant(datetime.combine(day, start, cal.zone)), _instant(datetime.combine(last, end, cal.zone))
