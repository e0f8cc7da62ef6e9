"""Rows of lists: what one line shows, read for a whole page with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hotline.ground.catalogue.words import Kind, Urgency
from hotline.lib import masks

from .models import Assignment, Clock, Ticket
from .words import REPLAYED, AssignmentRole, AssignmentState, Channel, Closing, Colour, Mark, Status


@dataclass(frozen=True, slots=True)
class Row:
    """One ticket in a list, its words masked. Codes and identifiers become names by their rooms' remembered queries.

    Until when the centre decides what was asked for is told where the list is of such tickets (``lists.picked``).
    """

    id: int
    number: str
    title: str
    place: str
    kind: Kind
    category: str
    region: str
    urgency: Urgency
    channel: Channel
    status: Status
    closing: Closing | None
    centre_id: int
    lead_unit_id: int | None
    round: int
    moves: int
    marks: tuple[Mark, ...]
    is_confidential: bool
    is_sensitive: bool
    registered_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    yellow_at: datetime | None
    colour: Colour | None
    review_due_at: datetime | None = None
    review_yellow_at: datetime | None = None
    is_synthetic: bool = False
    """Made by a replay: nothing of it happened."""


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One assignment in a unit's inbox, with its ticket. The clock is the assignment's own."""

    assignment_id: int
    unit_id: int
    role: AssignmentRole
    state: AssignmentState
    note: str
    sent_at: datetime
    signed_at: datetime | None
    contacted_at: datetime | None
    replied_at: datetime | None
    signed_by: str
    replied_by: str
    due_at: datetime | None
    yellow_at: datetime | None
    colour: Colour | None
    ticket: Row


def colour(due_at: datetime | None, yellow_at: datetime | None, at: datetime) -> Colour | None:
    """How a clock stands at a moment; None when none runs."""
    if due_at is None:
        return None
    if due_at <= at:
        return Colour.RED
    return Colour.YELLOW if yellow_at is not None and yellow_at <= at else Colour.GREEN


def rows(tickets: Iterable[Ticket], at: datetime) -> list[Row]:
    """The rows of tickets that were read with their ``words``; one more query for their clocks."""
    found = list(tickets)
    yellows = _yellows([ticket.pk for ticket in found if ticket.due_at is not None])
    return [_row(ticket, yellows.get((ticket.pk, ticket.due_at)), at) for ticket in found]


def inbox_rows(assignments: Iterable[Assignment], at: datetime) -> list[InboxRow]:
    """The rows of assignments that were read with their ticket and its ``words``; one more query for the clocks."""
    found = list(assignments)
    yellows = _yellows([each.ticket_id for each in found if each.ticket.status != Status.CLOSED])
    return [_inbox_row(each, yellows, at) for each in found]


def _yellows(tickets: list[int]) -> dict[tuple[int, datetime | None], datetime]:
    """When the running clocks of tickets turn yellow, by ticket and due moment."""
    if not tickets:
        return {}
    running = Clock.objects.filter(ticket_id__in=tickets, stopped_at__isnull=True)
    found = running.values_list("ticket_id", "due_at", "yellow_at")
    return {(ticket, due_at): yellow_at for ticket, due_at, yellow_at in found}


def _row(ticket: Ticket, yellow_at: datetime | None, at: datetime) -> Row:
    return Row(
        ticket.pk,
        ticket.number,
        masks.mask_text(ticket.words.title),
        masks.mask_text(ticket.words.place),
        Kind(ticket.kind),
        ticket.category_id or "",
        ticket.region_id or "",
        Urgency(ticket.urgency),
        Channel(ticket.channel),
        Status(ticket.status),
        Closing(ticket.closing) if ticket.closing else None,
        ticket.centre_id,
        ticket.lead_unit_id,
        ticket.round,
        ticket.moves,
        tuple(mark for mark in Mark if mark in ticket.marks),
        ticket.is_confidential,
        ticket.is_sensitive,
        ticket.registered_at,
        ticket.changed_at,
        ticket.closed_at,
        ticket.due_at,
        yellow_at,
        colour(ticket.due_at, yellow_at, at),
        getattr(ticket, "review_due_at", None),
        getattr(ticket, "review_yellow_at", None),
        ticket.source == REPLAYED,
    )


def _inbox_row(each: Assignment, yellows: dict[tuple[int, datetime | None], datetime], at: datetime) -> InboxRow:
    yellow_at = yellows.get((each.ticket_id, each.due_at))
    ticket = _row(each.ticket, yellows.get((each.ticket_id, each.ticket.due_at)), at)
    return InboxRow(
        each.pk,
        each.unit_id,
        AssignmentRole(each.role),
        each.state,
        masks.mask_text(each.note),
        each.sent_at,
        each.signed_at,
        each.contacted_at,
        each.replied_at,
        each.signed_by,
        each.replied_by,
        each.due_at,
        yellow_at,
        colour(each.due_at, yellow_at, at),
        ticket,
    )
