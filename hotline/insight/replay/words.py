"""Words of replays: a recipe of a past year, and the cells it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from hotline.flow.tickets.steps import Steps


@dataclass(frozen=True, slots=True)
class Stratum:
    """A group of like appeals: counts of January to May, June and July, for each year.

    Strata of a block stand beside each other when counts are made smaller, so that figures over several of them hold.
    """

    name: str
    leaves: Mapping[str, int]
    counts: Mapping[int, tuple[int, ...]]
    block: str = ""
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

    @property
    def topics(self) -> frozenset[str]:
        """The codes of the watches it puts tickets into."""
        return frozenset(topic for stratum in self.strata for topic in stratum.topics)


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


@dataclass(frozen=True, slots=True)
class Matter:
    """What a synthetic citizen says and is told; nothing of it happened, nobody in it exists."""

    title: str
    text: str
    wish: str
    place: str
    answer: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Case:
    """A row of a replay with everything that a ticket in the database has and a fact has not.

    ``steps`` is None where it was answered on the spot; ``satisfied``, ``solved`` and ``blame`` are empty where
    nobody asked, ``said`` is what a dissatisfied citizen adds.
    """

    number: int
    registered_at: datetime
    closed_at: datetime
    street: str
    category: str
    kind: str
    channel: str
    centre: str
    unit: str
    topics: tuple[str, ...]
    satisfied: str
    solved: str
    blame: str
    said: str
    matter: Matter
    steps: Steps | None
