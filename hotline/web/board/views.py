"""The big screen: a page that stays, the parts of it that are fetched again, and the tickets behind its numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from hotline.flow.tickets import lists
from hotline.flow.tickets.errors import TicketNotFound
from hotline.flow.tickets.standing import behind
from hotline.ground.people.words import Actor, Capability
from hotline.lib.refusal import Refusal
from hotline.web.kit import columns, tables
from hotline.web.kit.doors import actor, door, now

from . import areas, reading, staying
from .areas import Area

TABLE = tables.Table("board-tickets", columns.TICKET, lambda row: reverse("ticket:page", args=[row.number]))
NOTHING = (_("现在没有这样的工单"), _("大屏显示之后，它们可能已经办结或转到下一步。"))
TURN_SECONDS = 20
"""For so long the map stays at one part."""


@door(Capability.ANALYSE)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The page of an area."""
    shown = _shown(request, lambda area, part, by, at: {"board": reading.board(area, part, by, at)})
    return render(request, "board/home.html", shown | {"turn_seconds": TURN_SECONDS})


@door(Capability.ANALYSE)
@require_GET
def parts(request: HttpRequest) -> HttpResponse:
    """What is on it, as of now."""
    shown = _shown(request, lambda area, part, by, at: {"board": reading.board(area, part, by, at)})
    return render(request, "board/parts.html", shown)


@door(Capability.ANALYSE)
@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """The map alone, turned to a part of the area."""
    shown = _shown(request, lambda area, part, by, at: {"places": reading.places(area, part, by, at)})
    return render(request, "board/places.html", shown)


@door(Capability.ANALYSE)
@require_GET
def tickets(request: HttpRequest) -> HttpResponse:
    """The open tickets behind one of the numbers, as they stand now."""
    by, at, of = actor(request), now(), request.GET.get("of", "")
    area = areas.chosen(request.GET.get("area", ""), by)
    condition = behind(of, area.region, at)
    if condition is None:
        raise TicketNotFound
    page = lists.browse(by, at=at, also=condition, cursor=request.GET.get("cursor", ""))
    label, _tone = reading.names_of_open()[of]
    context = {"area": area, "label": label, "shown": tables.show(request, TABLE, page, empty=NOTHING)}
    return render(request, "board/tickets.html", context)


def _shown(request: HttpRequest, read: Callable[[Area, Area, Actor, datetime], dict[str, Any]]) -> dict[str, Any]:
    by, at = actor(request), now()
    area = areas.chosen(request.GET.get("area", ""), by)
    part = areas.turned(request.GET.get("place", ""), area, by)
    told = {"area": area, "part": part, "at": at, "ends_at": staying.renew(request, at)}
    try:
        return told | read(area, part, by, at)
    except Refusal as refusal:  # nothing stored yet, or the engine is away: the page stays and asks again
        return told | {"problem": refusal.sentence(gettext, get_language() or "zh")}
