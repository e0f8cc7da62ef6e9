"""Answers divided twice, laid out for a picture: the first division along the axis, the second in series.

What a picture cannot hold is left out by rule, the least first, and told beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from hotline.insight.questions import steps
from hotline.insight.questions.answering import Answered, Cell, Number
from hotline.web.kit import divisions
from hotline.web.kit.charts import Series

from . import telling
from .addresses import tickets

MOST_POINTS, MOST_LABELS, MOST_SERIES, MOST_CITIES = 3000, 40, 8, 14
"""Steps of time along an axis; parts beside each other; series of a picture; those that are the province's cities."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A picture's labels and series, and what is not among them, in words."""

    labels: tuple[str, ...]
    series: tuple[Series, ...]
    left_out: tuple[str, ...]


def crossed(found: Answered, most_rows: int, most_columns: int, *, has_rest: bool = False) -> Laid:
    """The first measure laid out by two divisions; the rest of the second may stand in one last series."""
    cells = {line.codes: line.cells[0] for line in found.lines}
    first = found.inquiry.by[0]
    every = [_codes(found, place) for place in (0, 1)]
    rows = _kept(found, 0, every[0], most_rows, cells)
    columns = _kept(found, 1, every[1], most_columns, cells)
    series = [_column(found, cells, rows, column) for column in columns]
    rest = [column for column in every[1] if column not in set(columns)]
    if rest and has_rest:
        series.append(_rest(found, cells, rows, rest))
    told = [left_out(found, 0, len(rows), len(every[0]))]
    told += [] if has_rest else [left_out(found, 1, len(columns), len(every[1]))]
    labels = tuple(divisions.code(first, row) for row in rows)
    return Laid(labels, tuple(series), tuple(each for each in told if each))


def _codes(found: Answered, place: int) -> list[str]:
    """All parts of a division in their order; of a period every step, as where it is divided by time alone."""
    name = found.inquiry.by[place]
    if name in steps.TIMES:
        return steps.steps(name, found.period)
    codes = list(dict.fromkeys(line.codes[place] for line in found.lines))
    return codes if place == 0 else sorted(codes)


def _kept(found: Answered, place: int, codes: list[str], most: int, cells: dict[tuple[str, ...], Cell]) -> list[str]:
    """The last of steps of time, else the greatest, in the order they come in."""
    if len(codes) <= most or found.inquiry.by[place] in steps.TIMES:
        return codes[-most:]
    sums = dict.fromkeys(codes, 0.0)
    for key, cell in cells.items():
        sums[key[place]] += cell.this.value or 0
    greatest = set(sorted(codes, key=lambda code: -sums[code])[:most])
    return [code for code in codes if code in greatest]


def left_out(found: Answered, place: int, drawn: int, every: int) -> str:
    """That not all parts of a division are drawn; nothing where they are."""
    if drawn >= every:
        return ""
    name = found.inquiry.by[place]
    said = (
        gettext("图中只画最近 {drawn} 项（{division}），共 {every} 项，全部见表。")
        if name in steps.TIMES
        else gettext("图中只画最大的 {drawn} 项（{division}），共 {every} 项，全部见表。")
    )
    return said.format(drawn=drawn, every=f"{every:,}", division=telling.division(name))


def _column(found: Answered, cells: dict[tuple[str, ...], Cell], rows: Sequence[str], column: str) -> Series:
    fact, source = found.inquiry.facts[0], found.inquiry.source
    numbers = [(cells.get((row, column)) or found.cell((row, column))).this for row in rows]
    return Series(
        divisions.code(found.inquiry.by[1], column),
        tuple(telling.drawn(fact, number) for number in numbers),
        tuple(telling.full(fact, number) for number in numbers),
        tuple(tickets(number.question, source) for number in numbers),
    )


def _rest(found: Answered, cells: dict[tuple[str, ...], Cell], rows: Sequence[str], columns: Collection[str]) -> Series:
    """What the columns that are not drawn come to together."""
    every = [[cells[row, column].this for column in columns if (row, column) in cells] for row in rows]
    return together(found, len(columns), every)


def together(found: Answered, count: int, every: Sequence[Sequence[Number]]) -> Series:
    """Counts of parts that are too many to be drawn, in one: nobody's tickets in particular."""
    fact, whole = found.inquiry.facts[0], found.total.cells[0].this.whole
    sums = [sum(each.numerator for each in numbers) for numbers in every]
    numbers = [Number(each, 1, each, whole) for each in sums]
    return Series(
        gettext("其余 {count} 项").format(count=f"{count:,}"),
        tuple(telling.drawn(fact, number) for number in numbers),
        tuple(telling.full(fact, number) for number in numbers),
        tuple("" for _ in numbers),
    )
