"""The list of topics, and one topic with its tickets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from hotline.ground.people.words import Actor, Capability
from hotline.lib.days import civil_day
from hotline.lib.text import number
from hotline.watch.topics import queries
from hotline.watch.topics.words import Tally, TopicState
from hotline.web.kit import charts, names, pages
from hotline.web.kit.charts import Chart, Series
from hotline.web.kit.doors import actor, door, now, today

from . import differing, leading
from .forms import BackForm, BellForm, NameForm, WhyForm

READERS = (Capability.ANALYSE, Capability.DEFINE_TOPICS, Capability.MANAGE_REFERENCE)
LATEST_FIRST = ("-registered_at", "-ticket_id")
SPANS = (30, 90, 365)
"""Days over which a topic's tickets are shown."""
PAGE = 20
NOTHING = Tally(days=(0,) * queries.MONTH)


@door(*READERS)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """All topics one may see, under their umbrellas, with their counts."""
    by, words = actor(request), request.GET.get("q", "").strip()[:60]
    state = TopicState.of(request.GET.get("state", ""))
    tallies = queries.tallies(by, now())
    rows = [_row(row, tallies) for row in queries.topics(by)]
    counts = {each: sum(row["row"].state == each for row in rows) for each in TopicState}
    found = [row for row in rows if _fits(row, words, state)]
    context = {
        "groups": list(_groups(found, rows)),
        "found": len(found),
        "all": len(rows),
        "words": words,
        "state": state,
        "states": [{"state": each, "count": counts[each]} for each in TopicState if counts[each]],
        "may_define": by.holds(Capability.DEFINE_TOPICS),
        "is_searched": bool(words or state),
    }
    return render(request, "tracking/home.html", context)


def _row(row: Any, tallies: dict[str, Tally]) -> dict[str, Any]:
    return {"row": row, "name": name_of(row), "tally": tallies.get(row.code, NOTHING)}


def _fits(row: dict[str, Any], words: str, state: TopicState | None) -> bool:
    topic = row["row"]
    said = f"{topic.name} {topic.name_en} {topic.code}".lower()
    return (state is None or topic.state == state) and all(word in said for word in words.lower().split())


def _groups(found: list[dict[str, Any]], rows: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Topics without an umbrella that have none of their own first, then each umbrella with its own."""
    heads = {row["row"].umbrella_id for row in rows if row["row"].umbrella_id}
    by_id = {row["row"].pk: row for row in rows}
    single = [row for row in found if row["row"].umbrella_id is None and row["row"].pk not in heads]
    if single:
        yield {"head": None, "rows": _most_first(single)}
    for head in (row for row in rows if row["row"].pk in heads):
        under = [row for row in found if row["row"].umbrella_id == head["row"].pk]
        if under or head in found:
            yield {"head": by_id[head["row"].pk], "rows": _most_first(under), "all": _under(rows, head["row"].pk)}


def _most_first(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (-row["tally"].month, row["row"].code))


def _under(rows: list[dict[str, Any]], umbrella: int) -> int:
    return sum(row["row"].umbrella_id == umbrella for row in rows)


def name_of(topic: Any) -> str:
    """Its name in the reader's language."""
    return str(topic.name_en if names.is_english() else topic.name)


@door(*READERS)
@require_GET
def topic(request: HttpRequest, code: str) -> HttpResponse:
    """One topic: what it watches, its tickets by day and city, its versions, where it leads."""
    return topic_page(request, code)


def topic_page(request: HttpRequest, code: str, **tried: Form) -> HttpResponse:
    """The page of a topic; with forms that came back where something was refused."""
    by, at = actor(request), now()
    row = queries.topic(code, by)
    asked = number(request.GET.get("days", ""))
    days = asked if asked in SPANS else SPANS[0]
    until = civil_day(at) + timedelta(days=1)
    since = until - timedelta(days=days)
    versions = list(queries.versions(row.pk))
    subscription = queries.subscription(row.pk, by)
    context = {
        "row": row,
        "name": name_of(row),
        "version": versions[0],
        "versions": list(differing.told(versions)),
        "members": [{"row": each, "name": name_of(each)} for each in queries.topics(by).filter(umbrella=row)],
        "tally": queries.tallies(by, at, row.code).get(row.code, NOTHING),
        "spans": [{"days": each, "is_current": each == days} for each in SPANS],
        "by_day": _by_day(row, by, since, until),
        "by_city": _by_city(row, by, since, until),
        "page": pages.page(queries.matches(row, by), request.GET.get("cursor", ""), LATEST_FIRST, size=PAGE),
        "filling": queries.fillings(row.pk).first(),
        "may_define": row.state != TopicState.ENDED and queries.may_define(row.centre_id, by),
        "subscription": subscription,
        "ways": leading.ways(row, by),
        "back": tried.get("back") or BackForm(initial={"since": today() - timedelta(days=90)}),
        "why": tried.get("why") or WhyForm(),
        "naming": tried.get("naming") or NameForm(initial={"name": row.name, "name_en": row.name_en}),
        "bell": tried.get("bell") or BellForm(initial={"threshold": subscription.threshold if subscription else 1}),
        "days": days,
    }
    return render(request, "tracking/topic.html", context, status=422 if tried else 200)


@door(*READERS)
@require_GET
def filling(request: HttpRequest, code: str) -> HttpResponse:
    """How far the filling back of a topic has come: asked again while it goes on, and when it ends the
    page fetches its tickets anew."""
    row = queries.topic(code, actor(request))
    last = queries.fillings(row.pk).first()
    response = render(request, "tracking/filling.html", {"row": row, "filling": last})
    if last and last.ended_at:
        response.headers["HX-Trigger"] = "filled"
    return response


def _by_day(row: Any, by: Actor, since: date, until: date) -> Chart:
    days = queries.by_day(row, by, since, until)
    counts = tuple(float(day.count) for day in days)
    title = gettext("每天登记的本专题工单")
    return Chart(
        charts.Kind.BAR,
        title,
        tuple(f"{day.on:%m-%d}" for day in days),
        (Series(gettext("工单"), counts if any(counts) else (None,) * len(counts)),),
        unit=gettext("件"),
        head=gettext("日期"),
        size="small",
    )


def _by_city(row: Any, by: Actor, since: date, until: date) -> Chart:
    found = queries.by_city(row, by, since, until)
    return Chart(
        charts.Kind.BAR,
        gettext("各市的本专题工单"),
        tuple(names.region(city) for city, _ in found),
        (Series(gettext("工单"), tuple(float(count) for _, count in found)),),
        unit=gettext("件"),
        head=gettext("城市"),
        size="small",
        is_lying=True,
    )
