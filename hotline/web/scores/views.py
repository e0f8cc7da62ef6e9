"""Evaluation by months: where a centre begins, one month's groups and places, building, publishing, the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.ground.people.words import Actor, Capability
from hotline.insight.evaluation import actions, queries
from hotline.insight.evaluation.words import Group, Place, Scheme, Unranked
from hotline.lib.refusal import NotFound
from hotline.web.kit import names, sheets
from hotline.web.kit.doors import WrongDoor, actor, door, now, today
from hotline.web.kit.tables import NUMBER, Column, Table

LOOKS = (Capability.SCORE_UNITS, Capability.LEAD_VIEW)


@dataclass(frozen=True, slots=True)
class Row:
    """A unit in a month: where it stands, and its sheet where the reader may open it."""

    unit: str
    group: str
    place: Place
    sheet: Any
    may_open: bool
    has_objection: bool = False


@door(*LOOKS)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """A centre's months for who scores, the own units' sheets for their leaders."""
    by = actor(request)
    centres = queries.centres(by)
    found: dict[str, Any] = {"centres": centres, "own": [_own(each) for each in queries.own(by)]}
    if centres:
        centre = picked(request, centres)
        adopted = queries.in_force(centre.id, today())
        found |= {"centre": centre, "adopted": adopted, "months": _months(centre)}
        found["scheme"] = named(queries.content(adopted)) if adopted else ""
    return render(request, "scores/home.html", found)


def picked(request: HttpRequest, centres: list[Unit]) -> Unit:
    """The centre that was asked for, else the reader's own or nearest: the smallest area comes last in the province."""
    asked = request.GET.get("centre", "")
    mine = actor(request).organisations()
    own = next((each for each in centres if each.id in mine), centres[0])
    return next((each for each in centres if str(each.id) == asked), own)


def _months(centre: Unit) -> list[dict[str, Any]]:
    """Every month that is scored, and the last one that is over."""
    last = previous(today())
    known = queries.months(centre.id)
    shown = known if last in known else [last, *known]
    return [
        {
            "month": month,
            "key": f"{month:%Y-%m}",
            "count": queries.sheets(centre.id, month).count(),
            "waiting": queries.waiting(centre.id, month),
            "is_published": queries.is_published(centre.id, month),
            "has_scheme": queries.in_force(centre.id, month) is not None,
        }
        for month in shown
    ]


def _own(sheet: Any) -> dict[str, Any]:
    centre_id = sheet.scheme.centre_id
    return {
        "sheet": sheet,
        "centre": centre_id,
        "key": f"{sheet.month:%Y-%m}",
        "is_published": queries.is_published(centre_id, sheet.month),
    }


def previous(on: date) -> date:
    """The first day of the month before."""
    return date(on.year - (on.month == 1), (on.month - 2) % 12 + 1, 1)


def read_month(said: str) -> date:
    """The first day of a month in an address.

    :raises NotFound: it is none.
    """
    try:
        return datetime.strptime(said, "%Y-%m").date()  # noqa: DTZ007 a month, no moment
    except ValueError:
        raise NotFound from None


@door(*LOOKS)
@require_GET
def month(request: HttpRequest, centre: int, month: str) -> HttpResponse:
    """One month of a centre: its groups with the places in them; units find it when it is published."""
    by, on = actor(request), read_month(month)
    is_scorer = queries.scores(by, centre)
    found: dict[str, Any] = {"centre": centre, "key": f"{on:%Y-%m}", "month": on, "is_scorer": is_scorer}
    rows = list(rows_of(centre, on, by)) if not is_scorer or queries.sheets(centre, on).exists() else []
    if rows:
        found["groups"] = grouped(scheme_of(centre, on), rows)
        found["offer"] = sheets.offer(request, TABLE, reverse("scores:export", args=[centre, found["key"]]))
    found["is_published"] = queries.is_published(centre, on)
    found["waiting"] = queries.waiting(centre, on) if is_scorer else 0
    found["is_over"] = now() >= queries.bounds(on)[1]
    found["has_scheme"] = queries.in_force(centre, on) is not None
    return render(request, "scores/month.html", found)


def scheme_of(centre: int, on: date) -> Scheme:
    """The scheme a month was scored by."""
    sheet = queries.sheets(centre, on).select_related("scheme").first()
    if sheet is None:
        raise NotFound
    return queries.content(sheet.scheme)


