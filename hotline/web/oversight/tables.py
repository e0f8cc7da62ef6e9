"""The columns of the wall."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotline.lib import masks
from hotline.web.kit import names, orders
from hotline.web.kit.tables import TIGHT, WIDE, Column, Table
from hotline.web.kit.templatetags.kit import moment, word
from hotline.web.kit.templatetags.supervision import grade_pill, order_clock, order_pill


def turn(order: Any) -> str:
    """Who has to do something now."""
    return word(order.turn) if order.turn else ""


def since(at: datetime | None) -> Any:
    """A moment; nothing where there is none, so that a card on a phone has no line of dashes."""
    return moment(at) if at else ""


def matter(order: Any) -> str:
    """What it is about: the first ticket's title, masked, and how many more there are."""
    links = list(order.links.all())
    if not links:
        return ""
    first = masks.mask_text(links[0].ticket.words.title)
    more = len(links) - 1
    return gettext("{title} 等 {count} 件").format(title=first, count=more + 1) if more else first


def written(order: Any) -> str:
    """What leaves the house of it: nothing of what a confidential ticket is called."""
    said = [
        gettext("（保密工单）") if link.ticket.is_confidential else masks.mask_text(link.ticket.words.title)
        for link in order.links.all()
    ]
    return gettext("；").join(said)


def link(order: Any) -> str:
    """The page of an order."""
    return reverse("oversight:order", args=[order.pk])


ORDERS = Table(
    "orders",
    (
        Column("number", _("督办单号"), lambda row: row.number, kind=TIGHT),
        Column("grade", _("督办等级"), lambda row: grade_pill(row.grade), lambda row: word(row.grade, "grade"), TIGHT),
        Column("state", _("状态"), lambda row: order_pill(row.state), lambda row: word(row.state), TIGHT),
        Column("matter", _("事项"), matter, written, WIDE),
        Column("due", _("时限"), order_clock, lambda row: row.due_at, TIGHT),
        Column("turn", _("轮到谁"), turn, kind=TIGHT, is_usual=False),
        Column("target", _("被督办单位"), lambda row: names.unit(row.target_id)),
        Column("centre", _("督办中心"), lambda row: names.unit(row.centre_id), is_usual=False),
        Column("ordered", _("下达时间"), lambda row: moment(row.ordered_at), lambda row: row.ordered_at, TIGHT),
        Column("reason", _("督办原因"), lambda row: orders.reason_name(row.reason), is_usual=False),
        Column("closed", _("办结时间"), lambda row: since(row.closed_at), lambda row: row.closed_at, TIGHT, "", False),
        Column(
            "tickets",
            _("工单号"),
            lambda row: format_html("{}", "、".join(each.ticket.number for each in row.links.all())),
            kind=TIGHT,
            is_usual=False,
        ),
    ),
    link,
)
