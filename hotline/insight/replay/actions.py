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
from hotline.ground.organisations.queries import Unit
from hotline.ground.regions import lists as regions_lists
from hotline.ground.regions import queries as regions
from hotline.ground.regions.words import RegionLevel
from hotline.insight.warehouse.store import Store
from hotline.insight.warehouse.words import Holding, Month

from . import errors, making, recipes, rules

SEED = 2020
LARGEST_SEED = 10**12 - 1
LEAST, DIGITS = Decimal("0.000001"), 12
"""The smallest scale: some twenty tickets of two years; and how many decimals one may have."""
CENTRE = "rx"
"""What hotline centres are called among the departments of a place."""


def scale_of(text: str) -> Fraction:
    """A scale as it was typed.

    :raises BadScale: no number, or not above 0 and at most 1.
    :raises ScaleTooSmall: hardly a ticket would be made; ``ScaleTooFine``: it has too many digits to be told.
    """
    try:
        number = Decimal(text)
    except (InvalidOperation, ValueError):
        raise errors.BadScale(scale=text[:40]) from None
    if not number.is_finite() or not 0 < number <= 1:
        raise errors.BadScale(scale=text[:40])
    if number < LEAST:  # before it becomes a fraction: of 1e-999999 that would take long
        raise errors.ScaleTooSmall(scale=text[:40], least=f"{LEAST:f}")
    if number != round(number, DIGITS):
        raise errors.ScaleTooFine(scale=text[:40], most=DIGITS)
    return Fraction(number)


def seed_of(seed: int) -> int:
    """A seed from which something can be drawn.

    :raises BadSeed: it is negative, or larger than a name should have to tell.
    """
    if not 0 <= seed <= LARGEST_SEED:
        raise errors.BadSeed(seed=str(seed)[:40], most=LARGEST_SEED)
    return seed


def spelled(scale: Fraction) -> str:
    """A scale as it is told: exactly, so that two of them never share a name."""
    short = f"{float(scale):g}"
    return short if Fraction(short) == scale else f"{Decimal(scale.numerator) / Decimal(scale.denominator):f}"


def source(year: int, scale: Fraction, seed: int) -> str:
    """What a replay is called in the warehouse."""
    return f"replay-{year}-{spelled(scale)}-{seed}"


def store(root: Path, year: int, scale: Fraction, seed: int = SEED) -> Store:
    """Where a replay stands in the warehouse, made or not.

    :raises NoSuchYear: there is no recipe of it.
    """
    recipes.require(year)
    command = f"hotline replay {year} --scale {spelled(scale)} --seed {seed} --to warehouse"
    return Store(root, source(year, scale, seed), command)


def to_warehouse(
    root: Path,
    year: int,
    scale: Fraction,
    *,
    seed: int = SEED,
    on: date,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> Holding:
    """Make a year and the year before at a scale and write them as facts; what was there is replaced.

    :param on: the day whose categories are used: those of today also name what was said then.
    :param told: hears how many tickets of how many are written.
    :raises NoSuchYear: there is no recipe of it; ``BadSeed``: nothing can be drawn from the seed.
    """
    recipe, seed = recipes.recipe(year), seed_of(seed)
    leaves = leaves_on(on)
    made = making.months(recipe, scale, seed, leaves, _places(leaves, on))
    kept = store(root, year, scale, seed)
    with kept.alone():
        return kept.write(_telling(made, told, size(year, scale, on)), recipe.digest)


def _telling(
    made: Iterator[tuple[Month, Any]], told: Callable[[int, int], None], total: int
) -> Iterator[tuple[Month, Any]]:
    done = 0
    for month, table in made:
        yield month, table
        done += table.num_rows
        told(done, total)


def drawn(year: int, scale: Fraction, seed: int, on: date) -> Iterator[tuple[Month, Any]]:
    """The same months with what facts do not tell, for whoever writes tickets of them.

    :raises NoSuchYear: there is no recipe of it.
    """
    leaves = leaves_on(on)
    return making.drawn(recipes.recipe(year), scale, seed, leaves, _places(leaves, on))


def size(year: int, scale: Fraction, on: date) -> int:
    """How many tickets a replay has, the year before among them."""
    groups = rules.groups(recipes.recipe(year), leaves_on(on), scale)
    return sum(cell.count for group in groups for cell in group.cells)


def leaves_on(day: date) -> list[str]:
    """The leaves of the categories in force on a day."""
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
        streets=_streets(cities),
    )


def _streets(cities: list[str]) -> dict[str, list[tuple[str, str]]]:
    """The streets of each county with the unit that handles what belongs to no line: the office there, or one above."""
    offices = organisations.departments(dispatching.GOVERNMENT)
    counties = [county.code for city in cities for county in regions.children(city)]
    return {
        county: [(each.code, _seat(each.code, offices)) for each in regions.children(county)] for county in counties
    }


def _seat(street: str, offices: dict[str, Unit]) -> str:
    return next((offices[code].code for code in regions.lineage(street) if code in offices), "")


def _unit(leaf: str, city: str, on: date) -> str:
    """The first unit that the dispatch directory names for a leaf in a city."""
    named = dispatching.candidates(leaf, city, on, centre_level=RegionLevel.CITY, limit=1)
    return named[0].unit.code if named else ""
