"""Tasks of an instruction: given to units, signed, reported on, judged, taken back."""

from __future__ import annotations

from datetime import date, datetime

from hotline.flow.tickets import said
from hotline.flow.tickets.words import Verb
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor
from hotline.lib.days import civil_day, minute
from hotline.lib.refusal import clause

from . import errors, queries, rules, telling
from .acting import acting
from .actions import describe_end
from .models import Feedback, Judging, Task
from .words import Judgement, NewTask, TaskState

WHAT, REPORT, OPINION = clause("任务要求"), clause("落实情况"), clause("评判意见")
LINE, LONG = 500, 2000


def give(instruction_id: int, new: NewTask, *, by: Actor, at: datetime) -> int:
    """Give a unit its part of an instruction; the task's id.

    :raises NoUnit: none, or one no longer in use; ``NoDate``: no day; ``DatePast``: a day gone by; ``NoText``.
    :raises TaskedAlready: the unit has an open task of the same instruction.
    """
    what = said.words(new.what, LINE, WHAT)
    if not what:
        raise errors.NoText(what=WHAT)
    due_on = _day(new.due_on, at)
    unit = organisations.unit_in_use(new.unit_id, civil_day(at)) if new.unit_id else None
    if unit is None:
        raise errors.NoUnit
    found = queries.instruction(instruction_id, by)
    with acting(found, Verb.INSTRUCTION_TASK, by=by, at=at) as (now, facts):
        if now.tasks.filter(unit_id=unit.id, outcome="").exists():
            raise errors.TaskedAlready(unit=unit.name)
        task = Task.objects.create(
            instruction=now, unit_id=unit.id, what=what, due_on=due_on, given_at=at, given_by=by.name
        )
        facts |= {"task": task.pk, "of_unit": unit.id, "of_unit_name": unit.name, "words": what, "due_on": due_on}
        telling.given(task, at)
    return task.pk


def take_back(task_id: int, why: str, *, by: Actor, at: datetime) -> None:
    """Take a task back that was given to the wrong unit or is needed no longer.

    :raises NoReason: no reason given; ``TaskEnded``: it has ended.
    """
    why = said.reason(why)
    found = queries.task(task_id, by)
    with acting(found.instruction, Verb.INSTRUCTION_TASK, by=by, at=at) as (_, facts):
        task = _open(task_id)
        _end(task, TaskState.TAKEN_BACK, by, at)
        task.why = why
        task.save(update_fields=["why", "outcome", "ended_at", "ended_by"])
        facts |= {"task": task.pk, "of_unit": task.unit_id, "taken_back": True, "why": why}
        telling.taken_back(task, at)


def sign(task_id: int, *, by: Actor, at: datetime) -> None:
    """Take a task on for one's unit.

    :raises NotYourTask: it is another unit's; ``SignedAlready``; ``TaskEnded``.
    """
    found = _ours(task_id, by)
    with acting(found.instruction, Verb.INSTRUCTION_FEEDBACK, by=by, at=at, is_party=True) as (_, facts):
        task = _open(task_id)
        if task.signed_at is not None:
            raise errors.SignedAlready(who=task.signed_by, at=minute(task.signed_at))
        task.signed_at, task.signed_by = at, by.name
        task.save(update_fields=["signed_at", "signed_by"])
        facts |= {"task": task.pk, "of_unit": task.unit_id, "signed": True}


def report(task_id: int, text: str, *, by: Actor, at: datetime, file_id: int | None = None) -> None:
    """Report how far a task has come; it may be reported on several times.

    :raises NotYourTask: it is another unit's; ``NotSigned``; ``TaskEnded``; ``NoText``.
    """
    found = _ours(task_id, by)
    text = said.words(text, LONG, REPORT)
    if not text:
        raise errors.NoText(what=REPORT)
    with acting(found.instruction, Verb.INSTRUCTION_FEEDBACK, by=by, at=at, is_party=True) as (_, facts):
        task = _open(task_id)
        if task.signed_at is None:
            raise errors.NotSigned
        Feedback.objects.create(task=task, text=text, file_id=file_id, given_at=at, given_by=by.name)
        task.reported_at = at
        task.save(update_fields=["reported_at"])
        facts |= {"task": task.pk, "of_unit": task.unit_id, "words": text}
        telling.reported(task, at)


def judge(
    task_id: int, judgement: Judgement, opinion: str, *, by: Actor, at: datetime, due_on: date | None = None
) -> None:
    """Judge what a unit has reported: carried out, not carried out, or to go on (by a new day, where one is given).

    :raises NothingReported: nothing new was reported; ``TaskEnded``; ``DatePast``.
    :raises NoReason: one that goes on or failed needs to be told why.
    """
    opinion = said.words(opinion, LINE, OPINION) if judgement is Judgement.DONE else said.reason(opinion, LINE)
    due_on = _day(due_on, at) if judgement is Judgement.CONTINUE and due_on else None
    found = queries.task(task_id, by)
    with acting(found.instruction, Verb.JUDGE_INSTRUCTION, by=by, at=at) as (_, facts):
        task = _open(task_id)
        if not rules.is_unjudged(task.reported_at, task.judged_at):
            raise errors.NothingReported(unit=organisations.unit(task.unit_id).name)
        words = {"judgement": judgement, "opinion": opinion, "due_on": due_on}
        Judging.objects.create(task=task, judged_at=at, judged_by=by.name, **words)
        _judged(task, judgement, due_on, by, at)
        facts |= {"task": task.pk, "of_unit": task.unit_id, "judgement": judgement, "words": opinion, "due_on": due_on}
        telling.judged(task, judgement, at)


def _judged(task: Task, judgement: Judgement, due_on: date | None, by: Actor, at: datetime) -> None:
    task.judged_at = at
    if judgement is not Judgement.CONTINUE:
        _end(task, TaskState(judgement.value), by, at)
    elif due_on is not None:
        task.due_on, task.told_at = due_on, None
    task.save(update_fields=["judged_at", "outcome", "ended_at", "ended_by", "due_on", "told_at"])


def _end(task: Task, outcome: TaskState, by: Actor, at: datetime) -> None:
    task.outcome, task.ended_at, task.ended_by = outcome, at, by.name


def _day(due_on: date | None, at: datetime) -> date:
    if due_on is None:
        raise errors.NoDate
    if due_on < civil_day(at):
        raise errors.DatePast(on=f"{due_on:%F}")
    return due_on


def _ours(task_id: int, by: Actor) -> Task:
    """The task of the actor's own unit.

    :raises NotYourTask: it is another's, or there is none.
    """
    found = Task.objects.select_related("instruction__ticket").filter(pk=task_id).first()
    if found is None:
        raise errors.InstructionNotFound
    if not rules.acts_for(by, Verb.INSTRUCTION_FEEDBACK, found.unit_id, organisations.unit(found.unit_id).path):
        raise errors.NotYourTask
    return found


def _open(task_id: int) -> Task:
    """The task as it is now, its instruction locked.

    :raises TaskEnded: it has ended.
    """
    task = Task.objects.select_for_update(of=("self",)).get(pk=task_id)
    if task.outcome:
        raise describe_end(task)
    return task
