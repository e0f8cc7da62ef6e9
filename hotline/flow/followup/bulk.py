"""Follow-ups of the past, written by the thousand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from hotline.lib import copying

from .models import FollowUp
from .words import Result, Visit

COLUMNS = """
ticket_id round channel is_contacted was_contacted_by_unit solved satisfied cause note result asked_at asked_by
"""


def visits(new: Iterable[tuple[int, Visit, datetime]], *, by: str) -> None:
    """Write the follow-ups that closed tickets (ticket, what was learned, when) in their first round."""
    copying.copy(FollowUp, COLUMNS, (_row(ticket, visit, at, by) for ticket, visit, at in new))


def told(visit: Visit) -> Mapping[str, Any]:
    """What the event of such a follow-up tells."""
    return {
        "channel": visit.channel,
        "contacted": visit.is_contacted,
        "solved": visit.solved,
        "satisfied": visit.satisfied,
        "cause": visit.cause,
        "result": Result.CLOSED,
    }


def _row(ticket: int, visit: Visit, at: datetime, by: str) -> tuple[Any, ...]:
    return (
        ticket,
        1,
        visit.channel,
        visit.is_contacted,
        visit.was_contacted_by_unit,
        visit.solved or "",
        visit.satisfied or "",
        visit.cause,
        visit.note,
        Result.CLOSED,
        at,
        by,
    )
