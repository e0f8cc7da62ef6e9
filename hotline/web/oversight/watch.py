"""The watch: tickets as they come in across the area, live and without jumping; and our own that were sent down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from hotline.flow.tickets import errors, lists, watching
from hotline.flow.tickets.rows import Row
from hotline.flow.tickets.words import Status, Verb
from hotline.ground.people.words import Actor, Capability
from hotline.lib import text
from hotline.watch.supervision import queries as supervision
from hotline.web.kit import names
from hotline.web.kit.doors import actor, door, now
from hotline.web.kit.listing import Choice, Narrowing, narrowing, turning

INCOMING, SENT = "incoming", "sent"
MOST_NEWS, TOLD = 99, 3
AT_UNITS = frozenset({Status.HANDLING, Status.RETURN_REVIEW, Status.SUSPENDED})


@dataclass(frozen=True, slots=True)
class Looking:
    """What the reader looks at: which tab, narrowed to what, on which topic."""

    by: Actor
    at: datetime
    tab: str
    narrowing: Narrowing
    topic: str
    also: Q

    @property
    def query(self) -> str:
        """The same, as it stands in an address."""
        return urlencode({"tab": self.tab, "topic": self.topic}) + "&" + self.narrowing.query


@door(Capability.WATCH_AREA)
@require_GET
def watch(request: HttpRequest) -> HttpResponse:
    """The latest tickets of the area."""
    here = looking(request)
    page = lists.browse(
        here.by, at=here.at, filters=here.narrowing.filters, also=here.also, cursor=request.GET.get("cursor", "")
    )
    rows = list(page.rows)
    since = rows[0].registered_at if rows else here.at
    news = f"{reverse('oversight:news')}?{urlencode({'since': since.isoformat()})}&{here.query}"
    context = {
        "here": here,
        "narrowing": here.narrowing,
        "kept_fields": [("tab", here.tab)],
        "cleared": urlencode({"tab": here.tab}),
        "rows": [shown(row, here) for row in rows] if here.tab == INCOMING else _with_places(rows, here),
        "turning": turning(request, page),
        "news": "" if request.GET.get("cursor") else news,
        "tabs": [(INCOMING, gettext("新进工单")), (SENT, gettext("本级下派"))],
        "may_supervise": bool(supervision.centres_of(here.by)),
    }
    return render(request, "oversight/watch.html", context)


@door(Capability.WATCH_AREA)
@require_GET
def news(request: HttpRequest) -> HttpResponse:
    """How many tickets came in since the page was opened, and what the latest are about."""
    here = looking(request)
    try:
        since = datetime.fromisoformat(request.GET.get("since", ""))
    except ValueError:
        return HttpResponse("")
    if since.tzinfo is None:
        return HttpResponse("")
    later = here.also & Q(registered_at__gt=since)
    found = lists.browse(here.by, at=here.at, filters=here.narrowing.filters, also=later, limit=MOST_NEWS).rows
    address = f"{reverse('oversight:watch')}?{here.query}"
    return render(request, "oversight/news.html", {"came": len(found), "latest": found[:TOLD], "address": address})


@door(Capability.WATCH_AREA)
@require_GET
def row(request: HttpRequest, number: str) -> HttpResponse:
    """One line anew, where it stands; nothing where the ticket went out of sight."""
    here = looking(request)
    if text.number(number) is None:
        raise errors.TicketNotFound
    found = lists.browse(here.by, at=here.at, also=Q(number=number), limit=1).rows
    if not found:
        return HttpResponse("")
    rows = _with_places(list(found), here) if here.tab == SENT else [shown(found[0], here)]
    context = {"each": rows[0], "here": here, "may_supervise": bool(supervision.centres_of(here.by))}
    return render(request, "oversight/watch_row.html", context)


def looking(request: HttpRequest) -> Looking:
    """What the address asks for."""
    by, at = actor(request), now()
    areas = [grant.region_code for grant in by.grants if Capability.WATCH_AREA in grant.permissions]
    tab = SENT if request.GET.get("tab") == SENT else INCOMING
    topics = supervision.topics(areas, at)
    chosen = next((each for each in topics if str(each.pk) == request.GET.get("topic", "")), None)
    also = supervision.on_topic(chosen) if chosen else Q()
    if tab == SENT:
        also &= watching.sent_to_centres(by.organisations())
    narrowed = narrowing(request, areas[0] if areas else "")
    offered = [(str(each.pk), each.name_en if names.is_english() else each.name) for each in topics]
    topic = Choice("topic", gettext("关注专题"), offered, str(chosen.pk) if chosen else "")
    narrowed = replace(narrowed, choices=(topic, *narrowed.choices))
    return Looking(by, at, tab, narrowed, topic.value, also)


def shown(found: Row, here: Looking, places: str = "") -> dict[str, Any]:
    """One line: the ticket, where it lies, and what the reader may do."""
    may_take_back = here.by.holds(Verb.TAKE_BACK) and found.status in AT_UNITS
    is_ours = found.centre_id in here.by.organisations()
    return {"row": found, "places": places, "may_take_back": is_ours and may_take_back}


def _with_places(rows: list[Row], here: Looking) -> list[dict[str, Any]]:
    """Tickets sent down, each with where it lies now: the state below, mirrored."""
    places = watching.whereabouts(row.id for row in rows)
    told = {
        ticket: gettext("、").join(f"{names.unit(each.unit_id)} {each.state.label(_language())}" for each in lying)
        for ticket, lying in places.items()
    }
    return [shown(row, here, told.get(row.id, "")) for row in rows]


def _language() -> str:
    return "en" if names.is_english() else "zh"
