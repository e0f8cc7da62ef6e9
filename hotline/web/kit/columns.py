"""The columns of a list of tickets, for every door that shows one."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotline.flow.tickets.rows import Row
from hotline.ground.catalogue.words import Urgency

from . import names
from .tables import NUMBER, TIGHT, WIDE, Column
from .templatetags.kit import MARKS, clock, icon, moment, pill, word

TONES = {Urgency.DANGER: "bad", Urgency.URGENT: "warn", Urgency.UTILITIES: "warn"}


def urgency(row: Row) -> Any:
    """How urgent: a pill with a shape where it is, a plain word where it is not."""
    if row.urgency is Urgency.NORMAL:
        return word(row.urgency)
    return format_html('<span class="pill pill-{}">{}{}</span>', TONES[row.urgency], icon("urgent"), word(row.urgency))


def title(row: Row) -> SafeString | str:
    """What it is about, with the marks one must not overlook."""
    laid = ((True, MARKS[each][1], word(each)) for each in row.marks)
    marks = [
        format_html('<span class="mark" title="{}">{}</span>', label, icon(drawing, str(label)))
        for is_on, drawing, label in (
            (row.is_synthetic, "flask", _("合成数据")),
            (row.is_confidential, "lock", _("保密")),
            (row.is_sensitive, "flag", _("敏感")),
            (row.round > 1, "refresh", _("重办")),
            *laid,
        )
        if is_on
    ]
    if not marks:
        return row.title
    return format_html("{}{}", SafeString("".join(marks)), row.title)


def marked(number: str, is_synthetic: bool) -> str:
    """A number as it leaves the house: nobody takes what a replay made for something that happened."""
    return gettext("{number}（合成数据）").format(number=number) if is_synthetic else number


def due(row: Row) -> SafeString:
    """The clock that runs."""
    return clock(row.due_at, row.yellow_at)


TICKET: tuple[Column, ...] = (
    Column("number", _("工单号"), lambda row: row.number, lambda row: marked(row.number, row.is_synthetic), TIGHT),
    Column("title", _("标题"), title, lambda row: row.title, kind=WIDE),
    Column("due", _("时限"), due, lambda row: row.due_at, kind=TIGHT),
    Column("urgency", _("紧急程度"), urgency, lambda row: word(row.urgency), kind=TIGHT),
    Column("kind", _("类型"), lambda row: word(row.kind), kind=TIGHT),
    Column("category", _("分类"), lambda row: names.category(row.category), kind=TIGHT),
    Column("region", _("区域"), lambda row: names.region(row.region), kind=TIGHT),
    Column("status", _("状态"), lambda row: pill(row.status), lambda row: word(row.status), kind=TIGHT),
    Column("lead", _("主办单位"), lambda row: names.unit(row.lead_unit_id)),
    Column("registered", _("登记时间"), lambda row: moment(row.registered_at), lambda row: row.registered_at, TIGHT),
    Column("place", _("地点"), lambda row: row.place, is_usual=False),
    Column("channel", _("渠道"), lambda row: word(row.channel), kind=TIGHT, is_usual=False),
    Column("round", _("第几轮"), lambda row: row.round, kind=NUMBER, is_usual=False),
    Column("closing", _("办结方式"), lambda row: word(row.closing) if row.closing else "", is_usual=False),
    Column("changed", _("最近变动"), lambda row: moment(row.changed_at), lambda row: row.changed_at, TIGHT, "", False),
    Column("closed", _("归档时间"), lambda row: moment(row.closed_at), lambda row: row.closed_at, TIGHT, "", False),
)
