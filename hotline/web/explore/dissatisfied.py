"""Dissatisfaction: fields, then the classes of one with causes, units, cases and drafts of suggestions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET

from hotline.flow.tickets import lists
from hotline.ground.catalogue.words import Blame
from hotline.ground.people.words import Actor, Capability
from hotline.insight.measures import asking, facts, register
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.facts import Question
from hotline.insight.measures.sights import Seen
from hotline.insight.measures.words import Fact
from hotline.insight.questions import answering, dissatisfaction, layout, texts
from hotline.insight.questions.dissatisfaction import UNSAID, Group, Overview
from hotline.insight.questions.layout import Field
from hotline.insight.questions.words import LIVE, Against, Inquiry, Picture, Preset, Span
from hotline.lib.refusal import Refusal
from hotline.web.kit import divisions, names
from hotline.web.kit.charts import Chart, Kind, Series
from hotline.web.kit.doors import actor, door, now, today

from . import addresses, offers, reading, suggesting, telling
from .views import stored, usual

FIELD = "field_of"
"""Which field is looked into; everything else in the address is a question of the explorer's kind."""
CAUSES = (*(each.value for each in Blame), UNSAID)
LOOKED_AT = 400
"""Tickets looked through for typical cases."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page asks: of whom, when, narrowed to what."""

    seen: Seen
    inquiry: Inquiry
    period: Period
    other: Period | None
    by: Actor
    links: dict[str, str] = field(default_factory=dict)


