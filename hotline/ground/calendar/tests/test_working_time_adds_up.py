"""Properties that hold for any calendar, any zone and any moment."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from hotline.ground.calendar import rules
from hotline.ground.calendar.words import Calendar, Limit, Unit

ZONES = [ZoneInfo(name) for name in ("Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo")]
FIRST, LAST = date(2017, 1, 1), date(2019, 12, 31)
days = st.dates(FIRST, LAST)
moments = st.datetimes(datetime(2017, 2, 1), datetime(2019, 11, 30), timezones=st.just(UTC))  # noqa: DTZ001
lengths = st.timedeltas(timedelta(0), timedelta(hours=500))


@st.composite
def spans(draw: st.DrawFn) -> tuple[tuple[time, time], ...]:
    edges = sorted(draw(st.lists(st.integers(0, 24 * 4), min_size=2, max_size=6, unique=True)))
    clock = [time(quarter // 4 % 24, quarter % 4 * 15) for quarter in edges]
    return tuple(zip(clock[::2], clock[1::2], strict=False))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    holidays = draw(st.frozensets(days, max_size=20))
    workdays = draw(st.frozensets(days, max_size=20)) - holidays
    return Calendar(draw(spans()), holidays, workdays, FIRST, LAST, draw(st.sampled_from(ZONES)))


@given(calendars(), moments, lengths)
def test_time_added_is_the_time_found_between(cal: Calendar, start: datetime, length: timedelta) -> None:
    end = rules.add_working(cal, start, length)
    assert rules.working_between(cal, start, end) == length
    assert end >= start


@given(calendars(), moments, lengths)
def test_time_taken_off_is_the_time_found_between(cal: Calendar, end: datetime, length: timedelta) -> None:
    assert rules.working_between(cal, rules.add_working(cal, end, -length), end) == length


@given(calendars(), moments, lengths, lengths)
def test_adding_twice_is_adding_the_sum(cal: Calendar, start: datetime, a: timedelta, b: timedelta) -> None:
    assert rules.add_working(cal, rules.add_working(cal, start, a), b) == rules.add_working(cal, start, a + b)


@given(calendars(), moments, moments, lengths)
def test_a_later_start_never_ends_earlier(cal: Calendar, a: datetime, b: datetime, length: timedelta) -> None:
    a, b = sorted((a, b))
    assert length == timedelta(0) or rules.add_working(cal, a, length) <= rules.add_working(cal, b, length)


@given(calendars(), moments, moments, st.sampled_from(Unit), st.integers(1, 40))
def test_a_later_start_never_falls_due_earlier(
    cal: Calendar, a: datetime, b: datetime, unit: Unit, amount: int
) -> None:
    a, b = sorted((a, b))
    limit = Limit(amount, unit)
    assert a < rules.deadline(limit, cal, a).at <= rules.deadline(limit, cal, b).at
    assert rules.deadline(limit, cal, a).at < rules.deadline(Limit(amount + 60, unit), cal, a).at


@given(calendars(), moments, moments, moments)
def test_parts_of_a_period_add_up(cal: Calendar, a: datetime, b: datetime, c: datetime) -> None:
    whole = rules.working_between(cal, a, c)
    assert rules.working_between(cal, a, b) + rules.working_between(cal, b, c) == whole
    assert rules.working_between(cal, c, a) == -whole
    assert abs(whole) <= abs(c - a)


@given(calendars(), moments, moments)
def test_the_sum_over_days_counts_work_days_only(cal: Calendar, a: datetime, b: datetime) -> None:
    """The same figure from the slow and plain way: every day by itself."""
    a, b = sorted((a, min(a, b) + (max(a, b) - min(a, b)) / 20))
    total, day = timedelta(0), a.astimezone(cal.zone).date()
    while day <= b.astimezone(cal.zone).date():
        for start, end in cal.spans if rules.is_workday(cal, day) else ():
            last = day + timedelta(days=1) if end == time.min else day
            opens = datetime.combine(day, start, cal.zone).astimezone(UTC)
            closes = datetime.combine(last, end, cal.zone).astimezone(UTC)
            total += max(min(closes, b) - max(opens, a), timedelta(0))
        day += timedelta(days=1)
    assert rules.working_between(cal, a, b) == total


@given(calendars(), days)
def test_a_holiday_never_counts_and_a_make_up_day_always_does(cal: Calendar, day: date) -> None:
    midnight = datetime.combine(day, time(0), cal.zone)
    next_midnight = datetime.combine(day + timedelta(days=1), time(0), cal.zone)
    worked = rules.working_between(cal, midnight, next_midnight)
    assert (worked > timedelta(0)) is rules.is_workday(cal, day)
    assert rules.is_workday(cal, day) is (day in cal.workdays or (day.weekday() < 5 and day not in cal.holidays))


@given(calendars(), moments, st.integers(0, 60))
def test_working_days_are_counted_after_the_day_of_receipt(cal: Calendar, start: datetime, count: int) -> None:
    received = rules.next_working(cal, start)
    due = rules.add_workdays(cal, start, count)
    last = due - timedelta(microseconds=1)
    assert rules.is_working(cal, received)
    assert rules.is_working(cal, last)
    assert rules.workdays_between(cal, received.date(), last.astimezone(cal.zone).date()) == count


@given(calendars(), moments, lengths, lengths, lengths)
def test_a_pause_keeps_what_was_left(
    cal: Calendar, start: datetime, limit: timedelta, wait: timedelta, pause: timedelta
) -> None:
    """Also for a clock that was overdue already when it was paused."""
    due = rules.add_working(cal, start, limit)
    paused_at, resumed_at = start + wait, start + wait + pause
    moved = rules.resume(cal, due, Unit.WORKING_DAYS, paused_at=paused_at, resumed_at=resumed_at)
    assert rules.working_between(cal, resumed_at, moved) == rules.working_between(cal, paused_at, due)
    natural = rules.resume(cal, due, Unit.HOURS, paused_at=paused_at, resumed_at=resumed_at)
    assert natural - resumed_at == due - paused_at


@given(calendars(), moments, st.sampled_from(Unit), st.integers(2, 40))
def test_yellow_lies_before_red(cal: Calendar, start: datetime, unit: Unit, amount: int) -> None:
    limit = Limit(amount, unit)
    due = rules.deadline(limit, cal, start).at
    assert rules.yellow_at(cal, due, limit) < due


@given(calendars(), moments)
def test_the_next_working_moment_is_the_first(cal: Calendar, start: datetime) -> None:
    following = rules.next_working(cal, start)
    assert following >= start
    assert rules.working_between(cal, start, following) == timedelta(0)
    assert rules.working_between(cal, start, following + timedelta(microseconds=1)) > timedelta(0)
