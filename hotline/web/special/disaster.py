"""Disaster mode on screen: the switch, what is under it, and the way back to normal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from hotline.flow.emergency import bulk, callbacks, normal
from hotline.flow.emergency.words import TryResult
from hotline.flow.intake import checks
from hotline.flow.tickets.words import NewTicket
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import Kind, Urgency
from hotline.ground.disaster import actions, errors, queries
from hotline.ground.journal import queries as journal
from hotline.ground.people.words import Actor
from hotline.lib.refusal import NotPermitted, Refusal
from hotline.web.kit.doors import actor, door, now
from hotline.web.kit.filling import fill, tell

from .forms import BulkForm, EndForm, ExtendForm, NoteForm, SwitchForm, TryForm

DOOR = ("manage_disaster", "register", "view_journal", "watch_area")
LISTED = 50
BESIDE = {
    "AlreadyOn": "region",
    "NoReason": "reason",
    "NoExpiry": "expires_at",
    "ExpiryPast": "expires_at",
    "ExpiryTooFar": "expires_at",
    "NoNumber": "phone",
    "ImpossiblePhone": "phone",
    "AlreadyListed": "phone",
    "NobodyListed": "callers",
    "TooMany": "callers",
    "WrongMain": "main",
    "UnknownRegion": "region",
    "UnknownCategory": "category",
}
"""Which field a refusal is about; where a form has no such field, it stands above the form."""
GONE = ("NotActive", "NotInDisaster")
LATER = BESIDE | {"NoReason": "why", "NoExpiry": "until", "ExpiryPast": "until", "ExpiryTooFar": "until"}
"""The same on a switch's own page, where it is extended and ended."""


def _said(refusal: Refusal) -> str:
    return refusal.sentence(gettext, get_language() or "zh")


@door(*DOOR)
@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """The switches of the reader's area; who may, switches here."""
    by = actor(request)
    may = by.holds("manage_disaster")
    form = SwitchForm(request.POST or None, initial={"region": _own(by)})
    if request.method == "POST":
        row = fill(form, lambda _: actions.switch_on(form.new(), by=by, at=now()), BESIDE)
        if row is not None:
            done = gettext("已启动应急模式。") if row.started_at else gettext("已提出，请第二人确认。")
            messages.success(request, done)
            return redirect("special:mode", row.pk)
    found = {"rows": list(queries.switches(by)[:LISTED]), "form": form, "may": may}
    found["minutes"] = catalogue.bounds(now()).confirm_minutes
    return render(request, "special/disasters.html", found, status=422 if form.errors else 200)


def _own(by: Actor) -> str:
    """The area of the posting by which she may switch."""
    return next((each.region_code for each in by.grants if "manage_disaster" in each.permissions), "")


@door(*DOOR)
def mode(request: HttpRequest, identifier: int) -> HttpResponse:
    """One switch: what is under it."""
    return _page(request, identifier, actor(request))


def _page(
    request: HttpRequest, identifier: int, by: Actor, fault: str = "", **bound: django_forms.Form
) -> HttpResponse:
    row = queries.switches(by).filter(pk=identifier).first()
    if row is None:
        raise errors.ModeNotFound
    taken, lacking = normal.taken_under(row, by), normal.to_complete(row, by)
    found: dict[str, Any] = {
        "row": row,
        "state": row.state,
        "may": queries.may_switch(by, row.region_id),
        "takes_calls": by.holds("register"),
        "may_bulk": by.holds("register") and by.holds("merge"),
        "is_second": row.proposed_by_id != by.person_id,
        "count": taken.count(),
        "lacking": list(lacking[:LISTED]),
        "call_backs": list(callbacks.listed(row.pk, by)[:LISTED]),
        "waiting": callbacks.waiting(row.pk, by),
        "events": list(journal.timeline(actions.TOPIC, row.pk)),
        "fault": fault,
        "extend": bound.get("extend") or ExtendForm(initial={"until": row.expires_at}),
        "end": bound.get("end") or EndForm(),
        "note": bound.get("note") or NoteForm(),
    }
    return render(request, "special/mode.html", found, status=422 if fault or bound else 200)


def _deed(
    request: HttpRequest, identifier: int, do: Callable[[Actor], None], done: str, **bound: django_forms.Form
) -> HttpResponse:
    """Do one thing and come back; a refusal is told beside its field or on top of the page, nothing typed is lost."""
    by = actor(request)
    if not all(form.is_valid() for form in bound.values()):
        return _page(request, identifier, by, "", **bound)
    try:
        do(by)
    except NotPermitted:
        raise
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        is_gone = type(refusal).__name__ in GONE
        for form in () if is_gone else bound.values():
            tell(form, refusal, LATER)
        return _page(request, identifier, by, "" if bound and not is_gone else _said(refusal), **bound)
    messages.success(request, done)
    return redirect("special:mode", identifier)


