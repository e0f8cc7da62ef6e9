"""Agreements: the rights that feeds lean on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hotline.flow.tickets.words import Verb
from hotline.ground.organisations import lists as organisation_lists
from hotline.ground.people.words import Actor, Capability
from hotline.watch.feeds import agreements, queries
from hotline.web.kit import names
from hotline.web.kit.doors import actor, door, now, today
from hotline.web.kit.filling import attempt

from .forms import AgreementForm

LOOKS = (Verb.FEED, Capability.VIEW_JOURNAL, Capability.MANAGE_REFERENCE)


@door(*LOOKS)
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """All agreements over one's area."""
    by = actor(request)
    rows = [_told(row) for row in queries.agreements(by)]
    return render(
        request, "feeding/agreements.html", {"rows": rows, "may_enter": by.holds(Capability.MANAGE_REFERENCE)}
    )


def _told(row: Any) -> dict[str, Any]:
    on = today()
    is_over = row.until_on is not None and row.until_on <= on
    return {
        "row": row,
        "department": organisation_lists.called(row.department, is_english=names.is_english()),
        "categories": [names.category(code) for code in row.categories],
        "is_over": is_over,
        "is_ahead": row.from_on > on,
    }


@door(Capability.MANAGE_REFERENCE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter an agreement."""
    by = actor(request)
    departments = organisation_lists.department_codes()
    form = AgreementForm(request.POST or None, home=_home(by), departments=departments, initial={"from_on": today()})
    is_filled = request.method == "POST" and form.is_valid()
    if is_filled and attempt(form, lambda: agreements.enter(form.agreement(), by=by, at=now())) is not None:
        messages.success(request, gettext("协议已登记，可以据此设置流转规则。"))
        return HttpResponseRedirect(reverse("feeding:agreements"))
    return render(request, "feeding/agreement_form.html", {"form": form}, status=422 if form.errors else 200)


@door(Capability.MANAGE_REFERENCE)
@require_POST
def end(request: HttpRequest, identifier: int) -> HttpResponse:
    """End an agreement today."""
    agreements.end(identifier, request.POST.get("why", ""), by=actor(request), at=now())
    messages.success(request, gettext("协议已终止。"))
    return HttpResponseRedirect(reverse("feeding:agreements"))


def _home(by: Actor) -> str:
    """The area a person keeps reference data of."""
    areas = [grant.region_code for grant in by.grants if Capability.MANAGE_REFERENCE in grant.permissions]
    return min(areas, key=len)
