"""Agreements: the rights that feeds lean on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hotline.flow.tickets.words import Verb
from hotline.ground.organisations import lists as organisation_lists
from hotline.ground.people.words import Actor, Capability
from hotline.watch.feeds import agreements, queries
from hotline.web.kit import names, vocabulary
from hotline.web.kit.doors import actor, door, now, today
from hotline.web.kit.filling import fill

from .forms import AgreementForm, WhyForm

LOOKS = (Verb.FEED, Capability.VIEW_JOURNAL, Capability.MANAGE_REFERENCE)
BESIDE = {
    "UnknownDepartment": "department",
    "UnknownPlace": "region",
    "NoBasis": "basis",
    "UnknownCategory": "categories",
    "NoFields": "fields_",
    "ImpossibleDates": "until_on",
}
"""Which field of the form a refusal is about."""


@door(*LOOKS)
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """All agreements over one's area."""
    return _list(request)


def _list(request: HttpRequest, **tried: Form) -> HttpResponse:
    by = actor(request)
    rows = [_told(row, tried.get(f"end{row.pk}")) for row in queries.agreements(by)]
    context = {"rows": rows, "may_enter": by.holds(Capability.MANAGE_REFERENCE)}
    return render(request, "feeding/agreements.html", context, status=422 if tried else 200)


def _told(row: Any, tried: Form | None) -> dict[str, Any]:
    on = today()
    is_over = row.until_on is not None and row.until_on <= on
    return {
        "row": row,
        "department": organisation_lists.called(row.department, is_english=names.is_english()),
        "categories": [names.category(code) for code in row.categories],
        "fields": [vocabulary.label(code, "feed_field", get_language() or "zh") for code in row.fields],
        "is_over": is_over,
        "is_ahead": row.from_on > on,
        "end": tried or WhyForm(auto_id=f"end{row.pk}_%s"),
    }


@door(Capability.MANAGE_REFERENCE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter an agreement."""
    by = actor(request)
    departments = organisation_lists.department_codes()
    form = AgreementForm(request.POST or None, home=_home(by), departments=departments, initial={"from_on": today()})

    def do(_: dict[str, Any]) -> bool:
        agreements.enter(form.agreement(), by=by, at=now())
        return True

    if request.method == "POST" and fill(form, do, BESIDE):
        messages.success(request, gettext("协议已登记，可以据此设置流转规则。"))
        return HttpResponseRedirect(reverse("feeding:agreements"))
    return render(request, "feeding/agreement_form.html", {"form": form}, status=422 if form.errors else 200)


@door(Capability.MANAGE_REFERENCE)
@require_POST
def end(request: HttpRequest, identifier: int) -> HttpResponse:
    """End an agreement today."""
    form = WhyForm(request.POST, auto_id=f"end{identifier}_%s")

    def do(said: dict[str, Any]) -> bool:
        agreements.end(identifier, said["why"], by=actor(request), at=now())
        return True

    if not fill(form, do, {"NoWhy": "why"}, ("EndedAlready",)):
        return _list(request, **{f"end{identifier}": form})
    messages.success(request, gettext("协议已终止。"))
    return HttpResponseRedirect(reverse("feeding:agreements"))


def _home(by: Actor) -> str:
    """The area a person keeps reference data of."""
    areas = [grant.region_code for grant in by.grants if Capability.MANAGE_REFERENCE in grant.permissions]
    return min(areas, key=len)
