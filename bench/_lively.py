"""A replay made as lively as a hotline is, and disturbed on purpose: tickets are left out or added.

The replay of 2020 fits published totals and is duller than life: within a month its days differ by chance alone
(Poisson), it knows weekends but no holidays, and jumps on the first of a month. Here every ticket gets a weight by its
day, city and branch: months flow into each other, holidays are quiet and the days after them busy, and five kinds of
noise lie on top (``NOISE``), together a coefficient of variation of 11 % beyond Poisson. What comes on top of a day are
appeals of the same series from other weeks. An injected doubling doubles the weights of a series for 3 to 10 days; a
slow rise grows 2.5-fold in four weeks.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

NOISE = {  # what varies: standard deviation of the logarithm, and how much of it goes on to the next day
    "province": (0.03, 0.5),
    "city": (0.03, 0.5),
    "branch": (0.04, 0.6),
    "series": (0.08, 0.3),
    "series, slowly": (0.05, 0.97),
}
WEEKEND = 0.72  # as in the replay
HOLIDAY, MADE_UP, AFTER, FESTIVAL = 0.55, 0.95, 1.12, 0.35
"""A day off beside a working day, a make-up day, the first day after a break, the week of the New Year."""
PLACED = ["registered_on", "city", "branch"]
LIVELY = float(os.environ.get("LIVELY", "1"))
"""What the standard deviations are multiplied with; at 0 days differ by chance alone, as the replay draws them."""
LEAST, SMALL = 20.0, (1.5, 8.0)
GROWTH, GROWING = 1.5, 28


@dataclass(frozen=True)
class Injected:
    """A series that was disturbed."""

    series: Any
    since: date
    days: int
    is_doubling: bool


def settings() -> dict[str, Any]:
    """Sensitivity to try instead of the usual one: ``HOW={"false_alarms": 5}``."""
    found: dict[str, Any] = json.loads(os.environ.get("HOW", "{}"))
    return found


def noise() -> float:
    """The coefficient of variation of a series' day beyond Poisson."""
    return LIVELY * float(np.sqrt(sum(sd**2 for sd, _ in NOISE.values())))


class World:
    """The days, cities and branches of a replay, with the weight of each."""

    def __init__(self, months: list[pa.Table], seed: int) -> None:
        self.dice = np.random.default_rng([seed, 12345])
        self.first = pc.min(months[0]["registered_on"]).as_py()
        last = pc.max(months[-1]["registered_on"]).as_py()
        self.length = (last - self.first).days + 1
        self.cities = sorted({each for table in months for each in pc.unique(_plain(table["city"])).to_pylist()})
        self.branches = sorted({each for table in months for each in pc.unique(_plain(table["branch"])).to_pylist()})
        self.usual = np.zeros((self.length, len(self.cities), len(self.branches)))
        for table in months:
            np.add.at(self.usual, self.places(table), 1)
        self.weight = self._calendar()[:, None, None] * self._noise() * self._flowing(months)

    def places(self, table: pa.Table) -> tuple[Any, Any, Any]:
        """Day, city and branch of each ticket, as places."""
        day = table["registered_on"].cast(pa.int32()).to_numpy() - (self.first - date(1970, 1, 1)).days
        city, branch = (
            pc.index_in(_plain(table[name]), pa.array(known)).to_numpy()
            for name, known in (("city", self.cities), ("branch", self.branches))
        )
        return day, city, branch

    def _calendar(self) -> Any:
        from hotline.insight.alerts import days, watching

        laid = days.laid_out(
            self.first, self.first + timedelta(self.length), watching.calendar(self.first.year, self.first.year + 2)
        )
        out = np.ones(self.length)
        for number in range(self.length):
            base = WEEKEND if (self.first + timedelta(number)).weekday() >= 5 else 1.0
            away = laid.offset[number]
            special = {days.HOLIDAY: HOLIDAY, days.MAKE_UP: MADE_UP, days.AFTER_BREAK: AFTER}
            worth = special.get(int(laid.kind[number]), base)
            if away != days.OUTSIDE:
                worth = FESTIVAL if 0 <= away <= 6 else 0.75 if away < 0 else min(1.0, FESTIVAL + 0.08 * (away - 5))
            out[number] = worth / base
        return out

    def _noise(self) -> Any:
        shape = self.weight_shape
        logs = sum(
            self._drifting(each, LIVELY * NOISE[name][0], NOISE[name][1])
            for name, each in (
                ("province", (shape[0], 1, 1)),
                ("city", (shape[0], shape[1], 1)),
                ("branch", (shape[0], 1, shape[2])),
                ("series", shape),
                ("series, slowly", shape),
            )
        )
        return np.exp(logs - noise() ** 2 / 2)

    @property
    def weight_shape(self) -> tuple[int, int, int]:
        """Days, cities, branches."""
        return self.length, len(self.cities), len(self.branches)

    def _drifting(self, shape: tuple[int, ...], sd: float, carry: float) -> Any:
        fresh = self.dice.normal(0, sd * np.sqrt(1 - carry**2), shape)
        fresh[0] = self.dice.normal(0, sd, shape[1:])
        for number in range(1, shape[0]):
            fresh[number] += carry * fresh[number - 1]
        return fresh

    def _flowing(self, months: list[pa.Table]) -> Any:
        """Beside the level of its month, the level a day has on the straight line between the months' middles."""
        spans = []
        for table in months:
            low, high = pc.min_max(table["registered_on"]).as_py().values()
            spans.append(((low - self.first).days, (high - self.first).days + 1))
        level = np.array([self.usual[low:high].sum((0, 1)) / (high - low) for low, high in spans])
        out = np.ones((self.length, 1, len(self.branches)))
        for run in _runs(spans):
            middles = [sum(spans[each]) / 2 for each in run]
            for each in run:
                at = np.arange(*spans[each]) + 0.5
                for branch in range(len(self.branches)):
                    smooth = np.interp(at, middles, level[run, branch])
                    out[spans[each][0] : spans[each][1], 0, branch] = smooth / max(level[each, branch], 1e-9)
        return out


