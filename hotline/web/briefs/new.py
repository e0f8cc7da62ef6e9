"""A new report: kind, scope, days; its main figures before anything is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from hotline.ground.organisations.queries import Unit
from hotline.ground.people.words import Actor, Capability
from hotline.insight.alerts.words import Deed
from hotline.insight.measures.comparing import Period
from hotline.insight.reports import actions, queries
from hotline.insight.reports.kinds.register import KINDS
from hotline.insight.reports.words import Kind
from hotline.lib.text import number
from hotline.web.kit import becoming
from hotline.web.kit.doors import WrongDoor, actor, door, now, today
from hotline.web.kit.filling import fill

from . import telling
from .forms import DAY, NewForm
from .views import ways

FAULTS = {
    "PeriodEmpty": "last",
    "PeriodAhead": "since",
    "PeriodTooLong": "last",
    "WrongScope": "scope",
    "PeriodBefore": "since",
    "NoFocus": "focus",
    "UnknownFocus": "focus",
    "UnknownSource": "source",
    "WrongKind": "kind",
    "NothingPublished": "since",
}
SHOWN = 14
TRY = "try"


@door(Capability.WRITE_REPORTS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask for it, or look at its figures first."""
    by = actor(request)
    centre = _centre(request, by)
    form = NewForm(request.POST or None, initial=_initial(request, centre), centre=centre, by=by)
    trial = None
    if request.method == "POST":
        if TRY in request.POST:
            trial = fill(form, lambda _: actions.look(form.wanted(), by=by, at=now()), FAULTS)
        else:
            made = fill(form, lambda _: actions.ask(form.wanted(), by=by, at=now()), FAULTS)
            if made:
                messages.success(request, gettext("已开始生成，完成后可以修改。"))
                address = reverse("briefs:report", args=[made])
                becoming.of_alert(request, Deed.REPORT, address, queries.report(made, by).title)
                return HttpResponseRedirect(address)
    context: dict[str, Any] = ways(by) | {"form": form, "centre": centre, "trial": trial}
    if trial:
        wanted = form.wanted()
        period = Period(wanted.since, wanted.until)
        context["figures"] = [telling.line(each, period) for each in list(trial.figures.values())[:SHOWN]]
        context["alike"] = queries.alike(wanted, by)
    context["told"] = [(kind, _told(kind)) for kind in queries.kinds_of(centre)]
    return render(request, "briefs/new.html", context, status=422 if form.is_bound and not form.is_valid() else 200)


def _told(kind: Kind) -> str:
    described = KINDS[kind]
    return described.told_en if (get_language() or "zh").startswith("en") else described.told


def _centre(request: HttpRequest, by: Actor) -> Unit:
    """The centre she writes for; the one chosen where there are several."""
    own = queries.own_centres(by, Capability.WRITE_REPORTS)
    chosen = own.get(number(request.GET.get("centre", "")) or 0)
    found = chosen or next(iter(own.values()), None)
    if found is None:
        raise WrongDoor
    return found


def _initial(request: HttpRequest, centre: Unit) -> dict[str, Any]:
    kinds = queries.kinds_of(centre)
    kind = Kind.of(request.GET.get("kind", "")) or kinds[0]
    since, until = actions.period_of(kind, today())
    said = {"kind": kind, "scope": centre.region, "since": since, "last": until - DAY}
    asked = {name: request.GET[name] for name in ("focus", "scope", "source") if request.GET.get(name)}
    return said | asked | _days(request)


def _days(request: HttpRequest) -> dict[str, date]:
    """The days that a page which leads here is about, where it names both."""
    try:
        since, last = (date.fromisoformat(request.GET.get(name, "")) for name in ("since", "last"))
    except ValueError:
        return {}
    return {"since": since, "last": last} if since <= last else {}
