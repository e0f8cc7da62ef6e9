"""One unit's sheet: every point with the tickets behind it, its revisions, objections and what became of them."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from hotline.ground.people.words import Actor, Capability
from hotline.insight.evaluation import actions, queries
from hotline.insight.measures import queries as measures
from hotline.insight.measures.words import Measure
from hotline.web.kit import blamed, names
from hotline.web.kit.doors import actor, door, now
from hotline.web.kit.filling import fill

from .pictures import picture
from .views import LOOKS, named

MOST_SHOWN = 200
RATED = frozenset({Measure.SATISFACTION, Measure.SATISFIED_HANDLING})
LONGEST = 2_000
BESIDE = {"ReasonMissing": "text", "NoTicketNamed": "numbers", "TicketNotCounted": "numbers"}
"""Which field of a sheet's forms a refusal is about."""
GONE = ("SheetPublished", "ObjectionWaiting", "NoObjection")


class TextForm(forms.Form):
    """Why."""

    text = forms.CharField(label=_("理由"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))


class GrantForm(forms.Form):
    """Which tickets do not count, and why."""

    numbers = forms.CharField(
        label=_("不应计入的工单号"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("一个或多个，用空格或逗号分开；须是这份考核单计算过的工单。"),
    )
    text = forms.CharField(label=_("理由"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))


@door(*LOOKS)
@require_GET
def sheet(request: HttpRequest, identifier: int) -> HttpResponse:
    """A sheet as it was reckoned, for the centre and for the unit's own leaders."""
    return _page(request, identifier)


def _page(request: HttpRequest, identifier: int, **tried: forms.Form) -> HttpResponse:
    by = actor(request)
    found = queries.sheet(identifier, by)
    centre_id = found.scheme.centre_id
    is_published = queries.is_published(centre_id, found.month)
    objections = list(queries.objections(found))
    waits = any(each.is_granted is None for each in objections)
    is_scorer = queries.scores(by, centre_id)
    is_own = queries.may(by, Capability.LEAD_VIEW, found.unit_id)
    context = {
        "sheet": found,
        "unit": names.unit(found.unit_id),
        "scheme": named(queries.content(found.scheme)),
        "key": f"{found.month:%Y-%m}",
        "lines": [line_of(line, by) for line in queries.lines(found)],
        "revisions": list(queries.history(centre_id, found.unit_id, found.month)),
        "objections": objections,
        "is_published": is_published,
        "may_object": is_own and found.is_current and not is_published and not waits,
        "may_decide": is_scorer and found.is_current and waits,
        "is_scorer": is_scorer,
        "object_form": tried.get("object") or TextForm(auto_id="object_%s"),
        "grant_form": tried.get("grant") or GrantForm(auto_id="grant_%s"),
        "deny_form": tried.get("deny") or TextForm(auto_id="deny_%s"),
    }
    return render(request, "scores/sheet.html", context, status=422 if tried else 200)


def line_of(line: Any, by: Actor) -> dict[str, Any]:
    """A line with its formula's picture and the tickets behind it that the reader sees."""
    item, tickets = queries.item(line), queries.evidence(line, by)
    due, counted = len(line.denominator), len(line.numerator)
    figure = measures.figured(item.measure, line.definition, line.numerator, line.denominator).figure
    register = measures.REGISTER[item.measure]
    return {
        "line": line,
        "item": item,
        "counted": counted,
        "due": due,
        "percent": figure.percent,
        "picture": picture(item, figure.percent),
        "tickets": tickets[:MOST_SHOWN],
        "more": max(0, len(tickets) - MOST_SHOWN),
        "hidden": len(set(line.denominator)) - len(tickets),
        "is_older": register.version != line.definition,
        "now": register.version,
        "blamed": _blamed(line) if item.measure in RATED else [],
    }


def _blamed(line: Any) -> list[blamed.Part]:
    """Why those behind a line who are dissatisfied are so."""
    since, until = queries.bounds(line.sheet.month)
    return blamed.parts(measures.unhappy(line.numerator, line.denominator, since=since, until=until))


@door(Capability.LEAD_VIEW)
@require_POST
def object_to(request: HttpRequest, identifier: int) -> HttpResponse:
    """The unit objects."""
    form = TextForm(request.POST, auto_id="object_%s")

    def do(said: dict[str, Any]) -> Any:
        return actions.object_to(identifier, said["text"], by=actor(request), at=now())

    if fill(form, do, BESIDE, GONE) is None:
        return _page(request, identifier, object=form)
    messages.success(request, gettext("异议已提交，由热线中心处理。"))
    return _back(identifier)


@door(Capability.SCORE_UNITS)
@require_POST
def deny(request: HttpRequest, identifier: int) -> HttpResponse:
    """The sheet stands."""
    form = TextForm(request.POST, auto_id="deny_%s")

    def do(said: dict[str, Any]) -> bool:
        actions.deny(identifier, said["text"], by=actor(request), at=now())
        return True

    if not fill(form, do, BESIDE, GONE):
        return _page(request, identifier, deny=form)
    messages.success(request, gettext("已维持原考核单。"))
    return _back(identifier)


@door(Capability.SCORE_UNITS)
@require_POST
def grant(request: HttpRequest, identifier: int) -> HttpResponse:
    """The named tickets no longer count: another revision."""
    form = GrantForm(request.POST, auto_id="grant_%s")

    def do(said: dict[str, Any]) -> Any:
        numbers = [each for each in re.split(r"[\s,，、;；]+", said["numbers"]) if each]
        return actions.grant(identifier, numbers, said["text"], by=actor(request), at=now())

    new = fill(form, do, BESIDE, GONE)
    if new is None:
        return _page(request, identifier, grant=form)
    messages.success(request, gettext("已更正为第 {revision} 稿，原稿保留。").format(revision=new.revision))
    return _back(new.pk)


def _back(identifier: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("scores:sheet", args=[identifier]))
