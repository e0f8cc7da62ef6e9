"""Who is told what of an instruction: the unit of its task, the office, the leader. Within the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from hotline.ground.outbox import actions as outbox
from hotline.ground.outbox.words import NewNotice, NoticeKind

from .models import Instruction, Task
from .words import Judgement


def entered(made: Instruction, at: datetime) -> None:
    """The office learns of a new instruction."""
    _ring([_notice(NoticeKind.INSTRUCTION, made, "entered", organisation_id=made.centre_id)], at)


def given(task: Task, at: datetime) -> None:
    """A unit learns of its task."""
    _ring([_of_task(NoticeKind.INSTRUCTION_TASK, task, "given")], at)


def taken_back(task: Task, at: datetime) -> None:
    """A unit learns that its task is taken back."""
    _ring([_of_task(NoticeKind.INSTRUCTION_TASK_ENDED, task, "taken-back")], at)


def reported(task: Task, at: datetime) -> None:
    """The office learns that there is something to judge."""
    made = task.instruction
    key = f"reported:{task.pk}:{at.isoformat()}"
    _ring([_notice(NoticeKind.INSTRUCTION, made, key, organisation_id=made.centre_id)], at)


def judged(task: Task, judgement: Judgement, at: datetime) -> None:
    """A unit learns what was thought of its report."""
    is_over = judgement is not Judgement.CONTINUE
    kind = NoticeKind.INSTRUCTION_TASK_ENDED if is_over else NoticeKind.INSTRUCTION_TASK
    _ring([_of_task(kind, task, f"judged:{at.isoformat()}")], at)


def concluded(made: Instruction, at: datetime) -> None:
    """The leader learns how it ended, and the office too."""
    _ring([_notice(NoticeKind.INSTRUCTION, made, "concluded", organisation_id=made.centre_id)], at)
    if made.leader_id is not None:
        _ring([_notice(NoticeKind.INSTRUCTION, made, "back", person_id=made.leader_id)], at)


def overdue(tasks: Iterable[Task], at: datetime) -> None:
    """The unit and the office learn that a task is overdue; once for each day it was due on."""
    for task in tasks:
        key = f"late:{task.due_on}"
        made = task.instruction
        where = {"organisation_id": made.centre_id}
        office = _notice(NoticeKind.INSTRUCTION_LATE, made, f"{key}:{task.pk}", due=f"{task.due_on:%F}", **where)
        _ring([_of_task(NoticeKind.INSTRUCTION_LATE, task, key), office], at)


def _of_task(kind: NoticeKind, task: Task, key: str) -> NewNotice:
    facts = {"task": task.pk, "due": f"{task.due_on:%F}"}
    return NewNotice(kind, f"{kind}:{task.pk}:{key}", None, organisation_id=task.unit_id, facts=facts)


def _notice(kind: NoticeKind, made: Instruction, key: str, *, due: str = "", **whom: Any) -> NewNotice:
    facts = {"instruction": made.pk, "leader": made.leader_name, "due": due}
    return NewNotice(kind, f"{kind}:{made.pk}:{key}", made.ticket_id, facts=facts, **whom)


def _ring(new: list[NewNotice], at: datetime) -> None:
    outbox.notify(new, at=at)