@door(Capability.ANALYSE)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The page with its form; the answer is fetched."""
    said, by = request.GET.copy(), actor(request)
    chosen = said.pop(FIELD, [""])[0][:40]
    if reading.FORM in said:
        kept = f"&{urlencode({FIELD: chosen})}" if chosen else ""
        return HttpResponseRedirect(f"{reverse('explore:dissatisfaction')}?{reading.canonical(said)}{kept}")
    problem = ""
    try:
        inquiry = _read(said.urlencode(), by)
        asking.require_codes(inquiry.where)
    except Refusal as refusal:
        inquiry, problem = texts.salvaged(said.urlencode()), refusal.sentence(gettext, get_language() or "zh")
    asked = texts.written(inquiry) + (f"&{urlencode({FIELD: chosen})}" if chosen else "")
    context = {"form": offers.builder(inquiry, by), "asked": asked, "problem": problem, "chosen": chosen}
    return render(request, "explore/dissatisfaction.html", context, status=422 if problem else 200)


def _usual(by: Actor) -> Inquiry:
    begun = usual(by)
    span = Span(Preset.THIS_YEAR) if begun.source == LIVE else begun.span
    return Inquiry((Fact.DISSATISFIED,), span=span, against=Against.PERIOD_BEFORE, source=begun.source)


def _read(text: str, by: Actor) -> Inquiry:
    """The question of the address; what the page does not ask for it does not take."""
    return (
        texts.read(f"measure={Fact.DISSATISFIED.value}&{text}" if "measure=" not in text else text)
        if text
        else _usual(by)
    )


@door(Capability.ANALYSE)
@require_GET
def answer(request: HttpRequest) -> HttpResponse:
    """All fields, or one of them; a refusal stands in its place."""
    said = request.GET.copy()
    chosen = said.pop(FIELD, [""])[0][:40]
    try:
        asked = _asked(said.urlencode(), actor(request))
        context = _one(asked, chosen) if chosen else _all(asked)
    except Refusal as refusal:
        sentence = refusal.sentence(gettext, get_language() or "zh")
        return render(request, "explore/refused.html", {"sentence": sentence}, status=refusal.status)
    return render(request, "explore/field.html" if chosen else "explore/fields.html", context)


def _asked(text: str, by: Actor) -> Asked:
    inquiry = _read(text, by)
    asking.require_codes(inquiry.where)
    seen = asking.seen(by, inquiry.source)
    period, other = answering.periods(inquiry, today(), stored(inquiry.source))
    return Asked(seen, inquiry, period, other, by)


def _common(asked: Asked, found: Overview, within: Field | None) -> dict[str, Any]:
    return {
        "found": found,
        "period": telling.days(asked.period),
        "other": telling.days(asked.other) if asked.other else "",
        "than": suggesting.than(asked.inquiry.against),
        "filters": telling.filters(asked.inquiry.where),
        "is_synthetic": facts.is_synthetic(asked.seen, asked.period),
        "source": offers.source(asked.inquiry.source),
        "whole": _group(asked, found.whole, within),
        "parts": [_group(asked, each, within) for each in found.parts],
        "lowest": [_group(asked, each, within) for each in found.lowest],
        "chart": _chart(asked, found, within),
        "layout": found.layout,
        "why": found.layout.why_en if names.is_english() else found.layout.why,
        "definitions": [_defined(fact, asked.period) for fact in (Fact.DISSATISFIED, Fact.SATISFACTION)],
    }


def _defined(fact: Fact, period: Period) -> tuple[str, str, int]:
    meaning = register.definition(fact, period.last)
    return fact.label(telling.language()), telling.definition(meaning), meaning.version


def _all(asked: Asked) -> dict[str, Any]:
    found = dissatisfaction.by_field(asked.seen, asked.period, asked.other, asked.inquiry.where)
    return _common(asked, found, None)


def _one(asked: Asked, chosen: str) -> dict[str, Any]:
    known = layout.in_force(asked.period.last)
    within = layout.named(chosen, known)
    found = dissatisfaction.by_class(asked.seen, within, asked.period, asked.other, asked.inquiry.where)
    told = [each for each in found.parts if not each.folded]
    units = dissatisfaction.by_unit(asked.seen, told, asked.period, asked.inquiry.where, found.layout)
    classes = [_class(asked, found, each, within, units[each.code]) for each in told]
    common = _common(asked, found, within)
    common["report"] = within.report if asked.by.holds(Capability.WRITE_REPORTS) else ""
    return common | {"field": suggesting.field_name(within), "classes": classes, "back": _address(asked.inquiry)}


def _address(inquiry: Inquiry, chosen: str = "") -> str:
    more = f"&{urlencode({FIELD: chosen})}" if chosen else ""
    return f"{reverse('explore:dissatisfaction')}?{texts.written(inquiry)}{more}"


def _group(asked: Asked, group: Group, within: Field | None) -> dict[str, Any]:
    """One line: a field or a class."""
    known = layout.in_force(asked.period.last)
    low = (
        asked.inquiry.where
        if group.folded or not group.categories
        else {**asked.inquiry.where, "category": group.categories}
    )
    is_whole = not group.code and not group.folded
    where = asked.inquiry.where if is_whole and within is None else low
    return {
        "group": group,
        "name": suggesting.name(group, within, known),
        "count": suggesting.count(group, known),
        "share": telling.share(group.share),
        "satisfaction": telling.rate(group.satisfaction),
        "rated": f"{group.content:,} ÷ {group.rated:,}",
        "change": suggesting.change(group),
        "direction": "" if not group.change else "up" if group.change > 0 else "down",
        "before": "" if group.before is None else f"{group.before:,}",
        "causes": suggesting.causes(group, known),
        "href": _address(asked.inquiry, group.code) if within is None and group.code else "",
        "anchor": group.code.replace(".", "-"),
        "tickets": ""
        if group.folded
        else addresses.tickets(Question(Fact.DISSATISFIED, asked.period, where), asked.inquiry.source),
        "rated_tickets": ""
        if group.folded
        else addresses.tickets(Question(Fact.SATISFACTION, asked.period, where), asked.inquiry.source),
        "explore": "" if group.folded else _explored(asked.inquiry, where),
    }


def _explored(inquiry: Inquiry, where: Any) -> str:
    further = Inquiry(
        (Fact.DISSATISFIED, Fact.SATISFACTION),
        ("month",),
        where,
        inquiry.span,
        inquiry.against,
        inquiry.other,
        Picture.LINE,
        source=inquiry.source,
    )
    return f"{reverse('explore:home')}?{texts.written(further)}"


def _class(asked: Asked, found: Overview, group: Group, within: Field, units: tuple[Group, ...]) -> dict[str, Any]:
    """One class in full: causes, leaves, units, cases and a draft."""
    told = _group(asked, group, within)
    return told | {
        "leaves": [divisions.code("category", each, is_full=True) for each in group.categories],
        "units": [_unit(asked, group, each, found) for each in units],
        "cases": _cases(asked, group, found),
        "draft": suggesting.draft(group, units, within, found.layout, asked.inquiry.against),
        "kept_apart": suggesting.causes(group, found.layout),
    }


def _unit(asked: Asked, group: Group, unit: Group, found: Overview) -> dict[str, Any]:
    where = {**asked.inquiry.where, "category": group.categories, "unit": (unit.code,)}
    return {
        "group": unit,
        "name": suggesting.unit_name(unit, found.layout),
        "count": suggesting.count(unit, found.layout),
        "share": telling.share(unit.share),
        "tickets": ""
        if unit.folded
        else addresses.tickets(Question(Fact.DISSATISFIED, asked.period, where), asked.inquiry.source),
    }


def _cases(asked: Asked, group: Group, found: Overview) -> list[Any]:
    """The latest of the class whose cause is the main one, none confidential or sensitive; of live figures only."""
    if asked.inquiry.source != LIVE:
        return []
    main = dissatisfaction.main_cause(group, found.layout)
    where = {**asked.inquiry.where, "category": group.categories} | ({"blame": (main.value,)} if main else {})
    ids = facts.behind(asked.seen, Question(Fact.DISSATISFIED, asked.period, where), 0, LOOKED_AT)
    plain = Q(pk__in=ids, is_confidential=False, is_sensitive=False)
    return list(lists.browse(asked.by, at=now(), also=plain, limit=found.layout.cases).rows)


def _chart(asked: Asked, found: Overview, within: Field | None) -> Chart | None:
    """The parts by their causes; one that is told together shows none of them."""
    parts = [each for each in found.parts if not each.folded]
    if not parts:
        return None
    series = tuple(
        Series(suggesting.cause(blame), tuple(float(each.causes.get(blame, 0)) for each in parts))
        for blame in CAUSES
        if any(each.causes.get(blame) for each in parts)
    )
    labels = tuple(suggesting.name(each, within, found.layout) for each in parts)
    head = gettext("诉求类别") if within else gettext("领域")
    title = gettext("不满意件数，按成因")
    return Chart(
        Kind.STACKED,
        title,
        labels,
        series,
        unit=telling.unit(Fact.DISSATISFIED),
        head=head,
        is_lying=True,
        size="tall" if len(labels) > 8 else "usual",
    )
