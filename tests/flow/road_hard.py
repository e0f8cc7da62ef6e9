"""The verbs of the hard cases in their plain form: groups, supervision, instructions, teams, feeds, conclusions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from hotline.flow.callers import finality
from hotline.flow.callers import queries as callers
from hotline.flow.callers.words import NewConclusion
from hotline.flow.groups import actions as groups
from hotline.flow.groups import following
from hotline.flow.groups.models import Member
from hotline.flow.teams import actions as teams
from hotline.flow.teams.words import EntryKind, NewEntry, NewTeam
from hotline.flow.tickets.words import Status, Verb
from hotline.ground.people.words import Actor
from hotline.lib.days import civil_day
from hotline.watch.feeds import answering, delivering
from hotline.watch.feeds.models import Delivery
from hotline.watch.feeds.words import Finding
from hotline.watch.instructions import actions as instructions
from hotline.watch.instructions import tasking
from hotline.watch.instructions.models import Instruction, Task
from hotline.watch.instructions.words import Judgement, NewInstruction, NewTask, Outcome, TaskState
from hotline.watch.supervision import actions as supervising
from hotline.watch.supervision.models import Order
from hotline.watch.supervision.words import Grade, Judging, NewOrder, Verdict

if TYPE_CHECKING:
    from tests.flow.road import Road

Doing = Callable[[str, Actor, datetime], Any]
DAYS = timedelta(days=5)
FINAL = NewConclusion("done_by_law", "城市照明管理规定第十条", "您好，该路段照明已依规处理完毕。")


def deeds(road: Road) -> dict[Verb, Doing]:
    """The actions of the hard cases, with everything but the actor and the moment filled in."""
    return {**_groups(road), **_orders(road), **_instructions(road), **_teams(road), **_feeds(road)}


def _groups(road: Road) -> dict[Verb, Doing]:
    return {
        Verb.MERGE: lambda n, by, at: groups.merge(n, road.main(), "同一盏灯", by=by, at=at),
        Verb.UNMERGE: lambda n, by, at: groups.unmerge(n, "不是同一处", by=by, at=at),
        Verb.FOLLOW_MAIN: lambda n, by, at: following.follow(n, by=by, at=at),
        Verb.LINK: lambda n, by, at: groups.link(n, road.another(), "同一条路", by=by, at=at),
        Verb.CONCLUDE: lambda n, by, at: _conclude(road, by, at),
    }


def _conclude(road: Road, by: Actor, at: datetime) -> None:
    """Propose it, or approve what another proposed."""
    if callers.pending(road.ticket) is None:
        finality.propose(road.number, FINAL, by=by, at=at)
    else:
        finality.approve(road.number, "情况属实", by=by, at=at)


def _orders(road: Road) -> dict[Verb, Doing]:
    centre, target = road.town.unit("320000-rx").pk, road.town.unit("320200-rx").pk

    def supervise(number: str, by: Actor, at: datetime) -> None:
        order = NewOrder(Grade.ORDINARY, target, "topic", "请督促办理", at + DAYS, centre)
        supervising.supervise([number], order, by=by, at=at)

    def latest() -> int:
        rows = Order.objects.filter(links__ticket__number=road.number).order_by("-pk")
        return rows.values_list("pk", flat=True).first() or 0

    accepted = Judging(Verdict.ACCEPTED)
    return {
        Verb.SUPERVISE: supervise,
        Verb.SUPERVISION_RECEIPT: lambda n, by, at: supervising.sign(latest(), by=by, at=at),
        Verb.SUPERVISION_FEEDBACK: lambda n, by, at: supervising.feed_back(latest(), "已现场督促", by=by, at=at),
        Verb.JUDGE_SUPERVISION: lambda n, by, at: supervising.judge(latest(), accepted, by=by, at=at),
    }


def _instructions(road: Road) -> dict[Verb, Doing]:
    unit = road.town.unit("320211-cg").pk

    def latest() -> int:
        rows = Instruction.objects.filter(ticket__number=road.number).order_by("-pk")
        return rows.values_list("pk", flat=True).first() or 0

    def task() -> Task:
        rows = Task.objects.filter(instruction__ticket__number=road.number).order_by("-pk")
        return rows.first() or Task(pk=0)

    def instruct(number: str, by: Actor, at: datetime) -> None:
        said = NewInstruction("请城管局尽快修复", civil_day(at), "市长", leader_name="李市长")
        instructions.instruct(number, said, by=by, at=at)

    def give(number: str, by: Actor, at: datetime) -> None:
        tasking.give(latest(), NewTask(unit, "修复路灯", civil_day(at + DAYS)), by=by, at=at)

    def feed_back(number: str, by: Actor, at: datetime) -> None:
        mine = task()
        if mine.signed_at is None:
            tasking.sign(mine.pk, by=by, at=at)
        else:
            tasking.report(mine.pk, "已修复", by=by, at=at)

    def judge(number: str, by: Actor, at: datetime) -> None:
        mine = task()
        if mine.pk and mine.state is TaskState.REPORTED:
            tasking.judge(mine.pk, Judgement.DONE, "已落实", by=by, at=at)
        else:
            instructions.conclude(latest(), Outcome.WITHDRAWN, "已另行批示", by=by, at=at)

    return {
        Verb.INSTRUCT: instruct,
        Verb.INSTRUCTION_TASK: give,
        Verb.INSTRUCTION_FEEDBACK: feed_back,
        Verb.JUDGE_INSTRUCTION: judge,
    }


def _teams(road: Road) -> dict[Verb, Doing]:
    both = tuple(road.town.unit(code).pk for code in ("320211-cg", "320211-mz"))
    note = NewEntry(EntryKind.NOTE, "现场会商一次")
    return {
        Verb.FORM_TEAM: lambda n, by, at: teams.form(n, NewTeam("联合整治", both), by=by, at=at),
        Verb.TEAM_LOG: lambda n, by, at: teams.log(n, note, by=by, at=at),
        Verb.DISSOLVE_TEAM: lambda n, by, at: teams.dissolve(n, "整治完毕", by=by, at=at),
    }


def _feeds(road: Road) -> dict[Verb, Doing]:
    """The clockwork feeds, the department receives and answers."""

    def latest() -> int:
        rows = Delivery.objects.filter(ticket__number=road.number)
        return rows.values_list("pk", flat=True).first() or 0

    def answer(number: str, by: Actor, at: datetime) -> None:
        answering.answer(latest(), Finding.CONFIRMED, "经核查属实，已责令整改。", by=by, at=at)

    return {
        Verb.FEED: lambda n, by, at: delivering.look_at([road.ticket.pk], at=at),
        Verb.FEED_RECEIPT: lambda n, by, at: answering.receive(latest(), by=by, at=at),
        Verb.FEED_BACK: answer,
    }


BEFORE: dict[Verb, tuple[Verb, ...]] = {
    Verb.SUPERVISION_RECEIPT: (Verb.SUPERVISE,),
    Verb.SUPERVISION_FEEDBACK: (Verb.SUPERVISE, Verb.SUPERVISION_RECEIPT),
    Verb.JUDGE_SUPERVISION: (Verb.SUPERVISE, Verb.SUPERVISION_RECEIPT, Verb.SUPERVISION_FEEDBACK),
    Verb.INSTRUCTION_TASK: (Verb.INSTRUCT,),
    Verb.INSTRUCTION_FEEDBACK: (Verb.INSTRUCT, Verb.INSTRUCTION_TASK),
    Verb.JUDGE_INSTRUCTION: (
        Verb.INSTRUCT,
        Verb.INSTRUCTION_TASK,
        Verb.INSTRUCTION_FEEDBACK,
        Verb.INSTRUCTION_FEEDBACK,
    ),
    Verb.FEED_RECEIPT: (Verb.FEED,),
    Verb.FEED_BACK: (Verb.FEED, Verb.FEED_RECEIPT),
}
"""What has to be done first, whatever state the ticket is in."""

ANSWERED = (Verb.DISPATCH, Verb.SIGN, Verb.CONTACT, Verb.REPLY, Verb.PASS_REPLY)
AGAIN = (Verb.REWORK, Verb.CONTACT, Verb.REPLY, Verb.PASS_REPLY)

HELPED = (Verb.SIGN, "320211-mz"), (Verb.SIGN, ""), (Verb.CONTACT, ""), (Verb.REPLY, "320211-mz"), (Verb.REPLY, "")
WITH_TEAM: dict[Status, tuple[tuple[Verb, str], ...]] = {
    Status.TO_SIGN: (),
    Status.HANDLING: ((Verb.SIGN, ""),),
    Status.SUSPENDED: ((Verb.SIGN, ""), (Verb.SUSPEND, "")),
    Status.RETURN_REVIEW: ((Verb.RETURN, ""),),
    Status.TO_DISPATCH: ((Verb.RECALL, ""),),
    Status.ARBITRATION: ((Verb.RECALL, ""), (Verb.OPEN_ARBITRATION, "")),
    Status.MERGED: ((Verb.RECALL, ""), (Verb.MERGE, "")),
    Status.REPLY_REVIEW: HELPED,
    Status.FOLLOW_UP: (*HELPED, (Verb.PASS_REPLY, "")),
    Status.CLOSED: (*HELPED, (Verb.PASS_REPLY, ""), (Verb.CLOSE, "")),
}
"""How a ticket whose team was formed early comes to a state: verbs, and the unit beside the lead that does each."""


def prepare(road: Road, verb: Verb) -> None:
    """What a verb of the hard cases needs besides the state of the ticket."""
    for before in BEFORE.get(verb, ()):
        road.do(before)
    if verb in (Verb.TEAM_LOG, Verb.DISSOLVE_TEAM):
        give_team(road)
    if verb is Verb.CONCLUDE and road.ticket.status == Status.FOLLOW_UP:
        while not callers.may_conclude(road.ticket, at=road.at):
            for each in AGAIN:
                road.do(each)
        road.do(Verb.CONCLUDE, by=road.town.actor("lead.wuxi"))
    if verb is Verb.FOLLOW_MAIN and road.ticket.status == Status.MERGED:
        answer_main(road)
    if verb is Verb.UNMERGE and road.ticket.status == Status.FOLLOW_UP:
        road.number = road.town.ticket(Status.TO_DISPATCH).number
        road.do(Verb.MERGE)
        answer_main(road)
        road.do(Verb.FOLLOW_MAIN)


def give_team(road: Road) -> None:
    """Go on with another ticket in the same state, for which a team stands."""
    steps = WITH_TEAM[Status(road.ticket.status)]
    road.number = road.town.ticket(Status.TO_SIGN).number
    road.do(Verb.FORM_TEAM)
    for verb, unit in steps:
        road.do(verb, on=road.of(unit) if unit else None)


def answer_main(road: Road) -> None:
    """Take the main ticket of the road's as far as an answer."""
    main = type(road)(road.town, Member.objects.get(ticket__number=road.number, left_at=None).main, at=road.at)
    for each in ANSWERED:
        main.do(each)
    road.at = main.at
