"""From counted rows to series: one column for each category × region that is large enough to be judged. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .words import Series

Floats = NDArray[Any]
CATEGORY_DIGITS = (2, 5, 99)
"""Field, branch, leaf: how much of a leaf's code names them."""
LEAF_DIGITS = 6
REGION_DIGITS = (2, 4, 6)
"""Province, city, county."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Counts as they come from the facts: how many appeals of a leaf in a county on a day.

    :param day: places of days, shape (n,); ``region`` and ``category``: places in the two lists of codes; ``count``.
    """

    days: int
    day: Floats
    region: Floats
    category: Floats
    count: Floats
    regions: Sequence[str]
    categories: Sequence[str]


@dataclass(frozen=True, slots=True)
class Grid:
    """Series with their counts by day: ``counts`` has the shape (days, series)."""

    series: Sequence[Series]
    counts: Floats

    def place(self, series: Series) -> int | None:
        """In which column a series stands."""
        return self.series.index(series) if series in self.series else None


def between(rows: Rows, since: int, until: int) -> Rows:
    """The rows of some days, counted from the first of them; days before the first row's are empty."""
    inside = (rows.day >= since) & (rows.day < until)
    day, region, category, count = (each[inside] for each in (rows.day, rows.region, rows.category, rows.count))
    return Rows(until - since, day - since, region, category, count, rows.regions, rows.categories)


def series(rows: Rows, least: float) -> Grid:
    """Every series of the rows, of all nine levels, with at least so many appeals in all.

    A region without counties of its own is told once, as the largest that it is; so is a branch with a single leaf.
    """
    named: list[Series] = []
    columns: list[Floats] = []
    for digits, length in product(CATEGORY_DIGITS, REGION_DIGITS):
        categories, of_category = _cut(rows.categories, digits)
        regions, of_region = _cut(rows.regions, length)
        width = len(categories) * len(regions)
        at = of_category[rows.category] * len(regions) + of_region[rows.region]
        fits = (of_category[rows.category] >= 0) & (of_region[rows.region] >= 0)
        table = np.bincount(
            (rows.day * width + at)[fits], weights=rows.count[fits], minlength=rows.days * width
        ).reshape(rows.days, width)
        kept = np.flatnonzero(table.sum(axis=0) >= max(least, 1))
        named += [Series(categories[each // len(regions)], regions[each % len(regions)]) for each in kept]
        columns.append(table[:, kept])
    counts = np.concatenate(columns, axis=1) if columns else np.zeros((rows.days, 0))
    return Grid(named, counts)


def whole(rows: Rows) -> Floats:
    """All appeals by day."""
    return np.bincount(rows.day, weights=rows.count, minlength=rows.days)


def _cut(codes: Sequence[str], digits: int) -> tuple[list[str], Floats]:
    """The codes of a level, and for each code which of them it belongs to; -1 where it does not reach so deep."""
    cut = [code[:digits] if len(code) >= min(digits, LEAF_DIGITS) else "" for code in codes]
    found = sorted(set(cut) - {""})
    place = {code: number for number, code in enumerate(found)}
    return found, np.array([place.get(each, -1) for each in cut], dtype=np.int64)
