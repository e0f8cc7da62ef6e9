"""Contesting a rating: a unit's word against it, once, within the policy's days; the centre decides with its opinion.

The citizen's answer is never changed: a granted contest only takes it out of what is reckoned of the unit.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import bells, moments, said
from hotline.flow.tickets import queries as tickets_read
from hotline.flow.tickets.words import AssignmentRole, Verb
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import ClockKind, ReasonPurpose
from hotline.ground.journal import queries as journals
from hotline.ground.organisations import queries as organisations
from hotline.ground.outbox.words import NoticeKind
from hotline.ground.people.words import Actor
from hotline.lib import statements
from hotline.lib.days import civil_day, minute
from hotline.lib.refusal import clause

from . import errors, queries
from .models import Contest, FollowUp
from .words import Contesting, ContestVerdict

TEXT = 600


def contest(number: str, assignment_id: int, new: Contesting, *, by: Actor, at: datetime) -> int:
    """Contest the dissatisfied rating a ticket was closed with, for the unit that led it; the contest's id.

    :raises NothingToContest: no such rating, or the unit did not lead; ``ContestTooLate``, ``ContestedAlready``.
    :raises UnlistedGround: no listed ground; ``NoCase``: nothing said; ``NoEvidence``: nothing proves it.
    """
    new = replace(new, text=said.words(new.text, TEXT, field=clause("事实和理由")))
    with tickets.moving(number, Verb.CONTEST_RATING, by=by, at=at, assignment_id=assignment_id) as step:
        visit = _contestable(step)
        _check(step, new)
        assert step.assignment is not None
        tickets.hang(step, new.fresh, "proof")
        asked = Contest(
            visit=visit,
            ticket=step.ticket,
            unit_id=step.assignment.unit_id,
            ground=new.ground,
            text=new.text,
            files=[*new.shown, *new.fresh],
            asked_at=at,
            asked_by=by.name,
        )
        statements.insert(asked)
        step.facts |= {"contest": asked.pk, "visit": visit.pk, "reason": new.ground, "files": len(asked.files)}
        moments.await_decision(step, ClockKind.CONTEST_REVIEW)
        bells.ring(step, NoticeKind.RATING, [step.ticket.centre_id], words=new.text[: said.NOTE])
    return asked.pk


def _contestable(step: tickets.Step) -> FollowUp:
    """The rating that the unit of the move may contest now."""
    ticket, mine = step.ticket, step.assignment
    right = queries.contest_right(ticket)
    is_lead = mine is not None and mine.role == AssignmentRole.LEAD and mine.withdrawn_at is None
    if right is None or not is_lead:
        raise errors.NothingToContest(number=ticket.number)
    before = Contest.objects.filter(visit_id=right.visit_id).first()
    if before is not None:
        unit = organisations.unit(before.unit_id).name
        raise errors.ContestedAlready(unit=unit, at=minute(before.asked_at))
    if step.at > right.until:
        raise errors.ContestTooLate(until=minute(right.until))
    return FollowUp.objects.get(pk=right.visit_id)


def _check(step: tickets.Step, new: Contesting) -> None:
    listed = catalogue.reasons(ReasonPurpose.CONTEST, civil_day(step.at))
    if new.ground not in {each.code for each in listed}:
        raise errors.UnlistedGround
    if not new.text:
        raise errors.NoCase
    if not (new.shown or new.fresh) or not tickets_read.attached(step.ticket.pk).issuperset(new.shown):
        raise errors.NoEvidence


def decide(number: str, verdict: ContestVerdict, opinion: str, *, by: Actor, at: datetime) -> None:
    """Decide the contest of a ticket's rating; whoever took the rating down does not.

    :raises NoOpinion: the centre must say why; ``NoContest``: none waits; ``OwnVisit``: another must decide.
    """
    opinion = said.words(opinion, field=clause("裁定意见"))
    if not opinion:
        raise errors.NoOpinion
    with tickets.moving(number, Verb.DECIDE_RATING, by=by, at=at) as step:
        asked = Contest.objects.filter(ticket=step.ticket, verdict="").first()
        if asked is None:
            raise errors.NoContest(number=step.ticket.number)
        if is_own(step.ticket.pk, by):
            raise errors.OwnVisit
        asked.verdict, asked.opinion, asked.decided_at, asked.decided_by = verdict, opinion, at, by.name
        asked.save(update_fields=["verdict", "opinion", "decided_at", "decided_by"])
        moments.decided(step, ClockKind.CONTEST_REVIEW)
        step.facts |= {"contest": asked.pk, "of_unit": asked.unit_id, "verdict": verdict, "opinion": opinion}
        bells.ring(step, NoticeKind.RATING, [asked.unit_id], words=opinion)


def is_own(ticket_id: int, by: Actor) -> bool:
    """Whether the actor herself took down the ticket's last rating."""
    if by.person_id is None:
        return False
    last = journals.of_verb(tickets.TOPIC, [ticket_id], Verb.FOLLOW_UP).last()
    return last is not None and last.by_id == by.person_id
