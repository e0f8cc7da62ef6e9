"""The explorer: the form with the question of the address, and its answer, fetched when the page stands."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET

from hotline.ground.people.words import Actor, Capability
from hotline.insight.measures import asking, facts, register
from hotline.insight.measures.dividing import TIMES
from hotline.insight.measures.errors import DayBeyond, UnknownDimension, UnknownMeasure
from hotline.insight.measures.words import Fact
from hotline.insight.questions import answering, errors, queries, texts
from hotline.insight.questions.answering import Answered
from hotline.insight.questions.words import LIVE, Inquiry, Picture, Preset, Rhythm, Span
from hotline.lib.refusal import Refusal
from hotline.lib.text import number
from hotline.web.kit import divisions
from hotline.web.kit.doors import actor, door, today

from . import addresses, offers, pictures, reading, telling
from .forms import KeepForm

MOST_LINES = 500
CITY_DIGITS, PROVINCE_DIGITS = 4, 2
CODES = "codes"
"""The order of the codes, where it is asked for."""
OPENED = "question"
"""Which stored question the address came from."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The question of an address with its days and its answer."""

    inquiry: Inquiry
    found: Answered


@door(Capability.ANALYSE)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The form, filled in with the question of the address; its answer is fetched by the page."""
    by = actor(request)
    said = request.GET.copy()
    opened = _opened(said.pop(OPENED, [""])[0], by)
    if reading.FORM in said:
        kept = f"&{OPENED}={opened.pk}" if opened else ""
        return HttpResponseRedirect(f"{reverse('explore:home')}?{reading.canonical(said)}{kept}")
    problem, place, text = "", "", said.urlencode()
    try:
        inquiry = texts.read(text) if text else usual(by)
        asking.require_codes(inquiry.where)
    except Refusal as refusal:
        inquiry, problem, place = (
            texts.salvaged(text),
            refusal.sentence(gettext, get_language() or "zh"),
            misfit(refusal),
        )
    context = {
        "form": offers.builder(inquiry, by),
        "problem": problem,
        "place": place,
        "asked": texts.written(inquiry),
        "inquiry": inquiry,
        "most": texts.MOST_FACTS,
        **_kept(opened, inquiry, by),
    }
    return render(request, "explore/home.html", context, status=422 if problem else 200)


def misfit(refusal: Refusal) -> str:
    """Beside which field of the form a refusal is told; above it where it belongs to none."""
    places = {
        "measure": (errors.NoMeasure, errors.TooManyMeasures, UnknownMeasure),
        "by": (errors.TooManyDivisions, UnknownDimension),
        "days": (errors.DaysMissing, DayBeyond),
    }
    return next((place for place, kinds in places.items() if isinstance(refusal, kinds)), "")


def _opened(said: str, by: Actor) -> Any:
    """The stored question the address names, where she may open it."""
    identifier = number(said)
    try:
        return queries.opened(identifier, by) if identifier is not None else None
    except Refusal:
        return None


def _kept(opened: Any, inquiry: Inquiry, by: Actor) -> dict[str, Any]:
    """What is kept already, and the form that keeps this one."""
    return {
        "opened": opened,
        "is_mine": opened is not None and opened.owner_id == by.person_id,
        "is_changed": opened is not None and opened.asked != texts.written(inquiry),
        "wanted": queries.wanted(opened.pk, by) if opened else None,
        "rhythms": list(Rhythm),
        "mine": list(queries.mine(by)[:8]),
        "keep": KeepForm(initial={"asked": texts.written(inquiry)}),
    }


def usual(by: Actor) -> Inquiry:
    """What a new page begins with: this month's appeals and satisfaction, by the parts of the reader's own area."""
    held = {each.source: each for each in asking.sources() if each.rows}
    source = LIVE if LIVE in held or not held else next(iter(held))
    preset = Preset.THIS_MONTH if source == LIVE else Preset.EVERYTHING
    return Inquiry(
        (Fact.APPEALS, Fact.SATISFACTION), (own_division(by),), span=Span(preset), picture=Picture.BAR, source=source
    )


def own_division(by: Actor) -> str:
    """By what the reader's figures are parted first: a province's by cities, a city's by counties, else by matter."""
    area = min(
        (grant.region_code for grant in by.grants if Capability.ANALYSE in grant.permissions), key=len, default=""
    )
    return {PROVINCE_DIGITS: "city", CITY_DIGITS: "county"}.get(len(area), "branch")


@door(Capability.ANALYSE)
@require_GET
def answer(request: HttpRequest) -> HttpResponse:
    """The answer to the question of the address; a refusal stands in its place."""
    try:
        asked = ask(request.GET.urlencode(), actor(request))
    except Refusal as refusal:
        sentence = refusal.sentence(gettext, get_language() or "zh")
        return render(request, "explore/refused.html", {"sentence": sentence}, status=refusal.status)
    may_export = actor(request).holds(Capability.EXPORT)
    return render(request, "explore/answer.html", shown(asked) | {"may_export": may_export})


@door(Capability.ANALYSE)
@require_GET
def versions(request: HttpRequest) -> HttpResponse:
    """One figure by every version of its measure's definition, side by side."""
    source = request.GET.get("source", LIVE)
    question = facts.from_query(request.GET.urlencode(), ("source",))
    found = answering.by_version(asking.inquired(actor(request), source), question)
    rows = [
        {
            "version": each.definition.version,
            "since": each.definition.since,
            "definition": telling.definition(each.definition),
            "value": telling.full(question.fact, each.number),
            "link": addresses.tickets(each.number.question, source),
            "is_used": each.is_used,
        }
        for each in found
    ]
    return render(request, "explore/versions.html", {"rows": rows})


