"""The big screen: a page that stays, and the parts of it that are fetched again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET

from hotline.ground.people.words import Capability
from hotline.lib.refusal import Refusal
from hotline.web.kit.doors import actor, door, now

from . import areas, reading


@door(Capability.ANALYSE)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The page of an area."""
    return render(request, "board/home.html", _shown(request))


@door(Capability.ANALYSE)
@require_GET
def parts(request: HttpRequest) -> HttpResponse:
    """What is on it, as of now."""
    return render(request, "board/parts.html", _shown(request))


def _shown(request: HttpRequest) -> dict[str, Any]:
    by, at = actor(request), now()
    area = areas.chosen(request.GET.get("area", ""), by)
    try:
        return {"area": area, "at": at, "board": reading.board(area, by, at)}
    except Refusal as refusal:  # nothing stored yet, or the engine is away: the page stays and asks again
        return {"area": area, "at": at, "problem": refusal.sentence(gettext, get_language() or "zh")}
