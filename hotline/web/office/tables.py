"""The columns of a unit's inbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from hotline.flow.tickets.rows import InboxRow
from hotline.flow.tickets.words import Tab
from hotline.web.kit import columns
from hotline.web.kit.tables import TEXT, TIGHT, Column, Table
from hotline.web.kit.templatetags.kit import clock, moment, word

from .places import Place

TAKEN = "number title urgency kind category region place channel registered status"
USUAL = {
    Tab.TO_SIGN: "number title due urgency kind category region role note sent",
    Tab.HANDLING: "number title due urgency category region role signer contacted",
    Tab.WAITING: "number title due urgency category region role sent",
    Tab.DONE: "number title category region role replied replier status",
}
OWN: tuple[Column, ...] = (
    Column("due", _("时限"), lambda row: clock(row.due_at, row.yellow_at), lambda row: row.due_at, TIGHT),
    Column("role", _("主协办"), lambda row: word(row.role), kind=TIGHT),
    Column("state", _("派单状态"), lambda row: word(row.state), kind=TIGHT),
    Column("note", _("派单说明"), lambda row: row.note, kind=TEXT),
    Column("sent", _("派出时间"), lambda row: moment(row.sent_at), lambda row: row.sent_at, TIGHT),
    Column("signer", _("签收"), lambda row: row.signed_by, kind=TIGHT),
    Column("signed", _("签收时间"), lambda row: moment(row.signed_at), lambda row: row.signed_at, TIGHT),
    Column("contacted", _("联系诉求人"), lambda row: moment(row.contacted_at), lambda row: row.contacted_at, TIGHT),
    Column("replied", _("答复时间"), lambda row: moment(row.replied_at), lambda row: row.replied_at, TIGHT),
    Column("replier", _("答复人"), lambda row: row.replied_by, kind=TIGHT),
)


def table(here: Place) -> Table:
    """The table of a tab."""
    taken = [_of_ticket(column) for column in columns.TICKET if column.key in TAKEN.split()]
    known = {column.key: column for column in (*taken, *OWN)}
    usual = USUAL[here.tab].split()
    ordered = [*usual, *(key for key in known if key not in usual)]
    shown = tuple(replace(known[key], is_usual=key in usual) for key in ordered)
    return Table(f"office-{here.tab.value.replace('_', '-')}", shown, lambda row: link(here, row))


def link(here: Place, row: InboxRow) -> str:
    """Where a row leads."""
    return here.address("assignment", row.ticket.number, row.assignment_id)


def key(row: InboxRow) -> str:
    """What a picked row is known by."""
    return f"{row.ticket.number}/{row.assignment_id}"


def _of_ticket(column: Column) -> Column:
    return replace(column, cell=_through(column.cell), plain=_through(column.plain) if column.plain else None)


def _through(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda row: read(row.ticket)
