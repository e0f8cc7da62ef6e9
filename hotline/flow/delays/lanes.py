"""Out of the usual way: a level up, or faster."""

from __future__ import annotations

from datetime import datetime

from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import assignments, bells, moments, said
from hotline.flow.tickets.words import Mark, Status, Verb
from hotline.ground.catalogue.words import ClockKind, ReasonPurpose, Urgency
from hotline.ground.organisations import queries as organisations
from hotline.ground.outbox.words import NoticeKind
from hotline.ground.people.words import Actor

from . import errors, queries


def escalate(number: str, reason: str, why: str, *, by: Actor, at: datetime) -> None:
    """Give a ticket to the centre above, which dispatches it; what units had is taken back.

    :raises NoReason: nothing said, or ``UnlistedReason``.
    :raises NoCentreAbove: ours is the highest.
    """
    why = said.reason(why)
    queries.require_reason(ReasonPurpose.ESCALATION, reason, at)
    with tickets.moving(number, Verb.ESCALATE, by=by, at=at) as step:
        ours = organisations.unit(step.ticket.centre_id)
        above = organisations.centre_above(ours.id)
        if above is None:
            raise errors.NoCentreAbove(centre=ours.name)
        for each in assignments.open_roots(step):
            assignments.note_withdrawn(step, each)
        step.changes |= {"centre_id": above.id, "lead_unit_id": None}
        step.mark(Mark.ESCALATED)
        if step.ticket.status == Status.TO_DISPATCH:
            moments.start_anew(step, ClockKind.DISPATCH)
        step.facts |= {"reason": reason, "why": why, "from_centre": ours.id, "to_centre": above.id}
        bells.ring(step, NoticeKind.ESCALATED, [above.id], words=why)


def expedite(number: str, why: str, *, by: Actor, at: datetime) -> None:
    """Take a ticket into the urgent lane: running work is due by the urgent limit from now, if that is sooner.

    :raises NoReason: no reason given.
    :raises AlreadyExpedited: it is there.
    """
    why = said.reason(why)
    with tickets.moving(number, Verb.EXPEDITE, by=by, at=at) as step:
        if Mark.EXPEDITED in step.ticket.marks:
            raise errors.AlreadyExpedited(number=number)
        step.mark(Mark.EXPEDITED)
        step.facts |= {"why": why, "before": step.ticket.urgency}
        if step.ticket.urgency == Urgency.NORMAL:
            step.changes["urgency"] = Urgency.URGENT.value
        bells.ring(step, NoticeKind.EXPEDITED, assignments.owing(step), words=why)
        moments.hasten(step, Urgency(step.changes.get("urgency", step.ticket.urgency)))
