"""What a unit's leader sees: how much lies where, who is late, what was answered this month."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hotline.flow.handling import queries as handling
from hotline.flow.tickets import lists, load
from hotline.flow.tickets.load import Concluded, Load
from hotline.flow.tickets.words import Tab
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Capability
from hotline.insight.measures import queries as measures
from hotline.insight.measures.words import Measure
from hotline.web.kit import blamed
from hotline.web.kit.doors import door

from . import leading, leaving
from .places import Place

LATE_SHOWN = 12


def _rated(here: Place, since: datetime, until: datetime) -> dict[str, Any]:
    """How satisfied those are whom the unit's answers of the month went to, and why the others are not."""
    found = measures.measured(Measure.SATISFACTION, here.unit.id, since=since, until=until)
    handling_only = measures.measured(Measure.SATISFIED_HANDLING, here.unit.id, since=since, until=until)
    causes = measures.causes(found, since=since, until=until)
    return {"satisfied": found.figure, "satisfied_handling": handling_only.figure, "blamed": blamed.parts(causes)}


@door(Capability.LEAD_VIEW)
@require_GET
def view(request: HttpRequest) -> HttpResponse:
    """The unit as a whole, and those below it."""
    here = leading.led(request)
    since, until = leading.month(here.at)
    loads = load.by_unit(organisations.subtree(here.unit.path), at=here.at)
    concluded = load.concluded(here.unit.id, since=since, until=until)
    found: dict[str, Any] = {
        "place": here,
        "own": next((each for each in loads if each.unit_id == here.unit.id), Load(here.unit.id)),
        "below": [each for each in loads if each.unit_id != here.unit.id],
        "late": leading.late(here, LATE_SHOWN),
        "offers": leaving.offers(request),
        "handlers": load.by_handler(here.unit.id, at=here.at),
        "concluded": concluded,
        "total": Concluded("", sum(each.replied for each in concluded), sum(each.in_time for each in concluded)),
        "answers": handling.answers(here.unit.id, since=since, until=until),
        "since": since,
        **_rated(here, since, until),
        "waiting": lists.inbox_counts(here.by, here.unit.id, at=here.at)[Tab.WAITING],
    }
    return render(request, "office/lead.html", found)
