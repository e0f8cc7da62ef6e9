"""Cases: a dispute is noted or brought before a panel; who handles first and who is liable are settled apart."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import assignments, bells, said
from hotline.flow.tickets.assignments import Sending
from hotline.flow.tickets.words import Mark, Verb
from hotline.ground.organisations.queries import Unit
from hotline.ground.outbox.words import NoticeKind
from hotline.ground.people.words import Actor
from hotline.lib.refusal import clause

from . import errors
from .models import Case
from .words import Meeting, Ruling


def open_arbitration(
    number: str, why: str, meeting: Meeting, *, by: Actor, at: datetime, seen: int | None = None
) -> None:
    """Bring a dispute before the panel; the units' assignments are taken back.

    :raises NoReason: no reason given; ``NoPanel``: nobody sits on it.
    """
    why = said.reason(why)
    if not meeting.panel:
        raise errors.NoPanel
    with tickets.moving(number, Verb.OPEN_ARBITRATION, by=by, at=at, seen=seen) as step:
        case = _open_case(step) or _new_case(step, why)
        case.panel, case.meets_on = list(meeting.panel), meeting.meets_on
        case.save()
        _take_back(step)
        step.mark(Mark.DISPUTED)
        step.facts |= {"case": case.pk, "why": why, "panel": list(meeting.panel), "meets_on": meeting.meets_on}
        bells.ring(step, NoticeKind.ARBITRATION, [step.ticket.centre_id], words=why)


def dispute(number: str, why: str, *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Note that it is in dispute who is liable, while the matter is handled on.

    :raises NoReason: no reason given; ``DisputedAlready``: one is open.
    """
    why = said.reason(why)
    with tickets.moving(number, Verb.DISPUTE, by=by, at=at, seen=seen) as step:
        found = _open_case(step)
        if found is not None:
            raise errors.DisputedAlready(number=number, at=f"{found.opened_at:%F}")
        case = _new_case(step, why)
        step.mark(Mark.DISPUTED)
        step.facts |= {"case": case.pk, "why": why}


def handle_first(number: str, unit_id: int, why: str, *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Send the matter to a unit that solves it now; who is liable stays open.

    :raises NoReason: no reason given; ``UnknownUnit``: there is no such unit.
    """
    why = said.reason(why)
    with tickets.moving(number, Verb.HANDLE_FIRST, by=by, at=at, seen=seen) as step:
        unit = assignments.unit_to_send(step, unit_id)
        case = _open_case(step) or _new_case(step, why)
        _name_first(step, case, unit)
        case.save()
        _take_back(step)
        _send(step, case, unit, why)
        step.mark(Mark.DISPUTED)
        step.facts |= {"why": why}


def arbitrate(number: str, ruling: Ruling, *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Write the panel's ruling and send the matter to the unit that handles first, else to the liable one.

    :raises NoMinutes: there are none; ``NoGround``: no ground; ``NobodyNamed``: no unit; ``UnknownUnit``.
    """
    minutes = said.words(ruling.minutes, said.LONG, clause("会商纪要"))
    if not minutes:
        raise errors.NoMinutes
    ground, wanted = _ground(ruling.ground), ruling.handle_first or ruling.liable
    if wanted is None:
        raise errors.NobodyNamed
    with tickets.moving(number, Verb.ARBITRATE, by=by, at=at, seen=seen) as step:
        case = _open_case(step) or _new_case(step, ground)
        case.minutes, case.ground = minutes, ground
        if ruling.handle_first is not None:
            _name_first(step, case, assignments.unit_to_send(step, ruling.handle_first))
        if ruling.liable is not None:
            _name_liable(step, case, assignments.unit_to_send(step, ruling.liable))
        case.save()
        _send(step, case, assignments.unit_to_send(step, wanted), ground)


def settle(number: str, unit_id: int, ground: str, *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Name the liable unit, with the ground; the assignments and their clocks stay as they are.

    :raises NoGround: no ground given; ``UnknownUnit``: there is no such unit.
    """
    ground = _ground(ground)
    with tickets.moving(number, Verb.SETTLE, by=by, at=at, seen=seen) as step:
        case = _open_case(step) or _new_case(step, ground)
        case.ground = ground
        _name_liable(step, case, assignments.unit_to_send(step, unit_id))
        case.save()
        step.facts |= {"case": case.pk, "ground": ground}
        concerned = [case.liable_unit_id, case.handle_first_unit_id]
        bells.ring(step, NoticeKind.ARBITRATION, filter(None, concerned), words=ground)


def _ground(said_: str) -> str:
    ground = said.words(said_, field=clause("依据"))
    if not ground:
        raise errors.NoGround
    return ground


def _open_case(step: tickets.Step) -> Case | None:
    return Case.objects.filter(ticket=step.ticket, liable_at__isnull=True).first()


def _new_case(step: tickets.Step, why: str) -> Case:
    return Case.objects.create(ticket=step.ticket, why=why, opened_at=step.at, opened_by=step.by.name)


def _name_first(step: tickets.Step, case: Case, unit: Unit) -> None:
    case.handle_first_unit_id, case.handle_first_at, case.handle_first_by = unit.id, step.at, step.by.name
    step.mark(Mark.HANDLE_FIRST)
    step.facts |= {"handle_first": unit.id, "handle_first_name": unit.name}


def _name_liable(step: tickets.Step, case: Case, unit: Unit) -> None:
    case.liable_unit_id, case.liable_at, case.liable_by = unit.id, step.at, step.by.name
    step.unmark(Mark.DISPUTED)
    step.facts |= {"liable": unit.id, "liable_name": unit.name}


def _take_back(step: tickets.Step) -> None:
    for each in assignments.open_roots(step):
        assignments.note_withdrawn(step, each)
    step.changes["lead_unit_id"] = None


def _send(step: tickets.Step, case: Case, unit: Unit, why: str) -> None:
    explanation: dict[str, Any] = {
        "rule": None,
        "is_first_choice": False,
        "alternatives": [],
        "why": why,
        "case": case.pk,
    }
    assignments.send(step, Sending(unit, explanation=explanation))
    step.facts |= {"case": case.pk, "lead": unit.id, "lead_name": unit.name, "ground": case.ground}
