"""A leader instructs, units get tasks with days, report, are judged; the end is reported back to her."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

import pytest

from hotline.flow.tickets import errors as road_errors
from hotline.flow.tickets.words import Mark, Status, Verb
from hotline.ground.journal.models import Event
from hotline.ground.outbox.models import Notice
from hotline.ground.people.words import Actor, Scope
from hotline.watch.instructions import actions, errors, queries, sweeping, tasking
from hotline.watch.instructions.models import Feedback, Instruction, Judging, Task
from hotline.watch.instructions.words import (
    Judgement,
    NewInstruction,
    NewReport,
    NewTask,
    Outcome,
    Series,
    Stage,
    TaskState,
)
from tests.employing import employ, handler, leader, office
from tests.flow.road import Road, in_order, snapshot
from tests.flow.test_two_people_at_once import at_once, refusals
from tests.town import MONDAY, Town

TODAY = date(2020, 3, 2)
DAY = timedelta(days=1)
WORDS = NewInstruction("请城管局牵头，三日内解决路灯问题，并举一反三。", TODAY, "市长")


class Scene(NamedTuple):
    """A ticket at its units, with the people an instruction is about."""

    road: Road
    leader: Actor
    office: Actor
    unit: Actor


@pytest.fixture
def scene(town: Town) -> Scene:
    """A lamp in Wuxi, its mayor, her office, and the district's city management."""
    road = Road(town, town.ticket(Status.HANDLING))
    return Scene(road, leader(town), office(town), handler(town, "城管员", "320211-cg"))


def instructed(scene: Scene, new: NewInstruction = WORDS) -> int:
    return actions.instruct(scene.road.number, new, by=scene.leader, at=scene.road.at)


def tasked(scene: Scene, instruction: int, unit: str = "320211-cg", due: date = TODAY + 3 * DAY) -> int:
    new = NewTask(scene.road.town.unit(unit).pk, "修复并排查同类路灯", due)
    return tasking.give(instruction, new, by=scene.office, at=scene.road.at)


def reported(scene: Scene, task: int, text: str = "已修复，正在排查全区。") -> None:
    scene.road.at += timedelta(minutes=5)
    tasking.report(task, text, by=scene.unit, at=scene.road.at)


def judged(scene: Scene, task: int, judgement: Judgement, opinion: str = "", due: date | None = None) -> None:
    scene.road.at += timedelta(minutes=5)
    tasking.judge(task, judgement, opinion, by=scene.office, at=scene.road.at, due_on=due)


def told(kind: str) -> list[tuple[int | None, int | None]]:
    return list(Notice.objects.filter(kind=kind).order_by("pk").values_list("organisation_id", "person_id"))


def test_the_whole_way_from_the_leaders_words_to_what_she_reads_in_the_end(scene: Scene) -> None:
    made = instructed(scene)
    assert Mark.INSTRUCTED in scene.road.ticket.marks
    assert queries.instruction(made, scene.leader).stage is Stage.TO_SPLIT
    task = tasked(scene, made)
    assert queries.task_of(task, scene.unit).state is TaskState.TO_SIGN
    tasking.sign(task, by=scene.unit, at=scene.road.at)
    reported(scene, task)
    assert queries.instruction(made, scene.office).stage is Stage.TO_JUDGE
    judged(scene, task, Judgement.CONTINUE, "请写明排查数量", TODAY + 5 * DAY)
    assert queries.task_of(task, scene.unit).due_on == TODAY + 5 * DAY
    assert queries.instruction(made, scene.office).stage is Stage.UNDER_WAY
    reported(scene, task, "全区排查 312 盏，修复 9 盏。")
    judged(scene, task, Judgement.DONE)
    assert queries.instruction(made, scene.office).stage is Stage.TO_CONCLUDE
    actions.conclude(made, Outcome.DONE, "路灯已修复，全区排查完毕。", by=scene.office, at=scene.road.at)
    assert Mark.INSTRUCTED not in scene.road.ticket.marks
    [hers] = queries.mine(scene.leader)
    assert (hers.outcome, hers.read_at) == ("done", None)
    actions.read_back(made, by=scene.leader, at=scene.road.at)
    actions.read_back(made, by=scene.leader, at=scene.road.at + DAY)
    assert Instruction.objects.get().read_at == scene.road.at
    in_order(scene.road.ticket)
    said = Event.objects.filter(topic="ticket", subject=scene.road.ticket.pk, verb__contains="instruct").order_by("seq")
    assert [event.verb for event in said] == [
        "instruct", "instruction_task", "instruction_feedback", "instruction_feedback", "judge_instruction",
        "instruction_feedback", "judge_instruction", "judge_instruction",
    ]  # fmt: skip


