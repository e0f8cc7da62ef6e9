"""Words of replays: a recipe of a past year, and the cells it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Stratum:
    """A group of like appeals: counts of January to May, June and July, for each year."""

    name: str
    leaves: Mapping[str, int]
    counts: Mapping[int, tuple[int, ...]]
    topics: tuple[str, ...] = ()
    shape: tuple[int, ...] = ()
    days: tuple[int, int] | None = None
    rated: tuple[int, ...] | None = None
    dissatisfied: tuple[int, ...] | None = None
    blame: Mapping[str, int] | None = None
    hours: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a year and the year before were made of, at full size."""

    year: int
    months: int
    totals: Mapping[int, tuple[int, ...]]
    cities: Mapping[str, tuple[int, int]]
    ratings: Mapping[int, tuple[int, int]]
    strata: tuple[Stratum, ...]
    rest: Mapping[str, int]
    hours: Fraction
    blame: Mapping[str, int]
    direct: int
    channels: Mapping[str, int]
    kinds: Mapping[str, int]
    digest: str


@dataclass(frozen=True, slots=True)
class Cell:
    """So many tickets of one leaf, of one stratum, in one month."""

    year: int
    month: int
    stratum: Stratum
    leaf: str
    count: int


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring cells that share their ratings: those of a stratum in a period of a year."""

    cells: tuple[Cell, ...]
    rated: int
    dissatisfied: int