@door("manage_disaster")
@require_POST
def confirm(request: HttpRequest, identifier: int) -> HttpResponse:
    """Let a proposal for the whole province begin."""
    done = gettext("已确认，全省应急模式已启动。")
    return _deed(request, identifier, lambda by: actions.confirm(identifier, by=by, at=now()), done)


@door("manage_disaster")
@require_POST
def extend(request: HttpRequest, identifier: int) -> HttpResponse:
    """Let it last longer."""
    form = ExtendForm(request.POST)
    until = form.cleaned_data.get("until") if form.is_valid() else None
    why = request.POST.get("why", "")
    return _deed(
        request,
        identifier,
        lambda by: actions.extend(identifier, until, why, by=by, at=now()),
        gettext("已延长。"),
        extend=form,
    )


@door("manage_disaster")
@require_POST
def end(request: HttpRequest, identifier: int) -> HttpResponse:
    """Go back to normal."""
    why = request.POST.get("why", "")
    return _deed(
        request,
        identifier,
        lambda by: actions.switch_off(identifier, why, by=by, at=now()),
        gettext("已恢复常态。暂停的时限会在一分钟内按常规时限重新计时。"),
        end=EndForm(request.POST),
    )


@door("register")
@require_POST
def note(request: HttpRequest, identifier: int) -> HttpResponse:
    """Put a caller on the call-back list."""
    said = request.POST.get
    return _deed(
        request,
        identifier,
        lambda by: _noted(said("phone", ""), said("name", ""), said("note", ""), by),
        gettext("已记入回拨清单。"),
        note=NoteForm(request.POST),
    )


def _noted(phone: str, name: str, said: str, by: Actor) -> None:
    callbacks.note(phone, name, said, by=by, at=now())


@door("register")
@require_POST
def tried(request: HttpRequest, identifier: int, call_back: int) -> HttpResponse:
    """Note a ringing back."""
    form = TryForm(request.POST)
    result = TryResult(form.cleaned_data["result"]) if form.is_valid() else TryResult.UNREACHED
    number = request.POST.get("number", "")
    return _deed(
        request,
        identifier,
        lambda by: callbacks.tried(call_back, result, number, by=by, at=now()),
        gettext("已登记回拨结果。"),
    )


@door("register")
@require_POST
def ring(request: HttpRequest, identifier: int, call_back: int) -> HttpResponse:
    """Ring somebody back: her call opens at the desk, noted like every other."""
    opened = callbacks.ring(call_back, by=actor(request), at=now())
    return redirect("desk:call", opened)


@door("merge")
@require_http_methods(["GET", "POST"])
def many(request: HttpRequest, identifier: int) -> HttpResponse:
    """Register the same event for many callers; what became of each line is told, and what failed can be mended."""
    by = actor(request)
    by_right = by.holds("register")
    row = queries.switches(by).filter(pk=identifier).first()
    if row is None or not by_right:
        raise errors.ModeNotFound
    begun = {"category": row.category_id or "", "region": row.region_id, "title": row.name}
    form = BulkForm(request.POST or None, initial=begun)
    found: dict[str, Any] = {"row": row, "form": form, "told": []}
    if request.method == "POST":
        found |= fill(form, lambda _: _registered(form, by), BESIDE) or {}
    return render(request, "special/bulk.html", found, status=422 if form.errors else 200)


def _registered(form: BulkForm, by: Actor) -> dict[str, Any]:
    said = form.cleaned_data
    rows = bulk.callers(said["callers"])
    text = said["text"] or said["title"]
    category = checks.category(said["category"], now())
    event = NewTicket(Kind.HELP, said["title"], text, category, said["region"], Urgency.URGENT, place=said["place"])
    told = bulk.register(rows, event, said["main"].strip(), by=by, at=now())
    failed = [each.line for each in told if each.refusal]
    main = said["main"].strip() or next((each.number for each in told if each.number), "")
    again = BulkForm(initial=said | {"callers": "\n".join(failed), "main": main})
    lines = [{"row": each, "fault": _said(each.refusal) if each.refusal else ""} for each in told]
    return {"told": lines, "form": again, "main": main, "count": len(told) - len(failed)}
