"""The leader's view as files: what is late, who has how much, what was answered, the units below."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from hotline.flow.tickets import leaving, load
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Capability
from hotline.lib.refusal import NotFound
from hotline.web.kit import names, sheets
from hotline.web.kit.doors import door
from hotline.web.kit.tables import NUMBER, TIGHT, WIDE, Column, Table, Text
from hotline.web.kit.templatetags.kit import word

from . import leading
from .places import Place


@dataclass(frozen=True, slots=True)
class List:
    """One list of the leader's view."""

    title: Text
    table: Table
    rows: Callable[[Place], Iterable[Any]]


def _count(key: str, label: Text) -> Column:
    return Column(key, label, lambda row: getattr(row, key), kind=NUMBER)


LATE = Table(
    "lead-late",
    (
        Column("number", _("工单号"), lambda row: row.ticket.number, kind=TIGHT),
        Column("title", _("标题"), lambda row: row.ticket.title, kind=WIDE),
        Column("due", _("时限"), lambda row: row.due_at, kind=TIGHT),
        Column("state", _("状态"), lambda row: word(row.state), kind=TIGHT),
        Column("signer", _("经办"), lambda row: row.signed_by or "—", kind=TIGHT),
        Column("sent", _("派出时间"), lambda row: row.sent_at, kind=TIGHT, is_usual=False),
    ),
)
HANDLERS = Table(
    "lead-handlers",
    (
        Column("name", _("经办人"), lambda row: row.name),
        _count("handling", _("在办")),
        _count("red", _("已超期")),
        _count("yellow", _("将到期")),
    ),
)
CONCLUDED = Table(
    "lead-concluded",
    (
        Column("name", _("经办人"), lambda row: row.name),
        _count("replied", _("答复")),
        _count("in_time", _("按时")),
    ),
)
BELOW = Table(
    "lead-below",
    (
        Column("unit", _("单位"), lambda row: names.unit(row.unit_id)),
        _count("to_sign", _("待签收")),
        _count("handling", _("在办")),
        _count("red", _("已超期")),
        _count("yellow", _("即将到期")),
    ),
)


def _handlers(here: Place) -> Iterable[Any]:
    return load.by_handler(here.unit.id, at=here.at)


def _concluded(here: Place) -> Iterable[Any]:
    since, until = leading.month(here.at)
    return load.concluded(here.unit.id, since=since, until=until)


def _below(here: Place) -> Iterable[Any]:
    loads = load.by_unit(organisations.subtree(here.unit.path), at=here.at)
    return [each for each in loads if each.unit_id != here.unit.id]


def _late(here: Place) -> Iterable[Any]:
    return leaving.nameless(leading.late(here, sheets.MOST_ROWS + 1))


LISTS = {
    "late": List(_("谁的已超期"), LATE, _late),
    "handlers": List(_("按经办人"), HANDLERS, _handlers),
    "concluded": List(_("本月答复"), CONCLUDED, _concluded),
    "below": List(_("下级单位"), BELOW, _below),
}


@door(Capability.LEAD_VIEW)
@require_GET
def export(request: HttpRequest, name: str) -> HttpResponse:
    """One list of the unit she leads, as a file."""
    here = leading.led(request)
    here.by.require(Capability.EXPORT)
    if name not in LISTS:
        raise NotFound
    chosen = LISTS[name]
    title = f"{names.unit(here.unit.id)} {chosen.title}"
    return sheets.download(request, chosen.table, chosen.rows(here), title=title, keys=request.GET.getlist("column"))


def offers(request: HttpRequest) -> dict[str, sheets.Offer | None]:
    """The lists that may leave, by name."""
    return {
        name: sheets.offer(request, each.table, reverse("office:lead_export", args=[name]))
        for name, each in LISTS.items()
    }
