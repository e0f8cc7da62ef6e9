"""Returns: a unit gives an assignment back, the centre grants it or forces the unit."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import assignments, bells, moments, said
from hotline.flow.tickets import queries as tickets_read
from hotline.flow.tickets.words import Mark, Verb
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import ClockKind, ReasonPurpose
from hotline.ground.organisations import queries as organisations
from hotline.ground.outbox.words import NoticeKind
from hotline.ground.people.words import Actor
from hotline.lib import statements
from hotline.lib.days import civil_day, minute
from hotline.lib.refusal import clause

from . import errors, queries
from .models import Return
from .words import Objection, Verdict


def return_(number: str, assignment_id: int, objection: Objection, *, by: Actor, at: datetime) -> int:
    """Give an unsigned assignment back to the centre; its clocks stand still until that is decided. The return's id.

    :raises TooLateToReturn: the window is over; ``TooManyReturns``, ``ReturnPending``, ``SignedAlready``.
    :raises OnlyFromTheCentre: another unit sent it.
    :raises UnlistedReason: no listed reason; ``NoBasis``: nothing it rests on; ``UnknownUnit``; ``UnknownProof``.
    """
    objection = _cleaned(objection)
    with tickets.moving(number, Verb.RETURN, by=by, at=at, assignment_id=assignment_id) as step:
        assignment = assignments.require_open(step, is_signed=False)
        _check_reason(step, objection)
        _check_right(step)
        asked = Return(
            ticket=step.ticket,
            assignment=assignment,
            unit_id=assignment.unit_id,
            reason=objection.reason,
            basis=objection.basis,
            suggested_unit_id=objection.suggested,
            note=objection.note,
            files=list(objection.files),
            dispatched_by=assignment.sent_by,
            asked_at=at,
            asked_by=by.name,
        )
        statements.insert(asked)
        assignments.pause(step, assignment)
        if not step.is_lead:  # a lead's return moves the ticket into a state with this clock
            moments.await_decision(step, ClockKind.RETURN_REVIEW, of=assignment)
        step.facts |= {"return": asked.pk, "reason": asked.reason, "basis": asked.basis, "note": asked.note}
        step.facts |= {"suggested": objection.suggested}
        bells.ring(step, NoticeKind.RETURNED, [step.ticket.centre_id], words=asked.basis)
    return asked.pk


def _cleaned(objection: Objection) -> Objection:
    basis = said.words(objection.basis, field=clause("依据"))
    return replace(objection, basis=basis, note=said.words(objection.note))


def _check_reason(step: tickets.Step, objection: Objection) -> None:
    listed = catalogue.reasons(ReasonPurpose.RETURN, civil_day(step.at))
    if objection.reason not in {each.code for each in listed}:
        raise errors.UnlistedReason
    if not objection.basis:
        raise errors.NoBasis
    if not tickets_read.attached(step.ticket.pk).issuperset(objection.files):
        raise errors.UnknownProof
    if objection.suggested is not None:
        assignments.unit_to_send(step, objection.suggested)


def _check_right(step: tickets.Step) -> None:
    assignment = assignments.require_open(step, is_signed=False)
    if assignment.parent_id is not None:
        raise errors.OnlyFromTheCentre
    if assignment.signed_at is not None:
        raise errors.SignedAlready(who=assignment.signed_by)
    if queries.is_pending(assignment.pk):
        raise errors.ReturnPending
    right = queries.right(step.ticket, assignment, step.at)
    unit = organisations.unit(assignment.unit_id).name
    if right.left <= 0:
        raise errors.TooManyReturns(unit=unit, count=right.used)
    if step.at > right.until:
        raise errors.TooLateToReturn(unit=unit, until=minute(right.until))


def grant(
    number: str,
    opinion: str,
    *,
    by: Actor,
    at: datetime,
    assignment_id: int | None = None,
    is_wrong_dispatch: bool = True,
    seen: int | None = None,
) -> None:
    """Take the assignment back; a lead's return brings the ticket back to dispatch, a joint unit's does not move it.

    :param assignment_id: of the joint unit whose return it is; None for the lead's.
    :param is_wrong_dispatch: whether it counts as the dispatcher's mistake.
    :raises NoReturnToDecide: none is waiting.
    """
    opinion = said.words(opinion)
    with tickets.moving(number, Verb.GRANT_RETURN, by=by, at=at, assignment_id=assignment_id, seen=seen) as step:
        asked = _decide(step, Verdict.GRANTED, opinion, is_wrong_dispatch=is_wrong_dispatch)
        if step.is_lead:
            for each in assignments.open_roots(step):
                assignments.note_withdrawn(step, each)
            step.changes["lead_unit_id"] = None
        else:
            assignments.note_withdrawn(step, assignments.get(step, asked.assignment_id))
        step.facts |= {"is_wrong_dispatch": is_wrong_dispatch}


def deny(
    number: str, opinion: str, *, by: Actor, at: datetime, assignment_id: int | None = None, seen: int | None = None
) -> None:
    """Force the unit to take it: its clocks run on with what was left.

    :raises NoReason: the centre must say why; ``NoReturnToDecide``: none is waiting.
    """
    opinion = said.reason(opinion)
    with tickets.moving(number, Verb.DENY_RETURN, by=by, at=at, assignment_id=assignment_id, seen=seen) as step:
        asked = _decide(step, Verdict.DENIED, opinion)
        due = assignments.resume(step, assignments.get(step, asked.assignment_id))
        step.mark(Mark.FORCED)
        if step.is_lead:
            step.changes["due_at"] = due


def _decide(step: tickets.Step, verdict: Verdict, opinion: str, *, is_wrong_dispatch: bool = False) -> Return:
    of = step.assignment or assignments.lead(step)
    asked = Return.objects.filter(assignment=of, verdict="").first() if of else None
    if asked is None:
        raise errors.NoReturnToDecide(number=step.ticket.number)
    asked.verdict, asked.opinion, asked.is_wrong_dispatch = verdict, opinion, is_wrong_dispatch
    asked.decided_at, asked.decided_by = step.at, step.by.name
    asked.save(update_fields=["verdict", "opinion", "is_wrong_dispatch", "decided_at", "decided_by"])
    if of is not None and not step.is_lead:
        moments.decided(step, ClockKind.RETURN_REVIEW, of=of)
    step.facts |= {"return": asked.pk, "opinion": opinion, "of_unit": asked.unit_id, "reason": asked.reason}
    bells.ring(step, NoticeKind.RETURN_DECIDED, [asked.unit_id], words=opinion)
    return asked
