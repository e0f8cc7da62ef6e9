"""Making the rows of a replay: every count is exact, everything else is drawn from a seed.

A year's tickets stand in the order of their cells; cities are dealt out over all of them at once, so that both what
people spoke about and where they live come out as told. Memory: some 40 bytes a ticket of the year being made, and the
rows of one month.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hotline.insight.warehouse.store import conformed
from hotline.insight.warehouse.words import Grain, Month
from hotline.lib.days import SHANGHAI
from hotline.lib.shares import shared

from . import rules
from .words import Cell, Group, Recipe

HOURS_OF_DAY = np.array([8, 5, 4, 3, 3, 5, 9, 22, 62, 92, 98, 84, 55, 60, 88, 92, 90, 78, 56, 44, 38, 30, 20, 12])
"""How appeals spread over a day, by the hour."""
WEEKEND = 0.72
"""A day of the weekend beside a working day."""
DIRECT_HOURS = 0.05
SPREAD = 0.8
"""Of the logarithm of handling times."""
SATISFIED = {"very": 62, "satisfied": 30, "basically": 8}
DISSATISFIED = {"dissatisfied": 78, "very_dissatisfied": 22}
RATED, LOW = 1, 2
SATURDAY = 5
SENT_WITHIN = 20
"""The part of the time to its end within which a ticket is sent to a unit."""
NEVER = ("is_returned", "is_wrongly_sent", "is_extended", "is_reworked", "is_repeated")
"""What no ticket of a replay met with: nothing of it was published."""
AHEAD = 8 * 3600
"""Seconds by which the hotline's clock is ahead of UTC."""
Dice = np.random.Generator
Ints = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Places:
    """The cities with their residents, the counties of each, its centre, and the unit that handles a leaf there.

    ``streets`` names those of a county, each with its office: what no unit of the city handles is handled there.
    """

    residents: Mapping[str, int]
    counties: Mapping[str, Sequence[str]]
    centres: Mapping[str, str]
    units: Mapping[tuple[str, str], str]
    odd: Mapping[date, bool] = field(default_factory=dict)
    """Days that break the rule of the weekend, and whether they are worked."""
    streets: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Year:
    """A year laid out: for each ticket its cell, city and rating."""

    cells: Sequence[Cell]
    cell: Ints
    city: Ints
    rating: Ints
    cities: Sequence[str]


def months(
    recipe: Recipe, scale: Fraction, seed: int, leaves: Sequence[str], places: Places
) -> Iterator[tuple[Month, pa.Table]]:
    """The months of both years as facts, the earliest first, each with its tickets as they were registered."""
    for month, table in drawn(recipe, scale, seed, leaves, places):
        yield month, conformed(Grain.TICKET, table)


def drawn(
    recipe: Recipe, scale: Fraction, seed: int, leaves: Sequence[str], places: Places
) -> Iterator[tuple[Month, pa.Table]]:
    """The same with what facts do not tell: the ``street`` of each ticket."""
    groups = rules.groups(recipe, leaves, scale)
    first = 1
    for year in sorted(recipe.totals):
        dice = np.random.Generator(np.random.PCG64([seed, year]))
        laid = _lay(recipe, year, [group for group in groups if group.cells[0].year == year], places, dice)
        for number in range(1, recipe.months + 1):
            chosen = np.flatnonzero(np.array([cell.month == number for cell in laid.cells])[laid.cell])
            table = _table(recipe, laid, chosen, Month(year, number), places, dice)
            numbered = pa.array(np.arange(first, first + table.num_rows))
            first += table.num_rows
            yield Month(year, number), table.set_column(table.schema.get_field_index("id"), "id", numbered)


def _lay(recipe: Recipe, year: int, groups: Sequence[Group], places: Places, dice: Dice) -> Year:
    cells = [cell for group in groups for cell in group.cells]
    cell = np.repeat(np.arange(len(cells), dtype=np.int32), [each.count for each in cells])
    rating = np.concatenate([_rating(group) for group in groups])
    counts = rules.city_counts(recipe, year, places.residents, len(cell))
    city = dice.permutation(np.repeat(np.arange(len(counts), dtype=np.int8), list(counts.values())))
    return Year(cells, cell, city, rating, list(counts))


