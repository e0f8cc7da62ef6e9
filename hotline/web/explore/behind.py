"""The tickets behind a figure: as many of them as the reader sees, page by page, with the question in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from hotline.flow.tickets import lists
from hotline.flow.tickets.rows import Row
from hotline.ground.people.words import Actor, Capability
from hotline.insight.measures import asking, facts, register
from hotline.insight.measures.facts import Question
from hotline.insight.measures.sights import Seen
from hotline.insight.measures.words import Side, Told
from hotline.insight.questions.words import LIVE
from hotline.lib.text import number
from hotline.web.kit import columns, sheets, tables
from hotline.web.kit.doors import actor, door, now

from . import offers, telling

PAGE = 50
UNASKED = ("cursor", "source", "column", "side")
UNWANTED = ("due", "urgency")
"""Columns that stand there only where they are chosen: behind figures most tickets are long closed."""
COLUMNS = tuple(replace(each, is_usual=each.is_usual and each.key not in UNWANTED) for each in columns.TICKET)
TABLE = tables.Table("explore-tickets", COLUMNS, lambda row: reverse("ticket:page", args=[row.number]))
NOTHING = (_("没有符合条件的工单"), _("这个数字是 0，或相应的工单已不在您的权限范围内。"))


@door(Capability.ANALYSE)
@require_GET
def tickets(request: HttpRequest) -> HttpResponse:
    """One page of them; figures of a replay have no tickets, and the page says so."""
    by = actor(request)
    question, source, seen = _asked(request, by)
    side = Side.of(request.GET.get("side", "")) or Side.DENOMINATOR
    if "column" in request.GET:
        return _file(request, seen, question, source, by, side)
    found = facts.answered(seen, question)
    meaning = register.definition(question.fact, question.period.last, question.version)
    after = number(request.GET.get("cursor", "")) or 0
    ids = facts.behind(seen, question, after, PAGE + 1, side=side) if source == LIVE else []
    rows = _rows(ids[:PAGE], by)
    context: dict[str, Any] = {
        "told": telling.question(question.fact, question.period, question.where),
        "definition": telling.definition(meaning),
        "version": meaning.version,
        "figure": telling.full(question.fact, found),
        "shown": tables.show(request, TABLE, rows, empty=NOTHING),
        "hidden": len(ids[:PAGE]) - len(rows),
        "next": _turned(request, ids[PAGE - 1]) if len(ids) > PAGE else "",
        "first": _turned(request, 0) if after else "",
        "sides": _sides(request, question, side),
        "is_live": source == LIVE,
        "is_synthetic": facts.is_synthetic(seen, question.period),
        "source": offers.source(source),
        "offer": sheets.offer(request, TABLE, request.path) if source == LIVE else None,
    }
    return render(request, "explore/tickets.html", context)


def _asked(request: HttpRequest, by: Actor) -> tuple[Question, str, Seen]:
    """The question of the address, where it is asked, and what of the facts the reader may count.

    :raises Refusal: it cannot be understood, or lies beyond her sight.
    """
    source = request.GET.get("source", LIVE)
    question = facts.from_query(request.GET.urlencode(), UNASKED)
    return question, source, asking.inquired(by, source)


def _rows(ids: list[int], by: Actor) -> tuple[Row, ...]:
    return lists.browse(by, at=now(), also=Q(pk__in=ids), limit=max(len(ids), 1)).rows if ids else ()


def _turned(request: HttpRequest, after: int) -> str:
    query = request.GET.copy()
    query.pop("cursor", None)
    if after:
        query["cursor"] = str(after)
    return f"?{query.urlencode()}"


def _sides(request: HttpRequest, question: Question, chosen: Side) -> list[dict[str, Any]]:
    """Of a rate: the tickets of its denominator, those that count, and the rest; anything else has one side only."""
    if facts.MEANINGS[question.fact].told is not Told.PERCENT:
        return []
    query = request.GET.copy()
    query.pop("cursor", None)
    found = []
    for side in Side:
        query["side"] = side.value
        found.append({"side": side, "href": f"?{query.urlencode()}", "is_on": side is chosen})
    return found


def _file(request: HttpRequest, seen: Seen, question: Question, source: str, by: Actor, side: Side) -> HttpResponse:
    """All of them as a file, as far as it may be exported."""
    rows = _every(seen, question, by, side) if source == LIVE else iter(())
    keys = request.GET.getlist("column")
    return sheets.download(request, TABLE, rows, title=gettext("数字背后的工单"), keys=keys)


def _every(seen: Seen, question: Question, by: Actor, side: Side) -> Iterator[Row]:
    after = 0
    while ids := facts.behind(seen, question, after, PAGE * 10, side=side):
        yield from _rows(ids, by)
        after = ids[-1]
