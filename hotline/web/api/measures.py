"""Figures for programs: the register of measures, and questions to the facts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, gettext
from ninja import Router

from hotline.ground.programs import queries as programs
from hotline.ground.programs.words import KeyScope
from hotline.insight.measures import asking, errors, facts, register
from hotline.insight.measures.dividing import PARTING
from hotline.insight.measures.facts import Answer, Comparison, Part, Question
from hotline.insight.measures.register import Definition, View
from hotline.insight.measures.sights import Seen
from hotline.insight.measures.words import Against, Dimension
from hotline.lib.refusal import BadInput, clause

from .answers import Problem
from .figures import MOST_DIVISIONS, FigureOut, NewQuestion, RegisterOut
from .keys import caller

router = Router(tags=["measures"])
ERRORS: Any = {(401, 403, 404, 409, 422, 429): Problem}
MOST_PARTS = 5000
BESIDE = ("source", "compare")


@router.get(
    "/measures", response={200: RegisterOut, (401, 403, 429): Problem}, summary="List measures", operation_id="measures"
)
def measures(request: HttpRequest) -> dict[str, Any]:
    """Every measure with all versions of its definition, what may narrow and divide figures, and the sources."""
    caller(request, KeyScope.ANALYSE)
    language = get_language() or "zh"
    return {
        "measures": [
            {
                "code": fact.value,
                "name": fact.label(language),
                "told_in": every[-1].told.value,
                "owner": every[-1].owner.label(language),
                "versions": [_version(each, language) for each in every],
            }
            for fact, every in register.register().items()
        ],
        "dimensions": [
            {"code": each.value, "name": each.label(language), "divides": each in PARTING} for each in Dimension
        ],
        "sources": [each.source for each in asking.sources()],
    }


@router.post("/questions", response={200: FigureOut} | ERRORS, summary="Ask for a figure", operation_id="ask")
def ask(request: HttpRequest, new: NewQuestion) -> dict[str, Any]:
    """Numerator and denominator of a measure over a period, of the whole and of each part, beside an earlier period.

    Counted are the tickets of your centre's area, confidential ones left out. A filter beyond it is refused.
    """
    return _told(request, new.plain(), tuple(new.by), new.source, new.compare)


@router.get(
    "/questions",
    response={200: FigureOut} | ERRORS,
    summary="Ask for a figure by an address",
    operation_id="askByAddress",
    openapi_extra={"parameters": [
        {"in": "query", "name": name, "required": is_needed, "schema": {"type": "string"}, "description": said}
        for name, is_needed, said in (
            ("measure", True, "A code of /measures"),
            ("from", True, "The first day, 2020-01-01"),
            ("until", True, "The first day that is no longer in it"),
            ("by", False, "A dimension that divides; may be repeated"),
            ("city", False, "And any other dimension: a wanted code; may be repeated"),
            ("version", False, "Of the definition"),
            ("window", False, "By which day"),
            ("source", False, "live, or a replay"),
            ("compare", False, "year, period or festival"),
        )
    ]},
)  # fmt: skip
def ask_by_address(request: HttpRequest) -> dict[str, Any]:
    """The same, with the question as the query string that stands behind figures on screens and in reports."""
    question, by = facts.divided_from(request.GET.urlencode(), BESIDE)
    if len(by) > MOST_DIVISIONS:
        raise BadInput(problem=clause("最多按 {most} 项分组", most=MOST_DIVISIONS))
    compare = request.GET.get("compare")
    against = Against.of(compare) if compare else None
    if compare and against is None:
        raise errors.UnknownComparison(code=compare[:20], known="、".join(Against))
    return _told(request, question, by, request.GET.get("source", asking.LIVE), against)


def _told(
    request: HttpRequest, question: Question, by: tuple[str, ...], source: str, compare: Against | None
) -> dict[str, Any]:
    program, at = caller(request, KeyScope.ANALYSE)
    on = timezone.localdate(at)
    seen = asking.inquired(programs.analyst(program), source)
    asking.require_period(question.period, source, on=on)
    found = facts.answered(seen, question)
    definition = register.definition(question.fact, question.period.last, question.version)
    language = get_language() or "zh"
    remarks = asking.remarks(seen, question.period, source, on=on)
    return {
        **_numbers(found),
        "question": facts.to_query(question, *by),
        "told_in": definition.told.value,
        "version": definition.version,
        "definition": _version(definition, language),
        "query": found.query,
        "parts": _parts(seen, question, by),
        "comparison": _comparison(facts.compared(seen, question, compare, on)) if compare else None,
        "remarks": [each.said(gettext, language) for each in remarks],
    }


def _parts(seen: Seen, question: Question, by: tuple[str, ...]) -> list[dict[str, Any]]:
    found = facts.broken_down(seen, question, *by) if by else []
    if len(found) > MOST_PARTS:
        raise errors.TooManyParts(count=len(found), most=MOST_PARTS)
    return [{"codes": list(each.codes), **_numbers(each)} for each in found]


def _numbers(found: Answer | Part) -> dict[str, Any]:
    return {"numerator": found.numerator, "denominator": found.denominator, "value": found.value}


def _comparison(found: Comparison) -> dict[str, Any]:
    change = None if found.change is None else float(found.change if found.is_points else found.change * 100)
    return {
        "this": {"question": facts.to_query(found.question), **_numbers(found.this)},
        "that": {"question": facts.to_query(found.earlier), **_numbers(found.that)},
        "change": change,
        "change_in": "points" if found.is_points else "percent",
        "is_cut": found.is_cut,
    }


def _version(each: Definition, language: str) -> dict[str, Any]:
    return {
        "version": each.version,
        "since": each.since,
        "numerator": each.numerator.label(language),
        "denominator": each.denominator.label(language) if each.denominator else None,
        "windows": [_window(view, language) for view in each.views],
    }


def _window(view: View, language: str) -> dict[str, Any]:
    return {
        "code": view.window.value,
        "name": view.window.label(language),
        "rows": view.grain.value,
        "belongs": list(view.of),
        "counted": list(view.counted),
    }
