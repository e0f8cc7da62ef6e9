"""One matter across the levels: province, city, county and street side by side, with one timeline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from hotline.flow.tickets import queries, whole
from hotline.flow.tickets.words import Verb
from hotline.ground.journal import queries as journal
from hotline.ground.journal import words
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import ActorKind
from hotline.watch.supervision import queries as supervision
from hotline.web.kit.doors import actor, door

from . import further, timeline

LANES = {"province": 0, "city": 1, "county": 2, "street": 2}
BY_CENTRE = frozenset({Verb.SUPERVISE, Verb.JUDGE_SUPERVISION})
BY_TARGET = frozenset({Verb.SUPERVISION_RECEIPT, Verb.SUPERVISION_FEEDBACK})
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Lane:
    """One level: its centre if it keeps the ticket, the orders it gave, what its units have."""

    title: str
    number: int
    centre: int | None
    orders: tuple[Any, ...]
    branches: tuple[whole.Branch, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline and the lane it stands in; ``NOBODY``: the citizen's, across all."""

    lane: int
    line: timeline.Line


@door()
@require_GET
def page(request: HttpRequest, number: str) -> HttpResponse:
    """The page, for whoever may see the ticket; of the orders those she may see."""
    by = actor(request)
    found = whole.read(number, by)
    context = {
        "ticket": found.ticket,
        "lanes": lanes(found, supervision.of_ticket(found.ticket.pk, by)),
        "entries": entries(found, hides_people=not queries.sees_people(found.ticket, by)),
    }
    return render(request, "ticket/levels.html", context)


def lanes(found: whole.Whole, orders: list[Any]) -> list[Lane]:
    """What lies at each level."""
    centre = organisations.unit(found.ticket.centre_id)
    titles = (gettext("省级"), gettext("市级"), gettext("县区、街道"))
    return [
        Lane(
            title,
            number,
            centre.id if lane_of(centre.id) == number else None,
            tuple(each for each in orders if lane_of(each.centre_id) == number),
            tuple(each for each in found.branches if lane_of(each.assignment.unit_id) == number),
        )
        for number, title in enumerate(titles)
    ]


def lane_of(organisation: int) -> int:
    """The lane of an organisation's level."""
    return LANES.get(organisations.unit(organisation).level, len(set(LANES.values())) - 1)


def entries(found: whole.Whole, *, hides_people: bool) -> list[Entry]:
    """The story, the latest first, each line in the lane of whoever did it."""
    events = journal.latest_of(further.TOPIC, found.ticket.pk, limit=further.MOST)
    told = timeline.lines(events, hides_people=hides_people)
    return [Entry(lane, line) for lane, line in zip(_lanes(found, events), told, strict=True)]


def _lanes(found: whole.Whole, events: list[Any]) -> Iterator[int]:
    """The lane of each event, the latest first: the ticket's centre changes back where it was escalated."""
    centre = found.ticket.centre_id
    for event in events:
        facts = event.facts
        if event.verb == Verb.ESCALATE and facts.get("from_centre"):
            centre = facts["from_centre"]
        whose = facts.get("unit") or centre
        if event.verb in BY_CENTRE | BY_TARGET:
            whose = facts.get("centre" if event.verb in BY_CENTRE else "to_unit") or centre
        is_citizen = words.kind_of(event) is ActorKind.CITIZEN
        yield NOBODY if is_citizen else lane_of(whose)
