"""Reading delays: what was asked and decided on tickets the caller may see."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from hotline.flow.tickets import moments
from hotline.ground.calendar import queries as calendars
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import ReasonPurpose
from hotline.ground.organisations import queries as organisations
from hotline.lib.days import civil_day

from . import errors
from .models import Extension, Suspension
from .words import ExtensionVerdict, Room


def extensions(ticket_id: int) -> QuerySet[Extension]:
    """Every request for more time on a ticket, the latest first, with its assignment."""
    return Extension.objects.filter(ticket_id=ticket_id).select_related("assignment").order_by("-pk")


def waiting(centre_id: int) -> QuerySet[Extension]:
    """The requests a centre has to decide, the soonest due first; those of ended assignments wait for nobody."""
    rows = Extension.objects.filter(verdict="", assignment__is_open=True, ticket__centre_id=centre_id)
    return rows.select_related("ticket", "assignment").order_by("due_at", "pk")


def granted(assignment_id: int) -> list[tuple[datetime, datetime]]:
    """From when to when an assignment's work was put off, each time it was."""
    rows = Extension.objects.filter(assignment_id=assignment_id, verdict=ExtensionVerdict.GRANTED)
    return [(was, until) for was, until in rows.values_list("due_at", "granted_due_at") if until is not None]


def room(ticket: Any, assignment_id: int, at: datetime) -> Room | None:
    """How much more time an assignment of a ticket may still get; None where its clock does not run."""
    work = moments.work(assignment_id)
    if work is None:
        return None
    before = granted(assignment_id)
    most = moments.longest(ticket, work, at, before)
    days = calendars.workdays_between(work.owner.calendar, work.due, most)
    return Room(work.due, most, days, max(0, catalogue.bounds(at).max_extensions - len(before)))


def may_ask(ticket: Any, assignment_id: int, at: datetime) -> bool:
    """Whether a unit may ask for more time: its clock runs, is not over, nothing is asked, and some time is left."""
    found = room(ticket, assignment_id, at)
    if found is None or found.due <= at or not found.days or not found.times:
        return False
    return asked(assignment_id) is None


def asked(assignment_id: int) -> Extension | None:
    """The request that waits for its decision, if there is one."""
    return Extension.objects.filter(assignment_id=assignment_id, verdict="").first()


def days_wanted(row: Extension) -> int:
    """How many working days more a request asks for, on its unit's calendar."""
    unit = organisations.unit(row.assignment.unit_id)
    return calendars.workdays_between(unit.calendar, row.due_at, row.wanted_due_at)


def standing(ticket_id: int) -> Suspension | None:
    """The suspension under which a ticket stands still, if it does."""
    return Suspension.objects.filter(ticket_id=ticket_id, resumed_at__isnull=True).first()


def suspensions(ticket_id: int) -> QuerySet[Suspension]:
    """Every time a ticket stood still, the latest first."""
    return Suspension.objects.filter(ticket_id=ticket_id).order_by("-pk")


def assignment_of(number: str, extension_id: int) -> int | None:
    """The assignment a request on a ticket is for, if there is such a request."""
    rows = Extension.objects.filter(pk=extension_id, ticket__number=number)
    return rows.values_list("assignment_id", flat=True).first()


def require_reason(purpose: ReasonPurpose, code: str, at: datetime) -> None:
    """Refuse a reason that is not listed for the purpose on the day.

    :raises UnlistedReason: it is not.
    """
    if not any(each.code == code for each in catalogue.reasons(purpose, civil_day(at))):
        raise errors.UnlistedReason(code=code)
