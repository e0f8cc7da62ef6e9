"""The editor: text is kept while it is typed; figures stay what was counted; of two editors the later is told."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from hotline.ground.people.words import Capability
from hotline.insight.measures.comparing import Period
from hotline.insight.reports import actions, making, queries, reading
from hotline.insight.reports.words import Edit
from hotline.lib.refusal import BadInput, clause
from hotline.lib.text import number
from hotline.web.kit.doors import WrongDoor, actor, door, now, today

from . import telling
from .page import taken_out

MOST = 500
"""Blocks one save may change."""


@door(Capability.WRITE_REPORTS)
@require_POST
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what was typed; answers with the new revision and what is to be looked at in each changed block."""
    by = actor(request)
    edits = _edits(request.POST.get("changes", ""))
    actions.edit(pk, revision(request), request.POST.get("title", ""), edits, by=by, at=now())
    row = queries.report(pk, by)
    document = queries.content(row)
    changed = {each.key for each in edits}
    blocks = [each for each in reading.blocks(document) if each.block.key in changed]
    context = {"row": row, "blocks": blocks, "flaws": reading.flaws(document), "is_saved": True}
    if any(each.is_removed for each in edits):
        context["taken"] = taken_out(row)
    return render(request, "briefs/saved.html", context)


def _edits(text: str) -> list[Edit]:
    """The changed blocks as the page sends them: a list of key, text, whether it goes.

    :raises BadInput: something else was sent.
    """
    try:
        told = json.loads(text or "[]")
        edits = [Edit(str(each["key"]), str(each.get("text", "")), bool(each.get("removed"))) for each in told]
    except (ValueError, TypeError, KeyError, AttributeError):
        raise BadInput(problem=clause("修改的内容无法读取，请刷新页面后再改")) from None
    if len(edits) > MOST:
        raise BadInput(problem=clause("一次修改的段落太多，请分次保存"))
    return edits


def revision(request: HttpRequest) -> int:
    """The revision the person has before her; one that is none fits nothing."""
    found = number(request.POST.get("revision", ""))
    return -1 if found is None else found


@door(Capability.WRITE_REPORTS)
@require_POST
def paragraph(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a paragraph of one's own behind a block."""
    said = request.POST
    actions.add_paragraph(
        pk, revision(request), said.get("after", ""), said.get("text", ""), by=actor(request), at=now()
    )
    return HttpResponseRedirect(reverse("briefs:report", args=[pk]))


@door(Capability.WRITE_REPORTS)
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a block say again what the rules wrote."""
    key = request.POST.get("key", "")
    actions.restore(pk, revision(request), key, by=actor(request), at=now())
    return HttpResponseRedirect(f"{reverse('briefs:report', args=[pk])}#block-{key}")


@door(Capability.WRITE_REPORTS)
@require_POST
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a block that was taken out stand where it stood."""
    key = request.POST.get("key", "")
    actions.put_back(pk, revision(request), key, by=actor(request), at=now())
    return HttpResponseRedirect(f"{reverse('briefs:report', args=[pk])}#block-{key}")


@door(Capability.WRITE_REPORTS)
@require_http_methods(["GET", "POST"])
def refresh(request: HttpRequest, pk: int) -> HttpResponse:
    """What would change, counted once the page stands; then change it."""
    by = actor(request)
    row = queries.report(pk, by)
    if request.method == "POST":
        actions.refresh(pk, revision(request), by=by, at=now())
        messages.success(request, gettext("数字已刷新；您写的文字没有改动。"))
        return HttpResponseRedirect(reverse("briefs:report", args=[pk]))
    if not queries.is_writer(by, row):
        raise WrongDoor
    before = queries.content(row)
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "briefs/refresh.html", {"row": row})
    after = making.write(queries.wanted(row), today=today())
    period = Period(row.since, row.until)
    found = [telling.changed(each, period) for each in reading.differences(before, after)]
    context: dict[str, Any] = {"row": row, "differences": found, "document": after}
    return render(request, "briefs/refreshed.html", context)


@door(Capability.WRITE_REPORTS)
@require_http_methods(["GET", "POST"])
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Earlier versions, and going back to one."""
    by = actor(request)
    row = queries.report(pk, by)
    if not queries.is_writer(by, row):
        raise WrongDoor
    if request.method == "POST":
        chosen = number(request.POST.get("number", "")) or 0
        actions.turn_back(pk, revision(request), chosen, by=by, at=now())
        messages.success(request, gettext("已恢复第 {number} 稿。").format(number=chosen))
        return HttpResponseRedirect(reverse("briefs:report", args=[pk]))
    found = [(version, queries.title_of(version)) for version in queries.versions(row)]
    return render(request, "briefs/versions.html", {"row": row, "versions": found})
