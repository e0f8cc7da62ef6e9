"""Solve first, then settle who answers for it: two units, two moments, and a memory of what was settled."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hotline.flow.disputes import arbitration, errors, queries
from hotline.flow.disputes.models import Case
from hotline.flow.disputes.words import Meeting, Ruling
from hotline.flow.tickets.models import Clock
from hotline.flow.tickets.words import Mark, Status, Verb
from tests.flow.road import Road, in_order, snapshot
from tests.town import Town


def test_a_burst_sewer_is_mended_first_and_liability_is_settled_weeks_later(town: Town) -> None:
    road, first, liable = Road(town, town.ticket(Status.TO_SIGN)), town.unit("320211-cg"), town.unit("320200-cg")
    road.do(Verb.RETURN)
    arbitration.handle_first(road.number, first.pk, "污水外溢，先行处置", by=road.system, at=road.at)
    ticket = road.ticket
    assert (ticket.status, ticket.lead_unit_id) == (Status.TO_SIGN, first.pk)
    assert {Mark.HANDLE_FIRST, Mark.DISPUTED} <= set(ticket.marks)
    for verb in (Verb.SIGN, Verb.CONTACT, Verb.REPLY, Verb.PASS_REPLY):
        road.do(verb)
    clocks = list(Clock.objects.filter(ticket=ticket).order_by("pk").values())
    road.at += timedelta(days=20)
    arbitration.settle(road.number, liable.pk, "管网移交协议第四条", by=road.system, at=road.at)
    assert list(Clock.objects.filter(ticket=ticket).order_by("pk").values()) == clocks, "nobody's clock is moved"
    assert not Clock.objects.filter(ticket=ticket, owner=liable).exists()
    assert set(Clock.objects.filter(assignment=road.lead()).values_list("owner", flat=True)) == {first.pk}
    [case] = queries.cases_of(ticket.pk)
    assert (case.handle_first_unit_id, case.liable_unit_id) == (first.pk, liable.pk)
    assert case.handle_first_at is not None
    assert case.liable_at is not None
    assert case.handle_first_at + timedelta(days=20) < case.liable_at
    assert Mark.DISPUTED not in road.ticket.marks
    assert Mark.HANDLE_FIRST in road.ticket.marks
    in_order(road.ticket)


def test_the_panel_sends_the_ticket_to_the_liable_unit_and_names_the_case(town: Town) -> None:
    road, liable = Road(town, town.ticket(Status.TO_DISPATCH)), town.unit("320200-cg")
    arbitration.open_arbitration(road.number, "各执一词", Meeting(), by=road.system, at=road.at)
    assert road.ticket.status == Status.ARBITRATION
    before = snapshot(road.ticket)
    for ruling, refusal in (
        (Ruling(" ", "协议", liable.pk), errors.NoMinutes),
        (Ruling("纪要", " ", liable.pk), errors.NoGround),
        (Ruling("纪要", "协议"), errors.NobodyNamed),
    ):
        with pytest.raises(refusal):
            arbitration.arbitrate(road.number, ruling, by=road.system, at=road.at)
    assert snapshot(road.ticket) == before
    arbitration.arbitrate(road.number, Ruling("会商纪要", "养护协议", liable.pk), by=road.system, at=road.at)
    case = Case.objects.get()
    assert road.ticket.lead_unit_id == liable.pk == case.liable_unit_id
    assert road.lead().explanation["case"] == case.pk
    assert len(case.panel) == 4
    in_order(road.ticket)


def test_a_panel_may_leave_liability_open_and_a_second_dispute_is_refused(town: Town) -> None:
    road, first = Road(town, town.ticket(Status.TO_DISPATCH)), town.unit("320211-mz")
    road.do(Verb.OPEN_ARBITRATION)
    ruling = Ruling("会商纪要", "先解决问题", handle_first=first.pk)
    arbitration.arbitrate(road.number, ruling, by=road.system, at=road.at)
    assert road.ticket.lead_unit_id == first.pk
    assert Case.objects.get().liable_unit_id is None
    with pytest.raises(errors.DisputedAlready):
        road.do(Verb.DISPUTE)
    road.do(Verb.SETTLE)
    road.do(Verb.DISPUTE)
    assert Case.objects.count() == 2


def test_a_panel_of_nobody_does_not_meet(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_DISPATCH))
    with pytest.raises(errors.NoPanel):
        arbitration.open_arbitration(road.number, "各执一词", Meeting(panel=()), by=road.system, at=road.at)
    assert road.ticket.status == Status.TO_DISPATCH


def test_what_was_settled_is_remembered_the_nearest_first_and_no_confidential_ticket(town: Town) -> None:
    drain = Road(town, town.ticket(Status.TO_SIGN, category="01.01.02", title="污水外溢"))
    lamp = Road(town, town.ticket(Status.TO_SIGN))
    secret = Road(town, town.ticket(Status.TO_SIGN, is_confidential=True))
    for road in (drain, lamp, secret):
        road.do(Verb.SETTLE)
    open_ = Road(town, town.ticket(Status.TO_SIGN))
    open_.do(Verb.DISPUTE)
    found = queries.precedents("01.01.02", "320211004", "污水外溢", limit=5)
    assert [each.number for each in found] == [drain.number, lamp.number]
    assert (found[0].unit, found[0].ground) == ("滨湖区城市管理局", "养护移交协议")
    assert len(queries.precedents("01.01.02", "320211004", "污水", limit=1)) == 1
    assert queries.precedents("03.01.01", "320211004", "公交", limit=5) == []
