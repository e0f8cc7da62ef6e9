"""Starting and stopping clocks. A deadline is computed once, here, and stored as a moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from hotline.ground.calendar import queries as calendars
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import ClockKind
from hotline.ground.disaster import queries as disaster
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.lib import statements

from .models import Assignment, Clock, Ticket
from .rules import STATUS_CLOCK
from .words import FollowUpWish, Status

_COLUMNS = (
    "ticket_id",
    "assignment_id",
    "kind",
    "owner_id",
    "limit",
    "policy",
    "is_certain",
    "started_at",
    "yellow_at",
    "due_at",
)
_STOP = """
UPDATE tickets_clock SET stopped_at = %s
WHERE ticket_id = %s AND assignment_id IS NOT DISTINCT FROM %s::bigint AND stopped_at IS NULL AND kind = ANY(%s)
"""
_PAUSE = """
UPDATE tickets_clock SET stopped_at = %s, is_paused = true
WHERE ticket_id = %s AND assignment_id = ANY(%s) AND stopped_at IS NULL
"""
_STOP_ALL = "UPDATE tickets_clock SET stopped_at = %s WHERE ticket_id = %s AND stopped_at IS NULL"
_NEXT_DUE = """
SELECT min(due_at) FROM tickets_clock WHERE assignment_id = %s AND stopped_at IS NULL AND kind = ANY(%s)
"""

ASSIGNMENT_CLOCKS = (ClockKind.SIGN, ClockKind.CONTACT, ClockKind.HANDLE)
OF_UNITS = (*ASSIGNMENT_CLOCKS, ClockKind.REWORK)
"""What a unit owes; every other clock of an assignment is the centre's, by which it decides what the unit asked."""


def build(
    ticket: Ticket,
    kind: ClockKind,
    *,
    owner: Unit,
    at: datetime,
    assignment: Assignment | None = None,
    no_later_than: datetime | None = None,
    counted_from: datetime | None = None,
) -> Clock:
    """An unsaved clock that starts now; a child's clock ends no later than its parent's.

    :param counted_from: from when on the limit is counted, where somebody else is waited for first; else from now on.
    :raises NoLimitPolicy: when no time-limit policy is in force.
    """
    limit, policy = _limit(ticket, kind, owner, at)
    deadline, yellow = calendars.deadline(limit, owner.calendar, counted_from or at)
    due = deadline.at
    if no_later_than is not None and at < no_later_than < due:
        due, yellow = no_later_than, max(at, min(yellow, no_later_than - (due - yellow)))
    return Clock(
        ticket_id=ticket.pk,
        assignment=assignment,
        kind=kind,
        owner_id=owner.id,
        limit=limit,
        policy=policy,
        is_certain=deadline.certain,
        started_at=at,
        yellow_at=yellow,
        due_at=due,
    )


def _limit(ticket: Ticket, kind: ClockKind, owner: Unit, at: datetime) -> tuple[str, str]:
    """The limit of a clock with its policy: in a disaster the essential one, where there is one."""
    essential = disaster.limit(ticket.region_id or owner.region, kind, at)
    if essential is not None:
        return essential.limit, essential.policy
    limits = catalogue.limits(ticket.kind, ticket.category_id or "", ticket.urgency, owner.level, at)
    return limits.by_clock[kind], limits.policy


def of_centre(
    ticket: Ticket, kind: ClockKind, *, centre: Unit, at: datetime, counted_from: datetime | None = None
) -> list[Clock]:
    """The clock of the centre's step, unsaved; none where a disaster lets it stand still."""
    if disaster.is_silent(ticket.region_id or centre.region, kind, at):
        return []
    return [build(ticket, kind, owner=centre, at=at, counted_from=counted_from)]


def turn(ticket: Ticket, after: Status, centre_id: int, *, at: datetime) -> dict[str, Any]:
    """Stop the centre's clock of the state left, start that of the state entered; the new due moment as a change."""
    if after is Status.CLOSED:
        stop_all(ticket.pk, at)
        return {}
    stop(ticket.pk, at)
    kind = STATUS_CLOCK.get(after)
    if kind is None:
        return {}
    counted_from = _link_lapses_at(ticket, at) if kind is ClockKind.FOLLOW_UP else None
    centre = organisations.unit(centre_id)
    return {"due_at": start(of_centre(ticket, kind, centre=centre, at=at, counted_from=counted_from))}


_PREFERS_LINK = "SELECT 1 FROM tickets_contact WHERE id = %s AND follow_up = %s AND phone_index IS NOT NULL"


def _link_lapses_at(ticket: Ticket, at: datetime) -> datetime | None:
    """Until when a citizen who wants to answer by a link is waited for, before the centre has to call."""
    if not statements.run(_PREFERS_LINK, (ticket.contact_id, FollowUpWish.LINK)):
        return None
    return at + timedelta(days=catalogue.bounds(at).rating_days)


def start(clocks: Iterable[Clock]) -> datetime | None:
    """Save clocks and tell the earliest moment any of them is due."""
    started = list(clocks)
    if not started:
        return None
    statements.insert_all(started)
    return min(clock.due_at for clock in started)


def stop(ticket_id: int, at: datetime, *kinds: ClockKind, assignment_id: int | None = None) -> None:
    """Stop the running clocks of a ticket's centre (no assignment) or of one assignment; all kinds unless named."""
    chosen = [kind.value for kind in kinds or ClockKind]
    statements.run(_STOP, (at, ticket_id, assignment_id, chosen))


def pause(ticket_id: int, at: datetime, assignments: Iterable[int]) -> None:
    """Let the running clocks of some assignments stand still until ``resume``."""
    statements.run(_PAUSE, (at, ticket_id, list(assignments)))


def resume(ticket_id: int, at: datetime, assignments: Iterable[int], *, kinds: Iterable[ClockKind] = ClockKind) -> None:
    """Let paused clocks run on: each gets a new row with what was left; the assignments' due moments follow.

    :param kinds: only these; all unless named.
    """
    chosen = list(assignments)
    paused = Clock.objects.filter(ticket_id=ticket_id, assignment_id__in=chosen, is_paused=True, kind__in=list(kinds))
    standing = list(paused)
    start(_continued(clock, at) for clock in standing)
    Clock.objects.filter(pk__in=[clock.pk for clock in standing]).update(is_paused=False)
    for pk in chosen:
        statements.update("tickets_assignment", "id", {"due_at": next_due(pk)}, pk)


def _continued(clock: Clock, at: datetime) -> Clock:
    owner = organisations.unit(clock.owner_id)
    paused_at = clock.stopped_at or at
    due, yellow = calendars.resumed(clock.limit, owner.calendar, clock.due_at, paused_at=paused_at, at=at)
    fields = {name: getattr(clock, name) for name in _COLUMNS}
    return Clock(**{**fields, "started_at": at, "due_at": due, "yellow_at": yellow})


def stop_all(ticket_id: int, at: datetime) -> None:
    """Stop every running clock of a ticket: at its end."""
    statements.run(_STOP_ALL, (at, ticket_id))


def next_due(assignment_id: int) -> datetime | None:
    """The earliest moment at which a unit owes something of an assignment."""
    [[due]] = statements.run(_NEXT_DUE, (assignment_id, [kind.value for kind in OF_UNITS]))
    return due if due is None else due.astimezone(UTC)
