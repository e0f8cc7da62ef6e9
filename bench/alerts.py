"""``make bench BENCH=alerts``: how many injected doublings are found, how soon, and how often the watch cries wolf.

Found within a day (``detected_share``) means: told at the latest 24 hours after the midnight at which it began.
A false alarm is every burst raised in the world without events, of whatever level, by any look of the day.

Every seed is a replay of 2020 of its own, at the size of the real year where ``SCALE`` says nothing else (25 minutes of
a processor each), made livelier than the replay draws it (see ``bench._lively``): days off by decree, common and local
noise beyond Poisson, months that flow into each other. It is looked at twice, day after day from the middle of March to
July, by the very code of the job (its counting, its baseline, its rules): once as it is, which gives the false alarms,
and once with injected doublings of series of at least 20 a day and slow rises of small ones, which gives the shares.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from bench import _base, _lively
from bench._base import say

SCALE = os.environ.get("SCALE", "1")
SEEDS = [int(each) for each in os.environ.get("SEEDS", "11,12").split(",")]
DOUBLINGS, RISES = int(os.environ.get("DOUBLINGS", "150")), int(os.environ.get("RISES", "60"))
SINCE, UNTIL = date(2020, 3, 16), date(2020, 8, 1)
HOURS = (11, 14, 17, 20, 24)
"""The job looks every ten minutes; these looks stand for it."""
WEAK_WITHIN = 42
"""Days from its beginning within which a slow rise counts as found."""


@dataclass(frozen=True)
class Event:
    """An alert as the bench keeps it."""

    kind: str
    series: Any
    at: float
    """Days since ``SINCE``, with the hour."""


class Watch:
    """The job, looking back at every day of a source."""

    def __init__(self, source: str) -> None:
        from hotline.insight.alerts import counting, days, watching
        from hotline.insight.alerts.events import Running
        from hotline.insight.alerts.words import AlertKind, Sensitivity

        self.facts, self.how = counting.seen(source), Sensitivity(**_lively.settings())
        first = counting.first_day(self.facts)
        assert first is not None
        self.first = first
        self.days = days.laid_out(first, UNTIL, watching.calendar(first.year, UNTIL.year))
        self.coarse = counting.rows(self.facts, first, UNTIL, is_coarse=True)
        self.rows = {hour: counting.rows(self.facts, first, UNTIL, before=hour) for hour in HOURS}
        self.running: dict[str, list[Running]] = {AlertKind.BURST: [], AlertKind.RISE: []}
        self.profile: dict[tuple[int, ...], list[float]] = {}  # the replay's days come in alike all year
        self.told: list[Event] = []

    def all(self) -> list[Event]:
        """Every alert that the job would have raised between ``SINCE`` and ``UNTIL``."""
        for number in range((UNTIL - SINCE).days):
            self._day(SINCE + timedelta(number), number)
        return self.told

    def _day(self, today: date, number: int) -> None:
        from hotline.insight.alerts import watching
        from hotline.insight.alerts.words import AlertKind

        counted = self._counted(today, HOURS[0])
        usual = watching.learnt(counted)
        assert usual is not None
        for found in watching.rising(counted, [each.series for each in self.running[AlertKind.BURST]], {}):
            self._note(found, number)
        for hour in HOURS:
            counted = self._counted(today, hour)
            for found in watching.standing(usual, counted, self._share(counted, hour), {}):
                self._note(found, number + hour / 24)
        self._end(today)

    def _counted(self, today: date, hour: int) -> Any:
        """What the job counts at an hour of a day."""
        from hotline.insight.alerts import days, grid, judging, watching
        from hotline.lib.days import SHANGHAI

        place = self.days.place(today)
        near = place - judging.span(watching.WEAK_LAST)
        whole = grid.between(self.rows[24], near, place)
        fine = _with_today(whole, grid.between(self.rows[hour], place, place + 1))
        upto = days.Days(self.first, self.days.kind[: place + 1], self.days.offset[: place + 1])
        at = datetime.combine(today, time(), SHANGHAI)
        return watching.Counted(self.facts, at, self.how, upto, grid.between(self.coarse, 0, place), fine)

    def _share(self, counted: Any, hour: int) -> float:
        from hotline.insight.alerts import counting, rules, watching

        like = watching.like(counted)
        if like not in self.profile:
            self.profile[like] = counting.hours(self.facts, counted.today, of=like)
        return rules.share_by(self.profile[like], time(hour)) if hour < 24 else 1.0

    def _note(self, found: Any, at: float) -> None:
        from hotline.insight.alerts import events
        from hotline.insight.alerts.events import Running

        known = self.running[found.kind]
        same = events.running(found.series, known, found.last_on)
        if same is None:
            self.told.append(Event(found.kind, found.series, at))
            known.append(Running(len(self.told), found.series, found.last_on))
        else:
            known[known.index(same)] = Running(same.key, same.series, max(same.last_on, found.last_on))

    def _end(self, today: date) -> None:
        from hotline.insight.alerts import rules, watching

        for kind, known in self.running.items():
            quiet = watching.patience(self.how)[kind]  # type: ignore[index]
            known[:] = [each for each in known if not rules.has_ended(each.last_on, today, quiet)]


def _with_today(before: Any, today: Any) -> Any:
    """The days before, and today as far as it is in: rows of the same lists of codes."""
    import numpy as np

    from hotline.insight.alerts.grid import Rows

    place = {code: number for number, code in enumerate(before.regions)}
    region = np.array([place.get(code, 0) for code in today.regions], dtype=np.int64)
    place = {code: number for number, code in enumerate(before.categories)}
    category = np.array([place.get(code, 0) for code in today.categories], dtype=np.int64)
    return Rows(
        before.days + 1,
        np.concatenate([before.day, today.day + before.days]),
        np.concatenate([before.region, region[today.region]]),
        np.concatenate([before.category, category[today.category]]),
        np.concatenate([before.count, today.count]),
        before.regions,
        before.categories,
    )


def _is_about(told: Any, injected: Any) -> bool:
    """Whether an alert tells of a series: of itself or a part of it, or of the wider category in the same region."""
    return bool(injected.holds(told) or (told.holds(injected) and told.region == injected.region))


def delay(alerts: list[Event], injected: Any, within: float) -> float | None:
    """How many days after it began an injected event was told."""
    begins = float((injected.since - SINCE).days)
    ours = (
        each.at - begins
        for each in alerts
        if begins <= each.at < begins + within and _is_about(each.series, injected.series)
    )
    return min(ours, default=None)


def worlds() -> Iterator[tuple[int, str, str, list[Any]]]:
    """For every seed the names of its calm and its disturbed world, and what was injected."""
    from django.conf import settings

    from hotline.insight.replay import actions as replay

    for seed in SEEDS:
        known = replay.store(settings.WAREHOUSE_DIR, 2020, Fraction(SCALE), seed)
        if known.holding() is None:
            say(f"replay of 2020, scale {SCALE}, seed {seed}")
            replay.to_warehouse(settings.WAREHOUSE_DIR, 2020, Fraction(SCALE), seed=seed, on=date(2026, 1, 1))
        calm, disturbed, injected = _lively.drawn(known, seed, SINCE, UNTIL, DOUBLINGS, RISES)
        yield seed, calm, disturbed, injected


def main() -> None:
    """Draw, watch, report."""
    _base.prepare()
    weeks, cities = (UNTIL - SINCE).days / 7, 13
    doublings: list[float | None] = []
    slow: list[float | None] = []
    false: dict[str, int] = {"burst": 0, "rise": 0}
    for seed, calm, disturbed, injected in worlds():
        alerts = Watch(calm).all()
        for kind in false:
            false[kind] += sum(each.kind == kind for each in alerts)
        told = Watch(disturbed).all()
        mine = [delay(told, each, each.days + 1) for each in injected if each.is_doubling]
        rises = [delay(told, each, WEAK_WITHIN) for each in injected if not each.is_doubling]
        doublings, slow = doublings + mine, slow + rises
        found, weak = sum(each is not None and each <= 2 for each in mine), sum(each is not None for each in rises)
        told_of = f"{found} of {len(mine)} doublings by the next day, {weak} of {len(rises)} rises"
        without = sum(each.kind == "burst" for each in alerts)
        say(f"seed {seed}: {told_of}, {without} bursts and {len(alerts) - without} rises without a cause")
    looked = weeks * cities * len(SEEDS)
    _base.report(
        detected_share=_share(doublings, 1),
        detected_by_next_day_share=_share(doublings, 2),
        detected_ever_share=_share(doublings, 99),
        delay_days_median=_median(doublings, 2),
        false_alarms_per_city_week=round(false["burst"] / looked, 2),
        weak_detected_share=_share(slow, WEAK_WITHIN),
        weak_delay_days_median=_median(slow, 1),
        weak_false_alarms_per_city_week=round(false["rise"] / looked, 3),
        injected=len(doublings),
        injected_rises=len(slow),
        seeds=SEEDS,
        scale=float(SCALE),
        noise=round(_lively.noise(), 3),
    )


def _share(delays: list[float | None], within: float) -> float | None:
    """Of what was injected, how much was told in time; None where nothing could be injected."""
    return round(sum(each is not None and each <= within for each in delays) / len(delays), 3) if delays else None


def _median(delays: list[float | None], digits: int) -> float | None:
    """Of what was told how many days it took in the middle; None where nothing was."""
    told = [each for each in delays if each is not None]
    return round(statistics.median(told), digits) if told else None


if __name__ == "__main__":
    main()
