"""Announcing holidays and changing hours: from now on, never backwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from hotline.ground.calendar import actions, errors, queries
from hotline.ground.calendar.models import WorkCalendar
from hotline.ground.journal.queries import about
from hotline.ground.people.words import Actor
from hotline.lib.days import SHANGHAI
from hotline.lib.refusal import NotPermitted
from tests.town import MONDAY, Town

TODAY = MONDAY.date()
KNOWN = {"known_from": date(2020, 1, 1), "known_until": date(2020, 12, 31)}


@pytest.fixture
def admin(town: Town) -> Actor:
    return town.actor("admin.js")


def test_a_calendar_with_two_spans_counts_its_hours(admin: Actor) -> None:
    actions.create("window", "窗口", "Counters", [("09:00", "12:00"), ("13:00", "17:00")], **KNOWN, by=admin, at=MONDAY)
    end, _ = queries.deadline("4wh", "window", MONDAY)
    assert f"{end.at:%H:%M}" == "14:30"
    assert queries.exists("window")


@pytest.mark.parametrize(
    "spans", [[("09:00", "soon")], [("12:00", "09:00")], [("09:00", "12:00"), ("11:00", "13:00")], [("25:00", "26:00")]]
)
def test_spans_that_cannot_be_are_refused(admin: Actor, spans: list[tuple[str, str]]) -> None:
    with pytest.raises(errors.ImpossibleCalendar):
        actions.create("window", "窗口", "", spans, **KNOWN, by=admin, at=MONDAY)
    with pytest.raises(errors.ImpossibleCalendar):
        actions.change("office", "机关", "", spans, by=admin, at=MONDAY)
    assert not WorkCalendar.objects.filter(pk="window").exists()


def test_an_announced_holiday_moves_deadlines_that_are_set_from_now_on(admin: Actor) -> None:
    before, _ = queries.deadline("1wd", "office", MONDAY)
    tuesday = TODAY + timedelta(days=1)
    actions.set_days("office", {tuesday: False}, "放假", by=admin, at=MONDAY)
    after, _ = queries.deadline("1wd", "office", MONDAY)
    assert (before.at.date(), after.at.date()) == (tuesday, TODAY + timedelta(days=2))
    actions.clear_days("office", [tuesday], by=admin, at=MONDAY)
    again, _ = queries.deadline("1wd", "office", MONDAY)
    assert again == before
    assert [event.verb for event in about("calendar", "office")] == ["set_days", "clear_days"]


def test_days_that_are_over_stay_as_they_were(admin: Actor) -> None:
    yesterday = TODAY - timedelta(days=1)
    with pytest.raises(errors.DayIsPast):
        actions.set_days("office", {yesterday: True}, "补班", by=admin, at=MONDAY)
    with pytest.raises(errors.DayIsPast):
        actions.clear_days("office", [yesterday], by=admin, at=MONDAY)


def test_the_known_range_only_grows(admin: Actor) -> None:
    with pytest.raises(errors.ImpossibleCalendar):
        actions.set_days("office", {}, "", known_until=date(2020, 1, 1), by=admin, at=MONDAY)
    actions.set_days("office", {}, "", known_until=date(2027, 12, 31), by=admin, at=MONDAY)
    assert WorkCalendar.objects.get(pk="office").known_until == date(2027, 12, 31)


def test_calendars_belong_to_the_whole_province(town: Town, admin: Actor) -> None:
    wuxi = replace(admin, grants=tuple(replace(grant, region_code="3202") for grant in admin.grants))
    for nobody in (wuxi, town.actor("agent.wuxi")):
        with pytest.raises(NotPermitted):
            actions.set_days("office", {TODAY: False}, "放假", by=nobody, at=MONDAY)
    with pytest.raises(errors.CalendarNotFound):
        actions.set_days("moon", {}, "", by=admin, at=MONDAY)


def test_who_never_closes_works_on_weekends_beyond_the_announced_days_too(town: Town) -> None:
    friday = datetime(2027, 2, 12, 18, tzinfo=SHANGHAI)
    assert queries.working_between("always", friday, friday + timedelta(days=3)) == timedelta(days=3)
    end, _ = queries.deadline("1wd", "always", friday)  # working days are statutory ones, for her too
    assert end.at == datetime(2027, 2, 16, 18, tzinfo=SHANGHAI)
    assert not end.certain
