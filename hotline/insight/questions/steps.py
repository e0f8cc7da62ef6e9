"""Steps of time: every step a period has, whether anything happened in it or not, and the days of one step."""

from __future__ import annotations

from datetime import date, timedelta

from hotline.insight.measures.comparing import Period

TIMES = ("day", "week", "month", "quarter")
"""Divisions whose steps go on from period to period; the hours of the day and the days of the week do not."""
ONE_DAY = timedelta(days=1)


def steps(name: str, period: Period) -> list[str]:
    """The codes of all steps of a period, in their order."""
    found: dict[str, None] = {}
    day = period.since
    while day < period.until:
        found.setdefault(code(name, day))
        day += ONE_DAY
    return list(found)


def code(name: str, day: date) -> str:
    """The code of the step a day lies in, as ``measures.dividing`` writes it."""
    if name == "quarter":
        return f"{day:%Y}-Q{(day.month + 2) // 3}"
    if name == "week":
        day -= timedelta(days=day.weekday())
    return f"{day:%Y-%m}" if name == "month" else day.isoformat()


def within(name: str, said: str, period: Period) -> Period:
    """The days of a step that lie in the period."""
    if name in ("month", "quarter"):
        year, month = int(said[:4]), int(said[-1]) * 3 - 2 if name == "quarter" else int(said[-2:])
        first, ahead = date(year, month, 1), 93 if name == "quarter" else 31
        until = (first + timedelta(days=ahead)).replace(day=1)
    else:
        first = date.fromisoformat(said)
        until = first + (timedelta(days=7) if name == "week" else ONE_DAY)
    return Period(max(first, period.since), min(until, period.until))
