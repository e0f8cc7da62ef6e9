"""Reasoned finality: a matter reworked as often as the policy allows is concluded by two, and the citizen told."""

from __future__ import annotations

from datetime import datetime

from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import said
from hotline.flow.tickets.words import Closing, Status, Verb
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import ReasonPurpose
from hotline.ground.outbox import actions as outbox
from hotline.ground.outbox.words import MessageChannel, NewMessage, NewNotice, NoticeKind
from hotline.ground.people import queries as people
from hotline.ground.people.words import Actor
from hotline.lib import identity
from hotline.lib.days import civil_day
from hotline.lib.refusal import NotPermitted, clause

from . import errors, queries
from .models import Conclusion
from .words import MarkVerdict, NewConclusion

EXPLANATION = 2_000
TEMPLATE = "final"


def propose(number: str, new: NewConclusion, *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Ask another person to conclude a ticket; it waits where it is.

    :raises TooEarlyToConclude: the policy's reworks are not used up; ``ConclusionPending``: it was asked already.
    :raises UnlistedGround, NoBasis, NoExplanation: something is missing.
    """
    if by.person_id is None:
        raise NotPermitted(verb=Verb.CONCLUDE)
    basis = said.words(new.basis, field=clause("依据"))
    explanation = said.words(new.explanation, EXPLANATION, clause("告知诉求人"))
    _check(new, basis, explanation, at)
    with tickets.moving(number, Verb.CONCLUDE, by=by, at=at, seen=seen) as step:
        ticket = step.ticket
        if not queries.may_conclude(ticket, at=at):
            raise errors.TooEarlyToConclude(round=ticket.round, reworks=catalogue.bounds(at).max_reworks)
        if queries.pending(ticket) is not None:
            raise errors.ConclusionPending
        row = Conclusion(ticket_id=ticket.pk, round=ticket.round, reason=new.reason, basis=basis)
        row.explanation, row.proposed_at, row.proposed_by_id = explanation, at, by.person_id
        row.save()
        step.to = Status.FOLLOW_UP
        step.facts |= {"conclusion": row.pk, "reason": new.reason, "why": basis}
        seconds = people.holders(Verb.CONCLUDE, ticket.centre_id, civil_day(at)) - {by.person_id}
        _ring(step, NoticeKind.FINALITY_WAITING, seconds)


def _check(new: NewConclusion, basis: str, explanation: str, at: datetime) -> None:
    if new.reason not in {each.code for each in catalogue.reasons(ReasonPurpose.FINALITY, civil_day(at))}:
        raise errors.UnlistedGround
    if not basis:
        raise errors.NoBasis
    if not explanation:
        raise errors.NoExplanation


def approve(number: str, opinion: str, *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Conclude the ticket: it is closed, and the citizen is told why and where else to go.

    :raises NoConclusion: none waits; ``ConclusionNotBySelf``: the actor proposed it.
    """
    opinion = said.words(opinion)
    with tickets.moving(number, Verb.CONCLUDE, by=by, at=at, seen=seen) as step:
        row = _decide(step, MarkVerdict.APPROVED, opinion)
        step.changes["closing"] = Closing.FINAL
        step.facts |= {"reason": row.reason}
        _tell_citizen(step, row)


def refuse(number: str, opinion: str, *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Do not conclude it: the ticket stays to be followed up.

    :raises NoReason: the second person must say why.
    :raises NoConclusion: none waits; ``ConclusionNotBySelf``: the actor proposed it.
    """
    opinion = said.reason(opinion)
    with tickets.moving(number, Verb.CONCLUDE, by=by, at=at, seen=seen) as step:
        _decide(step, MarkVerdict.REFUSED, opinion)
        step.to = Status.FOLLOW_UP


def _decide(step: tickets.Step, verdict: MarkVerdict, opinion: str) -> Conclusion:
    row = queries.pending(step.ticket)
    if row is None:
        raise errors.NoConclusion(number=step.ticket.number)
    if step.by.person_id is None or row.proposed_by_id == step.by.person_id:
        raise errors.ConclusionNotBySelf
    row.verdict, row.opinion, row.decided_at, row.decided_by_id = verdict, opinion, step.at, step.by.person_id
    row.save(update_fields=["verdict", "opinion", "decided_at", "decided_by"])
    step.facts |= {"conclusion": row.pk, "verdict": verdict, "note": opinion}
    _ring(step, NoticeKind.FINALITY_DECIDED, {row.proposed_by_id})
    return row


def _tell_citizen(step: tickets.Step, row: Conclusion) -> None:
    """By text message where she left a mobile number; the portal shows the same words to whoever has the code."""
    contact = step.ticket.contact
    if identity.phone(contact.phone).kind is not identity.PhoneKind.MOBILE:
        return
    facts = {"number": step.ticket.number, "title": step.ticket.words.title, "explanation": row.explanation}
    message = NewMessage(MessageChannel.SMS, contact.phone, TEMPLATE, facts, step.ticket.pk)
    outbox.write(message, once_key=f"final:{step.ticket.pk}:{row.round}", at=step.at)


def _ring(step: tickets.Step, kind: NoticeKind, whom: set[int]) -> None:
    facts, key = {"number": step.ticket.number}, f"{kind}:{step.ticket.pk}:{step.ticket.moves + 1}"
    rows = [NewNotice(kind, f"{key}:{each}", step.ticket.pk, person_id=each, facts=facts) for each in sorted(whom)]
    outbox.notify(rows, at=step.at)
