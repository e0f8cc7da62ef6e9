"""Steps of stories on leaders' instructions and joint teams: each calls the action that its screen calls.

An instruction is named by its place among those on the ticket, or on the special report that ``report`` numbers (the
first unless ``nth`` says otherwise); a task by its unit among the open ones of that instruction.
"""

from __future__ import annotations

from datetime import date, datetime

from hotline.config.story_road import Play, Step
from hotline.flow.teams import actions as teams
from hotline.flow.teams import queries as rooms
from hotline.flow.teams.words import EntryKind, NewEntry, NewTeam
from hotline.flow.tickets import queries as tickets
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor
from hotline.watch.instructions import actions, queries, tasking
from hotline.watch.instructions.words import Judgement, NewInstruction, NewReport, NewTask, Outcome, Series

LONG_AGO = date(2019, 1, 1)


def report_id(step: Step) -> int:
    """The special report a step speaks of."""
    known = queries.reports(Actor.system(), since=LONG_AGO)
    return next(row.pk for row in known if row.number == step["report"])


def instruction_id(number: str, step: Step) -> int:
    """The instruction a step speaks of."""
    if "report" in step:
        rows = list(queries.on_report(report_id(step), Actor.system()))
    else:
        rows = list(queries.of_ticket(tickets.ticket(number, Actor.system()).pk))
    place: int = step.get("nth", 1) - 1
    return rows[::-1][place].pk


def task_id(number: str, step: Step) -> int:
    """The open task of a unit a step speaks of."""
    found = queries.instruction(instruction_id(number, step), Actor.system())
    unit = organisations.unit_by_code(step["unit"]).id
    return next(task.pk for task in found.tasks.all() if task.unit_id == unit and not task.outcome)


def decision_id(number: str, step: Step) -> int:
    """The decision of the ticket's team that a step settles."""
    team = rooms.standing(tickets.ticket(number, Actor.system()).pk)
    assert team is not None
    return next(each.pk for each in rooms.decisions(team) if each.number == step["settles"])


def _new(step: Step, at: datetime) -> NewInstruction:
    given_on = step.get("given_on") or at.date()
    return NewInstruction(step["text"], given_on, step.get("title", ""), leader_name=step.get("leader", ""))


def _instruct(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    actions.instruct(number, _new(step, at), by=by, at=at)


def _note_report(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    centre = organisations.unit(by.grants[0].organisation_id).id
    new = NewReport(centre, Series(step["series"]), step["report"], step["title"], step.get("issued_on") or at.date())
    actions.note_report(new, by=by, at=at)


def _instruct_report(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    actions.instruct_on_report(report_id(step), _new(step, at), by=by, at=at)


def _give(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    new = NewTask(organisations.unit_by_code(step["unit"]).id, step["what"], step["due_on"])
    tasking.give(instruction_id(number, step), new, by=by, at=at)


def _sign(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    tasking.sign(task_id(number, step), by=by, at=at)


def _report(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    tasking.report(task_id(number, step), step["note"], by=by, at=at)


def _judge(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    judgement, opinion = Judgement(step["judgement"]), step.get("opinion", "")
    tasking.judge(task_id(number, step), judgement, opinion, by=by, at=at, due_on=step.get("due_on"))


def _conclude(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    outcome = Outcome(step.get("outcome", Outcome.DONE))
    actions.conclude(instruction_id(number, step), outcome, step["note"], by=by, at=at)


def _read(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    actions.read_back(instruction_id(number, step), by=by, at=at)


def _form_team(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    units = tuple(organisations.unit_by_code(each).id for each in step["units"])
    teams.form(number, NewTeam(step["why"], units, people=step.get("people", "")), by=by, at=at)


def _log(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    unit = organisations.unit_by_code(step["unit"]).id if "unit" in step else None
    settles = decision_id(number, step) if "settles" in step else None
    new = NewEntry(EntryKind(step.get("kind", EntryKind.NOTE)), step["note"], unit, step.get("due_on"), settles)
    teams.log(number, new, by=by, at=at)


def _dissolve(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    teams.dissolve(number, step["note"], by=by, at=at)


VERBS: dict[str, Play] = {
    "instruct": _instruct,
    "note_report": _note_report,
    "instruct_report": _instruct_report,
    "instruction_task": _give,
    "sign_task": _sign,
    "instruction_feedback": _report,
    "judge_task": _judge,
    "judge_instruction": _conclude,
    "read_back": _read,
    "form_team": _form_team,
    "team_log": _log,
    "dissolve_team": _dissolve,
}
WORDS: dict[str, tuple[str, str]] = {
    "note_report": ("登记专报", "Note a report"),
    "instruct_report": ("批示专报", "Instruct on a report"),
    "sign_task": ("签收批示任务", "Sign for a task"),
    "judge_task": ("评判反馈", "Judge what was reported"),
    "read_back": ("领导已阅", "Read by the leader"),
}
