"""More time for running work: a unit asks, the centre decides, the citizen is told."""

from __future__ import annotations

from datetime import datetime

from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import assignments, bells, moments, said
from hotline.flow.tickets import errors as road
from hotline.flow.tickets.actions import Step
from hotline.flow.tickets.words import Verb
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import ClockKind, ReasonPurpose
from hotline.ground.outbox import actions as outbox
from hotline.ground.outbox.words import MessageChannel, NewMessage, NoticeKind
from hotline.ground.people.words import Actor
from hotline.lib import identity, statements
from hotline.lib.days import civil_day, minute
from hotline.lib.refusal import clause

from . import errors, queries, rules
from .models import Extension
from .rules import Obstacle
from .words import ExtensionVerdict, NewExtension

TEMPLATE = "extended"
HOW = clause("告知方式")


def ask_extension(number: str, assignment_id: int, new: NewExtension, *, by: Actor, at: datetime) -> int:
    """Ask for more time; the work and its clock go on meanwhile. The request's id.

    :raises NoReason: nothing said, or ``UnlistedReason``.
    :raises ExpiredAlready: the time was over before.
    :raises NotLonger: not later than now; ``TooLong``, ``BeyondParent`` where it is too late.
    :raises AlreadyAsked: a request waits for its verdict; ``ExtendedTooOften``, ``NoMoreTime``: no more may be given.
    """
    why, how = said.reason(new.why), said.words(new.told_how, said.LINE, HOW)
    queries.require_reason(ReasonPurpose.EXTENSION, new.reason, at)
    with tickets.moving(number, Verb.EXTEND, by=by, at=at, assignment_id=assignment_id) as step:
        due = _running(step).due
        waiting = Extension.objects.filter(assignment_id=assignment_id, verdict="").first()
        if waiting is not None:
            raise errors.AlreadyAsked(who=waiting.asked_by, at=minute(waiting.asked_at))
        if due <= at:
            raise errors.ExpiredAlready(due=minute(due))
        _refuse(step, new.until)
        row = Extension(
            ticket=step.ticket,
            assignment_id=assignment_id,
            reason=new.reason,
            why=why,
            due_at=due,
            wanted_due_at=new.until,
            is_citizen_told=bool(how),
            told_how=how,
            asked_at=at,
            asked_by=by.name,
        )
        statements.insert(row)
        moments.await_decision(step, ClockKind.EXTENSION_REVIEW, of=step.assignment, before=due)
        step.facts |= {"extension": row.pk, "reason": new.reason, "why": why, "until": new.until.isoformat()}
        bells.ring(step, NoticeKind.EXTENSION, [step.ticket.centre_id], words=why)
    return int(row.pk)


def ask_days(
    number: str, assignment_id: int, days: int, reason: str, why: str, told_how: str = "", *, by: Actor, at: datetime
) -> int:
    """Ask for some working days more; see ``ask_extension`` for what it raises. The request's id."""
    work = moments.work(assignment_id)
    until = moments.later(work, f"{days}wd") if work else at
    new = NewExtension(reason, why, until, told_how)
    return ask_extension(number, assignment_id, new, by=by, at=at)


def grant_days(number: str, extension_id: int, days: int | None, opinion: str = "", *, by: Actor, at: datetime) -> None:
    """Give some working days more; as many as were asked for where none are named. See ``grant_extension``."""
    row = Extension.objects.filter(pk=extension_id, ticket__number=number).first()
    work = moments.work(row.assignment_id) if row else None
    is_other = row is not None and days is not None and days != queries.days_wanted(row)
    until = moments.later(work, f"{days}wd") if work and is_other else None
    grant_extension(number, extension_id, opinion, by=by, at=at, until=until)


def grant_extension(
    number: str, extension_id: int, opinion: str = "", *, by: Actor, at: datetime, until: datetime | None = None
) -> None:
    """Give the time asked for, or another; the clock goes on to the new moment and the citizen is told.

    :param until: the new due moment where it is not the one asked for.
    :raises AlreadyDecided: somebody decided before.
    :raises NotLonger: ``TooLong``, ``BeyondParent`` as for the request.
    """
    opinion, on = said.words(opinion), queries.assignment_of(number, extension_id)
    with tickets.moving(number, Verb.GRANT_EXTENSION, by=by, at=at, assignment_id=on) as step:
        row = _waiting(step, extension_id)
        due = until or row.wanted_due_at
        _refuse(step, due)
        moments.put_off(step, row.assignment_id, due)
        _decide(step, row, ExtensionVerdict.GRANTED, opinion, due)
        step.facts |= {"before": row.due_at.isoformat(), "until": due.isoformat()}
        _tell_citizen(step, row, due)


