"""Assignments: a tree down the levels, each with its own clocks, a parent not concluded before its children."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from hotline.flow.dispatch import actions as dispatching
from hotline.flow.handling import actions as handling
from hotline.flow.handling import errors as handling_errors
from hotline.flow.handling.words import ContactResult, NewReply
from hotline.flow.tickets import errors
from hotline.flow.tickets.models import Assignment, Clock
from hotline.flow.tickets.words import AssignmentState, Status, Verb
from hotline.ground.catalogue.words import ClockKind, Urgency
from hotline.ground.organisations import actions as organisations
from hotline.ground.outbox.models import Notice
from hotline.lib.refusal import BadInput
from tests.flow.road import MINUTE, REPLY, Road, in_order
from tests.town import MONDAY, SHANGHAI, Town


@pytest.fixture
def road(town: Town) -> Road:
    """Binhu's district government has it in hand."""
    return Road(town, town.ticket(Status.HANDLING, lead="320211-zf"))


def running(assignment: Assignment) -> dict[str, datetime]:
    """Its running clocks and when they are due."""
    rows = Clock.objects.filter(assignment=assignment, stopped_at__isnull=True)
    return dict(rows.values_list("kind", "due_at"))


def down(road: Road, unit: str, note: str = "") -> Assignment:
    """Send it down from the leading unit."""
    road.at += MINUTE
    pk = handling.send_down(road.number, road.lead().pk, road.town.unit(unit).pk, note, by=road.system, at=road.at)
    return Assignment.objects.get(pk=pk)


def test_each_assignment_has_its_own_sign_contact_and_handle_clocks(road: Road) -> None:
    child = down(road, "320211004-jd")
    assert set(running(child)) == {ClockKind.SIGN, ClockKind.CONTACT, ClockKind.HANDLE}
    assert set(running(road.lead())) == {ClockKind.CONTACT, ClockKind.HANDLE}
    road.do(Verb.SIGN, on=child)
    assert set(running(child)) == {ClockKind.CONTACT, ClockKind.HANDLE}
    road.do(Verb.CONTACT, on=child)
    assert set(running(child)) == {ClockKind.HANDLE}
    assert set(running(road.lead())) == {ClockKind.CONTACT, ClockKind.HANDLE}
    assert road.ticket.status == Status.HANDLING
    in_order(road.ticket)


def test_a_child_gets_no_longer_than_its_parent_has_left(road: Road) -> None:
    road.at += timedelta(days=3)
    child = down(road, "320211004-jd")
    mine = running(road.lead())[ClockKind.HANDLE]
    assert all(due <= mine for due in running(child).values())
    assert running(child)[ClockKind.HANDLE] == mine
    clock = Clock.objects.get(assignment=child, kind=ClockKind.HANDLE)
    assert clock.started_at <= clock.yellow_at < clock.due_at


def test_an_overdue_parent_has_nothing_to_hand_on_and_its_child_gets_its_own_limit(road: Road) -> None:
    road.at += timedelta(days=30)
    child = down(road, "320211004-jd")
    assert running(child)[ClockKind.HANDLE] > road.at
    in_order(road.ticket)


def test_a_parent_is_not_concluded_before_its_children(road: Road) -> None:
    child = down(road, "320211004-jd")
    road.do(Verb.CONTACT)
    with pytest.raises(errors.ChildrenStillOpen, match="蠡湖街道办事处"):
        road.do(Verb.REPLY)
    road.do(Verb.SIGN, on=child)
    road.do(Verb.REPLY, on=child)
    assert road.ticket.status == Status.HANDLING
    road.do(Verb.REPLY)
    assert road.ticket.status == Status.REPLY_REVIEW
    in_order(road.ticket)


def test_a_grandchild_holds_up_its_parent_and_the_top(town: Town) -> None:
    road = Road(town, town.ticket(Status.HANDLING, lead="320200-zf"))
    child = down(road, "320211-zf")
    road.do(Verb.SIGN, on=child)
    grandchild = handling.send_down(road.number, child.pk, town.unit("320211004-jd").pk, "", by=road.system, at=road.at)
    with pytest.raises(errors.ChildrenStillOpen, match="蠡湖"):
        road.do(Verb.REPLY, on=child)
    road.do(Verb.CONTACT)
    with pytest.raises(errors.ChildrenStillOpen, match="2 个"):
        road.do(Verb.REPLY)
    last = Assignment.objects.get(pk=grandchild)
    for each in (last, child):
        if each.pk == last.pk:
            road.do(Verb.SIGN, on=each)
        road.do(Verb.REPLY, on=each)
    road.do(Verb.REPLY)
    in_order(road.ticket)


