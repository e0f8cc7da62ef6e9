"""Pictures of figures: a chart is data, drawn in the browser, with the same figures as a table beneath it.

A chart shows what was reckoned elsewhere: values (and the shares of a Pareto, its second series, in percent) come from
``insight.measures``, each with the words that tell it and with the address of what is behind it. The
columns of a heat map are its series. Colour is the house's accent in steps; series differ by dash and shape as well.
Charts are drawn anew after htmx swaps and disposed before; one that is kept (``keep``) takes new figures in place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.templatetags.static import static

from hotline.ground.regions import queries as regions
from hotline.lib.words import Word


class Kind(Word):
    """How figures are drawn."""

    LINE = "line", "折线图", "Line chart"
    BAR = "bar", "柱状图", "Bar chart"
    STACKED = "stacked", "堆叠柱状图", "Stacked bar chart"
    MAP = "map", "地图", "Map"
    HEAT = "heat", "热力图", "Heat map"
    PARETO = "pareto", "帕累托图", "Pareto chart"
    SPARK = "spark", "趋势线", "Trend line"


MOST_NAMED = 30
"""Regions up to which a map writes their names."""
MOST_TWICE = 120
"""Values up to which their addresses stand in the picture's data and in the table beneath."""
SIZES = ("small", "usual", "tall", "full")


@dataclass(frozen=True, slots=True)
class Series:
    """One row of figures, a value for each label; None where there is none.

    :param told: each value as a person reads it, with its numerator and denominator; the bare number where empty.
    :param links: the address of what is behind each value; none where empty.
    :param is_faint: drawn behind the others: a period compared with.
    """

    name: str
    values: tuple[float | None, ...]
    told: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    is_faint: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn.

    :param title: the name it has for who cannot see it.
    :param labels: what the values stand for: along the axis; the lines of a heat map (whose columns are its series).
    :param unit: what the values are told in, beside the axis: ``%``, ``件``.
    :param head: what the labels are, above the table's first column.
    :param codes: of a map: the region of each label, cities by four digits or counties by six.
    :param size: ``small usual tall``, ``full`` fills what it stands in.
    :param line: a value to draw a level line at, with its name.
    :param every: of the labels along the axis only each so manyth is written; 0: as many as fit.
    :param note: what the picture leaves out, said beside it.
    :param foot: what it says of itself where it is saved without its page: its period, its source.
    :param table: what stands in the table in its place, where the picture has more values than anybody reads.
    """

    kind: Kind
    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    head: str = ""
    codes: tuple[str, ...] = ()
    size: str = "usual"
    line: tuple[str, float] | None = None
    is_from_zero: bool = True
    is_lying: bool = False
    """Bars that lie: for long labels."""
    may_lie: bool = False
    """Bars that lie where their labels have no room beside each other."""
    is_told: bool = False
    """Each value is written at its bar or region, and no axis of numbers beside: for who stands far away."""
    every: int = 0
    note: str = ""
    foot: str = ""
    table: Chart | None = None

    def __post_init__(self) -> None:
        if self.size not in SIZES:
            raise ValueError(self.size)
        for each in self.series:
            rows = (each.values, each.told or self.labels, each.links or self.labels)
            if any(len(row) != len(self.labels) for row in rows):
                raise ValueError(f"“{each.name}” does not have a value for each of the labels")
        if self.kind is Kind.MAP and len(self.codes) != len(self.labels):
            raise ValueError("a map needs the code of each region")

    @property
    def is_empty(self) -> bool:
        """Whether there is no value to draw."""
        return not any(value is not None for each in self.series for value in each.values)

    @property
    def is_linked_below(self) -> bool:
        """Whether its many values take from the table beneath where they lead: not everything need be said twice."""
        return self.table is None and len(self.labels) * len(self.series) > MOST_TWICE

    def data(self) -> dict[str, Any]:
        """What the browser draws from."""
        return {
            "kind": self.kind.value,
            "title": self.title,
            "labels": self.labels,
            "series": [_series(each, has_links=not self.is_linked_below) for each in self.series],
            "isLinkedBelow": self.is_linked_below,
            "unit": self.unit,
            "line": self.line,
            "isFromZero": self.is_from_zero,
            "isLying": self.is_lying,
            "mayLie": self.may_lie,
            "note": self.note,
            "foot": self.foot,
            "isTold": self.is_told,
            "every": self.every,
        } | (self._mapped() if self.kind is Kind.MAP else {})

    def _mapped(self) -> dict[str, Any]:
        return {
            "codes": [f"{code:0<6}" for code in self.codes],
            "outline": outline(self.codes),
            "isNamed": len(self.codes) <= MOST_NAMED,
        }

    @property
    def beside(self) -> list[tuple[str, str, str]]:
        """What a map has no outline of, where it has a value: zones by name, with what is told and its address."""
        zones = _zones(self.codes) if self.kind is Kind.MAP else set()
        places = [at for at, code in enumerate(self.codes) if code in zones and self.series[0].values[at]]
        rows = list(self.rows()) if places else []
        return [(rows[at][0], *rows[at][1][0]) for at in places]

    def __bool__(self) -> bool:
        """Whether there is anything to draw."""
        return not self.is_empty

    def rows(self) -> Iterator[tuple[str, Sequence[tuple[str, str]]]]:
        """The same as a table: each label with what is told of it, and its address."""
        for place, label in enumerate(self.labels):
            yield label, [(_told(each, place), each.links[place] if each.links else "") for each in self.series]


def outline(codes: Sequence[str]) -> str:
    """The address of the outlines of regions: of cities, of a city's counties, of all counties of the province."""
    province = regions.province().code
    if all(len(code) == len(province) + 2 for code in codes):
        return static(f"maps/{province}.json")
    cities = {code[: len(province) + 2] for code in codes}
    return static(f"maps/{cities.pop()}.json" if len(cities) == 1 else f"maps/{province}-counties.json")


def _zones(codes: Sequence[str]) -> set[str]:
    """Those that are development zones: no counties in law, and drawn by nobody."""
    cities = {code[:-2] for code in codes if len(code) > len(regions.province().code) + 2}
    return {each.code for city in cities for each in regions.children(city) if each.is_zone} & set(codes)


def _series(each: Series, *, has_links: bool) -> dict[str, Any]:
    """A series for the browser; their addresses only where no table beneath has them."""
    return {
        "name": each.name,
        "values": each.values,
        "told": each.told,
        "links": each.links if has_links else (),
        "isFaint": each.is_faint,
    }


def _told(each: Series, place: int) -> str:
    value = each.values[place]
    return "—" if value is None else each.told[place] if each.told else f"{value:,g}"
