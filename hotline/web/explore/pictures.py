"""Answers as pictures: which chart an answer makes, and why one that was asked for cannot be drawn."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from hotline.insight.measures import comparing, facts
from hotline.insight.measures.dividing import TIMES
from hotline.insight.measures.facts import MEANINGS, Question
from hotline.insight.questions.answering import Answered, Cell, Line, Number
from hotline.insight.questions.words import LIVE, Picture
from hotline.web.kit.charts import Chart, Kind, Series

from . import telling

MOST_LABELS, MOST_SERIES, MOST_POINTS = 40, 8, 400


def tickets(question: Question, source: str) -> str:
    """The address of the tickets behind a figure."""
    more = "" if source == LIVE else "&" + urlencode({"source": source})
    return f"{reverse('explore:tickets')}?{facts.to_query(question)}{more}"


def problem(found: Answered) -> str:
    """Why the picture asked for cannot be drawn of this answer; empty where it can."""
    picture, by = found.inquiry.picture, found.inquiry.by
    if picture is Picture.TABLE:
        return ""
    if not by:
        return gettext("没有分组，只有一个数字；选择“分组”后可以画图。")
    if picture is Picture.MAP and by not in (("city",), ("county",)):
        return gettext("地图需要只按“设区市”或“县（市、区）”分组。")
    if picture is Picture.HEAT and len(by) != 2:
        return gettext("热力图需要按两项分组。")
    if picture is Picture.PARETO and (len(by) != 1 or not MEANINGS[found.inquiry.facts[0]].is_count):
        return gettext("帕累托图需要按一项分组，且第一个指标是件数。")
    return ""


def chart(found: Answered) -> Chart | None:
    """The picture of an answer; None for a table or where it cannot be drawn."""
    if found.inquiry.picture is Picture.TABLE or problem(found) or not found.lines:
        return None
    drawing = {
        Picture.MAP: _map,
        Picture.HEAT: _heat,
        Picture.PARETO: _pareto,
        Picture.LINE: _plain,
        Picture.BAR: _plain,
    }[found.inquiry.picture]
    return drawing(found)


def _name(found: Answered) -> str:
    measures = gettext("、").join(fact.label(telling.language()) for fact in found.inquiry.facts)
    parts = gettext("、").join(telling.division(each) for each in found.inquiry.by)
    return gettext("{measures}（按{parts}，{days}）").format(
        measures=measures, parts=parts, days=telling.days(found.period)
    )


def _labels(found: Answered, lines: Iterable[Line], place: int = 0) -> tuple[str, ...]:
    return tuple(telling.code(found.inquiry.by[place], line.codes[place]) for line in lines)


def _series(found: Answered, name: str, cells: Iterable[Cell], *, is_before: bool = False) -> Series:
    chosen: list[tuple[Cell, Number]] = []
    for cell in cells:
        number = cell.that if is_before else cell.this
        assert number is not None
        chosen.append((cell, number))
    return Series(
        name,
        tuple(telling.drawn(cell.fact, number) for cell, number in chosen),
        tuple(telling.full(cell.fact, number) for cell, number in chosen),
        tuple(tickets(number.question, found.inquiry.source) for _, number in chosen),
        is_faint=is_before,
    )


def _plain(found: Answered) -> Chart:
    """Lines or bars: a series for each part of the second division, else for each period of the first measure."""
    kind = Kind.LINE if found.inquiry.picture is Picture.LINE else Kind.BAR
    fact = found.inquiry.facts[0]
    if len(found.inquiry.by) == 2:
        labels, series = _crossed(found)
    else:
        lines = found.lines[:MOST_POINTS] if _is_time(found) else found.lines[:MOST_LABELS]
        labels = _labels(found, lines)
        series = tuple(_measures(found, lines))
    is_lying = kind is Kind.BAR and not _is_time(found) and any(len(label) > 6 for label in labels) and len(labels) > 5
    size = "tall" if is_lying and len(labels) > 14 else "usual"
    is_rate = telling.unit(fact) == "%"
    return Chart(
        kind,
        _name(found),
        labels,
        series,
        unit=telling.unit(fact),
        head=telling.division(found.inquiry.by[0]),
        is_lying=is_lying,
        size=size,
        is_from_zero=not (is_rate and kind is Kind.LINE),
    )


def _is_time(found: Answered) -> bool:
    return found.inquiry.by[0] in TIMES


def _measures(found: Answered, lines: tuple[Line, ...]) -> Iterable[Series]:
    """The first measure and those told in the same; beside the first its other period."""
    told = telling.unit(found.inquiry.facts[0])
    for place, fact in enumerate(found.inquiry.facts):
        if telling.unit(fact) == told:
            yield _series(found, fact.label(telling.language()), (line.cells[place] for line in lines))
    if found.other:
        yield _series(found, gettext("对比期"), (line.cells[0] for line in lines), is_before=True)


def _crossed(found: Answered, most: int = MOST_SERIES) -> tuple[tuple[str, ...], tuple[Series, ...]]:
    """The first measure laid out by two divisions: the first along the axis, the greatest of the second as series."""
    first, second = found.inquiry.by
    by_codes = {line.codes: line.cells[0] for line in found.lines}
    rows = list(dict.fromkeys(line.codes[0] for line in found.lines))
    rows = rows[: MOST_POINTS if _is_time(found) else MOST_LABELS]
    sums: dict[str, float] = {}
    for line in found.lines:
        sums[line.codes[1]] = sums.get(line.codes[1], 0) + (line.cells[0].this.value or 0)
    chosen = sorted(sums, key=lambda code: -sums[code])[:most]
    columns = [code for code in dict.fromkeys(sorted(sums)) if code in chosen]
    series = tuple(_column(found, second, column, [by_codes.get((row, column)) for row in rows]) for column in columns)
    return tuple(telling.code(first, row) for row in rows), series


def _column(found: Answered, division: str, code: str, cells: list[Cell | None]) -> Series:
    fact = found.inquiry.facts[0]
    return Series(
        telling.code(division, code),
        tuple(telling.drawn(fact, cell.this) if cell else None for cell in cells),
        tuple(telling.full(fact, cell.this) if cell else telling.DASH for cell in cells),
        tuple(tickets(cell.this.question, found.inquiry.source) if cell else "" for cell in cells),
    )


def _heat(found: Answered) -> Chart:
    labels, series = _crossed(found, most=MOST_LABELS)
    fact = found.inquiry.facts[0]
    size = "tall" if len(labels) > 10 else "usual"
    head = telling.division(found.inquiry.by[0])
    return Chart(Kind.HEAT, _name(found), labels, series, unit=telling.unit(fact), head=head, size=size)


def _map(found: Answered) -> Chart:
    lines = tuple(line for line in found.lines if line.codes[0])
    fact = found.inquiry.facts[0]
    series = _series(found, fact.label(telling.language()), (line.cells[0] for line in lines))
    unit = telling.unit(fact)
    return Chart(
        Kind.MAP,
        _name(found),
        _labels(found, lines),
        (series,),
        unit=unit,
        head=telling.division(found.inquiry.by[0]),
        codes=tuple(line.codes[0] for line in lines),
        size="tall",
        is_from_zero=unit != "%",
    )


def _pareto(found: Answered) -> Chart:
    """The greatest first, with the share that so many of them come to together."""
    lines = sorted(found.lines, key=lambda line: -(line.cells[0].this.value or 0))[:MOST_LABELS]
    fact, whole = found.inquiry.facts[0], found.total.cells[0].this.numerator
    counts = _series(found, fact.label(telling.language()), (line.cells[0] for line in lines))
    sums = [comparing.share(each, whole) for each in accumulate(line.cells[0].this.numerator for line in lines)]
    shares = Series(
        gettext("累计占比"),
        tuple(None if each is None else round(float(each) * 100, 1) for each in sums),
        tuple(telling.share(each) for each in sums),
    )
    head = telling.division(found.inquiry.by[0])
    return Chart(Kind.PARETO, _name(found), _labels(found, lines), (counts, shares), unit=telling.unit(fact), head=head)