def test_a_joint_unit_holds_up_the_lead_but_moves_nothing_itself(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_SIGN, lead="320211-cg", joint=("320211-mz",)))
    joint = road.of("320211-mz")
    road.do(Verb.SIGN, on=joint)
    assert road.ticket.status == Status.TO_SIGN
    road.do(Verb.SIGN)
    road.do(Verb.CONTACT)
    with pytest.raises(errors.ChildrenStillOpen, match="民政局"):
        road.do(Verb.REPLY)
    road.do(Verb.REPLY, on=joint)
    assert road.ticket.status == Status.HANDLING
    road.do(Verb.REPLY)
    in_order(road.ticket)


def test_withdrawing_takes_back_everything_below(road: Road) -> None:
    child = down(road, "320211-cg")
    road.do(Verb.SIGN, on=child)
    below = handling.add_joint(road.number, child.pk, road.town.unit("320211-mz").pk, "", by=road.system, at=road.at)
    handling.withdraw(road.number, road.lead().pk, child.pk, "另行处理", by=road.system, at=road.at + MINUTE)
    for pk in (child.pk, below):
        row = Assignment.objects.get(pk=pk)
        assert row.state is AssignmentState.WITHDRAWN
        assert running(row) == {}
    with pytest.raises(errors.AssignmentNotOpen, match="已撤回"):
        road.do(Verb.REPLY, on=child)
    in_order(road.ticket)


def test_a_unit_takes_back_only_what_it_sent_itself(town: Town) -> None:
    road = Road(town, town.ticket(Status.HANDLING, lead="320211-cg", joint=("320211-mz",)))
    with pytest.raises(errors.TicketNotFound):
        handling.withdraw(road.number, road.lead().pk, road.of("320211-mz").pk, "不要了", by=road.system, at=road.at)


def test_a_matter_is_sent_down_not_up_sideways_or_in_a_circle(town: Town, road: Road) -> None:
    with pytest.raises(errors.NotBelow, match="城市管理局"):
        down(road, "320500-cg")
    with pytest.raises(errors.CyclicAssignment):
        down(road, "320211-zf")
    child = down(road, "320211-cg")
    with pytest.raises(errors.AlreadyAssigned):
        down(road, "320211-cg")
    road.do(Verb.SIGN, on=child)
    with pytest.raises(errors.CyclicAssignment):
        handling.add_joint(road.number, child.pk, town.unit("320211-zf").pk, "", by=road.system, at=road.at)


def test_nothing_is_sent_to_a_unit_that_is_gone(town: Town, road: Road) -> None:
    admin = town.actor("admin.js")
    street = town.unit("320211004-jd").pk
    organisations.retire(street, "机构改革", by=admin, at=MONDAY)
    for unit in (street, 999_999):
        with pytest.raises(errors.UnknownUnit):
            handling.send_down(road.number, road.lead().pk, unit, "", by=road.system, at=road.at)
        with pytest.raises(errors.UnknownUnit):
            handling.add_joint(road.number, road.lead().pk, unit, "", by=road.system, at=road.at)
    fresh = town.ticket(Status.TO_DISPATCH)
    with pytest.raises(errors.UnknownUnit):
        dispatching.dispatch(fresh.number, street, by=road.system, at=road.at, why="试试")
    in_order(fresh)


def test_a_unit_signs_before_it_works_and_only_once(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_SIGN, lead="320211-cg", joint=("320211-mz",)))
    joint = road.of("320211-mz")
    for verb in (Verb.CONTACT, Verb.ADD_JOINT, Verb.REPLY):
        with pytest.raises(errors.NotSignedYet):
            road.do(verb, on=joint)
    road.do(Verb.SIGN, on=joint)
    with pytest.raises(errors.AlreadySigned, match="系统 于 03-02 10:04"):
        road.do(Verb.SIGN, on=joint)


def test_the_lead_replies_after_somebody_spoke_with_the_citizen(town: Town) -> None:
    road = Road(town, town.ticket(Status.HANDLING))
    with pytest.raises(handling_errors.NotContacted):
        road.do(Verb.REPLY)
    handling.contact(road.number, road.lead().pk, ContactResult.NO_ANSWER, "", by=road.system, at=road.at)
    assert ClockKind.CONTACT in running(road.lead()), "not reached: the clock runs on"
    road.do(Verb.REPLY)
    assert road.ticket.status == Status.REPLY_REVIEW


