"""Small pages every door shares: language, the bell, the columns of a table, the form seal."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hotline.flow.tickets import hearing
from hotline.ground.outbox import notices as bell
from hotline.ground.people import actions as people

from . import notices as sentences
from . import preferences
from .doors import actor, door, now
from .stream import address

NOTICES_SHOWN = 20


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language: kept in a cookie, and with the account where somebody is logged in."""
    wanted = request.POST.get("language", "")
    response = HttpResponseRedirect(safe_next(request, request.POST.get("next", "")))
    if check_for_language(wanted) and wanted in dict(settings.LANGUAGES):
        speak(response, wanted)
        if request.user.is_authenticated:
            people.choose_language(wanted, by=actor(request))
    return response


def speak(response: HttpResponse, wanted: str) -> None:
    """Let the browser remember the language."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, wanted, max_age=365 * 86400, samesite="Lax", secure=settings.SECURE
    )


def safe_next(request: HttpRequest, wanted: str, otherwise: str = "/") -> str:
    """An address of ours to go on to; anything else becomes ``otherwise``."""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and is_ours else otherwise


@door()
@require_GET
def stream(request: HttpRequest) -> HttpResponse:
    """A fresh address of the event stream, for a page whose pass is over."""
    response = JsonResponse({"address": address(request)})
    response["Cache-Control"] = "no-store"
    return response


@door()
@require_http_methods(["GET", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """The latest notices; opening the bell posts, and those shown become read."""
    by = actor(request)
    rows = list(bell.for_actor(by, hearing.heard_by(by))[:NOTICES_SHOWN])
    lines = [sentences.line(row) for row in rows]
    if request.method == "POST":
        bell.mark_read(by, [row.pk for row in rows], at=now())
    response = render(request, "kit/notices.html", {"lines": lines})
    response["HX-Trigger-After-Settle"] = "kit:notices"
    return response


@door()
@require_GET
def notice_count(request: HttpRequest) -> HttpResponse:
    """How many notices are unread, for the bell."""
    by = actor(request)
    count = bell.unread_count(by, hearing.heard_by(by))
    return render(request, "kit/notice_count.html", {"count": count, "most": bell.COUNT_LIMIT - 1})


@door()
@require_POST
def columns(request: HttpRequest, table: str) -> HttpResponse:
    """Keep which columns of a table a person wants to see."""
    preferences.keep_columns(request.user.pk or 0, table, request.POST.getlist("column"))
    return HttpResponseRedirect(safe_next(request, request.POST.get("next", "")))


@door()
def seal(request: HttpRequest) -> HttpResponse:
    """A fresh form seal after a login elsewhere."""
    token = get_token(request)
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({"kit:seal": {"token": token}})})