def deny_extension(number: str, extension_id: int, opinion: str, *, by: Actor, at: datetime) -> None:
    """Give no more time: the clock stays as it is.

    :raises NoReason: no opinion given.
    :raises AlreadyDecided: somebody decided before.
    """
    opinion, on = said.reason(opinion), queries.assignment_of(number, extension_id)
    with tickets.moving(number, Verb.DENY_EXTENSION, by=by, at=at, assignment_id=on) as step:
        _decide(step, _waiting(step, extension_id), ExtensionVerdict.DENIED, opinion, None)


def _running(step: Step) -> moments.Work:
    """The running work of the step's assignment.

    :raises AssignmentNotOpen: it has ended, or its clock stands still.
    """
    assignment = assignments.require_open(step)
    work = moments.work(assignment.pk)
    if work is None:
        raise road.AssignmentNotOpen(state=assignment.state, verb=step.verb)
    return work


def _refuse(step: Step, wanted: datetime) -> None:
    work = _running(step)
    parent = step.assignment.parent_id if step.assignment else None
    above = moments.work(parent) if parent else None
    before = queries.granted(step.assignment.pk) if step.assignment else []
    if len(before) >= catalogue.bounds(step.at).max_extensions:
        raise errors.ExtendedTooOften(count=len(before))
    most = moments.longest(step.ticket, work, step.at, before)
    if most <= work.due:
        raise errors.NoMoreTime
    found = rules.obstacle(wanted, rules.Bounds(work.due, most, above.due if above else None), step.at)
    if found is Obstacle.NOT_LONGER:
        raise errors.NotLonger(due=minute(work.due))
    if found is Obstacle.TOO_LONG:
        raise errors.TooLong(most=minute(most))
    if found is Obstacle.BEYOND_PARENT and above is not None:
        raise errors.BeyondParent(due=minute(above.due))


def _waiting(step: Step, extension_id: int) -> Extension:
    row = Extension.objects.filter(pk=extension_id, ticket=step.ticket).first()
    if row is None:
        raise road.TicketNotFound
    if row.verdict:
        verdict = ExtensionVerdict(row.verdict)
        raise errors.AlreadyDecided(who=row.decided_by, at=minute(row.decided_at or step.at), verdict=verdict)
    return row


def _decide(step: Step, row: Extension, verdict: ExtensionVerdict, opinion: str, due: datetime | None) -> None:
    row.verdict, row.opinion, row.granted_due_at = verdict, opinion, due
    row.decided_at, row.decided_by = step.at, step.by.name
    row.save(update_fields=["verdict", "opinion", "granted_due_at", "decided_at", "decided_by"])
    moments.decided(step, ClockKind.EXTENSION_REVIEW, of=step.assignment)
    step.facts |= {"extension": row.pk, "opinion": opinion}
    waiting = [] if verdict is ExtensionVerdict.DENIED or step.is_lead else [step.ticket.lead_unit_id or 0]
    ours = [step.assignment.unit_id] if step.assignment else []
    bells.ring(step, NoticeKind.EXTENSION, filter(None, [*ours, *waiting]), words=opinion)


def _tell_citizen(step: Step, row: Extension, due: datetime) -> None:
    """Write to the citizen until when it takes: where the leading unit gets more time, for that is the ticket's, and
    where another unit gets more than the leading one has, which cannot answer before.
    """
    ticket = step.ticket
    is_hers = step.is_lead or (ticket.due_at is not None and due > ticket.due_at)
    if not is_hers or identity.phone(ticket.contact.phone).kind is not identity.PhoneKind.MOBILE:
        return
    facts = {"number": ticket.number, "title": ticket.words.title, "until": civil_day(due).isoformat()}
    contact = ticket.contact
    message = NewMessage(MessageChannel.SMS, contact.phone, TEMPLATE, facts, ticket.pk, language=contact.language)
    outbox.write(message, once_key=f"{TEMPLATE}:{row.pk}", at=step.at)
