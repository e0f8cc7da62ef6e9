"""The chapter of leaders' instructions: entered and divided on the ticket's page, followed in the leader's door."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from hotline.flow.tickets.possible import Possible
from hotline.flow.tickets.whole import Whole
from hotline.flow.tickets.words import Mark, Verb
from hotline.ground.people.words import Actor
from hotline.watch.instructions import actions, queries, tasking
from hotline.watch.instructions.words import Judgement, NewInstruction, NewTask, Outcome, TaskState
from hotline.web.kit import names

from . import forms_instructions as forms
from . import traces
from .chapter import Chapter, Owed
from .deed import Deed, Doing
from .telling import Facts, unit, word


def _instruct(doing: Doing) -> None:
    said = doing.said
    with transaction.atomic():
        new = NewInstruction(
            said["text"],
            said["given_on"],
            said["title"],
            said.get("leader"),
            said.get("leader_name", ""),
            forms.stored(said["file"], **doing.who),
        )
        actions.instruct(doing.number, new, **doing.who)


def _give(doing: Doing) -> None:
    said = doing.said
    tasking.give(said["instruction"], NewTask(said["unit"], said["what"], said["due_on"]), **doing.who)


def _narrow(whole: Whole, by: Actor, ways: list[Possible]) -> list[Possible]:
    """Tasks are given of an instruction that is open."""
    is_open = Mark.INSTRUCTED in whole.ticket.marks
    return [way for way in ways if way.verb is Verb.INSTRUCT or is_open]


def _panel(whole: Whole, by: Actor) -> dict[str, Any] | None:
    rows = traces.rows(whole, "instructions")
    if not rows:
        return None
    is_office = any(by.holds(verb) for verb in queries.OFFICE)
    mine = frozenset(queries.tasks_of(by).filter(instruction__in=rows).values_list("pk", flat=True))
    return {"rows": rows, "is_office": is_office, "mine": mine, "me": by.person_id}


def _owes(whole: Whole, by: Actor) -> list[Owed]:
    """What units still owe of instructions, and what the office owes the leader."""
    if Mark.INSTRUCTED not in whole.ticket.marks:
        return []
    rows = [row for row in traces.rows(whole, "instructions") if not row.outcome]
    found = [task for row in rows for task in row.tasks.all() if not task.outcome]
    mine = by.organisations()
    return [
        Owed(names.unit(task.unit_id), gettext("反馈批示任务"), task.due_at, None, task.unit_id in mine)
        for task in found
        if task.state is not TaskState.REPORTED
    ]


def _instructed(facts: Facts) -> str:
    leader = " ".join(str(facts.get(name) or "") for name in ("leader", "title")).strip()
    return gettext("{leader}批示").format(leader=leader)


def _task(facts: Facts) -> str:
    if facts.get("taken_back"):
        return gettext("收回{unit}的批示任务").format(unit=unit(facts, "of_unit"))
    return gettext("批示任务下达{unit}，{day} 前反馈").format(unit=unit(facts, "of_unit"), day=facts.get("due_on", ""))


def _feedback(facts: Facts) -> str:
    if facts.get("signed"):
        return gettext("{unit}签收批示任务").format(unit=unit(facts, "of_unit"))
    return gettext("{unit}反馈批示任务").format(unit=unit(facts, "of_unit"))


def _judged(facts: Facts) -> str:
    if facts.get("task"):
        judgement = word(facts.get("judgement"), Judgement)
        return gettext("评判{unit}的批示任务：{judgement}").format(unit=unit(facts, "of_unit"), judgement=judgement)
    return gettext("批示办结并回报：{outcome}").format(outcome=word(facts.get("outcome"), Outcome))


CHAPTER = Chapter(
    deeds={
        Verb.INSTRUCT: Deed(forms.InstructForm, _instruct, "pencil"),
        Verb.INSTRUCTION_TASK: Deed(forms.InstructionTaskForm, _give, "list-check"),
    },
    tellers={
        Verb.INSTRUCT: _instructed,
        Verb.INSTRUCTION_TASK: _task,
        Verb.INSTRUCTION_FEEDBACK: _feedback,
        Verb.JUDGE_INSTRUCTION: _judged,
    },
    icons={
        Verb.INSTRUCT: "pencil",
        Verb.INSTRUCTION_TASK: "list-check",
        Verb.INSTRUCTION_FEEDBACK: "message-dots",
        Verb.JUDGE_INSTRUCTION: "gavel",
    },
    grave=frozenset({Verb.INSTRUCT}),
    narrow=_narrow,
    template="ticket/panel_instructions.html",
    panel=_panel,
    owes=_owes,
)