def test_who_is_told_what(scene: Scene) -> None:
    centre, unit = scene.road.ticket.centre_id, scene.road.town.unit("320211-cg").pk
    made = instructed(scene)
    task = tasked(scene, made)
    assert told("instruction") == [(centre, None)]
    assert told("instruction_task") == [(unit, None)]
    tasking.sign(task, by=scene.unit, at=scene.road.at)
    reported(scene, task)
    judged(scene, task, Judgement.FAILED, "没有落实")
    actions.conclude(made, Outcome.FAILED, "责任单位未落实，已转督办。", by=scene.office, at=scene.road.at)
    assert told("instruction_task_ended") == [(unit, None)]
    assert told("instruction")[-1] == (None, scene.leader.person_id)


def test_a_mayor_instructs_twice_and_the_badge_stays_until_both_are_concluded(scene: Scene) -> None:
    first, second = instructed(scene), instructed(scene, replace(WORDS, text="请再办一次，务必办好。"))
    tasks_ = [tasked(scene, each) for each in (first, second)]
    for made, task in zip((first, second), tasks_, strict=True):
        assert Mark.INSTRUCTED in scene.road.ticket.marks
        tasking.sign(task, by=scene.unit, at=scene.road.at)
        reported(scene, task)
        judged(scene, task, Judgement.DONE)
        actions.conclude(made, Outcome.DONE, "已落实。", by=scene.office, at=scene.road.at)
    assert Mark.INSTRUCTED not in scene.road.ticket.marks
    assert [each.pk for each in queries.of_ticket(scene.road.ticket.pk)] == [second, first]


def test_the_office_enters_it_for_the_leader_it_names(scene: Scene) -> None:
    at, number = scene.road.at, scene.road.number
    by_name = replace(WORDS, leader_name="王某", title="省长")
    made = actions.instruct(number, by_name, by=scene.office, at=at)
    assert Instruction.objects.get(pk=made).leader_id is None
    hers = replace(WORDS, leader_id=scene.leader.person_id)
    made = actions.instruct(number, hers, by=scene.office, at=at)
    assert Instruction.objects.get(pk=made).leader_name == "市长"
    assert [each.pk for each in queries.mine(scene.leader)] == [made]
    elsewhere = leader(scene.road.town, "苏州市长", "320500-rx")
    before = snapshot(scene.road.ticket)
    for new, refusal in (
        (WORDS, errors.LeaderUnnamed),
        (replace(WORDS, title="", leader_name="王某"), errors.LeaderUnnamed),
        (replace(WORDS, leader_id=elsewhere.person_id), errors.LeaderElsewhere),
        (replace(WORDS, leader_id=scene.unit.person_id), errors.LeaderElsewhere),
        (replace(WORDS, leader_id=10**9), errors.LeaderElsewhere),
    ):
        with pytest.raises(refusal):
            actions.instruct(number, new, by=scene.office, at=at)
    assert snapshot(scene.road.ticket) == before
    assert actions.leaders_of(scene.road.ticket.centre_id, at) == [(scene.leader.person_id, "市长")]


