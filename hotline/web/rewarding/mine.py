"""The informant's own page: her code, and nothing else of her, tells where her report stands."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hotline.flow.rewards import appeals, errors, queries
from hotline.ground.throttle import actions as throttle
from hotline.ground.throttle.words import Quota
from hotline.web.kit.doors import now
from hotline.web.kit.filling import fill

from .forms import CodeForm

WRONG = Quota(10, 3600)
"""Wrong codes from one address in an hour: sixty bits are not guessed by ten tries."""


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Ask for the code; with it, tell where the report stands, and take an appeal."""
    at = now()
    form = CodeForm(request.POST or None)
    context: dict[str, object] = {"form": form}
    if request.method == "POST":
        if form.is_valid():
            context |= _told(request, form, at)
        return render(request, "rewarding/mine.html", context, status=422 if form.errors else 200)
    return render(request, "rewarding/mine.html", context)


def _told(request: HttpRequest, form: CodeForm, at: datetime) -> dict[str, object]:
    address = request.META.get("REMOTE_ADDR") or "unknown"
    throttle.refuse_spent("informant-wrong", address, WRONG, at=at)
    code = form.cleaned_data["code"]
    try:
        row = queries.by_code(code)
    except errors.InformantNotFound:
        throttle.admit("informant-wrong", address, WRONG, at=at)
        form.add_error("code", gettext("没有这个编码，请核对后再试。"))
        return {}
    found: dict[str, object] = {"code": code}
    if "send" in request.POST:

        def do(said: dict[str, str]) -> bool:
            appeals.raise_appeal(code, said["appeal"], at=at)
            return True

        found["is_sent"] = bool(fill(form, do, {"NoReason": "appeal"}))
    return found | {"told": queries.told(row, at)}
