"""Asking the citizen, and what comes of it: archive, rework, another try."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import assignments, said, texts
from hotline.flow.tickets.assignments import Sending
from hotline.flow.tickets.words import Closing, Status, Verb
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor
from hotline.ground.privacy import queries as privacy
from hotline.lib import statements
from hotline.lib.days import civil_day, minute

from . import errors, queries, rules
from .models import FollowUp, Invitation
from .words import FollowUpChannel, Result, Solved, Visit

CAUSE, NOTE = 40, 2_000


def follow_up(number: str, visit: Visit, *, by: Actor, at: datetime, seen: int | None = None) -> Result:
    """Note one follow-up and do what follows from it, in one transaction.

    :raises IncompleteAnswers: one of the two questions is open, or a bad rating has no cause.
    :raises TooSoonToTry: not reached again in a part of the day in which she was tried already.
    :raises LinkFirst: she wants to answer by a link, which may still be used.
    """
    visit = replace(visit, cause=said.words(visit.cause, CAUSE), note=said.words(visit.note, NOTE))
    if not rules.is_complete(visit):
        raise errors.IncompleteAnswers
    with transaction.atomic():
        with tickets.moving(number, Verb.FOLLOW_UP, by=by, at=at, seen=seen) as step:
            result = _note(step, visit)
        if result is Result.REWORK:
            rework(number, visit.note or visit.cause or Solved.UNSOLVED.zh, by=by, at=at)
        elif result is not Result.AGAIN:
            closing = Closing.UNREACHED if result is Result.UNREACHED else Closing.FOLLOWED_UP
            tickets.move(number, Verb.CLOSE, by=by, at=at, changes={"closing": closing})
    return result


_TRIES = "SELECT count(*) FROM followup_followup WHERE ticket_id = %s AND round = %s AND NOT is_contacted"


def _note(step: tickets.Step, visit: Visit) -> Result:
    ticket = step.ticket
    _refuse_early_call(step, visit)
    [[before]] = statements.run(_TRIES, (ticket.pk, ticket.round))
    bounds = catalogue.bounds(step.at)
    result = rules.result(visit, tries_before=before, rounds_done=ticket.round, bounds=bounds)
    visited = FollowUp(
        ticket=ticket,
        round=ticket.round,
        channel=visit.channel,
        is_contacted=visit.is_contacted,
        was_contacted_by_unit=visit.was_contacted_by_unit,
        solved=visit.solved or "",
        satisfied=visit.satisfied or "",
        cause=visit.cause,
        note=visit.note,
        result=result,
        asked_at=step.at,
        asked_by=step.by.name,
    )
    statements.insert(visited)
    step.facts |= {
        "channel": visit.channel,
        "contacted": visit.is_contacted,
        "solved": visit.solved,
        "satisfied": visit.satisfied,
        "cause": visit.cause,
        "result": result,
    }
    return result


def _refuse_early_call(step: tickets.Step, visit: Visit) -> None:
    """A person's call in vain counts only when it was time to call: another part of the day, no link awaited.

    Who is reached, or rings us herself, is heard at any time.
    """
    if visit.is_contacted or visit.channel is not FollowUpChannel.PHONE or step.by.person_id is None:
        return
    ticket = step.ticket.pk
    if (until := queries.awaited_links([ticket], at=step.at).get(ticket)) is not None:
        raise errors.LinkFirst(until=minute(until))
    if (next_at := queries.next_tries([ticket], at=step.at).get(ticket)) is not None:
        raise errors.TooSoonToTry(next=minute(next_at))


def rework(number: str, why: str, *, by: Actor, at: datetime) -> None:
    """Give the matter back to its leading unit for another round, with a clock of its own.

    One that followed a main ticket goes to the main's unit; where no unit ever had it, to dispatch.

    :raises NoReason: no reason given; ``UnknownUnit``: the unit is gone.
    """
    why = said.reason(why, NOTE)
    with tickets.moving(number, Verb.REWORK, by=by, at=at) as step:
        _take_back(step)
        if _was_sent(step):
            _another_round(step, why)
        else:
            step.to = Status.TO_DISPATCH
            step.changes["round"] = step.ticket.round + 1
            step.facts |= {"round": step.ticket.round + 1, "why": why}


def reopen(number: str, new_facts: str, *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Take up a closed ticket because of new facts: to its last leading unit, or to dispatch without one.

    :raises NothingNew: no new facts given.
    """
    new_facts = said.words(new_facts, NOTE)
    if not new_facts:
        raise errors.NothingNew
    with tickets.moving(number, Verb.REOPEN, by=by, at=at, seen=seen) as step:
        step.facts["new_facts"] = new_facts
        _take_back(step)
        if not _has_lead(step):
            step.changes["lead_unit_id"] = None
            step.to = Status.TO_DISPATCH
        else:
            step.to = Status.HANDLING
            _another_round(step, new_facts)


def _has_lead(step: tickets.Step) -> bool:
    """Whether the ticket's leading unit is still there."""
    lead = step.ticket.lead_unit_id
    return lead is not None and organisations.unit_in_use(lead, civil_day(step.at)) is not None


def _take_back(step: tickets.Step) -> None:
    """An answer that did not hold does not stay public."""
    if texts.unpublish(step.ticket.pk):
        step.facts["unpublished"] = True


def _was_sent(step: tickets.Step) -> bool:
    return assignments.lead(step) is not None or step.ticket.lead_unit_id is not None


def _another_round(step: tickets.Step, why: str) -> None:
    """To the last leading unit; a ticket that followed a main was never sent itself, and goes to the main's unit."""
    last = assignments.lead(step)
    lead = last.unit_id if last else step.ticket.lead_unit_id
    if lead is None:  # ``_has_lead`` and ``_was_sent`` have looked
        raise errors.NeverDispatched
    step.changes["round"] = step.ticket.round + 1
    unit = assignments.unit_to_send(step, lead)
    explanation = last.explanation if last else {}
    assignments.send(step, Sending(unit, note=why[: said.NOTE], explanation=explanation), is_signed=True)
    step.facts |= {"round": step.ticket.round + 1, "why": why, "lead": unit.id}


def invite(ticket_id: int, round_: int, token: str, *, at: datetime) -> Invitation:
    """Note that the citizen was sent a rating link in this round; only the token's fingerprint is kept."""
    return Invitation.objects.create(
        ticket_id=ticket_id,
        round=round_,
        token_index=privacy.blind(token),
        sent_at=at,
        expires_at=at + timedelta(days=catalogue.bounds(at).rating_days),
    )


def rate(token: str, visit: Visit, *, at: datetime) -> Result:
    """A citizen rates through her link; it works once.

    :raises InvitationUsed: used, expired, unknown, or of a round that is over.
    :raises IncompleteAnswers: one of the two questions is open.
    """
    with transaction.atomic():
        invitation = (
            Invitation.objects.select_for_update(of=("self",))
            .select_related("ticket")
            .filter(token_index=privacy.blind(token), used_at__isnull=True, expires_at__gt=at)
            .filter(round=F("ticket__round"))
            .first()
        )
        if invitation is None:
            raise errors.InvitationUsed
        result = follow_up(invitation.ticket.number, visit, by=Actor.citizen(), at=at)
        Invitation.objects.filter(pk=invitation.pk).update(used_at=at)
    return result