def test_who_is_no_leader_and_who_leads_elsewhere_does_not_instruct(scene: Scene) -> None:
    town, number, at = scene.road.town, scene.road.number, scene.road.at
    before = snapshot(scene.road.ticket)
    for nobody in (town.actor("agent.wuxi"), scene.unit, Actor.citizen()):
        with pytest.raises(errors.NoLeader):
            actions.instruct(number, WORDS, by=nobody, at=at)
    with pytest.raises(road_errors.NotYours):
        actions.instruct(number, WORDS, by=leader(town, "苏州市长", "320500-rx"), at=at)
    for new, refusal in (
        (replace(WORDS, text=" "), errors.NoText),
        (replace(WORDS, given_on=TODAY + DAY), errors.DateAhead),
        (replace(WORDS, text="长" * 2001), road_errors.WordsTooLong),
    ):
        with pytest.raises(refusal):
            actions.instruct(number, new, by=scene.leader, at=at)
    assert snapshot(scene.road.ticket) == before
    assert not Instruction.objects.exists()


def test_a_task_needs_a_unit_words_and_a_day_to_come(scene: Scene) -> None:
    made, unit = instructed(scene), scene.road.town.unit("320211-cg").pk
    before = snapshot(scene.road.ticket)
    for new, refusal in (
        (NewTask(None, "修复", TODAY), errors.NoUnit),
        (NewTask(10**9, "修复", TODAY), errors.NoUnit),
        (NewTask(unit, " ", TODAY), errors.NoText),
        (NewTask(unit, "修复", None), errors.NoDate),
        (NewTask(unit, "修复", TODAY - DAY), errors.DatePast),
    ):
        with pytest.raises(refusal):
            tasking.give(made, new, by=scene.office, at=scene.road.at)
    with pytest.raises(road_errors.NotYours):
        tasking.give(made, NewTask(unit, "修复", TODAY), by=scene.leader, at=scene.road.at)
    with pytest.raises(errors.InstructionNotFound):
        tasking.give(made, NewTask(unit, "修复", TODAY), by=scene.unit, at=scene.road.at)
    assert snapshot(scene.road.ticket) == before
    assert not Task.objects.exists()
    tasked(scene, made, due=TODAY)
    with pytest.raises(errors.TaskedAlready):
        tasked(scene, made)


def test_only_the_units_own_people_sign_and_report_and_only_after_signing(scene: Scene) -> None:
    town, at = scene.road.town, scene.road.at
    task = tasked(scene, instructed(scene))
    other = handler(town, "民政员", "320211-mz")
    above = employ(town, "区领导", "320211-zf", Scope.UNIT_SUBTREE, "instruction_feedback")
    near = handler(town, "市城管员", "320200-cg")
    for wrong in (other, near, scene.office, scene.leader):
        with pytest.raises(errors.NotYourTask):
            tasking.sign(task, by=wrong, at=at)
        with pytest.raises(errors.NotYourTask):
            tasking.report(task, "已办", by=wrong, at=at)
        with pytest.raises(errors.InstructionNotFound):
            queries.task_of(task, wrong)
    with pytest.raises(errors.NotSigned):
        tasking.report(task, "已办", by=scene.unit, at=at)
    tasking.sign(task, by=above, at=at)
    with pytest.raises(errors.SignedAlready):
        tasking.sign(task, by=scene.unit, at=at)
    with pytest.raises(errors.NoText):
        tasking.report(task, " ", by=scene.unit, at=at)
    assert not Feedback.objects.exists()


def test_nothing_is_judged_that_was_not_reported_and_nothing_concluded_that_is_open(scene: Scene) -> None:
    made, at = instructed(scene), scene.road.at
    with pytest.raises(errors.NoTasks):
        actions.conclude(made, Outcome.DONE, "已办", by=scene.office, at=at)
    task = tasked(scene, made)
    with pytest.raises(errors.NothingReported):
        judged(scene, task, Judgement.DONE)
    tasking.sign(task, by=scene.unit, at=at)
    with pytest.raises(errors.TasksOpen, match="滨湖区城市管理局"):
        actions.conclude(made, Outcome.DONE, "已办", by=scene.office, at=at)
    reported(scene, task)
    for judgement in (Judgement.CONTINUE, Judgement.FAILED):
        with pytest.raises(road_errors.NoReason):
            judged(scene, task, judgement)
    with pytest.raises(errors.DatePast):
        judged(scene, task, Judgement.CONTINUE, "再办", TODAY - DAY)
    judged(scene, task, Judgement.CONTINUE, "再办")
    with pytest.raises(errors.NothingReported):
        judged(scene, task, Judgement.DONE)
    reported(scene, task)
    judged(scene, task, Judgement.DONE)
    with pytest.raises(errors.TaskEnded):
        reported(scene, task)
    with pytest.raises(errors.NoText):
        actions.conclude(made, Outcome.DONE, " ", by=scene.office, at=at)
    with pytest.raises(errors.NotConcluded):
        actions.read_back(made, by=scene.leader, at=at)
    actions.conclude(made, Outcome.DONE, "已落实", by=scene.office, at=at)
    with pytest.raises(errors.ConcludedAlready):
        tasked(scene, made)
    with pytest.raises(errors.NotForYou):
        actions.read_back(made, by=scene.office, at=at)
    assert Judging.objects.count() == 2


