"""Sending tickets to units, with the stored reason why this unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import assignments
from hotline.flow.tickets.assignments import Sending
from hotline.flow.tickets.words import AssignmentRole, Verb
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor
from hotline.lib.refusal import BadInput, clause

from . import queries


def dispatch(
    number: str,
    lead: int,
    *,
    by: Actor,
    at: datetime,
    joint: Sequence[int] = (),
    note: str = "",
    why: str = "",
    seen: int | None = None,
) -> None:
    """Send a ticket to a leading unit and any joint units.

    The explanation stored with the lead says which directory row chose it, the alternatives, and the dispatcher's own
    reason where she chose otherwise.

    :raises BadInput: a unit named twice, or another unit than the directory's without a reason.
    """
    if len({lead, *joint}) != 1 + len(joint):
        raise BadInput(problem=clause("同一单位不能既主办又协办，也不能重复"))
    with tickets.moving(number, Verb.DISPATCH, by=by, at=at, seen=seen) as step:
        unit = organisations.unit(lead)
        explanation = explain(step, lead, why)
        assignments.send(step, Sending(unit, AssignmentRole.LEAD, note, explanation))
        for each in joint:
            assignments.send(step, Sending(organisations.unit(each), AssignmentRole.JOINT, note))
        step.facts |= {"lead": lead, "lead_name": unit.name, "joint": list(joint), "explanation": explanation}


def explain(step: tickets.Step, unit: int, why: str) -> dict[str, Any]:
    """Why this unit: the rule that fired, its alternatives, or the dispatcher's own reason."""
    ticket = step.ticket
    level = organisations.unit(ticket.centre_id).level
    named = queries.candidates(ticket.category_id or "", ticket.region_id or "", step.at.date(), centre_level=level)
    chosen = next((each for each in named if each.unit.id == unit), None)
    return {
        "rule": chosen.as_facts() if chosen else None,
        "is_first_choice": bool(named) and named[0].unit.id == unit,
        "alternatives": [each.as_facts() for each in named if each.unit.id != unit],
        "why": why,
    }


def recall(number: str, why: str, *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Take a ticket back before the lead has signed, to send it elsewhere.

    :raises BadInput: no reason given.
    """
    if not why.strip():
        raise BadInput(problem=clause("请填写撤回派单的理由"))
    with tickets.moving(number, Verb.RECALL, by=by, at=at, seen=seen) as step:
        for assignment in assignments.open_roots(step):
            assignments.note_withdrawn(step, assignment)
        step.changes["lead_unit_id"] = None
        step.facts["why"] = why
