"""Suspended: the units' clocks stand still, the centre reviews every month, what was left is left again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hotline.flow.delays import errors, queries, suspensions
from hotline.flow.delays.models import Suspension
from hotline.flow.tickets import errors as road_errors
from hotline.flow.tickets.models import Clock
from hotline.flow.tickets.words import Status, Verb
from hotline.ground.calendar import queries as calendars
from hotline.ground.catalogue.words import ClockKind
from hotline.ground.journal import actions as journal
from tests.flow.road import Road, in_order, snapshot
from tests.town import MONDAY, Town


def work(road: Road) -> Clock:
    return Clock.objects.filter(assignment=road.lead(), kind=ClockKind.HANDLE).order_by("-pk")[0]


def test_a_suspension_stops_the_units_and_asks_the_centre_for_a_review(town: Town) -> None:
    road = Road(town, town.ticket(Status.HANDLING))
    road.do(Verb.SUSPEND)
    [clock] = Clock.objects.filter(ticket=road.ticket, stopped_at=None)
    assert clock.kind == ClockKind.SUSPENSION
    assert road.ticket.due_at == clock.due_at
    row = queries.suspensions(road.ticket.pk).get()
    assert row.review_on == clock.due_at.date()
    assert row.review_on >= (road.at + timedelta(days=30)).date()
    in_order(road.ticket)


def test_each_review_starts_a_new_clock(town: Town) -> None:
    road = Road(town, town.ticket(Status.HANDLING))
    road.do(Verb.SUSPEND)
    first = queries.suspensions(road.ticket.pk).get().review_on
    road.do(Verb.REVIEW_SUSPENSION, after=timedelta(days=29))
    road.do(Verb.REVIEW_SUSPENSION, after=timedelta(days=29))
    row = queries.suspensions(road.ticket.pk).get()
    assert (row.reviews, road.ticket.status) == (2, Status.SUSPENDED)
    assert row.review_on > first + timedelta(days=50)
    assert Clock.objects.filter(ticket=road.ticket, kind=ClockKind.SUSPENSION).count() == 3
    in_order(road.ticket)


def test_a_resumed_ticket_is_due_when_its_leads_work_is(town: Town) -> None:
    road = Road(town, town.ticket(Status.HANDLING))
    road.do(Verb.SUSPEND)
    road.do(Verb.RESUME, after=timedelta(days=40))
    row = queries.suspensions(road.ticket.pk).get()
    assert (row.resumed_at, row.resumed_by) == (road.at, road.system.name)
    assert road.ticket.due_at == work(road).due_at > road.at
    in_order(road.ticket)


def test_a_ticket_taken_back_while_it_stood_still_can_be_suspended_again(town: Town) -> None:
    road = Road(town, town.ticket(Status.HANDLING))
    for verb in (Verb.SUSPEND, Verb.TAKE_BACK, Verb.DISPATCH, Verb.SIGN, Verb.SUSPEND):
        road.do(verb)
    assert Suspension.objects.filter(ticket=road.ticket, resumed_at=None).count() == 1
    in_order(road.ticket)


def test_wrong_words_and_wrong_people_suspend_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    road = Road(town, town.ticket(Status.HANDLING))
    before = snapshot(road.ticket)
    with pytest.raises(road_errors.NoReason):
        suspensions.suspend(road.number, "weather", "", by=road.system, at=road.at)
    with pytest.raises(errors.UnlistedReason):
        suspensions.suspend(road.number, "complex", "等汛期过去", by=road.system, at=road.at)
    for name in ("dispatcher.suzhou", "handler.binhu-cg"):
        actor = town.actor(name)
        actor = replace(
            actor, grants=tuple(replace(each, permissions=frozenset({Verb.SUSPEND})) for each in actor.grants)
        )
        with pytest.raises(road_errors.NotYours):
            road.do(Verb.SUSPEND, by=actor)
    monkeypatch.setattr(journal, "record", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        road.do(Verb.SUSPEND)
    assert snapshot(road.ticket) == before
    assert not Suspension.objects.exists()


@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(waits=st.lists(st.tuples(st.integers(0, 900), st.integers(0, 90 * 1440)), min_size=1, max_size=4))
def test_standing_still_neither_loses_nor_gains_working_time(town: Town, waits: list[tuple[int, int]]) -> None:
    road = Road(town, town.ticket(Status.HANDLING), at=MONDAY + timedelta(hours=1))
    office = work(road).owner.calendar_code
    first = work(road)
    whole = calendars.working_between(office, first.started_at, first.due_at)
    for running, standing in waits:
        road.do(Verb.SUSPEND, after=timedelta(minutes=running))
        road.do(Verb.RESUME, after=timedelta(minutes=standing))
    ran = list(Clock.objects.filter(assignment=road.lead(), kind=ClockKind.HANDLE).order_by("pk"))
    worked = [calendars.working_between(office, each.started_at, each.stopped_at or each.due_at) for each in ran]
    spent, left = sum(worked[:-1], timedelta()), worked[-1]
    if spent < whole:
        assert spent + left == whole
    else:
        assert ran[-1].due_at == ran[-1].started_at, "overdue before: due at once, no time is given back"
    in_order(road.ticket)
