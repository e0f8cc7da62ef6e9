"""Standing still: while nothing can be done, reviewed every month, until it goes on."""

from __future__ import annotations

from datetime import datetime

from hotline.flow.disputes import queries as disputes
from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import assignments, bells, moments, said
from hotline.flow.tickets.words import Verb
from hotline.ground.catalogue.words import ClockKind, ReasonPurpose
from hotline.ground.outbox.words import NoticeKind
from hotline.ground.people.words import Actor
from hotline.lib import statements
from hotline.lib.days import civil_day

from . import queries
from .models import Suspension


def suspend(number: str, reason: str, cause: str, *, by: Actor, at: datetime) -> int:
    """Let a ticket stand still: its units' clocks stop, the centre reviews it within the limit. The suspension's id.

    :raises NoReason: no cause given, or ``UnlistedReason``.
    """
    cause = said.reason(cause)
    queries.require_reason(ReasonPurpose.SUSPENSION, reason, at)
    with tickets.moving(number, Verb.SUSPEND, by=by, at=at) as step:
        _end(step)  # a ticket taken back while it stood still left one open
        moments.pause_all(step)
        row = Suspension(
            ticket=step.ticket,
            reason=reason,
            cause=cause,
            suspended_at=at,
            suspended_by=by.name,
            review_on=civil_day(moments.centre_due(step, ClockKind.SUSPENSION)),
        )
        statements.insert(row)
        step.facts |= {"suspension": row.pk, "reason": reason, "why": cause, "review_on": row.review_on.isoformat()}
        bells.ring(step, NoticeKind.SUSPENSION, assignments.owing(step), words=cause)
    return int(row.pk)


def review_suspension(number: str, why: str, *, by: Actor, at: datetime) -> None:
    """Find that the cause still holds: a new clock until the next review.

    :raises NoReason: nothing said.
    """
    why = said.reason(why)
    with tickets.moving(number, Verb.REVIEW_SUSPENSION, by=by, at=at) as step:
        due = moments.start_anew(step, ClockKind.SUSPENSION)
        row = Suspension.objects.get(ticket=step.ticket, resumed_at__isnull=True)
        row.reviews, row.review_on = row.reviews + 1, civil_day(due)
        row.save(update_fields=["reviews", "review_on"])
        step.facts |= {"suspension": row.pk, "why": why, "review_on": row.review_on.isoformat()}


def resume(number: str, why: str, *, by: Actor, at: datetime) -> None:
    """Let the ticket go on: each clock runs on with what was left to it, but where a return still waits.

    :raises NoReason: nothing said.
    """
    why = said.reason(why)
    with tickets.moving(number, Verb.RESUME, by=by, at=at) as step:
        _end(step)
        moments.resume_all(step, but=disputes.pending(step.ticket.pk))
        step.facts["why"] = why
        bells.ring(step, NoticeKind.SUSPENSION, assignments.owing(step), words=why)


def _end(step: tickets.Step) -> None:
    standing = Suspension.objects.filter(ticket=step.ticket, resumed_at__isnull=True)
    standing.update(resumed_at=step.at, resumed_by=step.by.name)
