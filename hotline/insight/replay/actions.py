"""Replaying a year: its tickets straight into the warehouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from hotline.flow.dispatch import queries as dispatching
from hotline.ground.calendar import queries as calendar
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.organisations import queries as organisations
from hotline.ground.regions import lists as regions_lists
from hotline.ground.regions import queries as regions
from hotline.ground.regions.words import RegionLevel
from hotline.insight.warehouse.store import Store
from hotline.insight.warehouse.words import Holding, Month

from . import errors, making, recipes

SEED = 2020
CENTRE = "rx"
"""What hotline centres are called among the departments of a place."""


def scale_of(text: str) -> Fraction:
    """A scale as it was typed.

    :raises BadScale: no number, or not above 0 and at most 1.
    """
    try:
        scale = Fraction(Decimal(text))
    except (InvalidOperation, ValueError, OverflowError):
        raise errors.BadScale(scale=text) from None
    if not 0 < scale <= 1:
        raise errors.BadScale(scale=text)
    return scale


def source(year: int, scale: Fraction, seed: int) -> str:
    """What a replay is called in the warehouse."""
    return f"replay-{year}-{float(scale):g}-{seed}"


def store(root: Path, year: int, scale: Fraction, seed: int = SEED) -> Store:
    """Where a replay stands in the warehouse, made or not.

    :raises NoSuchYear: there is no recipe of it.
    """
    recipes.require(year)
    command = f"hotline replay {year} --scale {float(scale):g} --seed {seed}"
    return Store(root, source(year, scale, seed), command)


def to_warehouse(
    root: Path,
    year: int,
    scale: Fraction,
    *,
    seed: int = SEED,
    on: date,
    told: Callable[[str], None] = lambda text: None,
) -> Holding:
    """Make a year and the year before at a scale and write them as facts; what was there is replaced.

    :param on: the day whose categories are used: those of today also name what was said then.
    :raises NoSuchYear: there is no recipe of it.
    """
    recipe = recipes.recipe(year)
    leaves = _leaves(on)
    made = making.months(recipe, scale, seed, leaves, _places(leaves, on))
    kept = store(root, year, scale, seed)
    with kept.alone():
        return kept.write(_telling(made, told), recipe.digest)


def _telling(made: Iterator[tuple[Month, Any]], told: Callable[[str], None]) -> Iterator[tuple[Month, Any]]:
    for month, table in made:
        told(f"{month}: {table.num_rows:,}")
        yield month, table


def _leaves(day: date) -> list[str]:
    return sorted(node.code for node in catalogue.categories(day).values() if node.is_leaf)


def _places(leaves: list[str], on: date) -> making.Places:
    """The province as it is today: what was a city then is one now."""
    statutory = calendar.calendar(calendar.STATUTORY)
    cities = [city.code for city in regions.children(regions.province().code)]
    return making.Places(
        residents=regions_lists.residents(regions.province().code),
        counties={city: [each.code for each in regions.children(city)] for city in cities},
        centres={city: centre.code for city in cities if (centre := organisations.department(CENTRE, city))},
        units={(leaf, city): _unit(leaf, city, on) for leaf in leaves for city in cities},
        odd=dict.fromkeys(statutory.holidays, False) | dict.fromkeys(statutory.workdays, True),
    )


def _unit(leaf: str, city: str, on: date) -> str:
    """The first unit that the dispatch directory names for a leaf in a city."""
    named = dispatching.candidates(leaf, city, on, centre_level=RegionLevel.CITY, limit=1)
    return named[0].unit.code if named else ""
