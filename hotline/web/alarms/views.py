"""The list of alerts, and one alert with its evidence."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET

from hotline.ground.catalogue import queries as catalogue
from hotline.ground.organisations.queries import Unit
from hotline.ground.people.words import Actor, Capability
from hotline.ground.regions import queries as regions
from hotline.insight.alerts import queries
from hotline.insight.alerts.words import AlertKind, AlertState, Severity
from hotline.web.kit import names, pages
from hotline.web.kit.doors import WrongDoor, actor, door, now, today
from hotline.web.kit.vocabulary import choices

from . import evidence, leading, telling
from .forms import AcknowledgeForm, ActForm, DismissForm, EndForm

ORDER = ("weight", "-detected_at", "-pk")
LATEST = ("-detected_at", "-pk")
OVER = "over"


@door(Capability.ANALYSE)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The alerts of one's area: those that go on in one state, or those that are over."""
    by = actor(request)
    if not queries.reads(by):
        raise WrongDoor
    said = {name: request.GET.get(name, "")[:20] for name in ("state", "kind", "severity", "region", "field")}
    is_over, state = said["state"] == OVER, AlertState.of(said["state"]) or AlertState.NEW
    found = _narrowed(queries.in_state(queries.visible_to(by, today()), state, is_over=is_over), said)
    ordered = found if is_over else queries.gravest_first(found)
    page = pages.page(ordered, request.GET.get("cursor", ""), LATEST if is_over else ORDER)
    context = {
        "state_tabs": _tabs(by, OVER if is_over else state.value, said),
        "page": page,
        "rows": [telling.row(each) for each in page.rows],
        "choices": _choices(by, said),
        "state": OVER if is_over else state.value,
        "is_narrowed": any(said[name] for name in ("kind", "severity", "region", "field")),
        "looked_at": queries.looked_at(),
        "areas": [*map(names.region, queries.read_areas(by)), *(_line(unit) for unit in queries.lines(by))],
        "may_set": by.holds(Capability.MANAGE_REFERENCE),
    }
    return render(request, "alarms/home.html", context)


def _line(unit: Unit) -> str:
    return gettext("{unit}的条线").format(unit=names.unit(unit.id))


def _narrowed(found: QuerySet[Any], said: dict[str, str]) -> QuerySet[Any]:
    if kind := AlertKind.of(said["kind"]):
        found = found.filter(kind=kind)
    if severity := Severity.of(said["severity"]):
        found = found.filter(severity=severity)
    if said["region"] and regions.is_area(said["region"]):
        area = said["region"]
        found = found.filter(region__gte=area, region__lt=regions.next_after(area))
    if said["field"]:
        found = found.filter(category__startswith=said["field"][:2])
    return found


def _tabs(by: Actor, current: str, said: dict[str, str]) -> list[dict[str, Any]]:
    counts, language = queries.counts(by, today()), get_language() or "zh"
    kept = {name: value for name, value in said.items() if value and name != "state"}
    labels = {state.value: state.label(language) for state in AlertState} | {OVER: gettext("已结束")}
    return [
        {
            "label": label,
            "count": counts[code],
            "at": "?" + urlencode({"state": code} | kept),
            "is_current": code == current,
        }
        for code, label in labels.items()
    ]


def _choices(by: Actor, said: dict[str, str]) -> list[dict[str, Any]]:
    language = get_language() or "zh"
    read = (*queries.read_areas(by), *(unit.region for unit in queries.lines(by)))
    places = [place for area in sorted(set(read)) for place in regions.children(area)]
    fields = [node for node in catalogue.categories(today()).values() if len(node.code) == 2]
    offered = {
        "kind": (gettext("类型"), choices(AlertKind, language)),
        "severity": (gettext("程度"), choices(Severity, language)),
        "region": (
            gettext("区域"),
            [(place.code, names.region(place.code)) for place in places if len(place.code) <= 6],
        ),
        "field": (gettext("领域"), [(node.code, names.category(node.code)) for node in fields]),
    }
    return [
        {"name": name, "label": label, "value": said[name], "options": [("", label), *options]}
        for name, (label, options) in offered.items()
        if options
    ]


@door(Capability.ANALYSE)
@require_GET
def page(request: HttpRequest, identifier: int) -> HttpResponse:
    """One alert."""
    return shown(request, identifier)


def shown(request: HttpRequest, identifier: int, *, status: int = 200, **tried: Form) -> HttpResponse:
    """The page of an alert, with a form that came back."""
    by, at = actor(request), now()
    row = queries.alert(identifier, by, today())
    state, is_over = AlertState(row.state), row.ended_at is not None
    raised, may_handle = getattr(row, "lift", None), queries.may_handle(row, by)
    listed, count = evidence.tickets(row, by, at)
    context = {
        "row": row,
        "told": telling.row(row),
        "evidence": evidence.of(row),
        "tickets": listed,
        "ticket_count": count,
        "behind": leading.behind(row, by),
        "similar": [telling.row(each) for each in queries.similar(row, by, today())],
        "steps": [telling.step(each) for each in queries.steps(row.pk)],
        "ways": leading.ways(row, by),
        "may_order": leading.may_order(by),
        "lift": raised if raised and raised.dropped_at is None and raised.until_on > today() else None,
        "may_handle": may_handle,
        "may_acknowledge": may_handle and state is AlertState.NEW,
        "may_act": may_handle and state is not AlertState.DISMISSED,
        "may_dismiss": may_handle and state in (AlertState.NEW, AlertState.ACKNOWLEDGED),
        "may_end": may_handle and not is_over,
        "acknowledge": tried.get("acknowledge") or AcknowledgeForm(),
        "act": tried.get("act") or ActForm(initial={"deed": request.GET.get("deed", "")}),
        "dismiss": tried.get("dismiss") or DismissForm(),
        "end": tried.get("end") or EndForm(),
    }
    return render(request, "alarms/alert.html", context, status=status)
