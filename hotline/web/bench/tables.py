"""The columns of each bench's queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from hotline.web.kit import columns
from hotline.web.kit.tables import TIGHT, Column, Table
from hotline.web.kit.templatetags.kit import clock, icon, moment

from .models import Claim
from .seats import Seat
from .words import Bench

USUAL = {
    Bench.REVIEW: "number title due urgency kind category region channel registered held",
    Bench.DISPATCH: "number title due urgency kind category region registered held",
    Bench.SENT: "number title due urgency lead category region registered",
    Bench.RETURNS: "number title review urgency lead category region registered held",
    Bench.ARBITRATION: "number title status due lead category region registered held",
    Bench.EXTENSIONS: "number title review due urgency lead category region registered held",
    Bench.SUSPENDED: "number title due lead category region registered held",
    Bench.OVERRIDES: "number title review category region registered closed held",
    Bench.REPLIES: "number title due urgency lead category round held",
    Bench.FOLLOW_UP: "number title due next_try urgency lead category round held",
    Bench.RATINGS: "number title review lead category region registered closed held",
    Bench.TICKETS: "number title status due urgency category region lead registered",
}


def table(seat: Seat, claims: Mapping[str, Claim], later: Mapping[int, datetime] | None = None) -> Table:
    """The table of a bench: what is usual there, who has which ticket open, and who is rung again only later."""
    held = Column("held", _("正在处理"), lambda row: holder(claims.get(row.number)), kind=TIGHT)
    usual = USUAL[seat.bench].split()
    again = later or {}
    next_try = Column(
        "next_try", _("下次回访"), lambda row: moment(again[row.id]) if row.id in again else "", kind=TIGHT
    )
    review = Column(
        "review",
        _("审批时限"),
        lambda row: clock(row.review_due_at, row.review_yellow_at),
        lambda row: row.review_due_at,
        TIGHT,
    )
    own = (held, next_try) if seat.bench is Bench.FOLLOW_UP else (held, review) if seat.bench.decision else (held,)
    known = {column.key: column for column in (*columns.TICKET, *own)}
    ordered = [*usual, *(key for key in known if key not in usual)]
    shown = tuple(replace(known[key], is_usual=key in usual) for key in ordered)
    return Table(f"bench-{seat.bench}", shown, lambda row: seat.address("ticket", row.number))


def holder(claim: Claim | None) -> Any:
    """Who has a ticket open."""
    return format_html('<span class="holder">{}{}</span>', icon("user"), claim.name) if claim else ""
