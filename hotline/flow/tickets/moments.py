"""Moving the due moments of running work. Every function works on a locked ticket, inside ``actions.moving``."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from hotline.ground.calendar import queries as calendars
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import ClockKind, Limits, Urgency
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.lib import statements

from . import assignments, clocks
from .actions import Step
from .models import Assignment, Clock, Ticket
from .rules import STATUS_CLOCK
from .words import AssignmentRole, Status

INSTANT = timedelta(microseconds=1)
"""Closing time belongs to the day it ends, for the calendar already to the next: counted from just before it."""


DECISIONS = (
    ClockKind.RETURN_REVIEW,
    ClockKind.EXTENSION_REVIEW,
    ClockKind.OVERRIDE_REVIEW,
    ClockKind.CONTEST_REVIEW,
)
"""The clocks by which the centre decides what somebody asked for, beside the state the ticket is in."""


@dataclass(frozen=True, slots=True)
class Work:
    """The running work of one assignment: when it is due, and whose calendar counts."""

    due: datetime
    owner: Unit


def work(assignment_id: int) -> Work | None:
    """The running work of an assignment; None where its clock has ended or stands still."""
    clock = _running(assignment_id)
    return Work(clock.due_at, organisations.unit(clock.owner_id)) if clock else None


def longest(ticket: Ticket, found: Work, at: datetime, spent: Iterable[tuple[datetime, datetime]] = ()) -> datetime:
    """The latest moment to which work may be put off: what is left of the limit for extensions, from when it is due.

    :param spent: from when to when it was put off before; all of it together keeps within the limit.
    """
    limits = catalogue.limits(ticket.kind, ticket.category_id or "", ticket.urgency, found.owner.level, at)
    left = calendars.left(limits.by_clock[ClockKind.EXTENSION], found.owner.calendar, spent)
    return later(found, left) if left else found.due


def later(found: Work, limit: str) -> datetime:
    """When work would be due that is put off by a written limit, such as ``3wd``."""
    end = calendars.deadline(limit, found.owner.calendar, found.due - INSTANT)[0].at
    return end + INSTANT if end.microsecond else end


def put_off(step: Step, assignment_id: int, due: datetime) -> None:
    """Let the running work of an assignment be due at another moment; warnings told too early are taken back."""
    clock = _running(assignment_id)
    if clock is not None:
        _move(step, clock, due, clock.limit)


def hasten(step: Step, urgency: Urgency) -> None:
    """Let running work be due by an urgency's limit from now where that is sooner; a child's no later than above."""
    ends: dict[int | None, datetime] = {}
    for clock in _work_clocks(ticket=step.ticket).order_by("assignment_id"):
        owner, parent = organisations.unit(clock.owner_id), _assignment(clock).parent_id
        limit = _limits(step, owner, urgency).by_clock[ClockKind(clock.kind)]
        due = calendars.deadline(limit, owner.calendar, step.at)[0].at
        if ends.get(parent, step.at) > step.at:
            due = min(due, ends[parent])
        if due < clock.due_at:
            _move(step, clock, due, limit)
        ends[clock.assignment_id] = clock.due_at


def pause_all(step: Step) -> None:
    """Let the clocks of every open assignment stand still."""
    for each in _open(step):
        assignments.pause(step, each)


def resume_all(step: Step, *, but: Collection[int] = ()) -> None:
    """Let the clocks of every open assignment run on with what was left; the ticket is due when its lead's work is.

    :param but: assignments whose clocks stand still for a reason of their own.
    """
    for each in _open(step):
        if each.pk in but:
            clocks.resume(step.ticket.pk, step.at, [each.pk], kinds=DECISIONS)
            continue
        due = assignments.resume(step, each)
        if _is_lead(each):
            step.changes["due_at"] = due


def centre_due(step: Step, kind: ClockKind) -> datetime:
    """When a clock of the ticket's centre would end that starts now."""
    return _centre_clock(step, kind).due_at


def start_anew(step: Step, kind: ClockKind) -> datetime:
    """Start the centre's clock again without leaving the state; when it ends."""
    clocks.stop(step.ticket.pk, step.at)
    clock = _centre_clock(step, kind)
    step.changes["due_at"] = clocks.start([clock])
    return clock.due_at


def await_decision(
    step: Step, kind: ClockKind, *, of: Assignment | None = None, before: datetime | None = None
) -> None:
    """Give the centre until when to decide what was asked for; the clock runs beside that of the state or the work.

    :param of: the assignment it is about; None: the ticket.
    :param before: what it asks for would be too late after this moment.
    """
    centre = organisations.unit(step.ticket.centre_id)
    clocks.start([clocks.build(step.ticket, kind, owner=centre, at=step.at, assignment=of, no_later_than=before)])


def decided(step: Step, kind: ClockKind, *, of: Assignment | None = None) -> None:
    """Stop the clock of a decision: it was made."""
    clocks.stop(step.ticket.pk, step.at, kind, assignment_id=of.pk if of else None)


def wait_for(step: Step, due: datetime) -> None:
    """Let the centre's clock stand while others have the matter by a clock of their own, due at a moment."""
    clocks.stop(step.ticket.pk, step.at)
    step.changes["due_at"] = due


def go_on(step: Step) -> None:
    """Start the clock of the ticket's state again, where it has one and none runs."""
    kind = STATUS_CLOCK.get(Status(step.ticket.status))
    centre = Clock.objects.filter(ticket=step.ticket, assignment__isnull=True, stopped_at__isnull=True)
    if kind is not None and not centre.exists():
        start_anew(step, kind)


def _centre_clock(step: Step, kind: ClockKind) -> Clock:
    centre = organisations.unit(step.changes.get("centre_id", step.ticket.centre_id))
    return clocks.build(step.ticket, kind, owner=centre, at=step.at)


def _move(step: Step, clock: Clock, due: datetime, limit: str) -> None:
    yellow = calendars.yellow(limit, organisations.unit(clock.owner_id).calendar, due)
    yellow = min(due, max(clock.started_at, yellow))
    changes: dict[str, Any] = {"due_at": due, "yellow_at": yellow, "limit": limit}
    if yellow > step.at:
        changes["yellow_told_at"] = None
    if due > step.at:
        changes["red_told_at"] = None
    statements.update("tickets_clock", "id", changes, clock.pk)
    clock.due_at, assignment = due, _assignment(clock)
    statements.update("tickets_assignment", "id", {"due_at": clocks.next_due(assignment.pk)}, assignment.pk)
    if _is_lead(assignment):
        step.changes["due_at"] = due


def _running(assignment_id: int) -> Clock | None:
    return _work_clocks(assignment_id=assignment_id).first()


def _work_clocks(**which: Any) -> QuerySet[Clock]:
    rows = Clock.objects.filter(kind__in=assignments.HANDLING, stopped_at__isnull=True, **which)
    return rows.filter(assignment__isnull=False).select_related("assignment")


def _assignment(clock: Clock) -> Assignment:
    if clock.assignment is None:
        raise ValueError(f"{clock.kind} is no work of a unit")
    return clock.assignment


def _open(step: Step) -> list[Assignment]:
    return list(Assignment.objects.filter(ticket=step.ticket, is_open=True).order_by("pk"))


def _is_lead(assignment: Assignment) -> bool:
    return assignment.role == AssignmentRole.LEAD and assignment.parent_id is None


def _limits(step: Step, owner: Unit, urgency: str) -> Limits:
    ticket = step.ticket
    return catalogue.limits(ticket.kind, ticket.category_id or "", urgency, owner.level, step.at)
