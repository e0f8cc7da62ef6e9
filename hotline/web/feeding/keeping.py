"""Keeping the rules: their list, one rule with its log and tallies, new ones, versions, filling back, stopping."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hotline.flow.tickets import lookups
from hotline.flow.tickets.words import Verb
from hotline.ground.calendar.words import SHANGHAI
from hotline.ground.organisations import lists as organisation_lists
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor, Capability
from hotline.lib.text import number
from hotline.watch.feeds import actions, queries
from hotline.watch.feeds import agreements as rights
from hotline.watch.feeds.words import DeliveryState, Period, Trial
from hotline.web.kit import names, pages
from hotline.web.kit.doors import actor, door, now
from hotline.web.kit.filling import fill

from .forms import BackForm, FeedForm, VersionForm, WhyForm
from .views import LATEST_FIRST, feed_name, told

KEEPERS = (Verb.FEED, Capability.VIEW_JOURNAL)
SPANS = (0, 365, 90, 30)
"""Days back over which cities are compared; 0: since the feed runs."""
SHOWN = 20
BESIDE = {
    "CodeTaken": "code",
    "ImpossibleCode": "code",
    "NoName": "name",
    "UnknownDepartment": "department",
    "NoRight": "fields_",
    "NoFields": "fields_",
    "TooWide": "any_words",
    "TooManyWords": "any_words",
    "UnknownTopic": "topics",
    "UnknownPlace": "regions",
    "UnknownCategory": "categories",
    "NoWhy": "why",
}
"""Which field of a rule's form a refusal is about."""
GONE = ("Stopped",)


@door(*KEEPERS)
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """All rules in one's hands."""
    by = actor(request)
    rows = [_rule(row) for row in queries.feeds(by)]
    return render(request, "feeding/rules.html", {"rows": rows, "may_set": by.holds(Verb.FEED)})


def _rule(row: Any) -> dict[str, Any]:
    version = queries.versions(row.pk).first()
    return {
        "row": row,
        "name": feed_name(row),
        "department": organisation_lists.called(row.department, is_english=names.is_english()),
        "version": version,
        "delivered": queries.counted(row.pk),
    }


