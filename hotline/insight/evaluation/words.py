"""Words of evaluation: schemes as data, the lines of a sheet, places in a ranking."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hotline.insight.measures.words import Figure, Measure
from hotline.lib.words import Word


class Unranked(Word):
    """Why a unit has no rank."""

    NOTHING_DUE = "nothing_due", "本期无应办事项，不参与排名", "Nothing was due: not ranked"
    EXCLUDED = "excluded", "按方案不参与考核", "Excluded by the scheme"
    NO_GROUP = "no_group", "未编入考核组，不参与排名", "In no group: not ranked"


@dataclass(frozen=True, slots=True)
class Piece:
    """From ``over`` percentage points away from the target on, every further point costs ``loss`` points of score."""

    over: Decimal
    loss: Decimal


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a scheme: ``weight`` points at the target (in percent), less by the pieces, never below the floor."""

    measure: Measure
    weight: Decimal
    target: Decimal
    floor: Decimal
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Units ranked among themselves, by code."""

    code: str
    name: str
    name_en: str = ""
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A unit that a scheme leaves out, and why."""

    unit: str
    reason: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """How a centre scores its units. ``without`` are categories whose tickets do not count."""

    code: str
    name: str
    name_en: str
    total: Decimal
    items: tuple[Item, ...]
    groups: tuple[Group, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a sheet: the figure and its score; no score where nothing was due."""

    item: Item
    figure: Figure
    score: Decimal | None


@dataclass(frozen=True, slots=True)
class Result:
    """What a unit attained and what it could attain; ``points`` puts both to the scheme's total, None: nothing due."""

    attained: Decimal
    attainable: Decimal
    points: Decimal | None


@dataclass(frozen=True, slots=True)
class Place:
    """A unit in its group: its rank, or why it has none."""

    unit: str
    group: str
    points: Decimal | None
    rank: int | None
    why: Unranked | None = None