def test_a_task_given_to_the_wrong_unit_is_taken_back_and_an_instruction_entered_by_mistake_withdrawn(
    scene: Scene,
) -> None:
    made, at = instructed(scene), scene.road.at
    wrong = tasked(scene, made, "320211-mz")
    with pytest.raises(road_errors.NoReason):
        tasking.take_back(wrong, " ", by=scene.office, at=at)
    tasking.take_back(wrong, "派错单位", by=scene.office, at=at)
    with pytest.raises(errors.TaskEnded):
        tasking.take_back(wrong, "派错单位", by=scene.office, at=at)
    assert queries.instruction(made, scene.office).stage is Stage.TO_SPLIT
    tasked(scene, made)
    actions.conclude(made, Outcome.WITHDRAWN, "录入有误", by=scene.office, at=at)
    assert set(Task.objects.values_list("outcome", flat=True)) == {"taken_back"}
    assert Mark.INSTRUCTED not in scene.road.ticket.marks
    in_order(scene.road.ticket)


def test_an_overdue_task_is_told_once_and_one_that_waits_for_a_judgement_is_not_late(scene: Scene) -> None:
    made = instructed(scene)
    late, waits = tasked(scene, made), tasked(scene, made, "320211-mz")
    other = handler(scene.road.town, "民政员", "320211-mz")
    tasking.sign(waits, by=other, at=scene.road.at)
    tasking.report(waits, "已办", by=other, at=scene.road.at)
    end = MONDAY + 3 * DAY
    assert sweeping.tell_overdue(at=end) == 0, "the day itself is not over"
    assert [sweeping.tell_overdue(at=end + days * DAY) for days in (1, 1, 9)] == [1, 0, 0]
    unit, centre = scene.road.town.unit("320211-cg").pk, scene.road.ticket.centre_id
    assert told("instruction_late") == [(unit, None), (centre, None)]
    found = queries.instruction(made, scene.leader)
    assert queries.standing([found], end + DAY).late == 1
    tasking.sign(late, by=scene.unit, at=end + DAY)
    tasking.report(late, "已办", by=scene.unit, at=end + DAY)
    tasking.judge(late, Judgement.CONTINUE, "再办", by=scene.office, at=end + DAY, due_on=TODAY + 6 * DAY)
    assert sweeping.tell_overdue(at=end + 4 * DAY) == 1, "a new day is told anew"


def test_a_confidential_ticket_is_instructed_on_by_the_leader_and_stays_hidden_from_the_unit(town: Town) -> None:
    road = Road(town, town.ticket(Status.HANDLING, is_confidential=True))
    mayor, blind = leader(town), office(town)
    made = actions.instruct(road.number, WORDS, by=mayor, at=road.at)
    assert [each.pk for each in queries.seen_by(mayor)] == [made]
    assert not queries.seen_by(blind).exists(), "her office has no right to see confidential matters"
    with pytest.raises(errors.InstructionNotFound):
        queries.instruction(made, blind)
    seeing = employ(town, "保密督办", "320200-rx", Scope.AREA, "instruction_task", "see_confidential")
    unit = handler(town, "市城管员", "320200-cg")
    new = NewTask(town.unit("320200-cg").pk, "核查路灯", TODAY)
    task = tasking.give(made, new, by=seeing, at=road.at)
    tasking.sign(task, by=unit, at=road.at)
    tasking.report(task, "已核查", by=unit, at=road.at)
    assert [each.pk for each in queries.tasks_of(unit)] == [task]
    assert not queries.seen_by(unit).exists()
    notice = Notice.objects.filter(kind="instruction_task").get()
    assert road.number not in str(notice.facts)


