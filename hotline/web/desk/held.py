"""A ticket that waits for its agent: what is missing, the form to mend it, and handing it in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from hotline.flow.intake import actions as intake
from hotline.flow.intake.words import Ending, Fields
from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import mine, queries, rows
from hotline.ground.catalogue.words import ReasonPurpose
from hotline.ground.people.words import Actor
from hotline.lib.text import number
from hotline.web.kit.doors import actor, door, now

from . import beside, day, forms, sight


@door("register")
@require_http_methods(["GET", "POST"])
def ticket(request: HttpRequest, number: str) -> HttpResponse:
    """A registered or sent-back ticket of the agent's centre: mended and handed in."""
    by, at = actor(request), now()
    found = queries.ticket(number, by)
    if found.status not in mine.HELD:
        messages.info(request, gettext("工单 {number} 已经提交，不再由坐席修改。").format(number=number))
        return redirect("ticket:page", number)
    if request.method == "GET":
        return _page(request, found, by, at, forms.MatterForm(initial=said(found)))
    _caller, typed = forms.typed(request.POST)
    is_handed_in = request.POST.get("verb") == "submit"
    form = forms.MatterForm(
        {name: value for name, value in typed.items() if value}, ending=Ending.SUBMIT if is_handed_in else None
    )
    if not form.is_valid():
        return _page(request, found, by, at, form, typed)
    _mend(found, form, _number(request.POST.get("seen", "")), is_handed_in, by=by, at=at)
    if not is_handed_in:
        messages.success(request, gettext("修改已保存。"))
        return redirect("desk:held", number)
    messages.success(request, gettext("工单 {number} 已提交审核。").format(number=number))
    return redirect("desk:home")


def _number(said: str) -> int:
    """A number that came with the form; -1, which fits no ticket, where it is none."""
    found = number(said)
    return -1 if found is None else found


def said(ticket: Any) -> Fields:
    """What the ticket says, as the form wants it."""
    words = ticket.words
    return {
        "kind": ticket.kind,
        "urgency": ticket.urgency,
        "title": words.title,
        "text": words.text,
        "wish": words.wish,
        "category": ticket.category_id or "",
        "region": ticket.region_id or "",
        "place": words.place,
        "is_confidential": "on" if ticket.is_confidential else "",
        "is_sensitive": "on" if ticket.is_sensitive else "",
    }


def _mend(found: Any, form: forms.MatterForm, seen: int, is_handed_in: bool, *, by: Actor, at: datetime) -> None:
    """Write what was changed, if anything was, and hand the ticket in, both or neither."""
    new = form.matter()
    changes: dict[str, Any] = {
        "kind": new.kind,
        "urgency": new.urgency,
        "title": new.title or new.text[:40],
        "text": new.text,
        "wish": new.wish,
        "category_id": new.category or None,
        "region_id": new.region or None,
        "place": new.place,
        "is_confidential": new.is_confidential,
        "is_sensitive": new.is_sensitive,
    }
    is_changed = any(changes[name] != getattr(found if hasattr(found, name) else found.words, name) for name in changes)
    with transaction.atomic():
        if is_changed or not is_handed_in:
            tickets.amend(found.number, by=by, at=at, changes=changes, seen=seen)
        if is_handed_in:
            intake.submit(found.number, by=by, at=at, seen=None if is_changed else seen)


def _page(
    request: HttpRequest, found: Any, by: Actor, at: datetime, form: forms.MatterForm, typed: Fields | None = None
) -> HttpResponse:
    matter = typed or said(found)
    reasons = {each.code: each for each in sight.reasons(ReasonPurpose.SUPPLEMENT)}
    back = mine.sent_back(found)
    context = {
        "ticket": found,
        "seen": request.POST.get("seen") or found.moves,
        "form": form,
        "matter": matter,
        "region": matter["region"],
        "back": back,
        "reason": reasons.get(back[0]) if back else None,
        "top": day.top(by, at=at),
        "row": rows.rows([found], at)[0],
        "beside": beside.of(matter, found.centre_id, by=by, at=at, ours=frozenset({found.number})),
    }
    return render(request, "desk/held.html", context, status=422 if typed is not None else 200)
