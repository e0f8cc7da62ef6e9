"""The screens of every sheet: list, new row, row, deed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from hotline.ground.journal import queries as journal
from hotline.ground.people.words import Actor, Capability
from hotline.lib.refusal import NotFound, NotPermitted
from hotline.web.kit import pages, sheets
from hotline.web.kit.doors import actor, door, now, today
from hotline.web.kit.filling import attempt

from . import leaving, registry, sentences
from .rights import ANYBODY
from .sheets import Asked, Deed, Done, Sheet

LONGEST_SEARCH = 60
EVENTS_SHOWN = 20
EVERY = 500


@door(*ANYBODY)
@require_GET
def listing(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of a sheet: search, filters, one page."""
    by = actor(request)
    sheet = registry.sheet(slug, by)
    filters = sheet.filters(by)
    asked = _asked(request, sheet, by)
    chosen = asked.chosen
    found = pages.page(sheet.rows(asked), request.GET.get("cursor", ""), sheet.order)
    rows = [
        (sheet.address(row), [(column.show(row), column.css, column.label) for column in sheet.columns])
        for row in found.rows
    ]
    context = {
        "sheet": sheet,
        "rows": rows,
        "page": found,
        "asked": asked,
        "filters": [(each, chosen[each.name]) for each in filters],
        "links": sheet.links(by),
        "may_create": sheet.may_create(by),
        "is_narrowed": bool(asked.words or any(chosen.values())),
        "offer": sheets.offer(request, leaving.table_of(sheet), reverse("console:sheet_export", args=[slug])),
    }
    return render(request, "console/sheet.html", context)


@door(*ANYBODY)
@require_GET
def export(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of a sheet as a file, for who sees the sheet and may export."""
    by = actor(request)
    by.require(Capability.EXPORT)
    sheet = registry.sheet(slug, by)
    rows = sheet.rows(_asked(request, sheet, by)).order_by(*sheet.order)
    keys = request.GET.getlist("column")
    return sheets.download(
        request, leaving.table_of(sheet), rows.iterator(chunk_size=EVERY), title=str(sheet.title), keys=keys
    )


def _asked(request: HttpRequest, sheet: Sheet, by: Actor) -> Asked:
    """What the address asks of a list."""
    chosen = {each.name: request.GET.get(each.name, "") for each in sheet.filters(by)}
    return Asked(by, today(), request.GET.get("words", "").strip()[:LONGEST_SEARCH], chosen)


@door(*ANYBODY)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a row."""
    by = actor(request)
    sheet = registry.sheet(slug, by)
    if not sheet.may_create(by):
        raise NotPermitted(verb=str(sheet.new_label))
    start = {name: request.GET[name] for name in sheet.form.base_fields if name in request.GET}
    form = sheet.form(request.POST or None, initial=start, by=by)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: sheet.create(form.cleaned_data, by, now()), sheet.faults)
        if done:
            return answered(request, sheet, done, done.key)
    status = 422 if form.errors else 200
    return render(request, "console/new.html", {"sheet": sheet, "form": form}, status=status)


@door(*ANYBODY)
def row(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One row: its form, what else can be done to it, what happened to it."""
    by = actor(request)
    sheet = registry.sheet(slug, by)
    found = sheet.find(key, by)
    form = sheet.form(request.POST or None, initial=sheet.initial(found), by=by, row=found)
    if request.method == "POST":
        _require(sheet, found, by)
        if form.is_valid():
            done = attempt(form, lambda: sheet.change(found, form.cleaned_data, by, now()), sheet.faults)
            if done:
                return answered(request, sheet, done, done.key or sheet.key(found))
    return _page(request, sheet, found, form)


@door(*ANYBODY)
@require_POST
def deed(request: HttpRequest, slug: str, key: str, name: str) -> HttpResponse:
    """Do something else to a row."""
    by = actor(request)
    sheet = registry.sheet(slug, by)
    found = sheet.find(key, by)
    _require(sheet, found, by)
    wanted = next((each for each in sheet.deeds(found, by, today()) if each.slug == name), None)
    if wanted is None:
        raise NotFound
    form = wanted.form(request.POST, initial=dict(wanted.initial), prefix=name, by=by, row=found)
    if form.is_valid():
        done = attempt(form, lambda: wanted.do(form.cleaned_data, by, now()), sheet.faults)
        if done:
            return answered(request, sheet, done, done.key or ("" if wanted.leaves else sheet.key(found)))
    shown = sheet.form(None, initial=sheet.initial(found), by=by, row=found)
    return _page(request, sheet, found, shown, {name: form})


def answered(request: HttpRequest, sheet: Sheet, done: Done, key: str) -> HttpResponse:
    """Say what was done and go on; a secret is shown here, once."""
    back = reverse("console:row", args=[sheet.slug, key]) if key else reverse("console:sheet", args=[sheet.slug])
    if done.secret:
        context = {"sheet": sheet, "done": done, "back": back}
        answer = render(request, "console/secret.html", context)
        answer["Cache-Control"] = "no-store"
        return answer
    messages.success(request, str(done.sentence))
    return HttpResponseRedirect(back)


def _require(sheet: Sheet, row: Any, by: Any) -> None:
    if not sheet.may_change(row, by):
        raise NotPermitted(verb=gettext("修改"))


def _page(
    request: HttpRequest, sheet: Sheet, found: Any, form: Any, tried: dict[str, Any] | None = None
) -> HttpResponse:
    by, tried = actor(request), tried or {}
    may_change = sheet.may_change(found, by)
    deeds: list[tuple[Deed, Any]] = []
    for each in sheet.deeds(found, by, today()) if may_change else []:
        blank = each.form(None, initial=dict(each.initial), prefix=each.slug, by=by, row=found)
        deeds.append((each, tried.get(each.slug, blank)))
    events = journal.about(sheet.table, sheet.subject(found)).order_by("-seq")[:EVENTS_SHOWN] if sheet.table else []
    context = {
        "sheet": sheet,
        "row": found,
        "key": sheet.key(found),
        "name": sheet.name(found),
        "form": form,
        "deeds": deeds,
        "tried": tried,
        "may_change": may_change,
        "links": sheet.row_links(found, by),
        "history": [sentences.of(event) for event in events],
        **sheet.more(found, by, today()),
    }
    status = 422 if form.errors or any(each.errors for each in tried.values()) else 200
    return render(request, "console/row.html", context, status=status)
