"""Pure decisions of duties: when a report is due, and how it stands."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hotline.lib.days import SHANGHAI

from .words import ReportState

WEEK = timedelta(days=7)
REMIND = timedelta(hours=24)
"""How long before it is due a centre is reminded."""


def due_in_week(weekday: int, clock: time, day: date) -> datetime:
    """When a weekly duty is due in the week (Monday to Sunday) of a day."""
    monday = day - timedelta(days=day.weekday())
    return datetime.combine(monday + timedelta(days=weekday), clock, SHANGHAI)


def state(due_at: datetime, delivered_at: datetime | None, received_at: datetime | None, at: datetime) -> ReportState:
    """How a report stands at a moment."""
    if received_at is not None:
        return ReportState.RECEIVED
    if delivered_at is not None:
        return ReportState.DELIVERED
    return ReportState.LATE if due_at <= at else ReportState.DUE


def holds(from_on: date, until_on: date | None, day: date) -> bool:
    """Whether a duty holds on a day."""
    return from_on <= day and (until_on is None or day < until_on)