def _rating(group: Group) -> Ints:
    """Who of a group was asked, spread evenly over it, and who of those was dissatisfied."""
    size = sum(cell.count for cell in group.cells)
    rating = np.zeros(size, dtype=np.int8)
    asked = np.arange(group.rated, dtype=np.int64) * size // max(group.rated, 1)
    rating[asked] = RATED
    rating[asked[np.arange(group.dissatisfied, dtype=np.int64) * group.rated // max(group.dissatisfied, 1)]] = LOW
    return rating


def _table(recipe: Recipe, laid: Year, chosen: Ints, month: Month, places: Places, dice: Dice) -> pa.Table:
    cell, city, rating = laid.cell[chosen], laid.city[chosen], laid.rating[chosen]
    seconds = _moments(laid, cell, month, dice)
    order = np.argsort(seconds, kind="stable")
    cell, city, rating, seconds = cell[order], city[order], rating[order], seconds[order]
    is_direct = (dice.random(len(cell)) * 100 < recipe.direct) & _may_be_direct(laid)[cell] & (rating == 0)
    hours = _hours(recipe, laid, cell, is_direct, dice)
    county, street, office = _where(laid, city, places, dice)
    start = int(datetime(month.year, month.month, 1, tzinfo=SHANGHAI).timestamp())
    at = np.int64(start) + seconds
    began, ended = _civil_days(at), _civil_days(at + hours)
    columns: dict[str, Any] = {
        "id": np.zeros(len(cell), dtype=np.int64),
        "registered_at": pa.array(at * 1_000_000, pa.timestamp("us", "UTC")),
        "registered_on": pa.array(began, pa.int32()).cast(pa.date32()),
        "closed_at": pa.array((at + hours) * 1_000_000, pa.timestamp("us", "UTC")),
        "closed_on": pa.array(ended, pa.int32()).cast(pa.date32()),
        "hours": hours / 3600,
        "days": _working_days(began, ended, month, places),
        "closing": _coded(np.where(is_direct, 0, np.where(rating > 0, 1, 2)), ["answered", "followed_up", "replied"]),
        "rounds": np.ones(len(cell), dtype=np.int64),
        "sent_at": pa.array((at + hours // SENT_WITHIN) * 1_000_000, pa.timestamp("us", "UTC"), mask=is_direct),
        "is_contacted": rating > 0,
        "is_reached": rating > 0,
        **{name: np.zeros(len(cell), dtype=bool) for name in NEVER},
        "city": _coded(city, laid.cities),
        "county": county,
        "street": street,
        "field": _of_cells(laid, cell, lambda each: each.leaf[:2]),
        "branch": _of_cells(laid, cell, lambda each: each.leaf[:5]),
        "category": _of_cells(laid, cell, lambda each: each.leaf),
        "centre": _coded(city, [places.centres[each] for each in laid.cities]),
        "unit": _units(laid, cell, city, office, is_direct, places),
        "is_confidential": np.zeros(len(cell), dtype=bool),
        "channel": _drawn(recipe.channels, len(cell), dice),
        "kind": _drawn(recipe.kinds, len(cell), dice),
        "topics": _topics(laid, cell),
        "is_direct": is_direct,
        "is_rated": rating > 0,
        **_said(recipe, laid, cell, rating, dice),
        "is_synthetic": np.ones(len(cell), dtype=bool),
    }
    return pa.table({name: pa.array(column) for name, column in columns.items()})


def _civil_days(seconds: Ints) -> Ints:
    """The days since 1970 on which moments fall where the hotline is."""
    found: Ints = ((seconds + AHEAD) // 86_400).astype(np.int32)
    return found


def _first(month: Month) -> int:
    return (month.first - date(1970, 1, 1)).days


def _working_days(began: Ints, ended: Ints, month: Month, places: Places) -> Ints:
    """How many working days lie after a day, up to another one."""
    first = _first(month)
    days = (month.first + timedelta(number) for number in range(int(ended.max(initial=first)) - first + 1))
    upto: Ints = np.cumsum([places.odd.get(day, day.weekday() < SATURDAY) for day in days])
    found: Ints = upto[ended - first] - upto[began - first]
    return found


def _moments(laid: Year, cell: Ints, month: Month, dice: Dice) -> Ints:
    """Seconds since the month began, by the days of the week and the hours of the day; a cell may name its days."""
    length = (month.next.first - month.first).days
    weights = np.array(
        [1.0 if (month.first + timedelta(day)).weekday() < SATURDAY else WEEKEND for day in range(length)]
    )
    day = _by_weights(weights, len(cell), dice)
    for place, each in enumerate(laid.cells):
        if each.stratum.days and each.month == month.month:
            low, high = each.stratum.days
            mine = np.flatnonzero(cell == place)
            day[mine] = low - 1 + _by_weights(weights[low - 1 : high], len(mine), dice)
    hour = _by_weights(HOURS_OF_DAY, len(cell), dice)
    return day.astype(np.int64) * 86_400 + hour.astype(np.int64) * 3_600 + dice.integers(0, 3_600, len(cell))


def _by_weights(weights: Ints, count: int, dice: Dice) -> Ints:
    ends = np.cumsum(weights) / np.sum(weights)
    return np.minimum(np.searchsorted(ends, dice.random(count), side="right"), len(weights) - 1)


def _may_be_direct(laid: Year) -> Ints:
    """What has a mean of its own was handled: nothing of it was answered on the spot."""
    return np.array([each.stratum.hours is None for each in laid.cells], dtype=bool)


def _hours(recipe: Recipe, laid: Year, cell: Ints, is_direct: Ints, dice: Dice) -> Ints:
    """Whole seconds from registration to the end; the mean of each stratum that names one is exact."""
    means = np.array([float(each.stratum.hours or recipe.hours) for each in laid.cells])
    usual = np.where(is_direct, DIRECT_HOURS, means[cell])
    drawn = dice.lognormal(-SPREAD * SPREAD / 2, SPREAD, len(cell))
    seconds = np.maximum(np.rint(drawn * usual * 3600), 60).astype(np.int64)
    named = {each.stratum.name: each.stratum.hours for each in laid.cells if each.stratum.hours is not None}
    for name, mean in named.items():
        ours = np.array([each.stratum.name == name for each in laid.cells])[cell]
        mine = np.flatnonzero(ours)
        if len(mine):
            seconds[mine] = shared(round(mean * 3600 * len(mine)), seconds[mine].tolist())
    return seconds


def _coded(codes: Ints, words: Sequence[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(list(words), pa.string()))


def _of_cells(laid: Year, cell: Ints, told: Any) -> pa.DictionaryArray:
    said = [told(each) for each in laid.cells]
    words = sorted(set(said))
    place = {word: number for number, word in enumerate(words)}
    return _coded(np.array([place[word] for word in said], dtype=np.int32)[cell], words)


def _where(
    laid: Year, city: Ints, places: Places, dice: Dice
) -> tuple[pa.DictionaryArray, pa.DictionaryArray, pa.DictionaryArray]:
    """Of each ticket the county, the street, and the street's office; a county without streets stands for its own."""
    counties = [county for name in laid.cities for county in places.counties[name]]
    county = _one_of([len(places.counties[name]) for name in laid.cities], city, dice)
    within = [places.streets.get(each) or [(each, "")] for each in counties]
    street = _one_of([len(each) for each in within], county, dice)
    streets = [code for each in within for code, _ in each]
    offices = [unit for each in within for _, unit in each]
    words = sorted({"", *offices})
    seat = {word: number for number, word in enumerate(words)}
    office = np.array([seat[each] for each in offices], dtype=np.int32)[street]
    return _coded(county, counties), _coded(street, streets), _coded(office, words)


def _one_of(sizes: Sequence[int], group: Ints, dice: Dice) -> Ints:
    """For each member of a group one of the group's parts, all parts of all groups numbered in a row."""
    size = np.array(sizes)
    return np.asarray((np.cumsum(size) - size)[group] + (dice.random(len(group)) * size[group]).astype(np.int64))


def _units(
    laid: Year, cell: Ints, city: Ints, office: pa.DictionaryArray, is_direct: Ints, places: Places
) -> pa.DictionaryArray:
    """The unit that handles a cell's leaf in a city, else the street's office; none for a direct answer."""
    offices = office.dictionary.to_pylist()
    words = sorted({"", *places.units.values(), *offices})
    seat = {word: number for number, word in enumerate(words)}
    table = np.array(
        [[seat.get(places.units.get((each.leaf, name), ""), 0) for name in laid.cities] for each in laid.cells],
        dtype=np.int32,
    )[cell, city]
    of_street = np.array([seat[each] for each in offices], dtype=np.int32)[office.indices.to_numpy()]
    return _coded(np.where(is_direct, 0, np.where(table > 0, table, of_street)), words)


def _drawn(weights: Mapping[str, int], count: int, dice: Dice) -> pa.DictionaryArray:
    return _coded(_by_weights(np.array(list(weights.values())), count, dice), list(weights))


def _topics(laid: Year, cell: Ints) -> pa.ListArray:
    words = sorted({topic for each in laid.cells for topic in each.stratum.topics})
    of = np.array([words.index(each.stratum.topics[0]) if each.stratum.topics else -1 for each in laid.cells])[cell]
    has = of >= 0
    offsets = np.concatenate([[0], np.cumsum(has)]).astype(np.int32)
    values = _coded(of[has], words).cast(pa.string()) if words else pa.array([], pa.string())
    return pa.ListArray.from_arrays(pa.array(offsets), values)


def _said(recipe: Recipe, laid: Year, cell: Ints, rating: Ints, dice: Dice) -> dict[str, Any]:
    """What the citizens answered: satisfied, solved, and what dissatisfied them."""
    words = ["", *SATISFIED, *DISSATISFIED]
    satisfied = np.zeros(len(cell), dtype=np.int32)
    good, bad = np.flatnonzero(rating == RATED), np.flatnonzero(rating == LOW)
    satisfied[good] = 1 + _by_weights(np.array(list(SATISFIED.values())), len(good), dice)
    satisfied[bad] = 1 + len(SATISFIED) + _by_weights(np.array(list(DISSATISFIED.values())), len(bad), dice)
    solved = np.zeros(len(cell), dtype=np.int32)
    solved[good] = 1 + _by_weights(np.array([93, 6, 1]), len(good), dice)
    solved[bad] = 1 + _by_weights(np.array([8, 27, 65]), len(bad), dice)
    blames = list(recipe.blame)
    blame = np.zeros(len(cell), dtype=np.int32)
    for ticket in bad:
        weights = laid.cells[cell[ticket]].stratum.blame or recipe.blame
        blame[ticket] = 1 + _by_weights(np.array([weights[each] for each in blames]), 1, dice)[0]
    return {
        "satisfied": _coded(satisfied, words),
        "solved": _coded(solved, ["", "solved", "partly", "unsolved"]),
        "blame": _coded(blame, ["", *blames]),
    }
