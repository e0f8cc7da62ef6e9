"""Alerts of special desks: what the reader's organisation was told at once, and that it has seen it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from hotline.ground.desks import alerts
from hotline.web.kit import pages
from hotline.web.kit.doors import actor, door, now


@door()
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What was told, what nobody has seen yet on top of the count."""
    by = actor(request)
    page = pages.page(alerts.for_actor(by), request.GET.get("cursor", ""), ("-at", "-pk"))
    return render(request, "special/alerts.html", {"page": page, "unseen": alerts.unseen(by)})


@door()
@require_POST
def see(request: HttpRequest, identifier: int) -> HttpResponse:
    """Say that an alert was seen."""
    alerts.see(identifier, by=actor(request), at=now())
    messages.success(request, gettext("已标为已阅，专席会看到是谁在什么时候阅知的。"))
    return redirect("special:alerts")
