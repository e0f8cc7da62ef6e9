"""Of which facts a measure may speak: the columns of each grain, and the days that may place its rows in a period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hotline.insight.warehouse.words import TICKET, Kept
from hotline.lib.words import Word

from .words import Window


class Grain(Word):
    """What one row of the facts is."""

    TICKET = "ticket", "工单", "Tickets"
    SENDING = "sending", "派单", "Sendings"
    LIMIT = "limit", "时限", "Time limits"
    RATING = "rating", "回访评价", "Ratings"
    CALL = "call", "来电 / 来件", "Contacts"


GRAINS: Mapping[Grain, Mapping[str, Kept]] = {
    Grain.TICKET: TICKET,
    Grain.SENDING: {"is_returned": Kept.YES, "sent_on": Kept.DAY, "sent_at": Kept.MOMENT},
    Grain.LIMIT: {
        "clock": Kept.CODE, "done_at": Kept.MOMENT, "is_due": Kept.YES, "is_kept": Kept.YES, "followed_on": Kept.DAY,
    },
    Grain.RATING: {
        "solved": Kept.CODE, "satisfied": Kept.CODE, "blame": Kept.CODE, "result": Kept.CODE, "is_struck": Kept.YES,
        "followed_on": Kept.DAY,
    },
    Grain.CALL: {"is_for_a_person": Kept.YES, "is_answered": Kept.YES, "waited_seconds": Kept.NUMBER},
}  # fmt: skip
PERIOD: Mapping[str, Kept] = {"period_until": Kept.DAY, "period_end": Kept.MOMENT}
"""What a condition may say of the period asked for: the first day, and the first moment, that is no longer in it."""
KEYS: Mapping[Grain, str] = {grain: "id" if grain in (Grain.TICKET, Grain.CALL) else "ticket" for grain in Grain}
"""The column that names a row's ticket."""


@dataclass(frozen=True, slots=True)
class Placing:
    """The columns that place a row: its day where the hotline is, and its moment."""

    day: str
    moment: str


PLACINGS: Mapping[Grain, Mapping[Window, Placing]] = {
    Grain.TICKET: {
        Window.REGISTERED: Placing("registered_on", "registered_at"),
        Window.CLOSED: Placing("closed_on", "closed_at"),
    },
    Grain.SENDING: {Window.SENT: Placing("sent_on", "sent_at")},
    Grain.LIMIT: {Window.SETTLED: Placing("settled_on", "settled_at")},
    Grain.RATING: {Window.ASKED: Placing("asked_on", "asked_at")},
    Grain.CALL: {Window.RECEIVED: Placing("received_on", "received_at")},
}


def columns(grain: Grain) -> Mapping[str, Kept]:
    """What a condition on rows of this grain may name."""
    return {**GRAINS[grain], **PERIOD}
