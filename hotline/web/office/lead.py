"""What a unit's leader sees: how much lies where, who is late, what was answered this month."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from hotline.flow.handling import queries as handling
from hotline.flow.tickets import lists, load
from hotline.flow.tickets.lists import Filters
from hotline.flow.tickets.load import Concluded, Load
from hotline.flow.tickets.words import Colour, Tab
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Capability
from hotline.web.kit.doors import door

from .places import Place, place

LATE_SHOWN = 12


@door(Capability.LEAD_VIEW)
@require_GET
def view(request: HttpRequest) -> HttpResponse:
    """The unit as a whole, and those below it."""
    here = place(request, Capability.LEAD_VIEW)
    unit = here.unit
    here.by.require_over(Capability.LEAD_VIEW, unit.region, unit.id, unit.path)
    since, until = _month(here.at)
    loads = load.by_unit(organisations.subtree(here.unit.path), at=here.at)
    concluded = load.concluded(here.unit.id, since=since, until=until)
    found: dict[str, Any] = {
        "place": here,
        "own": next((each for each in loads if each.unit_id == here.unit.id), Load(here.unit.id)),
        "below": [each for each in loads if each.unit_id != here.unit.id],
        "late": _late(here),
        "handlers": load.by_handler(here.unit.id, at=here.at),
        "concluded": concluded,
        "total": Concluded("", sum(each.replied for each in concluded), sum(each.in_time for each in concluded)),
        "answers": handling.answers(here.unit.id, since=since, until=until),
        "since": since,
        "waiting": lists.inbox_counts(here.by, here.unit.id, at=here.at)[Tab.WAITING],
    }
    return render(request, "office/lead.html", found)


def _late(here: Place) -> list[Any]:
    """What is overdue now, the longest first."""
    red = Filters(colour=Colour.RED)
    tabs = (Tab.TO_SIGN, Tab.HANDLING, Tab.WAITING)
    pages = [lists.inbox(here.by, here.unit.id, tab, at=here.at, filters=red, limit=LATE_SHOWN) for tab in tabs]
    rows = [row for page in pages for row in page.rows]
    return sorted(rows, key=lambda row: row.due_at or here.at)[:LATE_SHOWN]


def _month(at: datetime) -> tuple[datetime, datetime]:
    """From the first of the month until now, in Shanghai."""
    first = timezone.localtime(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first, at + timedelta(seconds=1)
