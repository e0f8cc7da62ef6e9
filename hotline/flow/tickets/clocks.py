"""Starting and stopping clocks. A deadline is computed once, here, and stored as a moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from hotline.ground.calendar import queries as calendars
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import ClockKind
from hotline.ground.organisations.queries import Unit

from .models import Assignment, Clock, Ticket

ASSIGNMENT_CLOCKS = (ClockKind.SIGN, ClockKind.CONTACT, ClockKind.HANDLE)


def build(
    ticket: Ticket,
    kind: ClockKind,
    *,
    owner: Unit,
    at: datetime,
    assignment: Assignment | None = None,
    no_later_than: datetime | None = None,
) -> Clock:
    """An unsaved clock that starts now; a child's clock ends no later than its parent's.

    :raises NoLimitPolicy: when no time-limit policy is in force.
    """
    limits = catalogue.limits(ticket.kind, ticket.category_id or "", ticket.urgency, owner.level, at)
    limit = limits.by_clock[kind]
    deadline, yellow = calendars.deadline(limit, owner.calendar, at)
    due = deadline.at
    if no_later_than is not None and at < no_later_than < due:
        due, yellow = no_later_than, max(at, min(yellow, no_later_than - (due - yellow)))
    return Clock(
        ticket_id=ticket.pk,
        assignment=assignment,
        kind=kind,
        owner_id=owner.id,
        limit=limit,
        policy=limits.policy,
        is_certain=deadline.certain,
        started_at=at,
        yellow_at=yellow,
        due_at=due,
    )


def start(clocks: Iterable[Clock]) -> datetime | None:
    """Save clocks and tell the earliest moment any of them is due."""
    saved = Clock.objects.bulk_create(list(clocks))
    return min((clock.due_at for clock in saved), default=None)


def stop(ticket_id: int, at: datetime, *kinds: ClockKind, assignment_id: int | None = None) -> int:
    """Stop the running clocks of a ticket's centre (no assignment) or of one assignment; all kinds unless named."""
    running = Clock.objects.filter(ticket_id=ticket_id, stopped_at__isnull=True)
    of_unit = {"assignment__isnull": True} if assignment_id is None else {"assignment_id": assignment_id}
    running = running.filter(**of_unit)
    if kinds:
        running = running.filter(kind__in=kinds)
    return running.update(stopped_at=at)


def stop_all(ticket_id: int, at: datetime) -> int:
    """Stop every running clock of a ticket: at its end."""
    return Clock.objects.filter(ticket_id=ticket_id, stopped_at__isnull=True).update(stopped_at=at)


def next_due(assignment_id: int) -> datetime | None:
    """The earliest moment at which something of an assignment falls due."""
    running = Clock.objects.filter(assignment_id=assignment_id, stopped_at__isnull=True)
    return running.order_by("due_at").values_list("due_at", flat=True).first()
