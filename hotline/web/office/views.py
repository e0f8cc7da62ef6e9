"""The inbox of a unit, as a list and as a file."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from hotline.flow.tickets import leaving, lists
from hotline.flow.tickets.words import Tab
from hotline.ground.people.words import Capability
from hotline.lib.pages import every
from hotline.web.kit import names, preferences, sheets
from hotline.web.kit.doors import door
from hotline.web.kit.listing import turning
from hotline.web.kit.tables import show

from . import tables
from .places import Place, place

EXPORT_STEP = 500


@door()
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """A unit's inbox, the most pressing first."""
    here = place(request)
    page = here.rows()
    is_pickable = here.tab is Tab.TO_SIGN and here.by.holds("sign")
    shown = show(request, tables.table(here), list(page.rows), is_pickable=is_pickable, key=tables.key)
    found: dict[str, Any] = {
        "shown": shown,
        "rows": page.rows,
        "turning": turning(request, page),
        "narrowing": here.narrowing,
        "kept_fields": [(name, request.GET[name]) for name in ("tab", "unit") if request.GET.get(name)],
        "cleared": _without_filters(here),
        "may_export": here.by.holds(Capability.EXPORT),
        "export": here.address("export"),
        "is_pickable": is_pickable,
        "empty": _empty(here),
    }
    return render(request, "office/inbox.html", frame(here) | found)


def frame(here: Place) -> dict[str, Any]:
    """What every page of the inbox shows on top: the unit, its tabs and how much waits in each."""
    counts = lists.inbox_counts(here.by, here.unit.id, at=here.at)
    tabs = [{"tab": tab, "count": counts.get(tab), "href": _tab_address(here, tab)} for tab in Tab]
    return {"place": here, "tabs": tabs, "limit": lists.COUNT_LIMIT, "news": here.address("news")}


def _tab_address(here: Place, tab: Tab) -> str:
    kept = QueryDict(mutable=True)
    kept["tab"] = tab.value
    if here.unit.id != here.own[0].id:
        kept["unit"] = str(here.unit.id)
    return f"?{kept.urlencode()}"


def _without_filters(here: Place) -> str:
    return _tab_address(here, here.tab).removeprefix("?")


def _empty(here: Place) -> tuple[str, str]:
    if here.narrowing:
        return gettext("没有符合条件的工单"), gettext("去掉一两个筛选条件再看看。")
    return {
        Tab.TO_SIGN: (gettext("没有待签收的工单"), gettext("新派单会出现在这里，并有提醒，无需刷新。")),
        Tab.HANDLING: (gettext("没有办理中的工单"), gettext("签收以后，工单在这里办理、联系诉求人、答复。")),
        Tab.WAITING: (gettext("没有在等下级或协办的工单"), gettext("转派下级或加派协办后，在这里等他们答复。")),
        Tab.DONE: (gettext("还没有办结的工单"), gettext("答复过的工单都在这里，随时可以查看。")),
    }[here.tab]


@door()
@require_GET
def news(request: HttpRequest) -> HttpResponse:
    """What happened to the inbox since it was shown."""
    here = place(request)
    before = [key for key in request.GET.get("shown", "").split(".") if key][:100]
    now = [row.ticket.number for row in here.rows(limit=max(lists.PAGE, len(before))).rows]
    came = [number for number in now[: len(before) or None] if number not in before]
    context = frame(here) | {"came": len(came), "gone": [number for number in before if number not in now]}
    return render(request, "office/news.html", context)


@door()
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The inbox as an Excel file, with the columns she sees."""
    here = place(request)
    here.by.require(Capability.EXPORT)
    table = tables.table(here)
    keys = request.GET.getlist("column") or preferences.columns(request.user.pk or 0, table.name)
    title = names.unit(here.unit.id)
    return sheets.download(
        request,
        table,
        leaving.nameless(every(lambda cursor: here.rows(limit=EXPORT_STEP, cursor=cursor))),
        title=title,
        keys=keys,
    )
