"""Writes on assignments. Every function works on a locked ticket, inside the block of ``actions.moving``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hotline.ground.catalogue.words import ClockKind
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.lib import statements
from hotline.lib.days import civil_day, minute

from . import clocks, errors, texts
from .actions import Step
from .models import Assignment, Clock
from .words import AssignmentRole, Verb

HANDLING = (ClockKind.HANDLE, ClockKind.REWORK)
"""The clocks that measure a unit's work: of the first round, and of a later one."""


@dataclass(frozen=True, slots=True)
class Sending:
    """One unit a ticket is sent to, and why."""

    unit: Unit
    role: AssignmentRole = AssignmentRole.LEAD
    note: str = ""
    explanation: Mapping[str, Any] = field(default_factory=dict)


def send(step: Step, sending: Sending, *, parent: Assignment | None = None, is_signed: bool = False) -> Assignment:
    """Open an assignment with its own sign, contact and handle clocks; a child's end no later than its parent's.

    :param is_signed: for rework, where the unit has the ticket already and signs nothing again.
    :raises AlreadyAssigned: the unit already has the ticket at the same place of the tree.
    :raises CyclicAssignment: the unit stands above in the same chain.
    """
    _refuse_repeats(step, sending.unit, parent)
    assignment = Assignment(
        ticket=step.ticket,
        parent=parent,
        unit_id=sending.unit.id,
        role=sending.role,
        round=step.changes.get("round", step.ticket.round),
        note=sending.note,
        explanation=dict(sending.explanation),
        sent_at=step.at,
        sent_by=step.by.name,
    )
    if is_signed:
        assignment.signed_at, assignment.signed_by = step.at, step.by.name
    limit = _handle_due(parent) if parent else None
    kinds = [ClockKind.CONTACT, ClockKind.REWORK] if is_signed else list(clocks.ASSIGNMENT_CLOCKS)
    built = [clocks.build(step.ticket, kind, owner=sending.unit, at=step.at, no_later_than=limit) for kind in kinds]
    assignment.due_at = min(clock.due_at for clock in built)
    statements.insert(assignment)
    texts.mark_sent(step.ticket.pk, sending.unit.id)
    for clock in built:
        clock.assignment_id = assignment.pk
    clocks.start(built)
    if parent is None and sending.role is AssignmentRole.LEAD:
        step.changes |= {"lead_unit_id": sending.unit.id, "due_at": built[-1].due_at}
    return assignment


def unit_to_send(step: Step, identifier: int) -> Unit:
    """The unit a ticket is to be sent to.

    :raises UnknownUnit: there is none, or it is retired.
    """
    found = organisations.unit_in_use(identifier, civil_day(step.at))
    if found is None:
        raise errors.UnknownUnit
    return found


def refuse_cycle(unit: Unit, parent: Assignment | None) -> None:
    """Refuse a unit that stands above in the same chain.

    :raises CyclicAssignment: it does.
    """
    above = parent
    while above is not None:
        if above.unit_id == unit.id:
            raise errors.CyclicAssignment(unit=unit.name)
        above = above.parent


_HAS_IT = """
SELECT 1 FROM tickets_assignment
WHERE ticket_id = %s AND unit_id = %s AND parent_id IS NOT DISTINCT FROM %s::bigint AND is_open LIMIT 1
"""


def _refuse_repeats(step: Step, unit: Unit, parent: Assignment | None) -> None:
    refuse_cycle(unit, parent)
    if statements.run(_HAS_IT, (step.ticket.pk, unit.id, parent.pk if parent else None)):
        raise errors.AlreadyAssigned(unit=unit.name)


def _handle_due(assignment: Assignment) -> datetime | None:
    running = Clock.objects.filter(assignment=assignment, kind__in=HANDLING, stopped_at__isnull=True)
    return running.values_list("due_at", flat=True).first()


def require_open(step: Step, *, is_signed: bool = True) -> Assignment:
    """The step's assignment, if it is still open and (unless it is being signed) has been signed.

    :raises AssignmentNotOpen: it has ended.
    :raises NotSignedYet: it is not signed.
    """
    assignment = step.assignment
    if assignment is None:
        raise errors.TicketNotFound
    if not assignment.is_open:
        raise errors.AssignmentNotOpen(state=assignment.state, verb=step.verb)
    if is_signed and assignment.signed_at is None:
        raise errors.NotSignedYet(verb=step.verb)
    return assignment


def note_signed(step: Step) -> Assignment:
    """Write that the unit took the assignment.

    :raises AlreadySigned: somebody of the unit signed before.
    """
    assignment = require_open(step, is_signed=False)
    if assignment.signed_at is not None:
        raise errors.AlreadySigned(who=assignment.signed_by, at=minute(assignment.signed_at))
    return _stamp(step, assignment, "signed", ClockKind.SIGN)


def note_contacted(step: Step) -> Assignment:
    """Write that the unit spoke with the citizen; the first time stops the contact clock."""
    assignment = require_open(step)
    if assignment.contacted_at is not None:
        return assignment
    return _stamp(step, assignment, "contacted", ClockKind.CONTACT)


