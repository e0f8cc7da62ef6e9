"""The calendars a province starts with."""

from datetime import date

from hotline.ground.calendar import seed
from hotline.ground.calendar.words import OFFICE_HOURS, Calendar
from hotline.ground.organisations import seed as organisations_seed
from hotline.ground.regions import seed as regions_seed

CALENDARS = {calendar.code: calendar for calendar in seed.calendars()}


def test_office_hours_leave_out_the_noon_break() -> None:
    assert CALENDARS["office"].spans == OFFICE_HOURS
    assert CALENDARS["round-the-clock"].spans == ()


def test_spans_make_valid_calendars() -> None:
    assert all(Calendar(spans=calendar.spans) for calendar in CALENDARS.values() if calendar.spans)


def test_every_organisation_keeps_a_calendar_that_exists() -> None:
    assert {unit.calendar for unit in organisations_seed.load(regions_seed.load("32"))} <= set(CALENDARS)


def test_overrides_name_a_calendar_and_no_day_twice() -> None:
    days = [(row.calendar, row.day) for row in seed.overrides()]
    assert len(days) == len(set(days))
    assert {calendar for calendar, _ in days} <= set(CALENDARS)
    assert ("office", date(2020, 1, 31)) in days
