"""Schemes: those a centre adopted with the pictures of their formulas, and another one from a day on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods

from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Capability
from hotline.insight.evaluation import actions, queries
from hotline.insight.evaluation.words import Scheme
from hotline.lib.refusal import Refusal
from hotline.web.kit import names
from hotline.web.kit.doors import actor, door, now, today

from .forms import SchemeForm, initial
from .pictures import picture
from .views import named, named_group, own_centre


@door(Capability.SCORE_UNITS)
@require_GET
def listed(request: HttpRequest, centre: int) -> HttpResponse:
    """The schemes of a centre, the latest first."""
    own_centre(request, centre)
    current = queries.in_force(centre, today())
    rows = [
        {"row": row, "is_current": current is not None and row.pk == current.pk, "is_ahead": row.from_on > today()}
        | told(queries.content(row))
        for row in queries.schemes(centre)
    ]
    return render(request, "scores/schemes.html", {"centre": centre, "rows": rows})


def told(scheme: Scheme) -> dict[str, Any]:
    """A scheme for the screen: items with their pictures, groups with their units, who is left out."""
    return {
        "name": named(scheme),
        "scheme": scheme,
        "items": [{"item": item, "picture": picture(item)} for item in scheme.items],
        "groups": [
            {"name": named_group(group), "units": [_unit(each) for each in group.units]} for group in scheme.groups
        ],
        "left_out": [(_unit(each.unit), each.reason) for each in scheme.exclusions],
    }


def _unit(code: str) -> str:
    """A unit's name; a code that names none (in a preview) as it was typed."""
    try:
        return names.unit(organisations.unit_by_code(code).id)
    except ObjectDoesNotExist:
        return code


@door(Capability.SCORE_UNITS)
@require_http_methods(["GET", "POST"])
def adopt(request: HttpRequest, centre: int) -> HttpResponse:
    """Another scheme, begun from the one in force or from an example; looked at before it is adopted."""
    own_centre(request, centre)
    form = SchemeForm(request.POST or None, initial=_begun(request, centre))
    context: dict[str, Any] = {"form": form, "centre": centre}
    context["examples"] = [(code, named(scheme)) for code, scheme in queries.examples().items()]
    if request.method == "POST" and form.is_valid():
        scheme = form.scheme()
        if "look" in request.POST:
            context["looked"] = _looked(form, scheme)
        elif _adopted(request, centre, form, scheme):
            return HttpResponseRedirect(reverse("scores:schemes", args=[centre]))
    return render(request, "scores/adopt.html", context, status=422 if form.errors else 200)


def _begun(request: HttpRequest, centre: int) -> dict[str, Any]:
    """What the form begins with: the scheme in force or an example, to hold from the next month on."""
    return _content(request, centre) | {"from_on": (today().replace(day=28) + timedelta(days=4)).replace(day=1)}


def _content(request: HttpRequest, centre: int) -> dict[str, Any]:
    example = queries.examples().get(request.GET.get("example", ""))
    latest = queries.schemes(centre).first()
    before = queries.content(latest) if latest else None
    if example is not None:
        groups = initial(before)["groups"] if before else ""
        return initial(example) | {"groups": groups}
    return initial(before) if before else {}


def _looked(form: SchemeForm, scheme: Scheme) -> dict[str, Any] | None:
    refusal = queries.refusal_of(scheme)
    if refusal is not None:
        form.add_error(None, refusal.sentence(gettext, get_language() or "zh"))
        return None
    return told(scheme)


def _adopted(request: HttpRequest, centre: int, form: SchemeForm, scheme: Scheme) -> bool:
    by, from_on = actor(request), form.cleaned_data["from_on"]
    try:
        actions.adopt(centre, scheme, from_on, by=by, at=now())
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext, get_language() or "zh"))
        return False
    said = gettext("方案已启用，自 {day} 起生效。").format(day=f"{from_on:%F}")
    messages.success(request, said)
    return True
