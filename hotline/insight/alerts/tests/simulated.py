"""A province of made-up series: some counties and leaves with counts drawn from a seed, day by day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from chinese_calendar.constants import holidays, workdays  # type: ignore[import-untyped]

from hotline.insight.alerts import days, judging, weak
from hotline.insight.alerts.days import Calendar
from hotline.insight.alerts.grid import Rows
from hotline.insight.alerts.judging import Look
from hotline.insight.alerts.weak import Rises
from hotline.insight.alerts.words import USUAL, Sensitivity, Series

FIRST = date(2018, 12, 3)
LENGTH = 560
PLACES = ("320211", "320205", "320505", "320506")
LEAVES = ("01.01.01", "01.01.02", "01.02.01", "02.01.01", "03.01.01", "03.01.02")
NEW_YEARS = {2018: date(2018, 2, 16), 2019: date(2019, 2, 5), 2020: date(2020, 1, 25)}
CALENDAR = Calendar(
    lambda day: day in workdays or (day.weekday() < 5 and day not in holidays),
    frozenset(day for day in holidays if day.weekday() < 5),
    frozenset(workdays),
    NEW_YEARS,
)
Shape = Callable[[date], float]


def even(day: date) -> float:
    """Every day like the other."""
    return 1.0


def working(day: date) -> float:
    """Half as much on days off, a tenth more on the day after a long break."""
    kind = days.kind(day, CALENDAR)
    if kind == days.AFTER_BREAK:
        return 1.1
    return 0.5 if kind in (5, 6, days.HOLIDAY) else 1.0


@dataclass
class World:
    """Counts of every county and leaf, shape (days, places, leaves)."""

    counts: Any

    @classmethod
    def of(cls, seed: int, mean: float, *, spread: float = 0.0, shape: Shape = even, length: int = LENGTH) -> World:
        """Draw a world: Poisson, or negative binomial with ``spread``."""
        dice = np.random.default_rng(seed)
        level = np.array([shape(FIRST + timedelta(number)) for number in range(length)])[:, None, None]
        means = mean * level * np.ones((length, len(PLACES), len(LEAVES)))
        if spread:
            means = means * dice.gamma(1 / spread, spread, means.shape)
        return cls(dice.poisson(means))

    def at(self, place: str, leaf: str, since: date, days_: int) -> tuple[slice, int, int]:
        """Where some days of a series stand."""
        start = (since - FIRST).days
        return slice(start, start + days_), PLACES.index(place), LEAVES.index(leaf)

    def look(self, today: date, *, how: Sensitivity = USUAL, share: float = 1.0) -> Look | None:
        """What the watch sees on a day."""
        upto = (today - FIRST).days
        coarse, fine = self._rows(0, upto), self._rows(upto - judging.span(judging.LAST), upto)
        laid = days.laid_out(FIRST, today + timedelta(1), CALENDAR)
        usual = judging.learnt(coarse, fine, laid, how)
        if usual is None:
            return None
        return judging.look(usual, judging.counted(usual, self._rows(upto, upto + 1)), share, lambda series: 0.0, how)

    def told(self, today: date, **more: Any) -> list[Series]:
        """The series that are told on a day."""
        found = self.look(today, **more)
        return [found.usual.series[place] for place in found.told] if found else []

    def rises(self, today: date, *, how: Sensitivity = USUAL) -> list[Series]:
        """The series that are told to rise, up to the day before."""
        upto, last = (today - FIRST).days, weak.WEEKS * weak.WEEK + 1
        coarse, fine = self._rows(0, upto), self._rows(upto - judging.span(last), upto)
        laid = days.laid_out(FIRST, today + timedelta(1), CALENDAR)
        usual = judging.learnt(coarse, fine, laid, how, last)
        if usual is None:
            return []
        found: Rises = judging.rises(usual, lambda series: 0.0, how)
        return [usual.series[place] for place in found.told]

    def _rows(self, since: int, until: int) -> Rows:
        low = max(since, 0)
        day, place, leaf = np.nonzero(self.counts[low:until])
        count = self.counts[low:until][day, place, leaf].astype(float)
        return Rows(until - since, day + low - since, place, leaf, count, PLACES, LEAVES)