def note_replied(step: Step) -> Assignment:
    """Write that the unit is done; its clocks stop.

    :raises ChildrenStillOpen: units below or beside it have not finished.
    """
    assignment = require_open(step)
    _refuse_open_children(step, assignment)
    return _end(step, assignment, "replied")


def note_withdrawn(step: Step, assignment: Assignment) -> Assignment:
    """Write that an assignment was taken back; all below it goes with it.

    :raises AssignmentNotOpen: it has ended.
    """
    if not assignment.is_open:
        raise errors.AssignmentNotOpen(state=assignment.state, verb=step.verb)
    for child in Assignment.objects.filter(parent=assignment, is_open=True):
        note_withdrawn(step, child)
    return _end(step, assignment, "withdrawn")


def pause(step: Step, assignment: Assignment) -> Assignment:
    """Let an assignment's clocks stand still: while its return is weighed, while the ticket is suspended."""
    clocks.pause(step.ticket.pk, step.at, [assignment.pk])
    return _update(assignment, {"due_at": None})


def resume(step: Step, assignment: Assignment) -> datetime | None:
    """Let an assignment's clocks run on with what was left; the moment at which its work is due."""
    clocks.resume(step.ticket.pk, step.at, [assignment.pk])
    assignment.refresh_from_db(fields=["due_at"])
    return _handle_due(assignment)


def reopen(step: Step, assignment: Assignment) -> Assignment:
    """Take a rejected reply back to its unit: the assignment is open again.

    Its clock goes on to the moment it had, however often a reply is rejected; where that is past, the rework limit
    gives a new one.
    """
    unit = organisations.unit(assignment.unit_id)
    old = Clock.objects.filter(assignment=assignment, kind__in=HANDLING).order_by("-started_at").first()
    clock = clocks.build(step.ticket, ClockKind.REWORK, owner=unit, at=step.at, assignment=assignment)
    if old is not None and old.due_at > step.at:
        clock.due_at, clock.yellow_at = old.due_at, max(step.at, old.yellow_at)
    assignment.due_at = clocks.start([clock])
    assignment.is_open, assignment.replied_at, assignment.replied_by = True, None, ""
    Assignment.objects.filter(pk=assignment.pk).update(
        is_open=True, replied_at=None, replied_by="", due_at=assignment.due_at
    )
    step.changes["due_at"] = assignment.due_at
    return assignment


def open_roots(step: Step) -> list[Assignment]:
    """The open assignments a dispatcher made on the step's ticket."""
    return list(Assignment.objects.filter(ticket=step.ticket, parent__isnull=True, is_open=True).order_by("pk"))


def owing(step: Step) -> set[int]:
    """The units that still owe something on the step's ticket."""
    return set(Assignment.objects.filter(ticket=step.ticket, is_open=True).values_list("unit_id", flat=True))


_LEAD = "ticket_id = %s AND parent_id IS NULL AND role = %s AND withdrawn_at IS NULL ORDER BY id DESC LIMIT 1"


def lead(step: Step) -> Assignment | None:
    """The latest assignment of the ticket's leading unit."""
    return statements.first(Assignment, _LEAD, step.ticket.pk, AssignmentRole.LEAD)


def get(step: Step, assignment_id: int) -> Assignment:
    """One assignment of the step's ticket.

    :raises TicketNotFound: it is no assignment of this ticket.
    """
    found = Assignment.objects.filter(ticket=step.ticket, pk=assignment_id).first()
    if found is None:
        raise errors.TicketNotFound
    return found


_OTHERS = "SELECT unit_id, parent_id FROM tickets_assignment WHERE ticket_id = %s AND is_open AND id <> %s ORDER BY id"


def _refuse_open_children(step: Step, assignment: Assignment) -> None:
    others = statements.run(_OTHERS, (step.ticket.pk, assignment.pk))
    if step.verb is Verb.REPLY and not step.is_lead:
        others = [(unit, parent) for unit, parent in others if parent == assignment.pk]
    names = [organisations.unit(unit).name for unit, _ in others]
    if names:
        raise errors.ChildrenStillOpen(count=len(names), units="、".join(names))


def _stamp(step: Step, assignment: Assignment, what: str, clock: ClockKind) -> Assignment:
    clocks.stop(step.ticket.pk, step.at, clock, assignment_id=assignment.pk)
    changes = {f"{what}_at": step.at, f"{what}_by": step.by.name, "due_at": clocks.next_due(assignment.pk)}
    return _update(assignment, changes)


def _end(step: Step, assignment: Assignment, what: str) -> Assignment:
    clocks.stop(step.ticket.pk, step.at, assignment_id=assignment.pk)
    return _update(assignment, {f"{what}_at": step.at, f"{what}_by": step.by.name, "is_open": False, "due_at": None})


def _update(assignment: Assignment, changes: Mapping[str, Any]) -> Assignment:
    for name, value in changes.items():
        setattr(assignment, name, value)
    statements.update("tickets_assignment", "id", changes, assignment.pk)
    return assignment