def test_a_report_is_instructed_on_within_its_area_and_told_in_a_chain_of_its_own(town: Town) -> None:
    governor, mayor = leader(town, "省长", "320000-rx"), leader(town, "苏州市长", "320500-rx")
    desk = office(town, "省督办", "320000-rx")
    new = NewReport(town.unit("320000-rx").pk, Series.ANALYSIS, "第12期", "消防安全诉求分析", TODAY)
    report = actions.note_report(new, by=desk, at=MONDAY)
    assert actions.note_report(new, by=desk, at=MONDAY) == report
    with pytest.raises(errors.OutOfReach):
        actions.note_report(new, by=mayor, at=MONDAY)
    with pytest.raises(errors.NoNumber):
        actions.note_report(replace(new, title=" "), by=desk, at=MONDAY)
    with pytest.raises(errors.InstructionNotFound):
        actions.instruct_on_report(report, WORDS, by=mayor, at=MONDAY)
    made = actions.instruct_on_report(report, WORDS, by=governor, at=MONDAY)
    unit = handler(town, "城管员", "320500-cg")
    task = tasking.give(made, NewTask(town.unit("320500-cg").pk, "排查消防通道", TODAY), by=desk, at=MONDAY)
    tasking.sign(task, by=unit, at=MONDAY)
    tasking.report(task, "已排查", by=unit, at=MONDAY)
    tasking.judge(task, Judgement.DONE, "", by=governor, at=MONDAY)
    actions.conclude(made, Outcome.DONE, "已落实", by=desk, at=MONDAY)
    chain = Event.objects.filter(topic="instruction", subject=made).order_by("seq")
    assert [event.verb for event in chain] == [
        Verb.INSTRUCT, Verb.INSTRUCTION_TASK, Verb.INSTRUCTION_FEEDBACK, Verb.INSTRUCTION_FEEDBACK,
        Verb.JUDGE_INSTRUCTION, Verb.JUDGE_INSTRUCTION,
    ]  # fmt: skip
    assert [each.number for each in queries.reports(governor, since=TODAY)] == ["第12期"]
    assert queries.reports(mayor, since=TODAY) == []
    assert not queries.seen_by(mayor).exists()


def test_an_area_code_of_impossible_length_reaches_no_centre(town: Town) -> None:
    new = NewReport(town.unit("320500-rx").pk, Series.WEEKLY, "第1期", "一周诉求", TODAY)
    report = actions.note_report(new, by=office(town, "苏州督办", "320500-rx"), at=MONDAY)
    ours = leader(town, "苏州市长", "320500-rx")
    [grant] = ours.grants
    odd = replace(grant, region_code="32050", organisation_path="/0/")
    stray = replace(ours, person_id=None, grants=(odd,))
    assert queries.report(report, ours).pk == report
    with pytest.raises(errors.InstructionNotFound):
        queries.report(report, stray)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_judge_or_conclude_at_once_one_does(town: Town) -> None:
    scene = Scene(
        Road(town, town.ticket(Status.HANDLING)), leader(town), office(town), handler(town, "员", "320211-cg")
    )
    made = instructed(scene)
    task = tasked(scene, made)
    tasking.sign(task, by=scene.unit, at=scene.road.at)
    reported(scene, task)
    at = scene.road.at + DAY
    answers = at_once(
        lambda: tasking.judge(task, Judgement.DONE, "", by=scene.office, at=at),
        lambda: tasking.judge(task, Judgement.FAILED, "没有", by=scene.leader, at=at),
    )
    assert len(refusals(answers)) == 1
    answers = at_once(
        lambda: actions.conclude(made, Outcome.DONE, "好", by=scene.office, at=at),
        lambda: actions.conclude(made, Outcome.FAILED, "不好", by=scene.leader, at=at),
    )
    assert len(refusals(answers)) == 1
    assert Judging.objects.count() == 1
    in_order(scene.road.ticket)
