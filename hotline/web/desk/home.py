"""The desk between two calls: the line, what waits, today's tickets."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from hotline.flow.intake import checks, drafts
from hotline.flow.tickets import lookups, mine
from hotline.ground.desks.errors import UnknownLine
from hotline.web.kit.doors import actor, door, now

from . import day, forms, leaving, special

LATELY = 40


@door("register")
def home(request: HttpRequest) -> HttpResponse:
    """No call: what waits for the agent and what she did today."""
    return _page(request)


def _page(request: HttpRequest, fault: str = "", typed: str = "") -> HttpResponse:
    by, at = actor(request), now()
    context = {
        "top": day.top(by, at=at),
        "tickets": mine.taken(by, drafts.seat(by), since=day.midnight(at), at=at),
        "fault": fault,
        "typed": typed,
        "offers": leaving.offers(request),
        "is_demo": settings.MODE == "demo",
        "lines": special.lines(drafts.seat(by), at=at),
        "line": request.POST.get("line", ""),
    }
    return render(request, "desk/home.html", context, status=422 if fault else 200)


@door("register")
@require_POST
def open_call(request: HttpRequest) -> HttpResponse:
    """Somebody rings: write it down, or go on with what was begun for this number."""
    by, said = actor(request), request.POST.get("phone", "")
    if "simulate" in request.POST and settings.MODE == "demo":
        said = _somebody(drafts.seat(by))
    elif "withheld" in request.POST:
        said = ""
    elif not said.strip():
        return _page(request, fault=gettext("请输入来电号码；对方隐藏号码时请点“无号码”。"))
    try:
        number = forms.checked(checks.phone, said)
    except ValidationError as fault:
        return _page(request, fault=" ".join(fault.messages), typed=said[:40])
    try:
        desk = special.led(request, drafts.seat(by), by=by, at=now())
    except UnknownLine as refusal:
        return _page(request, fault=refusal.sentence(gettext, forms.language()), typed=said[:40])
    identifier, is_known = drafts.open_call(number, by=by, at=now(), desk=desk)
    if is_known:
        messages.info(request, gettext("已恢复您为这个号码保存的草稿。"))
    return redirect("desk:call", identifier)


def _somebody(centre_id: int) -> str:
    """A number for the simulated line: half of the time one that has called before."""
    known = lookups.callers(centre_id, LATELY)
    if known and secrets.randbelow(2):
        return secrets.choice(known)
    return f"139{secrets.randbelow(10**8):08d}"
