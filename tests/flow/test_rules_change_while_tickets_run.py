"""Limits and the directory change while tickets are under way: what was promised and said before stays as it was."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from hotline.flow.tickets.models import Clock
from hotline.flow.tickets.words import Status, Verb
from hotline.ground.catalogue.models import DirectoryRow, LimitPolicy, LimitRow
from hotline.ground.catalogue.words import ClockKind
from hotline.insight.measures import queries as measures
from hotline.insight.measures.words import Measure
from hotline.lib.memo import forget_all
from tests.flow.road import Road, in_order
from tests.town import LIMITS, MONDAY, Town

NOON = MONDAY + timedelta(hours=2)
MARCH = datetime(2020, 3, 1, tzinfo=MONDAY.tzinfo)
APRIL = datetime(2020, 4, 1, tzinfo=MONDAY.tzinfo)


def shorten(at: datetime) -> None:
    """From a moment on units have one working day instead of five."""
    policy = LimitPolicy.objects.create(version="v2", name="提速", from_at=at)
    LimitRow.objects.create(policy=policy, **(LIMITS | {"handle": "1wd"}))
    forget_all()


def work(road: Road) -> Clock:
    """The clock of the leading unit's work."""
    return Clock.objects.get(assignment=road.lead(), kind=ClockKind.HANDLE)


def test_a_running_clock_keeps_its_moment_and_a_new_one_follows_the_new_limits(town: Town) -> None:
    old = Road(town, town.ticket(Status.HANDLING))
    promised = work(old).due_at
    shorten(NOON)
    assert work(old).due_at == promised
    old.do(Verb.CONTACT, after=timedelta(hours=3))
    old.do(Verb.REPLY)
    assert work(old).due_at == promised, "nor does work done under the new limits change it"
    new = Road(town, town.ticket(Status.HANDLING, at=NOON + timedelta(hours=4)))
    assert work(new).due_at < promised
    for road in (old, new):
        in_order(road.ticket)


def test_an_assignment_keeps_the_directory_row_that_chose_its_unit(town: Town) -> None:
    old = Road(town, town.ticket(Status.TO_SIGN))
    said: dict[str, Any] = old.lead().explanation
    assert said["rule"], "a row of the directory fired"
    row = DirectoryRow.objects.get(category_id="01.01.01")
    DirectoryRow.objects.filter(pk=row.pk).update(until_on=date(2020, 3, 3))
    DirectoryRow.objects.create(category_id="01.01.01", department="zf", level="county", from_on=date(2020, 3, 3))
    forget_all()
    assert old.lead().explanation == said
    new = Road(town, town.ticket(Status.TO_SIGN, at=MONDAY + timedelta(days=1), lead="320211-zf"))
    assert new.lead().explanation["rule"] != said["rule"]
    assert new.lead().explanation["is_first_choice"]


def test_figures_of_a_month_are_the_same_after_the_rules_change(town: Town) -> None:
    town.ticket(Status.CLOSED)
    town.ticket(Status.TO_SIGN)
    unit = town.unit("320211-cg").pk

    def figures() -> list[measures.Measured]:
        return [measures.measured(each, unit, since=MARCH, until=APRIL) for each in Measure]

    before = figures()
    assert any(each.figure.denominator for each in before)
    shorten(NOON)
    DirectoryRow.objects.filter(category_id="01.01.01").update(until_on=date(2020, 3, 3))
    forget_all()
    assert figures() == before
