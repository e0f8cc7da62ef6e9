"""Of which facts a measure may speak: the columns of each grain, and the days that may place its rows in a period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hotline.insight.warehouse.words import GRAINS, Grain, Kept

from .words import Window

PERIOD: Mapping[str, Kept] = {"period_until": Kept.DAY, "period_end": Kept.MOMENT}
"""What a condition may say of the period asked for: the first day, and the first moment, that is no longer in it."""


@dataclass(frozen=True, slots=True)
class Placing:
    """The columns that place a row where the hotline is: its day, and the minute of that day."""

    day: str
    minute: str


PLACINGS: Mapping[Grain, Mapping[Window, Placing]] = {
    Grain.TICKET: {
        Window.REGISTERED: Placing("registered_on", "registered_minute"),
        Window.CLOSED: Placing("closed_on", "closed_minute"),
    },
    Grain.SENDING: {Window.SENT: Placing("sent_on", "sent_minute")},
    Grain.LIMIT: {Window.SETTLED: Placing("settled_on", "settled_minute")},
    Grain.RATING: {Window.ASKED: Placing("asked_on", "asked_minute")},
    Grain.CALL: {Window.RECEIVED: Placing("received_on", "received_minute")},
}


def columns(grain: Grain) -> Mapping[str, Kept]:
    """What a condition on rows of this grain may name."""
    return {**GRAINS[grain], **PERIOD}