def _runs(spans: list[tuple[int, int]]) -> list[list[int]]:
    """Months that follow on each other without a gap."""
    out: list[list[int]] = []
    for number, (low, _) in enumerate(spans):
        if out and spans[out[-1][-1]][1] == low:
            out[-1].append(number)
        else:
            out.append([number])
    return out


def drawn(
    known: Any, seed: int, since: date, until: date, doublings: int, rises: int
) -> tuple[str, str, list[Injected]]:
    """Write the calm and the disturbed world of a replay; their names, and what was injected."""
    from hotline.insight.warehouse.store import SCHEMAS, Store
    from hotline.insight.warehouse.words import Grain, Month

    pieces = sorted((piece for piece in known.required().of(Grain.TICKET) if piece.rows), key=lambda piece: piece.month)
    months = [Month(*map(int, piece.month.split("-"))) for piece in pieces]
    schema = SCHEMAS[Grain.TICKET]
    world = World([pq.read_table(known.path(piece.name), schema=schema, columns=PLACED) for piece in pieces], seed)
    lift, injected = inject(world, since, until, doublings, rises)
    sources = []
    for kind, weight in (("calm", world.weight), ("disturbed", world.weight * lift)):
        store = Store(known.folder.parent, f"lively-{known.source}-{kind}")
        dice = np.random.default_rng([seed, 54321])
        store.write(
            (month, _taken(world, pq.read_table(known.path(piece.name), schema=schema), weight, dice))
            for month, piece in zip(months, pieces, strict=True)
        )
        sources.append(store.source)
    return sources[0], sources[1], injected


def inject(world: World, since: date, until: date, doublings: int, rises: int) -> tuple[Any, list[Injected]]:
    """Choose series and days by dice; what the weights are multiplied with, and the list."""
    lift, out = np.ones(world.weight_shape), []
    first, last = (since - world.first).days, (until - world.first).days
    lately = world.usual[first:last].mean(0)
    large = np.argwhere(lately >= LEAST)
    small = np.argwhere((lately >= SMALL[0]) & (lately < SMALL[1]))
    for chosen, count, is_doubling in ((large, doublings, True), (small, rises, False)):
        for city, branch in world.dice.permutation(chosen)[:count]:
            days = int(world.dice.integers(3, 11)) if is_doubling else 42
            start = int(world.dice.integers(first, last - days))
            span = slice(start, start + days)
            growing = 2.0 if is_doubling else 1 + GROWTH * np.minimum(np.arange(1, days + 1) / GROWING, 1)
            if is_doubling and world.usual[span, city, branch].mean() < LEAST:
                continue
            lift[span, city, branch] = growing
            series = _series(world.branches[branch], world.cities[city])
            out.append(Injected(series, world.first + timedelta(start), days, is_doubling))
    return lift, out


def _series(category: str, region: str) -> Any:
    from hotline.insight.alerts.words import Series

    return Series(category, region)


def _taken(world: World, table: pa.Table, weight: Any, dice: Any) -> pa.Table:
    """The tickets of a month by their weights: of a weight below one some are left out, beyond one others come on top.

    What comes on top is taken from the same series a week or two before or after and dated here, half from each: they
    are appeals of their own. The day's own ones taken twice would make a doubled day as uneven as half of it is.
    """
    day, city, branch = world.places(table)
    low, high = int(day.min()), int(day.max())
    chosen = [np.flatnonzero(dice.random(table.num_rows) < weight[day, city, branch])]
    shifts = [np.zeros(len(chosen[0]), dtype=np.int64)]
    for target in range(low, high + 1):
        for lender in _lenders(target, low, high):
            rows = np.flatnonzero(day == lender)
            alike = world.usual[target].sum() / max(world.usual[lender].sum(), 1)
            more = np.maximum(weight[target, city[rows], branch[rows]] - 1, 0) * alike / 2
            times = np.floor(more + dice.random(len(rows))).astype(np.int64)
            chosen.append(np.repeat(rows, times))
            shifts.append(np.full(times.sum(), target - lender))
    return _dated(table.take(pa.array(np.concatenate(chosen))), np.concatenate(shifts))


def _lenders(target: int, low: int, high: int) -> tuple[int, int]:
    """The same day a week before and after; two weeks off on the other side where the month ends."""
    return (target - 7 if target - 7 >= low else target + 14), (target + 7 if target + 7 <= high else target - 14)


def _dated(table: pa.Table, shift: Any) -> pa.Table:
    """The tickets, registered so many days later."""
    for name in ("registered_on", "registered_at"):
        column = table[name]
        unit = pa.int32() if pa.types.is_date32(column.type) else pa.int64()
        step = 1 if unit == pa.int32() else 86_400 * 10**6
        moved = pc.add(column.cast(unit), pa.array(shift * step, unit)).cast(column.type)
        table = table.set_column(table.schema.get_field_index(name), table.schema.field(name), moved)
    return table


def _plain(column: Any) -> Any:
    return column.cast(pa.string()).combine_chunks()
