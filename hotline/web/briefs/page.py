"""One report, as it stands: being made, a draft, in review, issued; its figures with the questions behind them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from hotline.flow.tickets.words import Verb
from hotline.ground.people.words import Actor, Capability
from hotline.insight.measures.comparing import Period
from hotline.insight.reports import queries, reading
from hotline.insight.reports.words import Standing
from hotline.watch.instructions import queries as instructions
from hotline.web.kit.doors import actor, door, now

from . import files, telling
from .forms import IssueForm, NoteForm, WhyForm
from .views import READERS, ways

TEMPLATES = {
    Standing.MAKING: "briefs/making.html",
    Standing.FAILED: "briefs/making.html",
    Standing.DRAFT: "briefs/draft.html",
    Standing.REVIEW: "briefs/review.html",
    Standing.ISSUED: "briefs/issued.html",
    Standing.WITHDRAWN: "briefs/issued.html",
}


@door(*READERS)
@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page that fits where the report stands and who looks at it."""
    by = actor(request)
    row = queries.report(pk, by)
    return show(request, row, by)


def show(request: HttpRequest, row: Any, by: Actor, *, status: int = 200, **more: Any) -> HttpResponse:
    """A report's page, with what a deed that was refused had to say."""
    standing = Standing(row.standing)
    context = ways(by) | {
        "row": row,
        "standing": standing,
        "is_writer": queries.is_writer(by, row),
        "is_issuer": queries.is_issuer(by, row),
        "problem": row.problem_en if (get_language() or "zh").startswith("en") else row.problem,
    }
    if row.content is not None:
        context |= _content(row, by)
    return render(request, TEMPLATES[standing], context | more, status=status)


def _content(row: Any, by: Actor) -> dict[str, Any]:
    document = queries.content(row)
    told: dict[str, Any] = {
        "blocks": reading.blocks(document),
        "document": document,
        "flaws": reading.flaws(document),
        "pages": range(1, files.page_count(row) + 1),
    }
    if row.standing in (Standing.DRAFT, Standing.REVIEW):
        told["taken"] = taken_out(row)
        told["alike"] = queries.alike(queries.wanted(row), by, row.pk)
    if row.standing == Standing.REVIEW:
        told |= {"issue": IssueForm(), "note": NoteForm(), "has_written": queries.has_written(by, row)}
    if row.issued_at is not None:
        told |= _issued(row, by)
    return told


def taken_out(row: Any) -> list[reading.Read]:
    """What the rules wrote for a report and its writers took out."""
    return [reading.block(block, version) for block, version in queries.taken_out(row)]


def _issued(row: Any, by: Actor) -> dict[str, Any]:
    may_instruct = by.holds(Verb.INSTRUCT) and row.centre_id in queries.own_centres(by, Capability.LEAD_AREA, *OFFICE)
    rows = instructions.on_report(row.reference_id, by) if row.reference_id else []
    return {
        "why": WhyForm(),
        "receipts": queries.receipts(row, by, now()),
        "may_instruct": may_instruct and row.standing == Standing.ISSUED,
        "instructions": list(rows),
        "correction": queries.correction(row, by),
    }


OFFICE = (Capability.WATCH_AREA,)


@door(*READERS)
@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the making is; the whole page is fetched when it has come to an end."""
    row = queries.report(pk, actor(request))
    if row.standing != Standing.MAKING:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("briefs:report", args=[pk])})
    return render(request, "briefs/progress.html", {"row": row})


@door(*READERS)
@require_GET
def figures(request: HttpRequest, pk: int) -> HttpResponse:
    """Every figure with its numbers, the definition's version and the way to what is behind it."""
    by = actor(request)
    row = queries.report(pk, by)
    document = queries.content(row)
    period = Period(row.since, row.until)
    rows = [
        (telling.line(figure, period, is_printed=True), link(figure.asked, by), link(figure.compared, by))
        for figure in reading.used(document)
    ]
    return render(request, "briefs/figures.html", ways(by) | {"row": row, "rows": rows, "document": document})


def link(asked: str, by: Actor) -> str:
    """The address of what is behind a figure; none where the explorer is not hers or a figure has no question."""
    if not asked or not by.holds(Capability.ANALYSE):
        return ""
    try:
        return f"{reverse('explore:tickets')}?{asked}"
    except NoReverseMatch:
        return ""
