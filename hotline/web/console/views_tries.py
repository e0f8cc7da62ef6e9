"""Trying the dispatch directory; the roles' matrix; an organisation's duty list; picking categories."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from hotline.flow.dispatch import queries as dispatching
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.organisations import actions as organising
from hotline.ground.organisations import queries as organisations
from hotline.ground.people import queries as people
from hotline.ground.people.words import Actor
from hotline.ground.regions import queries as regions
from hotline.ground.regions.words import RegionLevel
from hotline.lib.refusal import NotFound, NotPermitted
from hotline.web.kit import names
from hotline.web.kit.doors import actor, door, now, today
from hotline.web.kit.filling import attempt

from . import cells, registry, rights, vocabularies
from .fields import CategoryField, DayField, MomentField, RegionField, SheetForm, WordField
from .sheets import Done
from .sheets_catalogue import lead

SHOWN = 20
WEEK = 7


class TryForm(SheetForm):
    """A ticket to try the directory on."""

    category = CategoryField(label=_("分类"))
    region = RegionField(
        label=_("区划"), required=False, help_text=_("越具体越准；有的目录行要到县或街道才能找到单位。")
    )
    centre_level = WordField(RegionLevel, label=_("派单的热线中心"), initial=RegionLevel.CITY)
    on = DayField(label=_("按哪天的目录"))


class DutyForm(SheetForm):
    """One turn on a duty list."""

    name = forms.CharField(label=_("姓名"), max_length=40)
    phone = forms.CharField(label=_("电话"), max_length=30)
    starts_at = MomentField(label=_("开始时间"))
    ends_at = MomentField(label=_("结束时间"))


@dataclass(frozen=True, slots=True)
class Rung:
    """One directory row that fits, best first, and the unit it leads to."""

    row: Any
    place: str
    lead: str
    unit: str
    is_first: bool
    why: str


@door(rights.REFERENCE, rights.JOURNAL)
@require_GET
def directory(request: HttpRequest) -> HttpResponse:
    """Which row fires for a category in a region, and why."""
    by = actor(request)
    form = TryForm(request.GET or None, initial={"on": today()}, by=by)
    context: dict[str, Any] = {"sheet": registry.SHEETS["directory"], "form": form}
    if request.GET and form.is_valid():
        context |= {"is_tried": True, "rungs": _rungs(form.cleaned_data)}
    return render(request, "console/directory_try.html", context, status=422 if form.errors else 200)


def _rungs(facts: dict[str, Any]) -> list[Rung]:
    region = facts["region"] or regions.province().code
    line = tuple(regions.lineage(region))
    rows = catalogue.directory(facts["category"], line, facts["centre_level"], facts["on"])
    found, has_first = [], False
    for row in rows:
        unit = organisations.unit(row.unit_id) if row.unit_id else dispatching.seated(row.department, row.level, region)
        is_first = unit is not None and not has_first
        has_first = has_first or is_first
        place = names.region(row.region_id, is_full=True) if row.region_id else gettext("全省")
        name = names.unit(unit.id) if unit else ""
        found.append(Rung(row, place, lead(row), name, is_first, _why(row, facts["category"], unit is not None)))
    return found


def _why(row: Any, category: str, is_found: bool) -> str:
    near = (
        gettext("分类完全一致")
        if row.category_id == category
        else gettext("上级分类 {code}").format(code=row.category_id)
    )
    place = gettext("专为该区划") if row.region_id else gettext("全省通用")
    parts = [near, place]
    if not is_found:
        parts.append(gettext("但在该区划找不到这类部门，请把区划选得更具体"))
    return gettext("，").join(parts)


@door(rights.PEOPLE, rights.JOURNAL)
@require_GET
def matrix(request: HttpRequest) -> HttpResponse:
    """Every permission against every role."""
    roles = list(people.roles())
    held = frozenset().union(*(frozenset(role.permissions) for role in roles))
    heads = [(role.code, cells.either(role.name, role.name_en)) for role in roles]
    named = [(name, frozenset(role.permissions)) for (_code, name), role in zip(heads, roles, strict=True)]
    groups = [
        (title, [(code, label, [(name, code in its) for name, its in named]) for code, label in pairs])
        for title, pairs in vocabularies.permissions(held)
    ]
    return render(request, "console/matrix.html", {"sheet": registry.SHEETS["roles"], "heads": heads, "groups": groups})


@door(rights.REFERENCE, rights.PEOPLE, rights.JOURNAL)
def duties(request: HttpRequest, pk: int) -> HttpResponse:
    """A week of an organisation's duty list; who keeps it adds turns and takes coming ones away."""
    by = actor(request)
    sheet = registry.SHEETS["organisations"]
    unit = sheet.find(str(pk), by)
    may_change = sheet.may_change(unit, by)
    monday = _monday(request.GET.get("week", ""))
    form = DutyForm(None, by=by)
    if request.method == "POST":
        if not may_change:
            raise NotPermitted(verb=gettext("排班"))
        if "remove" in request.POST:
            return _removed(request, pk, by)
        form = DutyForm(request.POST, by=by)
        if form.is_valid() and attempt(form, lambda: _add(pk, form.cleaned_data, by)) is not None:
            messages.success(request, gettext("已排班。"))
            return HttpResponseRedirect(request.get_full_path())
    context = {
        "sheet": sheet,
        "unit": unit,
        "name": sheet.name(unit),
        "form": form,
        "may_change": may_change,
        "days": _week(pk, monday),
        "previous": monday - timedelta(days=WEEK),
        "next": monday + timedelta(days=WEEK),
        "on_duty": organisations.on_duty(pk, now()),
    }
    return render(request, "console/duties.html", context, status=422 if form.errors else 200)


