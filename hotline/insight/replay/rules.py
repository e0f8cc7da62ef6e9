"""From a recipe to cells: how many tickets of which leaf in which month, and how many of them were rated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby

from hotline.lib.shares import scaled, shared

from .words import Cell, Group, Recipe, Stratum

PERIODS = (range(1, 6), range(6, 7), range(7, 8))
"""January to May, June, July: what the counts of a stratum are given for."""
JULY = 2


def groups(recipe: Recipe, leaves: Sequence[str], scale: Fraction) -> list[Group]:
    """All cells of both years at a scale, the earlier year first, in groups that share their ratings.

    Every run of neighbours is within one ticket of its share, so what was published of neighbours holds as nearly as
    whole tickets allow: see ``_place`` for who they are.

    :param leaves: every leaf of the categories, for what the recipe does not name.
    """
    found: list[Group] = []
    for year in sorted(recipe.totals):
        whole = _rated(recipe, year, list(_grouped(recipe, year, leaves)))
        found += _at(sorted(whole, key=lambda group: _place(recipe, group)), scale)
    return found


def _place(recipe: Recipe, group: Group) -> tuple[int, ...]:
    """Where a group stands in its year, so that each published figure is of one run.

    Within a block June follows January to May in the opposite order: the half year of its last strata is a run, as is
    each of the two spans of all of them. July follows all of this, the last block's first: its seven months are one.
    """
    stratum, period = group.cells[0].stratum, _period(group.cells[0])
    if not stratum.block:
        return 2, period
    blocks = list(dict.fromkeys(each.block for each in recipe.strata))
    block, number = blocks.index(stratum.block), recipe.strata.index(stratum)
    return (1, -block, number) if period == JULY else (0, block, period, -number if period else number)


def city_counts(recipe: Recipe, year: int, residents: Mapping[str, int], total: int) -> dict[str, int]:
    """How many tickets of a year fall to each city: as told, the rest by residents; scaled to a total."""
    place = 0 if year == recipe.year else 1
    told = {city: counts[place] for city, counts in recipe.cities.items()}
    others = [city for city in residents if city not in told]
    rest = sum(recipe.totals[year]) - sum(told.values())
    told |= dict(zip(others, shared(rest, [residents[city] for city in others]), strict=True))
    return dict(zip(told, shared(total, list(told.values())), strict=True))


def _grouped(recipe: Recipe, year: int, leaves: Sequence[str]) -> Iterator[list[Cell]]:
    for period, months in enumerate(PERIODS):
        fixed = [cell for stratum in recipe.strata for cell in _cells(recipe, year, stratum, period)]
        cells = fixed + _rest(recipe, year, months, fixed, leaves)
        for _, same in groupby(cells, key=lambda cell: cell.stratum.name):
            yield list(same)


def _cells(recipe: Recipe, year: int, stratum: Stratum, period: int) -> Iterator[Cell]:
    months = PERIODS[period]
    weights = (
        stratum.shape if stratum.shape and len(months) > 1 else [recipe.totals[year][month - 1] for month in months]
    )
    for month, count in zip(months, shared(stratum.counts[year][period], weights), strict=True):
        parts = shared(count, list(stratum.leaves.values()))
        for leaf, part in zip(stratum.leaves, parts, strict=True):
            yield Cell(year, month, stratum, leaf, part)


def _rest(recipe: Recipe, year: int, months: range, fixed: list[Cell], leaves: Sequence[str]) -> list[Cell]:
    """What the months hold beside the strata: by field, and of a field more of its first leaves than of its last."""
    others = [Stratum(f"rest of {field}", _weighed(field, leaves), {}) for field in recipe.rest]
    named = {month: sum(cell.count for cell in fixed if cell.month == month) for month in months}
    by_stratum: dict[str, list[Cell]] = {stratum.name: [] for stratum in others}
    for month in months:
        rest = recipe.totals[year][month - 1] - named[month]
        for stratum, count in zip(others, shared(rest, list(recipe.rest.values())), strict=True):
            parts = shared(count, list(stratum.leaves.values()))
            by_stratum[stratum.name] += [
                Cell(year, month, stratum, leaf, part) for leaf, part in zip(stratum.leaves, parts, strict=True)
            ]
    return [cell for cells in by_stratum.values() for cell in cells]


def _weighed(field: str, leaves: Sequence[str]) -> dict[str, int]:
    within = [leaf for leaf in leaves if leaf.startswith(f"{field}.")]
    return {leaf: 1000 // (place + 3) for place, leaf in enumerate(within)}


def _rated(recipe: Recipe, year: int, cells: list[list[Cell]]) -> list[Group]:
    """Ratings: those told of a stratum in the recipe's year; the others share what is left by their counts."""
    sizes = [sum(cell.count for cell in each) for each in cells]
    told = [_told(recipe, year, each[0]) for each in cells]
    rated, dissatisfied = recipe.ratings[year]
    left = [size if known is None else 0 for size, known in zip(sizes, told, strict=True)]
    rest_rated = shared(rated - sum(known[0] for known in told if known), left)
    rest_bad = shared(dissatisfied - sum(known[1] for known in told if known), rest_rated)
    return [
        Group(tuple(each), *(known or (some, bad)))
        for each, known, some, bad in zip(cells, told, rest_rated, rest_bad, strict=True)
    ]


def _told(recipe: Recipe, year: int, cell: Cell) -> tuple[int, int] | None:
    stratum = cell.stratum
    if year != recipe.year or stratum.rated is None or stratum.dissatisfied is None:
        return None
    period = _period(cell)
    return stratum.rated[period], stratum.dissatisfied[period]


def _period(cell: Cell) -> int:
    return next(place for place, months in enumerate(PERIODS) if cell.month in months)


def _at(whole: list[Group], scale: Fraction) -> list[Group]:
    """Groups made smaller. Where whole numbers would ask more people than a group has, or find more dissatisfied ones
    than were asked, the next group takes them over: nothing is lost.
    """
    counts = iter(scaled([cell.count for group in whole for cell in group.cells], scale))
    rated = scaled([group.rated for group in whole], scale)
    bad = scaled([group.dissatisfied for group in whole], scale)
    found, more_rated, more_bad = [], 0, 0
    for group, some, low in zip(whole, rated, bad, strict=True):
        cells = tuple(replace(cell, count=next(counts)) for cell in group.cells)
        size = sum(cell.count for cell in cells)
        taken = min(low + more_bad, size)
        asked = min(max(some + more_rated, taken), size)
        more_bad, more_rated = low + more_bad - taken, some + more_rated - asked
        found.append(Group(cells, asked, taken))
    return found
