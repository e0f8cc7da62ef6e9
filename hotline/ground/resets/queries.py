"""Reading requests, and whom they are about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from . import errors
from .models import Address, Request
from .words import ResetState


def listed(people: QuerySet[Any] | None, *, waiting: bool, at: datetime) -> QuerySet[Request]:
    """Requests that wait for a second person, or those that wait no more; the latest first.

    :param people: those whose requests may be seen; None for everybody's.
    """
    rows = Request.objects.select_related("person", "asked_by", "decided_by").order_by("-pk")
    open_ = {"state": ResetState.WAITING, "expires_at__gt": at}
    rows = rows.filter(**open_) if waiting else rows.exclude(**open_)
    return rows if people is None else rows.filter(person_id__in=people.values("pk"))


def request(identifier: int, people: QuerySet[Any] | None) -> Request:
    """One request.

    :raises RequestNotFound: there is none, or it is about nobody of these people.
    """
    rows = Request.objects.select_related("person").filter(pk=identifier)
    found = (rows if people is None else rows.filter(person_id__in=people.values("pk"))).first()
    if found is None:
        raise errors.RequestNotFound
    return found


def state(row: Request, at: datetime) -> ResetState:
    """Where a request stands at a moment; one nobody decided in time has expired."""
    if row.state == ResetState.WAITING and row.expires_at <= at:
        return ResetState.EXPIRED
    return ResetState(row.state)


def address(person_id: int) -> tuple[str, str]:
    """A person's phone and mail, empty where she left none."""
    found = Address.objects.filter(pk=person_id).first()
    return (found.phone or "", found.mail or "") if found else ("", "")