@pytest.mark.parametrize("reply", [replace(REPLY, internal_text=" "), replace(REPLY, public_text="\u200b")])
def test_an_empty_reply_is_refused(town: Town, reply: NewReply) -> None:
    road = Road(town, town.ticket(Status.HANDLING))
    road.do(Verb.CONTACT)
    with pytest.raises(handling_errors.EmptyReply):
        handling.reply(road.number, road.lead().pk, reply, by=road.system, at=road.at)


def test_a_joint_units_reply_needs_no_public_text(town: Town) -> None:
    road = Road(town, town.ticket(Status.HANDLING, lead="320211-zf"))
    child = down(road, "320211004-jd")
    road.do(Verb.SIGN, on=child)
    handling.reply(road.number, child.pk, replace(REPLY, public_text=""), by=road.system, at=road.at + MINUTE)
    assert Assignment.objects.get(pk=child.pk).state is AssignmentState.REPLIED


@pytest.mark.parametrize("words", ["长" * 301, "长" * 5000])
def test_words_that_do_not_fit_are_refused_not_cut(road: Road, words: str) -> None:
    with pytest.raises(errors.WordsTooLong, match="300"):
        down(road, "320211004-jd", words)
    assert Assignment.objects.filter(ticket=road.ticket).count() == 1


def test_control_characters_do_not_reach_the_database(road: Road) -> None:
    child = down(road, "320211004-jd", "请\x00尽快\u202e办理")
    assert child.note == "请尽快办理"


def test_danger_has_short_clocks(town: Town) -> None:
    at = datetime(2020, 3, 7, 23, 0, tzinfo=SHANGHAI)  # a Saturday night
    road = Road(town, town.ticket(Status.TO_SIGN, at=at, urgency=Urgency.DANGER))
    sent = road.lead().sent_at
    due = running(road.lead())
    assert due[ClockKind.SIGN] == sent + timedelta(minutes=15)
    assert due[ClockKind.HANDLE] == sent + timedelta(hours=2)


def test_a_unit_the_directory_does_not_name_needs_a_reason(town: Town) -> None:
    ticket = town.ticket(Status.TO_DISPATCH)
    bus = town.unit("320200-jt").pk
    with pytest.raises(BadInput, match="交通运输局"):
        dispatching.dispatch(ticket.number, bus, by=town.actor("dispatcher.wuxi"), at=MONDAY + timedelta(hours=1))
    dispatching.dispatch(
        ticket.number, bus, by=town.actor("dispatcher.wuxi"), at=MONDAY + timedelta(hours=1), why="灯在公交站台上"
    )
    explanation = Assignment.objects.get(ticket=ticket).explanation
    assert (explanation["rule"], explanation["why"]) == (None, "灯在公交站台上")
    assert explanation["alternatives"][0]["name"] == "滨湖区城市管理局"


def test_the_explanation_names_the_row_that_chose_the_unit(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_DISPATCH))
    road.do(Verb.DISPATCH)
    explanation = road.lead().explanation
    assert explanation["is_first_choice"]
    assert explanation["rule"]["ground"].startswith("01.01.01 ×")


def test_a_unit_is_named_once_in_a_dispatch(town: Town) -> None:
    ticket = town.ticket(Status.TO_DISPATCH)
    unit = town.unit("320211-cg").pk
    for joint in ([unit], [town.unit("320211-mz").pk] * 2):
        with pytest.raises(BadInput, match="重复"):
            dispatching.dispatch(ticket.number, unit, joint=joint, by=Road(town, ticket).system, at=MONDAY)


def test_recalling_takes_the_joint_units_back_as_well(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_SIGN, joint=("320211-mz",)))
    road.do(Verb.SIGN, on=road.of("320211-mz"))
    road.do(Verb.RECALL)
    ticket = road.ticket
    assert (ticket.status, ticket.lead_unit_id) == (Status.TO_DISPATCH, None)
    in_order(ticket)
    road.do(Verb.DISPATCH)
    in_order(road.ticket)


def test_urging_rings_at_every_unit_that_owes_something(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_SIGN, joint=("320211-mz",)))
    assert road.do(Verb.URGE) == 2
    assert road.do(Verb.URGE) == 2
    urged = Notice.objects.filter(ticket=road.ticket.pk, kind="urged")
    assert {row.organisation_id for row in urged} == {town.unit("320211-cg").pk, town.unit("320211-mz").pk}
    assert urged.count() == 4
    assert urged[0].facts["words"] == "请抓紧办理"
