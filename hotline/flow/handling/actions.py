"""What units do: sign, speak with the citizen, send down, ask for help, reply; and what the reviewer makes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hotline.flow.disputes import errors as disputed
from hotline.flow.disputes import queries as disputes
from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import assignments, said, texts
from hotline.flow.tickets import errors as road
from hotline.flow.tickets.assignments import Sending
from hotline.flow.tickets.words import AssignmentRole, Verb
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor
from hotline.lib import statements
from hotline.lib.refusal import clause

from . import errors
from .models import Reply, Talk
from .words import ContactResult, NewReply, Verdict

_TALK = """
SELECT 1 FROM handling_talk talk JOIN tickets_assignment part ON part.id = talk.assignment_id
WHERE part.ticket_id = %s LIMIT 1
"""


def sign(number: str, assignment_id: int, *, by: Actor, at: datetime) -> None:
    """The unit takes its assignment; when it is the lead, handling begins.

    :raises AlreadySigned: a colleague did; ``ReturnPending``: the unit gave it back, and that is not decided.
    """
    with tickets.moving(number, Verb.SIGN, by=by, at=at, assignment_id=assignment_id) as step:
        if disputes.is_pending(assignment_id):
            raise disputed.ReturnPending
        assignments.note_signed(step)


def contact(number: str, assignment_id: int, result: ContactResult, note: str, *, by: Actor, at: datetime) -> None:
    """Note that the unit spoke, or tried to speak, with the citizen; reaching her stops the contact clock.

    So does finding that there is no way to reach her: she called without a number, or was sealed as an informant.

    :raises NotSignedYet: sign first. ``CanBeReached``: she left a number, so she is to be called.
    """
    note = said.words(note, said.LONG)
    with tickets.moving(number, Verb.CONTACT, by=by, at=at, assignment_id=assignment_id) as step:
        assignment = assignments.require_open(step)
        statements.insert(Talk(assignment=assignment, result=result, note=note, talked_at=at, talked_by=by.name))
        if result is ContactResult.NO_WAY and step.ticket.contact.phone:
            raise errors.CanBeReached
        if result in (ContactResult.REACHED, ContactResult.NO_WAY):
            assignments.note_contacted(step)
        step.facts |= {"result": result, "note": note}


def send_down(number: str, assignment_id: int, unit_id: int, note: str, *, by: Actor, at: datetime) -> int:
    """Send the matter to a unit below, which gets clocks of its own, none longer than ours; its assignment's id.

    :raises NotBelow: the unit is not below ours.
    :raises CyclicAssignment: the unit stands above in the chain.
    """
    note = said.words(note)
    with tickets.moving(number, Verb.SEND_DOWN, by=by, at=at, assignment_id=assignment_id) as step:
        parent = assignments.require_open(step)
        ours, theirs = organisations.unit(parent.unit_id), assignments.unit_to_send(step, unit_id)
        assignments.refuse_cycle(theirs, parent)
        if not organisations.is_below(theirs, ours):
            raise road.NotBelow(unit=theirs.name)
        child = assignments.send(step, Sending(theirs, AssignmentRole.LEAD, note), parent=parent)
        step.facts |= {"child": child.pk, "to_unit": unit_id, "to_name": theirs.name, "note": note}
    return child.pk


def add_joint(number: str, assignment_id: int, unit_id: int, note: str, *, by: Actor, at: datetime) -> int:
    """Ask another unit to help; ours stays in the lead and waits for it. The new assignment's id."""
    note = said.words(note)
    with tickets.moving(number, Verb.ADD_JOINT, by=by, at=at, assignment_id=assignment_id) as step:
        parent = assignments.require_open(step)
        unit = assignments.unit_to_send(step, unit_id)
        child = assignments.send(step, Sending(unit, AssignmentRole.JOINT, note), parent=parent)
        step.facts |= {"child": child.pk, "to_unit": unit_id, "to_name": unit.name, "note": note}
    return child.pk


