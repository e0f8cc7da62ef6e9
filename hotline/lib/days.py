"""The civil day of a moment: for eight hours a day a moment has another date in UTC than in Shanghai."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def civil_day(at: datetime) -> date:
    """The day a moment falls on where the hotline is."""
    return at.astimezone(SHANGHAI).date()
