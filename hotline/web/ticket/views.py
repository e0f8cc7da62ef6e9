"""Finding tickets, and the ticket page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from hotline.flow.tickets import leaving, numbers, queries, search, whole
from hotline.flow.tickets.rows import Row
from hotline.ground.people.words import Actor, Capability
from hotline.lib import masks
from hotline.web.kit import names, preferences, sheets
from hotline.web.kit.doors import actor, door, now
from hotline.web.kit.tables import TIGHT, WIDE, Column, Table, show
from hotline.web.kit.templatetags import kit

from . import deeds, further, presence, reading

LONGEST_QUERY = 100
SHEET_PAGE = 200


def link(row: Any) -> str:
    """Where a ticket's page is."""
    return reverse("ticket:page", args=[row.number])


FOUND = Table(
    "found",
    (
        Column("number", _("工单号"), lambda row: row.number, kind=TIGHT),
        Column("title", _("标题"), lambda row: row.title, lambda row: masks.mask_text(row.title), kind=WIDE),
        Column(
            "status",
            _("状态"),
            lambda row: kit.pill(row.status),
            lambda row: kit.word(row.status, "status"),
            kind=TIGHT,
        ),
        Column(
            "clock", _("时限"), lambda row: kit.clock(row.due_at, row.yellow_at), lambda row: row.due_at, kind=TIGHT
        ),
        Column("category", _("分类"), lambda row: names.category(row.category)),
        Column("region", _("区域"), lambda row: names.region(row.region)),
        Column("unit", _("主办单位"), lambda row: names.unit(row.lead_unit_id)),
        Column(
            "registered",
            _("登记时间"),
            lambda row: kit.moment(row.registered_at),
            lambda row: row.registered_at,
            kind=TIGHT,
        ),
    ),
    link,
)


@door()
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Tickets by number or by words; a whole number leads straight to its page."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    if numbers.is_number(query):
        return HttpResponseRedirect(reverse("ticket:page", args=[query]))
    found = search.search(actor(request), query, at=now(), cursor=request.GET.get("cursor", "")) if query else None
    empty = (_("没有找到符合的工单"), _("请换个词，或减少词语；只能找到归您的岗位查看的工单。"))
    shown = show(request, FOUND, found, empty=empty) if found is not None else None
    return render(
        request,
        "ticket/find.html",
        {"query": query, "shown": shown, "may_export": actor(request).holds(Capability.EXPORT)},
    )


@door(Capability.EXPORT)
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """What was found, as an Excel file with the columns in sight."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    keys = preferences.columns(request.user.pk or 0, FOUND.name)
    rows = leaving.nameless(_all_found(actor(request), query)) if query else iter(())
    return sheets.download(request, FOUND, rows, title=gettext("查找结果"), keys=keys)


def _all_found(by: Actor, query: str) -> Iterator[Row]:
    """Page after page, as far as a sheet reaches."""
    cursor, at = "", now()
    while True:
        found = search.search(by, query, at=at, cursor=cursor, limit=SHEET_PAGE)
        yield from found.rows
        cursor = found.next
        if not cursor:
            return


@door()
@require_GET
def page(request: HttpRequest, number: str) -> HttpResponse:
    """One ticket for whoever may see it."""
    by = actor(request)
    return render(request, "ticket/page.html", _context(request, whole.read(number, by), by))


@door()
@require_GET
def parts(request: HttpRequest, number: str) -> HttpResponse:
    """The page's changing parts, fetched when the event stream tells that something happened."""
    by = actor(request)
    return render(request, "ticket/parts.html", _context(request, whole.read(number, by), by))


def _context(request: HttpRequest, found: whole.Whole, by: Any) -> dict[str, Any]:
    return reading.context(found, by, further.shown(request)) | {"buttons": deeds.buttons(found, by)}


@door()
@require_POST
def present(request: HttpRequest, number: str) -> HttpResponse:
    """I am still here; who else is?"""
    by = actor(request)
    ticket = queries.ticket(number, by)
    presence.note(ticket.pk, by, at=now())
    return render(request, "ticket/colleagues.html", {"colleagues": presence.colleagues(ticket.pk, by, at=now())})