def withdraw(number: str, assignment_id: int, child_id: int, why: str, *, by: Actor, at: datetime) -> None:
    """Take back what we sent to another unit.

    :raises NoReason: no reason given.
    """
    why = said.reason(why)
    with tickets.moving(number, Verb.WITHDRAW, by=by, at=at, assignment_id=assignment_id) as step:
        parent = assignments.require_open(step)
        child = assignments.get(step, child_id)
        if child.parent_id != parent.pk:
            raise road.TicketNotFound
        assignments.note_withdrawn(step, child)
        step.facts |= {"child": child.pk, "to_unit": child.unit_id, "why": why}


def reply(number: str, assignment_id: int, new: NewReply, *, by: Actor, at: datetime) -> None:
    """Give the unit's result; the lead's sends the ticket to reply review, another's goes to the unit above.

    :raises EmptyReply: the internal text, or the lead's public text, is missing.
    :raises NotContacted: the lead has not spoken with the citizen (or tried to).
    :raises ChildrenStillOpen: units below or beside have not finished.
    """
    new = _cleaned(new)
    with tickets.moving(number, Verb.REPLY, by=by, at=at, assignment_id=assignment_id) as step:
        assignment = assignments.require_open(step)
        if not new.internal_text.strip() or (step.is_lead and not new.public_text.strip()):
            raise errors.EmptyReply
        if step.is_lead and not statements.run(_TALK, (step.ticket.pk,)):
            raise errors.NotContacted
        assignments.note_replied(step)
        written = Reply(
            assignment=assignment,
            round=assignment.round,
            outcome=new.outcome,
            is_true=new.is_true,
            is_in_duty=new.is_in_duty,
            cause=new.cause,
            internal_text=new.internal_text,
            public_text=new.public_text,
            may_publish=new.may_publish,
            replied_at=at,
            replied_by=by.name,
        )
        statements.insert(written)
        step.facts |= {"reply": written.pk, "outcome": new.outcome}


def _cleaned(new: NewReply) -> NewReply:
    return replace(
        new,
        internal_text=said.words(new.internal_text, said.LONG, clause("办理情况")),
        public_text=said.words(new.public_text, said.LONG, clause("对诉求人的答复")),
        cause=said.words(new.cause, said.LINE, clause("原因")),
    )


def pass_reply(
    number: str,
    note: str,
    *,
    by: Actor,
    at: datetime,
    publish: bool = False,
    public_title: str = "",
    seen: int | None = None,
) -> None:
    """Accept the lead's reply: the citizen is told and asked.

    :param publish: put the public text among the portal's published answers (never for confidential tickets).
    :param public_title: what the question is called there; empty: as the ticket is called.
    """
    note, title = said.words(note), said.words(public_title, said.LINE, clause("公开标题"))
    with tickets.moving(number, Verb.PASS_REPLY, by=by, at=at, seen=seen) as step:
        latest = _judge(step, Verdict.PASSED, note)
        if publish and latest.may_publish and not step.ticket.is_confidential:
            texts.publish(step.ticket.pk, latest.public_text, at, title)
        step.facts |= {"reply": latest.pk, "note": note}


def reject_reply(number: str, reason: str, note: str, *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Give the reply back to the unit.

    :raises NoReason: no reason given.
    """
    note = said.words(note)
    if not (reason or note).strip():
        raise road.NoReason
    with tickets.moving(number, Verb.REJECT_REPLY, by=by, at=at, seen=seen) as step:
        latest = _judge(step, Verdict.REJECTED, note or reason)
        assignments.reopen(step, latest.assignment)
        step.facts |= {"reply": latest.pk, "reason": reason, "note": note}


_LATEST = "assignment_id = %s ORDER BY id DESC LIMIT 1"


def _judge(step: tickets.Step, verdict: Verdict, note: str) -> Reply:
    lead = assignments.lead(step)
    latest = statements.first(Reply, _LATEST, lead.pk) if lead else None
    if lead is None or latest is None:  # a reply always precedes reply review
        raise road.TicketNotFound
    latest.assignment = lead
    judged = {"verdict": verdict, "verdict_note": note[:300], "judged_at": step.at, "judged_by": step.by.name}
    for name, value in judged.items():
        setattr(latest, name, value)
    statements.update("handling_reply", "id", judged, latest.pk)
    return latest