def ask(text: str, by: Actor) -> Asked:
    """Ask the question of an address for somebody.

    :raises Refusal: it cannot be understood, lies ahead or beyond her sight, or nothing is stored.
    """
    inquiry = texts.read(text)
    seen = asking.inquired(by, inquiry.source)
    period, other = answering.periods(inquiry, today(), stored(inquiry.source))
    return Asked(inquiry, answering.answered(seen, inquiry, period, other))


def stored(source: str) -> tuple[date, date] | None:
    """The first and the last day of what is stored of a source."""
    held = next((each for each in asking.sources() if each.source == source), None)
    if held is None or not held.first:
        return None
    year, month = (int(part) for part in held.last.split("-"))
    return date.fromisoformat(f"{held.first}-01"), min(date(year, month, monthrange(year, month)[1]), today())


def shown(asked: Asked) -> dict[str, Any]:
    """An answer for the page."""
    found = asked.found
    held = stored(asked.inquiry.source)
    return {
        "found": found,
        "asked": texts.written(asked.inquiry),
        "period": telling.days(found.period),
        "other": telling.days(found.other) if found.other else "",
        "filters": telling.filters(asked.inquiry.where),
        "source": offers.source(asked.inquiry.source),
        "source_code": asked.inquiry.source,
        "is_cut": found.other is not None and found.period.until == today(),
        "held": gettext("{first} 至 {last}").format(first=held[0], last=held[1]) if held else "",
        "cards": [_cell(each, asked.inquiry.source) | _defined(each.this) for each in found.total.cells],
        "heads": [{"name": telling.division(name)} for name in asked.inquiry.by],
        "sorts": [_sorted(asked.inquiry, fact) for fact in asked.inquiry.facts],
        "lines": [_line(asked, line) for line in found.lines[:MOST_LINES]],
        "more": max(0, len(found.lines) - MOST_LINES),
        "chart": pictures.chart(found),
        "undrawn": pictures.problem(found),
    }


def _defined(number: answering.Number) -> dict[str, Any]:
    """What a figure counts, by the definition it was counted by."""
    asked = number.question
    meaning = register.definition(asked.fact, asked.period.last, asked.version)
    return {
        "name": asked.fact.label(telling.language()),
        "definition": telling.definition(meaning),
        "version": meaning.version,
        "window": meaning.view(asked.window).window.label(telling.language()) if len(meaning.views) > 1 else "",
        "owner": meaning.owner.label(telling.language()),
        "has_others": len(register.versions(asked.fact)) > 1,
        "asked": facts.to_query(asked),
    }


def _cell(cell: answering.Cell, source: str, *, has_unit: bool = True) -> dict[str, Any]:
    """A figure for the page, with what is behind it."""
    known: dict[str, Any] = {
        "value": telling.value(cell.fact, cell.this, has_unit=has_unit),
        "place": telling.place(cell),
        "behind": telling.behind(cell.fact, cell.this),
        "link": addresses.tickets(cell.this.question, source),
    }
    if cell.that is not None:
        known |= {
            "before": telling.value(cell.fact, cell.that, has_unit=has_unit),
            "before_behind": telling.behind(cell.fact, cell.that),
            "before_link": addresses.tickets(cell.that.question, source),
            "change": telling.change(cell),
            "direction": telling.direction(cell),
        }
    return known


def _line(asked: Asked, line: answering.Line) -> dict[str, Any]:
    by = asked.inquiry.by
    names = [divisions.code(name, code) for name, code in zip(by, line.codes, strict=True)]
    full = [divisions.code(name, code, is_full=True) for name, code in zip(by, line.codes, strict=True)]
    cells = [_cell(cell, asked.inquiry.source, has_unit=False) for cell in line.cells]
    return {"names": list(zip(names, full, strict=True)), "cells": cells, "deeper": _deeper(asked.inquiry, line.codes)}


def _deeper(inquiry: Inquiry, codes: tuple[str, ...]) -> str:
    """The address of the same question one level further down: a city by its counties, a field by its branches."""
    below = {"city": "county", "field": "branch", "branch": "category"}
    if not inquiry.by or inquiry.by[0] not in below or not codes[0]:
        return ""
    name, rest = inquiry.by[0], tuple(each for each in inquiry.by[1:] if each != below[inquiry.by[0]])
    where = {**inquiry.where, name: (codes[0],)}
    picture = Picture.BAR if inquiry.picture is Picture.MAP else inquiry.picture
    further = replace(inquiry, by=(below[name], *rest), where=where, picture=picture)
    return f"{reverse('explore:home')}?{texts.written(further)}"


def _sorted(inquiry: Inquiry, fact: Fact) -> dict[str, Any]:
    """A head that sorts by its measure, or back by the codes."""
    is_usual = not inquiry.sort and fact is inquiry.facts[0] and len(inquiry.by) == 1 and inquiry.by[0] not in TIMES
    is_on = is_usual or inquiry.sort == fact.value
    text = texts.written(replace(inquiry, sort=CODES if is_on else fact.value))
    name, unit = fact.label(telling.language()), telling.beside(fact)
    return {"name": name, "unit": unit, "href": f"{reverse('explore:home')}?{text}", "is_on": is_on}
