"""Instructions: entered by the leader or for her, concluded, reported back and read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import said
from hotline.flow.tickets.words import Mark, Verb
from hotline.ground.journal import actions as journal
from hotline.ground.organisations import queries as organisations
from hotline.ground.people import queries as people
from hotline.ground.people.words import Actor, Capability
from hotline.lib.days import civil_day, minute
from hotline.lib.refusal import clause

from . import errors, queries, rules, telling
from .acting import TOPIC, acting, require_over
from .models import Instruction, ReportReference, Task
from .words import NewInstruction, NewReport, Outcome, TaskState

NAME, MOST = 60, 2000
TEXT, CONCLUSION = clause("批示内容"), clause("落实情况")
LEADER, NUMBER = clause("领导"), clause("期号和标题")


def note_report(new: NewReport, *, by: Actor, at: datetime) -> int:
    """Write down that a special report was issued, so that it can be instructed on; the same report once. Its id.

    :raises OutOfReach: the actor has nothing to do with that centre's reports.
    :raises NoNumber: it has no number or title.
    """
    require_over(new.centre_id, Verb.INSTRUCT, by)
    number, title = said.words(new.number, 30, NUMBER), said.words(new.title, 120, NUMBER)
    if not (number and title):
        raise errors.NoNumber
    same = {"centre_id": new.centre_id, "series": new.series, "number": number}
    rest = {"title": title, "issued_on": new.issued_on, "noted_at": at, "noted_by": by.name}
    return ReportReference.objects.get_or_create(**same, defaults=rest)[0].pk


def instruct(number: str, new: NewInstruction, *, by: Actor, at: datetime) -> int:
    """Write down what a leader instructs on a ticket; the instruction's id.

    :raises NoLeader: the actor is no leader and enters it for none.
    :raises LeaderUnnamed: nobody is named; ``LeaderElsewhere``: she does not lead there.
    :raises NoText: nothing is instructed; ``DateAhead``: a day to come.
    """
    new = _cleaned(new, by, at)
    with tickets.moving(number, Verb.INSTRUCT, by=by, at=at) as step:
        made = _written(new, step.ticket.centre_id, by, at, ticket=step.ticket)
        step.mark(Mark.INSTRUCTED)
        step.facts |= {"instruction": made.pk, **_named(made), "words": made.text, "given_on": made.given_on}
        telling.entered(made, at)
    return made.pk


def instruct_on_report(report_id: int, new: NewInstruction, *, by: Actor, at: datetime) -> int:
    """Write down what a leader instructs on a special report; the instruction's id. Raises as ``instruct`` does.

    :raises InstructionNotFound: there is no such report in the actor's reach.
    """
    new = _cleaned(new, by, at)
    report = queries.report(report_id, by)
    with transaction.atomic():
        made = _written(new, report.centre_id, by, at, report=report)
        facts = {"report": str(report), **_named(made), "words": made.text, "given_on": made.given_on}
        journal.record(TOPIC, made.pk, Verb.INSTRUCT, by=by, at=at, facts=facts, is_first=True)
        telling.entered(made, at)
    return made.pk


def conclude(instruction_id: int, outcome: Outcome, conclusion: str, *, by: Actor, at: datetime) -> None:
    """End an instruction and report back to the leader; tasks still open go with one that is withdrawn.

    :raises NoText: nothing is reported back.
    :raises NoTasks: it was never divided; ``TasksOpen``: some are not ended. Neither holds for one that is withdrawn.
    :raises ConcludedAlready: somebody was faster.
    """
    conclusion = _required(conclusion, clause("回报领导的落实情况"))
    found = queries.instruction(instruction_id, by)
    with acting(found, Verb.JUDGE_INSTRUCTION, by=by, at=at) as (now, facts):
        tasks = list(now.tasks.all())
        if outcome is Outcome.WITHDRAWN:
            _take_back_all(now, conclusion, by, at)
        else:
            _require_ended(tasks)
        now.outcome, now.conclusion = outcome, conclusion
        now.concluded_at, now.concluded_by = at, by.name
        now.save(update_fields=["outcome", "conclusion", "concluded_at", "concluded_by"])
        facts |= {"outcome": outcome, "words": conclusion, **_named(now)}
        telling.concluded(now, at)


def read_back(instruction_id: int, *, by: Actor, at: datetime) -> None:
    """Note that the leader has read what was reported back to her; a second time changes nothing.

    :raises NotForYou: it was somebody else's instruction; ``NotConcluded``: nothing was reported back yet.
    """
    found = queries.instruction(instruction_id, by)
    if by.person_id is None or found.leader_id != by.person_id:
        raise errors.NotForYou
    if not found.outcome:
        raise errors.NotConcluded
    with transaction.atomic():
        if Instruction.objects.filter(pk=found.pk, read_at__isnull=True).update(read_at=at):
            journal.record(TOPIC, found.pk, "read_back", by=by, at=at)


def _cleaned(new: NewInstruction, by: Actor, at: datetime) -> NewInstruction:
    if not by.holds(Verb.INSTRUCT):
        raise errors.NoLeader
    text = _required(new.text, TEXT)
    if new.given_on > civil_day(at):
        raise errors.DateAhead(on=f"{new.given_on:%F}")
    name, title = said.words(new.leader_name, NAME, LEADER), said.words(new.title, NAME, LEADER)
    return replace(new, text=text, leader_name=name, title=title)


def _required(written: str, what: object) -> str:
    clean = said.words(written, MOST, TEXT)
    if not clean:
        raise errors.NoText(what=what)
    return clean


def _written(new: NewInstruction, centre_id: int, by: Actor, at: datetime, **matter: Any) -> Instruction:
    leader_id, name = _leader(new, centre_id, by, at)
    return Instruction.objects.create(
        **matter,
        centre_id=centre_id,
        leader_id=leader_id,
        leader_name=name,
        leader_title=new.title,
        text=new.text,
        given_on=new.given_on,
        file_id=new.file_id,
        entered_at=at,
        entered_by=by.name,
    )


def _leader(new: NewInstruction, centre_id: int, by: Actor, at: datetime) -> tuple[int | None, str]:
    """Who instructs: the leader herself, the one with an account whom the office names, or a name and a title."""
    centre = organisations.unit(centre_id)
    where = (centre.id, centre.path, centre.region)
    if rules.leads(by, *where):
        return by.person_id, by.name
    if new.leader_id is not None:
        named = people.actor_if_active(new.leader_id, civil_day(at))
        if named is None or not rules.leads(named, *where):
            raise errors.LeaderElsewhere(name=named.name if named else "")
        return named.person_id, named.name
    if not (new.leader_name and new.title):
        raise errors.LeaderUnnamed
    return None, new.leader_name


def _require_ended(tasks: list[Task]) -> None:
    alive = [task for task in tasks if task.state is not TaskState.TAKEN_BACK]
    if not alive:
        raise errors.NoTasks
    waiting = [organisations.unit(task.unit_id).name for task in alive if not task.outcome]
    if waiting:
        raise errors.TasksOpen(count=len(waiting), units="、".join(waiting))


def _take_back_all(now: Instruction, why: str, by: Actor, at: datetime) -> None:
    gone = {"outcome": TaskState.TAKEN_BACK, "why": why[:300], "ended_at": at, "ended_by": by.name}
    for task in now.tasks.filter(outcome=""):
        Task.objects.filter(pk=task.pk).update(**gone)
        telling.taken_back(task, at)


def _named(made: Instruction) -> dict[str, str]:
    return {"leader": made.leader_name, "title": made.leader_title}


def describe_end(task: Task) -> errors.TaskEnded:
    """The refusal that tells how a task ended."""
    assert task.ended_at is not None
    return errors.TaskEnded(who=task.ended_by, at=minute(task.ended_at), outcome=TaskState(task.outcome))


def leaders_of(centre_id: int, at: datetime) -> list[tuple[int, str]]:
    """The leaders with accounts who may be named for a matter of a centre: identifier and name."""
    centre = organisations.unit(centre_id)
    found = (people.actor(each, civil_day(at)) for each in people.holding(Capability.LEAD_AREA, civil_day(at)))
    here = [each for each in found if rules.leads(each, centre.id, centre.path, centre.region)]
    return [(each.person_id, each.name) for each in here if each.person_id is not None]