@door(Verb.FEED)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new rule; tried before it is saved."""
    by = actor(request)
    centre = _centre(by)
    begun = {"topics": request.GET.get("topic", "")}
    form = FeedForm(
        request.POST or None, initial=begun, home=centre.region, departments=rights.departments_with_rights(now())
    )
    context: dict[str, Any] = {"form": form, "centre": centre, "is_new": True}
    if request.method == "POST" and form.is_valid():
        if "try" in request.POST:
            context["trial"] = _tried(form, centre.id, None)
        elif identifier := fill(form, lambda _: _open(centre.id, form, by), BESIDE):
            messages.success(request, gettext("规则已启用：新登记的符合条件的工单将自动流转。"))
            return HttpResponseRedirect(reverse("feeding:rule", args=[identifier]))
    return render(request, "feeding/rule_form.html", context, status=422 if form.errors else 200)


def _open(centre_id: int, form: FeedForm, by: Actor) -> int:
    return actions.open_feed(centre_id, form.feed(), form.version(), by=by, at=now())


@door(*KEEPERS)
@require_GET
def rule(request: HttpRequest, identifier: int) -> HttpResponse:
    """One rule: what it copies, how each city fares, what was withheld, its versions."""
    return _rule_page(request, identifier)


def _rule_page(request: HttpRequest, identifier: int, **tried: Form) -> HttpResponse:
    by, at = actor(request), now()
    row = queries.feed(identifier, by)
    asked = number(request.GET.get("days", ""))
    days = asked if asked in SPANS else 0
    held = list(queries.withheld(identifier, by)[:SHOWN])
    numbers = lookups.numbers([each.ticket_id for each in held])
    context = _rule(row) | {
        "versions": list(queries.versions(identifier)),
        "tallies": queries.tallies(identifier, Period(row.opened_at if not days else at - timedelta(days), at), at),
        "spans": [{"days": each, "label": _span(each), "is_current": each == days} for each in SPANS],
        "withheld": [(each, numbers.get(each.ticket_id, "")) for each in held],
        "latest": list(queries.deliveries(identifier, by)[:SHOWN]),
        "may_set": row.stopped_at is None and actions.may_set(row.centre_id, by),
        "back": tried.get("back") or BackForm(),
        "why": tried.get("why") or WhyForm(),
    }
    return render(request, "feeding/rule.html", context, status=422 if tried else 200)


def _span(days: int) -> str:
    return gettext("近 {days} 天").format(days=days) if days else gettext("启用以来")


@door(Verb.FEED)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, identifier: int) -> HttpResponse:
    """Another version of a rule; tried before it is saved."""
    by = actor(request)
    row = queries.feed(identifier, by)
    last = queries.versions(identifier)[0]
    names_ = ("topics", "categories", "any_words", "no_words", "regions", "channels")
    begun = {name: getattr(last, name) for name in names_} | {"fields_": last.fields}
    home = organisations.unit(row.centre_id).region
    form = VersionForm(request.POST or None, initial=begun, home=home)
    seen = number(request.POST.get("seen_version", "")) or last.version
    context: dict[str, Any] = {"form": form, "row": row, "name": feed_name(row), "seen": seen}
    if request.method == "POST" and form.is_valid():
        if "try" in request.POST:
            context["trial"] = _tried(form, row.centre_id, row)
        elif fill(form, lambda _: _changed(identifier, form, seen, by), BESIDE):
            messages.success(request, gettext("新版已生效；已经流转的数据不受影响。"))
            return HttpResponseRedirect(reverse("feeding:rule", args=[identifier]))
    return render(request, "feeding/rule_form.html", context, status=422 if form.errors else 200)


def _changed(identifier: int, form: VersionForm, seen: int, by: Actor) -> bool:
    actions.change(identifier, form.version(), seen=seen, by=by, at=now())
    return True


@door(Verb.FEED)
@require_POST
def back(request: HttpRequest, identifier: int) -> HttpResponse:
    """Feed old tickets too."""
    form = BackForm(request.POST)

    def do(said: dict[str, Any]) -> bool:
        since = datetime.combine(said["since"], time(), SHANGHAI)
        actions.fill_back(identifier, since, by=actor(request), at=now())
        return True

    if not fill(form, do, {"NotPast": "since"}, GONE):
        return _rule_page(request, identifier, back=form)
    messages.success(request, gettext("已开始补流转，进度见版本记录。"))
    return HttpResponseRedirect(reverse("feeding:rule", args=[identifier]))


@door(Verb.FEED)
@require_POST
def stop(request: HttpRequest, identifier: int) -> HttpResponse:
    """Copy nothing more by this rule."""
    form = WhyForm(request.POST)

    def do(said: dict[str, Any]) -> bool:
        actions.stop(identifier, said["why"], by=actor(request), at=now())
        return True

    if not fill(form, do, BESIDE, GONE):
        return _rule_page(request, identifier, why=form)
    messages.success(request, gettext("规则已停用；已流转的数据仍可接收和反馈。"))
    return HttpResponseRedirect(reverse("feeding:rule", args=[identifier]))


@door(*KEEPERS)
@require_GET
def log(request: HttpRequest, identifier: int) -> HttpResponse:
    """Every delivery of a rule, by city and state."""
    by = actor(request)
    row = queries.feed(identifier, by)
    city, state = request.GET.get("city", ""), DeliveryState.of(request.GET.get("state", ""))
    found = queries.deliveries(identifier, by, city=city, state=state)
    page = pages.page(found, request.GET.get("cursor", ""), LATEST_FIRST)
    numbers = lookups.numbers([each.ticket_id for each in page.rows])
    context = {
        "row": row,
        "name": feed_name(row),
        "page": page,
        "rows": [{"row": each, "number": numbers[each.ticket_id], "said": told(each.copy)} for each in page.rows],
        "cities": queries.cities(identifier),
        "city": city,
        "state": state,
        "states": list(DeliveryState),
    }
    return render(request, "feeding/log.html", context)


def _centre(by: Actor) -> organisations.Unit:
    """The centre a person sets feeds for: that of her posting."""
    posted = [grant.organisation_id for grant in by.grants if Verb.FEED in grant.permissions]
    return organisations.unit(posted[0])


def _tried(form: VersionForm, centre_id: int, row: Any) -> Trial | None:
    """What the scope would have copied; none where it cannot be, and the form says why."""

    def do(said: dict[str, Any]) -> Trial:
        scope = actions.checked_scope(form.scope(), centre_id, now().date())
        return queries.tried(row, scope, tuple(said["fields_"]), at=now())

    return fill(form, do, BESIDE)
