"""Several units, one matter: clocks of their own, a log they share, decisions with who and when, one conclusion."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hotline.flow.handling import actions as handling
from hotline.flow.handling.words import ContactResult, NewReply, Outcome
from hotline.flow.teams import actions, errors, queries
from hotline.flow.teams.models import Entry, Team
from hotline.flow.teams.words import EntryKind, NewEntry, NewTeam
from hotline.flow.tickets import errors as road_errors
from hotline.flow.tickets import queries as tickets
from hotline.flow.tickets.models import Clock
from hotline.flow.tickets.words import AssignmentRole, Mark, Status, Verb
from hotline.ground.outbox.models import Notice
from hotline.ground.people.words import Actor, Scope
from tests.employing import employ, handler, leader, office
from tests.flow.road import Road, in_order, snapshot
from tests.flow.test_two_people_at_once import at_once, refusals
from tests.town import Town

TODAY = date(2020, 3, 2)
DAY = timedelta(days=1)
REPLY = NewReply(Outcome.SOLVED, "本单位部分已办妥。", "建议答复：已办妥。")
AIM = "合同纠纷涉及多个部门，现场联动处置"


def team(town: Town, *codes: str, convener: str = "") -> NewTeam:
    units = tuple(town.unit(code).pk for code in codes or ("320211-cg", "320211-mz", "320200-jt"))
    return NewTeam(AIM, units, town.unit(convener).pk if convener else None, "王处长、李科长")


@pytest.fixture
def road(town: Town) -> Road:
    return Road(town, town.ticket(Status.HANDLING))


def formed(road: Road, by: Actor | None = None) -> Team:
    actions.form(road.number, team(road.town), by=by or office(road.town), at=road.at)
    found = queries.standing(road.ticket.pk)
    assert found is not None
    return found


def decided(road: Road, by: Actor, unit: str = "320211-mz") -> Entry:
    new = NewEntry(EntryKind.DECISION, "核实合同并约谈", road.town.unit(unit).pk, TODAY + DAY)
    actions.log(road.number, new, by=by, at=road.at)
    return Entry.objects.latest("pk")


def test_members_get_the_ticket_with_clocks_of_their_own_and_the_lead_answers_last(road: Road) -> None:
    town = road.town
    member = handler(town, "民政员", "320211-mz")
    assert not tickets.visible_to(member).exists()
    stands = formed(road)
    assert Mark.TEAM in road.ticket.marks
    assert stands.convener_id == road.ticket.centre_id
    assert [town.unit(code).pk for code in ("320211-cg", "320211-mz", "320200-jt")] == [
        each.unit_id for each in stands.members.all()
    ]
    assert tickets.visible_to(member).get().number == road.number
    joint = road.of("320211-mz")
    assert (joint.role, joint.parent_id, joint.note) == (AssignmentRole.JOINT, None, AIM)
    assert Clock.objects.filter(assignment=joint, stopped_at__isnull=True).count() == 3
    assert road.of("320211-cg").role == AssignmentRole.LEAD, "the lead keeps what it has"
    handling.contact(road.number, road.lead().pk, ContactResult.REACHED, "", by=road.system, at=road.at)
    with pytest.raises(road_errors.ChildrenStillOpen):
        road.do(Verb.REPLY)
    for code in ("320211-mz", "320200-jt"):
        each = road.of(code)
        handling.sign(road.number, each.pk, by=road.system, at=road.at)
        handling.reply(road.number, each.pk, REPLY, by=road.system, at=road.at)
    road.do(Verb.REPLY)
    assert road.ticket.status == Status.REPLY_REVIEW
    in_order(road.ticket)


def test_members_and_the_leaders_of_the_centre_are_told_at_once(road: Road) -> None:
    mayor, governor = leader(road.town), leader(road.town, "省长", "320000-rx")
    formed(road)
    told = Notice.objects.filter(kind="team")
    assert {each.organisation.code for each in told if each.organisation} == {"320211-cg", "320211-mz", "320200-jt"}
    assert [each.person_id for each in told if each.person_id] == [mayor.person_id]
    assert governor.person_id is not None
    assert {each.at for each in told} == {road.at}


def test_a_team_needs_two_units_an_aim_and_a_convener_among_them(road: Road) -> None:
    town, desk = road.town, office(road.town)
    before = snapshot(road.ticket)
    for new, refusal in (
        (team(town, "320211-mz"), errors.NoMembers),
        (replace(team(town), units=()), errors.NoMembers),
        (team(town, "320211-mz", "320211-mz"), errors.NoMembers),
        (replace(team(town), aim=" "), road_errors.NoReason),
        (replace(team(town), units=(10**9, town.unit("320211-mz").pk)), road_errors.UnknownUnit),
        (team(town, convener="320500-cg"), errors.ConvenerOutside),
    ):
        with pytest.raises(refusal):
            actions.form(road.number, new, by=desk, at=road.at)
    for wrong in (
        office(town, "苏州督办", "320500-rx"),
        handler(town, "城管员", "320211-cg"),
        town.actor("agent.wuxi"),
    ):
        with pytest.raises(road_errors.NotYours):
            actions.form(road.number, team(town), by=wrong, at=road.at)
    assert snapshot(road.ticket) == before
    assert not Team.objects.exists()


@pytest.mark.parametrize("status", [Status.TO_DISPATCH, Status.REPLY_REVIEW])
def test_a_team_is_formed_only_while_units_have_the_ticket(town: Town, status: Status) -> None:
    road = Road(town, town.ticket(status))
    with pytest.raises(road_errors.IllegalMove, match=status.zh):
        actions.form(road.number, team(town), by=office(town), at=road.at)
    assert not Team.objects.exists()


def test_members_are_added_and_one_that_lost_the_ticket_gets_it_again(road: Road) -> None:
    desk = office(road.town)
    formed(road, desk)
    with pytest.raises(errors.NobodyNew):
        actions.form(road.number, replace(team(road.town), aim=""), by=desk, at=road.at)
    actions.form(road.number, NewTeam("", (road.town.unit("320200-cg").pk,)), by=desk, at=road.at)
    assert len(queries.teams_of(road.ticket.pk)[0].members.all()) == 4
    assert Team.objects.count() == 1
    mine = road.of("320211-mz")
    handling.sign(road.number, mine.pk, by=road.system, at=road.at)
    handling.reply(road.number, mine.pk, REPLY, by=road.system, at=road.at)
    actions.form(road.number, NewTeam("", (mine.unit_id,)), by=desk, at=road.at)
    again = road.of("320211-mz")
    assert again.pk != mine.pk
    assert again.is_open
    in_order(road.ticket)


def test_members_and_the_centre_write_in_the_log_and_nobody_else(road: Road) -> None:
    town, desk = road.town, office(road.town)
    note = NewEntry(EntryKind.NOTE, "已到现场")
    with pytest.raises(errors.NoTeam):
        actions.log(road.number, note, by=desk, at=road.at)
    formed(road, desk)
    member, above = (
        handler(town, "民政员", "320211-mz"),
        employ(town, "市领导", "320200-zf", Scope.UNIT_SUBTREE, "team_log"),
    )
    for who in (member, above, desk):
        actions.log(road.number, note, by=who, at=road.at)
    before = snapshot(road.ticket)
    outside = handler(town, "苏州城管员", "320500-cg")
    beside = handler(town, "街道员", "320211004-jd")
    road.do(Verb.ADD_JOINT)
    sees = employ(town, "旁观者", "320200-rx", Scope.OWN_CENTRE, "add_note", "team_log")
    for who in (outside, beside):
        with pytest.raises((errors.NotAMember, road_errors.NotYours)):
            actions.log(road.number, note, by=who, at=road.at)
    with pytest.raises(errors.NotAMember):
        actions.log(road.number, note, by=sees, at=road.at)
    with pytest.raises(errors.NoWords):
        actions.log(road.number, replace(note, text=" "), by=member, at=road.at)
    assert [each.written_for_id for each in Entry.objects.all()] == [
        town.unit("320211-mz").pk, town.unit("320211-cg").pk, None,
    ]  # fmt: skip
    assert snapshot(road.ticket) != before, "only the joint sending was added"


def test_decisions_are_numbered_with_who_and_when_and_settled_one_by_one(road: Road) -> None:
    town, desk = road.town, office(road.town)
    formed(road, desk)
    member = handler(town, "民政员", "320211-mz")
    for new, refusal in (
        (NewEntry(EntryKind.DECISION, "约谈"), errors.DecisionForWhom),
        (NewEntry(EntryKind.DECISION, "约谈", town.unit("320211-mz").pk), errors.DecisionForWhom),
        (NewEntry(EntryKind.DECISION, "约谈", town.unit("320500-cg").pk, TODAY), errors.DecisionForWhom),
        (NewEntry(EntryKind.DECISION, "约谈", town.unit("320211-mz").pk, TODAY - DAY), errors.DecisionPast),
        (NewEntry(EntryKind.DONE, "已约谈"), errors.NoSuchDecision),
    ):
        with pytest.raises(refusal):
            actions.log(road.number, new, by=desk, at=road.at)
    first, second = decided(road, desk), decided(road, member, "320211-cg")
    assert (first.number, second.number) == (1, 2)
    with pytest.raises(errors.DecisionsOpen, match="1、2"):
        actions.dissolve(road.number, "已达成协议", by=desk, at=road.at)
    actions.log(road.number, NewEntry(EntryKind.DONE, "已约谈", settles=first.pk), by=member, at=road.at)
    with pytest.raises(errors.NoSuchDecision):
        actions.log(road.number, NewEntry(EntryKind.DONE, "已约谈", settles=first.pk), by=member, at=road.at)
    stands = queries.standing(road.ticket.pk)
    assert stands is not None
    assert [each.number for each in queries.unsettled(stands)] == [2]


def test_a_team_is_dissolved_with_a_conclusion_and_what_nobody_answered_is_taken_back(road: Road) -> None:
    town, desk = road.town, office(road.town)
    formed(road, desk)
    answered = road.of("320211-mz")
    handling.sign(road.number, answered.pk, by=road.system, at=road.at)
    handling.reply(road.number, answered.pk, REPLY, by=road.system, at=road.at)
    with pytest.raises(road_errors.NoReason):
        actions.dissolve(road.number, " ", by=desk, at=road.at)
    with pytest.raises(road_errors.NotYours):
        actions.dissolve(road.number, "好", by=handler(town, "民政员", "320211-mz"), at=road.at)
    actions.dissolve(road.number, "双方达成协议", by=desk, at=road.at)
    assert Mark.TEAM not in road.ticket.marks
    assert road.of("320200-jt").withdrawn_at == road.at
    assert road.of("320211-mz").withdrawn_at is None
    assert road.lead().is_open, "what the lead had before the team it keeps"
    gone = handler(town, "交通员", "320200-jt")
    assert not tickets.visible_to(gone).exists()
    with pytest.raises(errors.NoTeam):
        actions.dissolve(road.number, "再次", by=desk, at=road.at)
    with pytest.raises(errors.NoTeam):
        actions.log(road.number, NewEntry(EntryKind.NOTE, "补记"), by=desk, at=road.at)
    formed(road, desk)
    assert Team.objects.count() == 2
    in_order(road.ticket)


def test_a_confidential_ticket_has_its_team_only_by_who_sees_it(town: Town) -> None:
    road = Road(town, town.ticket(Status.HANDLING, is_confidential=True))
    with pytest.raises(road_errors.NotYours):
        actions.form(road.number, team(town), by=office(town), at=road.at)
    seeing = employ(town, "保密督办", "320200-rx", Scope.AREA, "form_team", "team_log", "see_confidential")
    actions.form(road.number, team(town), by=seeing, at=road.at)
    member = handler(town, "民政员", "320211-mz")
    assert not tickets.sees_people(road.ticket, member)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_form_a_team_at_once_one_does_and_two_decisions_get_two_numbers(town: Town) -> None:
    road, desk = Road(town, town.ticket(Status.HANDLING)), office(town)
    answers = at_once(*[lambda: actions.form(road.number, team(town), by=desk, at=road.at)] * 2)
    assert [type(each) for each in refusals(answers)] == [errors.NobodyNew]
    new = NewEntry(EntryKind.DECISION, "约谈", town.unit("320211-mz").pk, TODAY + DAY)
    answers = at_once(*[lambda: actions.log(road.number, new, by=desk, at=road.at)] * 2)
    assert refusals(answers) == []
    assert list(Entry.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    in_order(road.ticket)