def rows_of(centre: int, on: date, by: Actor) -> Iterator[Row]:
    """The units of a month in their order.

    :raises SheetNotFound: there is nothing, or not for the reader.
    """
    places = queries.places(centre, on, by)
    known = {organisations.unit(each.unit_id).code: each for each in queries.sheets(centre, on)}
    opens = {each.pk for each in known.values()} if queries.scores(by, centre) else {e.pk for e in queries.own(by)}
    open_ = set(queries.open_objections(centre, on))
    groups = {group.code: group for group in scheme_of(centre, on).groups}
    for place in places:
        sheet, unit = known.get(place.unit), organisations.unit_by_code(place.unit)
        may_open = sheet is not None and sheet.pk in opens
        group = groups.get(place.group)
        has_objection = sheet is not None and may_open and sheet.pk in open_
        yield Row(names.unit(unit.id), named_group(group) if group else "", place, sheet, may_open, has_objection)


def grouped(scheme: Scheme, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The rows under their groups, in the scheme's order; those in no group come last."""
    kept = list(rows)
    known = [(group.code, named_group(group)) for group in scheme.groups] + [("", gettext("未编组"))]
    found = [{"name": name, "rows": [row for row in kept if row.place.group == code]} for code, name in known]
    return [group for group in found if group["rows"]]


def named(scheme: Scheme) -> str:
    """A scheme's name in the reader's language."""
    return scheme.name_en if names.is_english() and scheme.name_en else scheme.name


def named_group(group: Group) -> str:
    """A group's name in the reader's language."""
    return group.name_en if names.is_english() and group.name_en else group.name


def why(place: Place) -> str:
    """Why a unit has no rank, in words."""
    found = Unranked.of(place.why or "")
    return found.label(get_language() or "zh") if found else ""


TABLE = Table(
    "scores-month",
    (
        Column("group", _("考核组"), lambda row: row.group),
        Column("unit", _("单位"), lambda row: row.unit),
        Column("rank", _("名次"), lambda row: row.place.rank, kind=NUMBER),
        Column("points", _("得分"), lambda row: _number(row.place.points), kind=NUMBER),
        Column("attained", _("实得分"), lambda row: _number(row.sheet.attained) if row.sheet else None, kind=NUMBER),
        Column(
            "attainable", _("可得分"), lambda row: _number(row.sheet.attainable) if row.sheet else None, kind=NUMBER
        ),
        Column("why", _("未排名原因"), lambda row: why(row.place)),
        Column("revision", _("第几稿"), lambda row: row.sheet.revision if row.sheet else None, kind=NUMBER),
    ),
    is_choosable=False,
)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


@door(*LOOKS)
@require_GET
def export(request: HttpRequest, centre: int, month: str) -> HttpResponse:
    """A month as an Excel file, as far as the reader sees it."""
    by, on = actor(request), read_month(month)
    by.require(Capability.EXPORT)
    title = gettext("{month} 考核结果").format(month=f"{on:%Y-%m}")
    return sheets.download(request, TABLE, rows_of(centre, on, by), title=title, keys=request.GET.getlist("column"))


@door(Capability.SCORE_UNITS)
@require_POST
def build(request: HttpRequest, centre: int, month: str) -> HttpResponse:
    """Reckon a month that is over."""
    count = actions.build(own_centre(request, centre), read_month(month), by=actor(request), at=now())
    messages.success(request, gettext("已生成 {count} 份考核单。").format(count=count))
    return HttpResponseRedirect(reverse("scores:month", args=[centre, month]))


@door(Capability.SCORE_UNITS)
@require_POST
def publish(request: HttpRequest, centre: int, month: str) -> HttpResponse:
    """Make a month's results known."""
    actions.publish(own_centre(request, centre), read_month(month), by=actor(request), at=now())
    messages.success(request, gettext("已公布，各单位可以看到名次。"))
    return HttpResponseRedirect(reverse("scores:month", args=[centre, month]))


def own_centre(request: HttpRequest, centre: int) -> int:
    """The centre, where the reader scores its units; another one looks absent.

    :raises NotFound: it is not hers.
    """
    by = actor(request)
    if not by.holds(Capability.SCORE_UNITS):
        raise WrongDoor
    if not queries.scores(by, centre):
        raise NotFound
    return centre
