"""Taking a refused matter after all: one person proposes it, another decides."""

from __future__ import annotations

from datetime import datetime

from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import moments, said
from hotline.flow.tickets.words import Closing, Verb
from hotline.ground.catalogue.words import ClockKind
from hotline.ground.outbox import actions as outbox
from hotline.ground.outbox.words import NewNotice, NoticeKind
from hotline.ground.people.words import Actor

from . import errors
from .models import Declined, Override
from .words import OverrideVerdict


def propose_override(number: str, why: str, *, by: Actor, at: datetime) -> None:
    """Ask that a refused ticket be taken after all, though it is out of scope.

    :raises NotRefused: the ticket was closed in another way; ``OverrideAsked``: somebody asked before.
    :raises NoReason: no reason given.
    """
    why = said.reason(why)
    with tickets.moving(number, Verb.PROPOSE_OVERRIDE, by=by, at=at) as step:
        declined = _refused(step)
        waiting = Override.objects.filter(ticket=step.ticket, verdict="").first()
        if waiting is not None:
            raise errors.OverrideAsked(number=number, who=waiting.proposed_by)
        asked = Override.objects.create(
            ticket=step.ticket,
            declined=declined,
            why=why,
            proposed_at=at,
            proposed_by=by.name,
            proposer_id=by.person_id,
        )
        moments.await_decision(step, ClockKind.OVERRIDE_REVIEW)
        step.facts |= {"override": asked.pk, "why": why}
        _ring(step, asked, organisation_id=step.ticket.centre_id)


def override_refusal(number: str, opinion: str = "", *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Agree to take a refused ticket (story A4): it goes to dispatch.

    :raises NotRefused: the ticket was closed in another way; ``NoOverrideAsked``: nobody proposed it.
    :raises OwnProposal: she proposed it herself.
    """
    opinion = said.words(opinion, field=said.REASON)
    with tickets.moving(number, Verb.OVERRIDE_REFUSAL, by=by, at=at, seen=seen) as step:
        declined, asked = _refused(step), _asked(step)
        _decide(step, asked, OverrideVerdict.AGREED, opinion)
        declined.overridden_at, declined.overridden_by, declined.override_reason = step.at, by.name, asked.why
        declined.save(update_fields=["overridden_at", "overridden_by", "override_reason"])
        step.facts |= {"proposed_by": asked.proposed_by}


def decline_override(number: str, opinion: str, *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Let the refusal stand.

    :raises NoReason: no opinion given; ``NoOverrideAsked``: nobody proposed otherwise; ``OwnProposal``.
    """
    opinion = said.reason(opinion)
    with tickets.moving(number, Verb.DECLINE_OVERRIDE, by=by, at=at, seen=seen) as step:
        _refused(step)
        _decide(step, _asked(step), OverrideVerdict.DECLINED, opinion)


def _refused(step: tickets.Step) -> Declined:
    declined = Declined.objects.filter(ticket=step.ticket, confirmed_at__isnull=False).last()
    if declined is None or step.ticket.closing != Closing.REFUSED:
        raise errors.NotRefused(number=step.ticket.number)
    return declined


def _asked(step: tickets.Step) -> Override:
    asked = Override.objects.filter(ticket=step.ticket, verdict="").first()
    if asked is None:
        raise errors.NoOverrideAsked(number=step.ticket.number)
    if asked.proposer_id == step.by.person_id and asked.proposed_by == step.by.name:
        raise errors.OwnProposal
    return asked


def _decide(step: tickets.Step, asked: Override, verdict: OverrideVerdict, opinion: str) -> None:
    asked.verdict, asked.opinion = verdict, opinion
    asked.decided_at, asked.decided_by = step.at, step.by.name
    asked.save(update_fields=["verdict", "opinion", "decided_at", "decided_by"])
    moments.decided(step, ClockKind.OVERRIDE_REVIEW)
    step.facts |= {"override": asked.pk, "why": opinion or asked.why}
    if asked.proposer_id is not None:
        _ring(step, asked, person_id=asked.proposer_id)


def _ring(step: tickets.Step, asked: Override, **whom: int) -> None:
    key = f"{NoticeKind.OVERRIDE}:{asked.pk}:{asked.verdict}"
    facts = {"number": step.ticket.number, "by": step.by.name}
    outbox.notify([NewNotice(NoticeKind.OVERRIDE, key, step.ticket.pk, facts=facts, **whom)], at=step.at)
