"""Sending tickets to units, with the stored reason why this unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import assignments, said
from hotline.flow.tickets.assignments import Sending
from hotline.flow.tickets.words import AssignmentRole, Verb
from hotline.ground.organisations import queries as organisations
from hotline.ground.outbox import actions as outbox
from hotline.ground.outbox.words import NewNotice, NoticeKind
from hotline.ground.people.words import Actor
from hotline.lib.days import civil_day
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

    :raises BadInput: a unit named twice, or one the directory does not name without a reason; ``UnknownUnit``.
    """
    if len({lead, *joint}) != 1 + len(joint):
        raise BadInput(problem=clause("同一单位不能既主办又协办，也不能重复"))
    note, why = said.words(note), said.words(why, field=said.REASON)
    with tickets.moving(number, Verb.DISPATCH, by=by, at=at, seen=seen) as step:
        unit = assignments.unit_to_send(step, lead)
        explanation = explain(step, lead, why)
        if explanation["alternatives"] and not explanation["rule"] and not why:
            raise BadInput(problem=clause("派单目录没有指定“{unit}”，请写明改派的理由", unit=unit.name))
        assignments.send(step, Sending(unit, AssignmentRole.LEAD, note, explanation))
        for each in joint:
            assignments.send(step, Sending(assignments.unit_to_send(step, each), AssignmentRole.JOINT, note))
        step.facts |= {"lead": lead, "lead_name": unit.name, "joint": list(joint), "explanation": explanation}


def explain(step: tickets.Step, unit: int, why: str) -> dict[str, Any]:
    """Why this unit: the rule that fired, its alternatives, or the dispatcher's own reason."""
    ticket = step.ticket
    level = organisations.unit(ticket.centre_id).level
    named = queries.candidates(ticket.category_id or "", ticket.region_id or "", civil_day(step.at), centre_level=level)
    chosen = next((each for each in named if each.unit.id == unit), None)
    return {
        "rule": chosen.as_facts() if chosen else None,
        "is_first_choice": bool(named) and named[0].unit.id == unit,
        "alternatives": [each.as_facts() for each in named if each.unit.id != unit],
        "why": why,
    }


def recall(number: str, why: str, *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Take a ticket back before the lead has signed, to send it elsewhere.

    :raises NoReason: no reason given.
    """
    _withdraw_all(number, Verb.RECALL, why, by=by, at=at, seen=seen)


def take_back(number: str, why: str, *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Take a ticket back from the units that handle it, and from those below them, to send it elsewhere.

    :raises NoReason: no reason given.
    """
    _withdraw_all(number, Verb.TAKE_BACK, why, by=by, at=at, seen=seen)


def _withdraw_all(number: str, verb: Verb, why: str, *, by: Actor, at: datetime, seen: int | None) -> None:
    why = said.reason(why)
    with tickets.moving(number, verb, by=by, at=at, seen=seen) as step:
        for assignment in assignments.open_roots(step):
            assignments.note_withdrawn(step, assignment)
        step.changes["lead_unit_id"] = None
        step.facts["why"] = why


def urge(number: str, words: str, *, by: Actor, at: datetime) -> int:
    """Remind every unit that still owes something; how many. Their clocks run on.

    :raises NoReason: nothing said.
    """
    words = said.reason(words)
    with tickets.moving(number, Verb.URGE, by=by, at=at) as step:
        owing = sorted(assignments.owing(step))
        facts = {"number": number, "words": words, "by": by.name}
        key = f"{NoticeKind.URGED}:{step.ticket.pk}:{step.ticket.moves}"
        outbox.notify(
            [
                NewNotice(NoticeKind.URGED, f"{key}:{unit}", step.ticket.pk, organisation_id=unit, facts=facts)
                for unit in owing
            ],
            at=at,
        )
        step.facts |= {"words": words, "units": owing}
    return len(owing)
