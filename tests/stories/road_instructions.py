"""Leaders' instructions and joint teams, done by their people at their own screens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hotline.config.story_instructions import decision_id, instruction_id, report_id, task_id
from hotline.ground.organisations import queries as organisations
from hotline.watch.instructions.words import Outcome

from .road import STEPS, Road, Step, on_page


def _unit(code: str) -> str:
    return str(organisations.unit_by_code(code).id)


def _said(step: Step, **names: str) -> dict[str, Any]:
    """What is filled in: the field, and what the step calls it."""
    return {field: str(step[name]) for field, name in names.items() if step.get(name)}


def _instruct(road: Road, step: Step) -> None:
    said = _said(step, text="text", title="title", given_on="given_on", leader_name="leader")
    on_page(road, step, "instruct", **said)


def _note_report(road: Road, step: Step) -> None:
    said = _said(step, series="series", number="report", title="title", issued_on="issued_on")
    road.fill(road.enter(step["who"]), "/lead/reports/new/", "", having="issued_on", **said)


def _instruct_report(road: Road, step: Step) -> None:
    said = _said(step, text="text", title="title", given_on="given_on", leader_name="leader")
    road.fill(road.enter(step["who"]), f"/lead/reports/{report_id(step)}/", "", having="given_on", **said)


def _on_instruction(
    ending: str, said: Callable[[Step], dict[str, Any]], *, is_of_task: bool = False
) -> Callable[[Road, Step], None]:
    def play(road: Road, step: Step) -> None:
        who = road.enter(step["who"])
        page = f"/lead/instructions/{instruction_id(road.number, step)}/"
        at = f"tasks/{task_id(road.number, step)}/{ending}/" if is_of_task else f"{ending}/"
        road.fill(who, page, page + at, **said(step))

    return play


def _of_unit(ending: str, said: Callable[[Step], dict[str, Any]]) -> Callable[[Road, Step], None]:
    """A unit finds its task in its list and does what is due."""

    def play(road: Road, step: Step) -> None:
        who, page = road.enter(step["who"]), f"/lead/tasks/{task_id(road.number, step)}/"
        assert page in who.get("/lead/tasks/").content.decode(), "the unit finds its task"
        road.fill(who, page, f"{page}{ending}/", **said(step))

    return play


def _read(road: Road, step: Step) -> None:
    """The leader finds it on her own page, and taps."""
    at = f"/lead/instructions/{instruction_id(road.number, step)}/read/"
    road.fill(road.enter(step["who"]), "/lead/", at)


def _form_team(road: Road, step: Step) -> None:
    units = [_unit(each) for each in step["units"]]
    on_page(road, step, "form_team", aim=step["why"], units=units, people=step.get("people", ""))


def _log(road: Road, step: Step) -> None:
    said = _said(step, text="note", due_on="due_on") | {"kind": step.get("kind", "note")}
    said |= {"unit": _unit(step["unit"])} if "unit" in step else {}
    said |= {"settles": str(decision_id(road.number, step))} if "settles" in step else {}
    road.fill(road.enter(step["who"]), f"/tickets/{road.number}/team/", "", having="kind", **said)


STEPS |= {
    "instruct": _instruct,
    "note_report": _note_report,
    "instruct_report": _instruct_report,
    "instruction_task": _on_instruction(
        "task", lambda step: {"unit": _unit(step["unit"])} | _said(step, what="what", due_on="due_on")
    ),
    "sign_task": _of_unit("sign", lambda step: {}),
    "instruction_feedback": _of_unit("report", lambda step: _said(step, text="note")),
    "judge_task": _on_instruction(
        "judge",
        lambda step: _said(step, judgement="judgement", opinion="opinion", due_on="due_on"),
        is_of_task=True,
    ),
    "judge_instruction": _on_instruction(
        "conclude", lambda step: {"outcome": step.get("outcome", Outcome.DONE.value)} | _said(step, conclusion="note")
    ),
    "read_back": _read,
    "form_team": _form_team,
    "team_log": _log,
    "dissolve_team": lambda road, step: on_page(road, step, "dissolve_team", conclusion=step["note"]),
}
