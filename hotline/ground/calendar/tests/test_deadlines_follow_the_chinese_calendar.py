"""Real dates: the National Day week of 2024 (1–7 October off; Sunday 29 September and Saturday 12 October worked)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from hotline.ground.calendar import rules
from hotline.ground.calendar.known import known_days
from hotline.ground.calendar.words import SHANGHAI, Calendar, CalendarError, Limit, Unit

KNOWN = known_days(2023, 2026)
CAL = Calendar(
    holidays=KNOWN.holidays, workdays=KNOWN.workdays, known_from=KNOWN.known_from, known_until=KNOWN.known_until
)


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("limit", "start", "due"),
    [
        ("30min", "2024-10-01 23:50", "2024-10-02 00:20"),
        ("24h", "2024-09-30 17:00", "2024-10-01 17:00"),
        ("4wh", "2024-09-30 17:00", "2024-10-08 12:00"),
        ("1wh", "2024-09-30 11:30", "2024-09-30 14:30"),
        ("3wh", "2024-09-30 09:00", "2024-09-30 12:00"),
        ("4wh", "2024-09-30 08:00", "2024-09-30 15:00"),
        ("1wd", "2024-09-26 10:00", "2024-09-27 18:00"),
        ("1wd", "2024-09-26 12:30", "2024-09-27 18:00"),
        ("1wd", "2024-09-27 10:00", "2024-09-29 18:00"),
        ("1wd", "2024-09-27 18:00", "2024-09-30 18:00"),
        ("3wd", "2024-09-29 10:00", "2024-10-09 18:00"),
        ("5wd", "2024-09-30 10:00", "2024-10-12 18:00"),
        ("5wd", "2024-10-03 10:00", "2024-10-14 18:00"),
        ("1d", "2024-09-30 10:00", "2024-10-08 18:00"),
        ("5d", "2024-10-08 20:00", "2024-10-14 18:00"),
        ("2d", "2024-10-10 10:00", "2024-10-12 18:00"),
        ("5wd", "2024-12-30 10:00", "2025-01-07 18:00"),
    ],
)
def test_the_due_moment_of_a_limit(limit: str, start: str, due: str) -> None:
    result = rules.deadline(Limit.parse(limit), CAL, at(start))
    assert (result.at, result.certain) == (at(due), True)
    assert result.at.tzinfo is SHANGHAI


def test_a_start_in_another_zone_is_the_same_moment() -> None:
    start = at("2024-09-30 10:00")
    limit = Limit.parse("5wd")
    assert rules.deadline(limit, CAL, start.astimezone(UTC)) == rules.deadline(limit, CAL, start)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(CalendarError, match="zone"):
        rules.deadline(Limit.parse("1wd"), CAL, datetime(2024, 9, 30, 10))  # noqa: DTZ001


@pytest.mark.parametrize(("written", "certain"), [("1wd", True), ("3wd", False), ("72h", True), ("20wh", False)])
def test_a_deadline_beyond_the_announced_holidays_says_so(written: str, certain: bool) -> None:
    result = rules.deadline(Limit.parse(written), CAL, at("2026-12-30 10:00"))
    assert result.certain is certain


def test_beyond_the_announced_years_weekends_are_off() -> None:
    assert rules.deadline(Limit.parse("1wd"), CAL, at("2031-05-02 10:00")).at == at("2031-05-05 18:00")


@pytest.mark.parametrize(
    ("limit", "due", "yellow"),
    [
        ("5wd", "2024-10-12 18:00", "2024-10-11 18:00"),
        ("5wd", "2024-10-08 18:00", "2024-09-30 18:00"),
        ("15d", "2024-10-04 11:00", "2024-09-30 11:00"),
        ("24h", "2024-10-04 11:00", "2024-10-04 05:00"),
        ("1d", "2024-10-08 18:00", "2024-10-08 12:00"),
        ("30min", "2024-10-04 00:05", "2024-10-03 23:57:30"),
        ("4wh", "2024-10-08 09:30", "2024-09-30 17:30"),
    ],
)
def test_a_clock_turns_yellow_before_it_expires(limit: str, due: str, yellow: str) -> None:
    assert rules.yellow_at(CAL, at(due), Limit.parse(limit)) == at(yellow)


@pytest.mark.parametrize(
    ("unit", "due"),
    [
        (Unit.WORKING_DAYS, "2024-10-12 11:00"),
        (Unit.WORKING_HOURS, "2024-10-12 11:00"),
        (Unit.DAYS, "2024-10-19 11:00"),
        (Unit.HOURS, "2024-10-19 11:00"),
    ],
)
def test_a_pause_over_the_holidays_gives_back_what_was_lost(unit: Unit, due: str) -> None:
    moved = rules.resume(
        CAL, at("2024-10-10 18:00"), unit, paused_at=at("2024-09-30 16:00"), resumed_at=at("2024-10-09 09:00")
    )
    # Working clocks get 2 h of 30 September and 7 h of 8 October back: Friday 11 (7 h) and Saturday 12 (2 h, worked).
    assert moved == at(due)


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(CalendarError):
        rules.resume(CAL, at("2024-10-10 18:00"), Unit.HOURS, paused_at=at("2024-10-02"), resumed_at=at("2024-10-01"))


def test_working_days_between_dates_leave_out_the_day_of_receipt() -> None:
    assert rules.workdays_between(CAL, date(2024, 9, 30), date(2024, 10, 8)) == 1
    assert rules.workdays_between(CAL, date(2024, 9, 27), date(2024, 9, 30)) == 2
    assert rules.workdays_between(CAL, date(2024, 10, 8), date(2024, 9, 30)) == -1
    assert rules.workdays_between(CAL, date(2023, 1, 1), date(2025, 1, 1)) == 500  # 249 and 251


def test_the_known_days_are_cut_to_the_announced_years() -> None:
    assert (known_days(1990, 2060).known_from.year, known_days(1990, 2060).known_until.year) >= (2004, 2026)
    assert known_days(2024, 2024).known_until == date(2024, 12, 31)
    assert {day.year for day in known_days(2024, 2024).holidays} == {2024}
    with pytest.raises(CalendarError, match="no holidays are known"):
        known_days(1990, 1995)


def test_a_deadline_is_quick() -> None:
    from timeit import timeit

    start, limit = at("2024-09-30 10:00"), Limit.parse("5wd")
    rules.deadline(limit, CAL, start)
    assert timeit(lambda: rules.deadline(limit, CAL, start), number=2000) / 2000 < 100e-6  # about 10 µs when idle


def test_the_end_of_time_is_an_error_not_a_loop() -> None:
    with pytest.raises(CalendarError, match="beyond"):
        rules.add_working(CAL, datetime(9998, 12, 1, tzinfo=UTC), timedelta(days=400))


def test_a_calendar_read_again_is_the_same_object() -> None:
    again = replace(CAL, holidays=frozenset(list(CAL.holidays)))
    assert rules.settled(again) is rules.settled(CAL)
    assert rules.settled(replace(CAL, holidays=frozenset())) is not rules.settled(CAL)
