"""The civil day of a moment: for eight hours a day a moment has another date in UTC than in Shanghai."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def civil_day(at: datetime) -> date:
    """The day a moment falls on where the hotline is."""
    return at.astimezone(SHANGHAI).date()


def minute(at: datetime) -> str:
    """A moment of these days as a sentence names it: month, day, hour and minute where the hotline is."""
    return f"{at.astimezone(SHANGHAI):%m-%d %H:%M}"


def end_of(day: date) -> datetime:
    """The last second of a day where the hotline is."""
    return datetime.combine(day, time(23, 59, 59), SHANGHAI)