def _add(pk: int, facts: dict[str, Any], by: Actor) -> Done:
    organising.add_duty(pk, facts["starts_at"], facts["ends_at"], facts["name"], facts["phone"], by=by, at=now())
    return Done("")


def _removed(request: HttpRequest, pk: int, by: Actor) -> HttpResponse:
    said = request.POST["remove"]
    since, until = now() - timedelta(days=1), now() + timedelta(days=3650)
    mine = {str(duty.pk) for duty in organisations.duties(pk, since=since, until=until)}
    if said not in mine:
        raise NotFound
    organising.remove_duty(int(said), by=by, at=now())
    messages.success(request, gettext("已取消该班。"))
    return HttpResponseRedirect(request.get_full_path())


def _week(pk: int, monday: date) -> list[dict[str, Any]]:
    start = datetime(monday.year, monday.month, monday.day, tzinfo=timezone.get_default_timezone())
    turns = list(organisations.duties(pk, since=start, until=start + timedelta(days=WEEK)))
    days = []
    for count in range(WEEK):
        begin = start + timedelta(days=count)
        end = begin + timedelta(days=1)
        mine = [_turn(each, begin, end) for each in turns if each.starts_at < end and each.ends_at > begin]
        days.append({"day": begin.date(), "is_today": begin.date() == today(), "turns": mine})
    return days


def _turn(duty: Any, begin: datetime, end: datetime) -> dict[str, Any]:
    """A turn as a bar over the quarters of a day: columns of a grid of 24 hours."""
    first, last = max(duty.starts_at, begin), min(duty.ends_at, end)
    column = int((first - begin).total_seconds() // 3600) + 1
    after = max(column + 1, -(-int((last - begin).total_seconds()) // 3600) + 1)
    return {"duty": duty, "from": column, "to": after, "is_coming": duty.starts_at > now()}


def _monday(said: str) -> date:
    try:
        day = date.fromisoformat(said)
    except ValueError:
        day = today()
    return day - timedelta(days=day.weekday())


@door(*rights.ANYBODY)
@require_GET
def pick_categories(request: HttpRequest) -> HttpResponse:
    """Categories of every depth by name, keyword or code, for type-ahead fields."""
    said = request.GET.get("q", "").strip().lower()[:40]
    language = get_language() or "zh"
    rows = []
    for node in catalogue.categories(today()).values():
        label = node.label(language)
        if not said or said in label.lower() or node.code.startswith(said) or said in node.keywords:
            above = names.category(node.code.rpartition(".")[0], is_full=True)
            rows.append((node.code, label, f"{node.code} {above}".strip()))
    return render(request, "kit/options.html", {"rows": rows[:SHOWN]})
