"""Reading delays: what was asked and decided on tickets the caller may see."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import ReasonPurpose
from hotline.lib.days import civil_day

from . import errors
from .models import Extension, Suspension


def extensions(ticket_id: int) -> QuerySet[Extension]:
    """Every request for more time on a ticket, the latest first, with its assignment."""
    return Extension.objects.filter(ticket_id=ticket_id).select_related("assignment").order_by("-pk")


def waiting(centre_id: int) -> QuerySet[Extension]:
    """The requests a centre has to decide, the soonest due first; those of ended assignments wait for nobody."""
    rows = Extension.objects.filter(verdict="", assignment__is_open=True, ticket__centre_id=centre_id)
    return rows.select_related("ticket", "assignment").order_by("due_at", "pk")


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
