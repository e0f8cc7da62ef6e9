"""Wrong dispatches of a centre in a period: by whom, to which unit, and the returns behind every number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from hotline.flow.disputes import queries as disputes
from hotline.flow.tickets import queries as tickets
from hotline.ground.catalogue.words import ReasonPurpose
from hotline.lib import masks, text
from hotline.web.kit import names
from hotline.web.kit.doors import door

from . import views
from .seats import Seat, seat
from .words import Bench

PERIODS = {"month": _("本月"), "last": _("上月"), "quarter": _("本季度"), "year": _("今年")}
MOST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One wrong dispatch behind a number."""

    number: str
    title: str
    dispatcher: str
    unit: int
    reason: str
    opinion: str
    decided_at: datetime


def span(period: str, at: datetime) -> tuple[datetime, datetime]:
    """From when to when a period runs, in Shanghai."""
    first = timezone.localtime(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    if period == "last":
        return (first - timedelta(days=1)).replace(day=1), first
    if period == "quarter":
        first = first.replace(month=first.month - (first.month - 1) % 3)
    if period == "year":
        first = first.replace(month=1)
    return first, timezone.localtime(at) + timedelta(seconds=1)


@door("grant_return", "deny_return")
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The counts, and what is behind the one that was chosen."""
    here = seat(request, Bench.RETURNS.value)
    period = request.GET.get("period", "month")
    period = period if period in PERIODS else "month"
    since, until = span(period, here.at)
    who, unit = request.GET.get("who", ""), text.number(request.GET.get("unit", ""))
    centre = here.centre.id
    rows = disputes.wrong_dispatches(since=since, until=until, centre_id=centre)
    people = disputes.wrong_dispatches_by_dispatcher(since=since, until=until, centre_id=centre)
    units = disputes.wrong_dispatches_by_unit(since=since, until=until, centre_id=centre)
    found = {
        "period": period,
        "periods": PERIODS.items(),
        "since": since,
        "people": _ranked(people),
        "units": _ranked(units),
        "who": who,
        "unit": unit,
        "title": who or names.unit(unit) or gettext("全部"),
        "lines": _lines(here, rows, who, unit),
    }
    return render(request, "bench/mistakes.html", views.frame(here) | found)


def _ranked(counts: Mapping[Any, int]) -> list[tuple[Any, int]]:
    return sorted(counts.items(), key=lambda each: (-each[1], str(each[0])))


def _lines(here: Seat, rows: Any, who: str, unit: int | None) -> list[Line]:
    """The returns behind a number, of tickets the reader sees."""
    rows = rows.filter(ticket__in=tickets.visible_to(here.by)).select_related("ticket__words")
    if who:
        rows = rows.filter(dispatched_by=who)
    if unit is not None:
        rows = rows.filter(unit_id=unit)
    return [
        Line(
            row.ticket.number,
            masks.mask_text(row.ticket.words.title),
            row.dispatched_by,
            row.unit_id,
            names.reason(ReasonPurpose.RETURN, row.reason),
            masks.mask_text(row.opinion),
            row.decided_at,
        )
        for row in rows.order_by("-decided_at")[:MOST]
    ]
