"""Escalated to the centre above; expedited by the urgent limit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline.flow.delays import errors, lanes
from hotline.flow.tickets import errors as road_errors
from hotline.flow.tickets import queries as tickets
from hotline.flow.tickets.models import Assignment, Clock
from hotline.flow.tickets.words import Mark, Status, Verb
from hotline.ground.catalogue.models import LimitPolicy, LimitRow
from hotline.ground.catalogue.words import ClockKind, Urgency
from hotline.ground.outbox.models import Notice
from hotline.lib.memo import forget_all
from tests.flow.road import Road, in_order, snapshot
from tests.town import DANGER, LIMITS, Town


@pytest.mark.parametrize("status", [Status.IN_REVIEW, Status.TO_DISPATCH])
def test_an_escalated_ticket_lands_in_the_dispatch_queue_above(town: Town, status: Status) -> None:
    road, above = Road(town, town.ticket(status)), town.unit("320000-rx").pk
    road.do(Verb.ESCALATE)
    ticket = road.ticket
    assert (ticket.centre_id, ticket.status, ticket.marks) == (above, Status.TO_DISPATCH, [Mark.ESCALATED])
    clock = Clock.objects.get(ticket=ticket, stopped_at=None)
    assert (clock.kind, clock.owner_id, clock.due_at) == (ClockKind.DISPATCH, above, ticket.due_at)
    assert Notice.objects.filter(kind="escalated", organisation_id=above).count() == 1
    assert tickets.visible_to(town.actor("dispatcher.js")).filter(pk=ticket.pk).exists()
    in_order(ticket)


def test_what_units_had_is_taken_back(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_SIGN, joint=("320211-mz",)))
    road.do(Verb.RETURN)
    road.do(Verb.ESCALATE)
    assert not Assignment.objects.filter(ticket=road.ticket, is_open=True).exists()
    assert road.ticket.lead_unit_id is None
    in_order(road.ticket)


def test_above_the_highest_centre_there_is_none(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_DISPATCH))
    road.do(Verb.ESCALATE)
    before = snapshot(road.ticket)
    with pytest.raises(errors.NoCentreAbove, match="江苏省12345热线中心"):
        road.do(Verb.ESCALATE)
    with pytest.raises(errors.UnlistedReason):
        lanes.escalate(road.number, "weather", "涉及多市", by=road.system, at=road.at)
    with pytest.raises(road_errors.NoReason):
        lanes.escalate(road.number, "wider", "", by=road.system, at=road.at)
    assert snapshot(road.ticket) == before


def test_another_citys_dispatcher_escalates_and_expedites_nothing(town: Town) -> None:
    road, actor = Road(town, town.ticket(Status.TO_DISPATCH)), town.actor("dispatcher.suzhou")
    both = frozenset({Verb.ESCALATE, Verb.EXPEDITE})
    actor = replace(actor, grants=tuple(replace(each, permissions=both) for each in actor.grants))
    before = snapshot(road.ticket)
    for verb in (Verb.ESCALATE, Verb.EXPEDITE):
        with pytest.raises(road_errors.NotYours, match=road.number):
            road.do(verb, by=actor)
    assert snapshot(road.ticket) == before


def urgent_limit(handle: str) -> None:
    LimitRow.objects.create(policy=LimitPolicy.objects.get(), urgency=Urgency.URGENT, **(LIMITS | {"handle": handle}))
    forget_all()


def test_an_expedited_ticket_is_due_by_the_urgent_limit_from_now(town: Town) -> None:
    urgent_limit("24h")
    road = Road(town, town.ticket(Status.HANDLING))
    road.do(Verb.SEND_DOWN)
    road.do(Verb.EXPEDITE)
    ticket = road.ticket
    assert (ticket.urgency, ticket.marks) == (Urgency.URGENT, [Mark.EXPEDITED])
    clocks = Clock.objects.filter(ticket=ticket, kind=ClockKind.HANDLE, stopped_at=None)
    assert {(each.due_at - road.at).total_seconds() for each in clocks} == {24 * 3600}
    assert {each.limit for each in clocks} == {"24h"}
    assert ticket.due_at == clocks[0].due_at
    in_order(ticket)
    with pytest.raises(errors.AlreadyExpedited, match=road.number):
        road.do(Verb.EXPEDITE)


def test_a_clock_that_ends_sooner_is_left_alone(town: Town) -> None:
    urgent_limit("9wd")
    road = Road(town, town.ticket(Status.HANDLING))
    due = road.ticket.due_at
    road.do(Verb.EXPEDITE)
    assert road.ticket.due_at == due
    assert Clock.objects.get(ticket=road.ticket, kind=ClockKind.HANDLE).limit == LIMITS["handle"]


def test_what_is_more_than_urgent_stays_so(town: Town) -> None:
    road = Road(town, town.ticket(Status.HANDLING, urgency=Urgency.DANGER))
    road.do(Verb.EXPEDITE)
    assert road.ticket.urgency == Urgency.DANGER
    assert Clock.objects.get(ticket=road.ticket, kind=ClockKind.HANDLE).limit == DANGER["handle"]
    with pytest.raises(road_errors.NoReason):
        lanes.expedite(road.number, " ", by=road.system, at=road.at)
