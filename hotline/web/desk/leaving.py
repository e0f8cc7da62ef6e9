"""The desk's lists as files: today's tickets, what waits for the agent, her drafts; for who may export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from hotline.flow.intake import drafts
from hotline.flow.tickets import leaving, mine
from hotline.ground.catalogue.words import ReasonPurpose
from hotline.ground.people.words import Actor, Capability
from hotline.lib import masks
from hotline.lib.refusal import NotFound
from hotline.web.kit import columns, sheets
from hotline.web.kit.doors import actor, door, now
from hotline.web.kit.tables import TIGHT, WIDE, Column, Table, Text
from hotline.web.kit.templatetags.kit import word

from . import day, sight

MOST = sheets.MOST_ROWS + 1


def _missing(each: mine.Held) -> str:
    names = {reason.code: reason.name for reason in sight.reasons(ReasonPurpose.SUPPLEMENT)}
    return masks.mask_text(each.missing) or names.get(each.reason, each.reason)


def _title(draft: Any) -> str:
    needy = (matter.get("needy_name", "") for matter in draft.matters)
    return masks.mask_said(draft.title, [draft.caller.get("name", ""), *needy])


TODAY = Table("desk-today", columns.TICKET)
HELD = Table(
    "desk-held",
    (
        Column("number", _("工单号"), lambda each: each.row.number, kind=TIGHT),
        Column("title", _("标题"), lambda each: each.row.title, kind=WIDE),
        Column("missing", _("还缺什么"), _missing, kind=WIDE),
        Column("status", _("状态"), lambda each: word(each.row.status, "status"), kind=TIGHT),
        Column("due", _("时限"), lambda each: each.row.due_at, kind=TIGHT),
        Column("back_by", _("退回人"), lambda each: each.sent_back_by, is_usual=False),
        Column("back_at", _("退回时间"), lambda each: each.sent_back_at, kind=TIGHT, is_usual=False),
    ),
)
DRAFTS = Table(
    "desk-drafts",
    (
        Column("phone", _("来电号码"), lambda draft: masks.phone(draft.caller.get("phone", "")), kind=TIGHT),
        Column("title", _("标题"), _title, kind=WIDE),
        Column("opened", _("来电时间"), lambda draft: draft.opened_at, kind=TIGHT),
        Column("changed", _("最近变动"), lambda draft: draft.changed_at, kind=TIGHT),
        Column("done", _("已登记"), lambda draft: len(draft.done), kind=TIGHT),
    ),
)


def _today(by: Actor) -> Iterable[Any]:
    at = now()
    return leaving.nameless(mine.taken(by, drafts.seat(by), since=day.midnight(at), at=at, limit=MOST))


def _held(by: Actor) -> Iterator[mine.Held]:
    found = mine.held(by, drafts.seat(by), at=now(), limit=MOST)
    names = leaving.names_of(each.row.id for each in found)
    for each, row in zip(found, leaving.nameless(each.row for each in found), strict=True):
        yield replace(each, row=row, missing=masks.mask_said(each.missing, names[row.id]))


LISTS: dict[str, tuple[Text, Table, Callable[[Actor], Iterable[Any]]]] = {
    "today": (_("今日工单"), TODAY, _today),
    "held": (_("待我处理"), HELD, _held),
    "drafts": (_("草稿"), DRAFTS, drafts.mine),
}


@door("register")
@require_GET
def export(request: HttpRequest, name: str) -> HttpResponse:
    """One of the agent's own lists as a file."""
    by = actor(request)
    by.require(Capability.EXPORT)
    if name not in LISTS:
        raise NotFound
    title, table, read = LISTS[name]
    return sheets.download(request, table, read(by), title=str(title), keys=request.GET.getlist("column"))


def offers(request: HttpRequest) -> dict[str, sheets.Offer | None]:
    """The lists that may leave, by name."""
    return {name: sheets.offer(request, each[1], reverse("desk:export", args=[name])) for name, each in LISTS.items()}
