"""Answers as pictures: which chart an answer makes, and why one that was asked for cannot be drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate

from django.utils.translation import gettext

from hotline.insight.measures import comparing
from hotline.insight.measures.dividing import TIMES
from hotline.insight.measures.facts import MEANINGS
from hotline.insight.measures.words import Fact
from hotline.insight.questions.answering import Answered, Cell, Line, Number
from hotline.insight.questions.words import Picture
from hotline.web.kit import divisions
from hotline.web.kit.charts import Chart, Kind, Series

from . import offers, telling
from .addresses import tickets
from .crossing import MOST_CITIES, MOST_LABELS, MOST_POINTS, MOST_SERIES, crossed, left_out, together


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


def _finished(found: Answered, chart: Chart, drawn: Sequence[Fact], left_out: Iterable[str]) -> Chart:
    """A picture with its title and unit, what it leaves out, and what it says of itself where it is kept alone."""
    return replace(
        chart,
        title=_title(found, drawn),
        unit=telling.unit(drawn[0]),
        head=telling.division(found.inquiry.by[0]),
        note=" ".join([*left_out, *_undrawn(found, chart, drawn)]),
        foot=_foot(found, drawn[0]),
    )


def _title(found: Answered, drawn: Sequence[Fact]) -> str:
    measures = gettext("、").join(fact.label(telling.language()) for fact in drawn)
    parts = gettext("、").join(telling.division(each) for each in found.inquiry.by)
    return gettext("{measures}（按{parts}，{days}）").format(
        measures=measures, parts=parts, days=telling.days(found.period)
    )


def _undrawn(found: Answered, chart: Chart, drawn: Sequence[Fact]) -> Iterable[str]:
    """Which measures, and whether the period compared with, are told in the table only."""
    rest = [fact.label(telling.language()) for fact in found.inquiry.facts if fact not in drawn]
    if rest:
        yield gettext("图中没有画{measures}，见表。").format(measures=gettext("、").join(rest))
    if found.other and not any(each.is_faint for each in chart.series):
        yield gettext("图中没有画对比期，见表。")
    elif found.other and len(drawn) > 1:
        yield gettext("对比期只画了{measure}。").format(measure=drawn[0].label(telling.language()))


def _foot(found: Answered, fact: Fact) -> str:
    """What a picture must say of itself where it is kept without its page."""
    said = [gettext("单位：{unit}").format(unit=telling.unit(fact)), telling.days(found.period)]
    said += [gettext("{label}：{value}").format(label=label, value=value) for label, value in _narrowed(found)]
    said.append(offers.source(found.inquiry.source))
    return " · ".join([*said, *([gettext("含合成数据")] if found.is_synthetic else [])])


def _narrowed(found: Answered) -> list[tuple[str, str]]:
    return telling.filters(found.inquiry.where)


def _labels(found: Answered, lines: Iterable[Line], place: int = 0) -> tuple[str, ...]:
    return tuple(divisions.code(found.inquiry.by[place], line.codes[place]) for line in lines)


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


def _is_time(found: Answered) -> bool:
    return found.inquiry.by[0] in TIMES


def _greatest(found: Answered, most: int) -> tuple[Line, ...]:
    """The lines that are drawn: the last of too many steps of time, else the greatest, in the order they come in."""
    if len(found.lines) <= most or _is_time(found):
        return found.lines[-most:]
    by_value = sorted(found.lines, key=lambda line: -(line.cells[0].this.value or 0))
    chosen = {line.codes for line in by_value[:most]}
    return tuple(line for line in found.lines if line.codes in chosen)


def _plain(found: Answered) -> Chart:
    """Lines or bars: a series for each part of the second division, else for each period of the first measure."""
    if len(found.inquiry.by) == 2:
        return _beside(found)
    kind = Kind.LINE if found.inquiry.picture is Picture.LINE else Kind.BAR
    lines = _greatest(found, MOST_POINTS if _is_time(found) else MOST_LABELS)
    fact = found.inquiry.facts[0]
    drawn = [each for each in found.inquiry.facts if telling.unit(each) == telling.unit(fact)]
    chart = Chart(
        kind,
        "",
        _labels(found, lines),
        tuple(_measures(found, lines, drawn)),
        may_lie=kind is Kind.BAR and not _is_time(found),
        is_from_zero=not (telling.unit(fact) == "%" and kind is Kind.LINE),
    )
    return _finished(found, chart, drawn, filter(None, [left_out(found, 0, len(lines), len(found.lines))]))


def _measures(found: Answered, lines: tuple[Line, ...], drawn: Sequence[Fact]) -> Iterable[Series]:
    """The first measure and those told in the same; beside the first its other period."""
    for place, fact in enumerate(found.inquiry.facts):
        if fact in drawn:
            yield _series(found, fact.label(telling.language()), (line.cells[place] for line in lines))
    if found.other:
        yield _series(found, gettext("对比期"), (line.cells[0] for line in lines), is_before=True)


def _beside(found: Answered) -> Chart:
    """The first measure by two divisions: counts as bars upon each other, for they add up, else beside each other."""
    fact, is_line = found.inquiry.facts[0], found.inquiry.picture is Picture.LINE
    is_upon = not is_line and MEANINGS[fact].is_count
    most = MOST_CITIES if found.inquiry.by[1] == "city" else MOST_SERIES
    laid = crossed(found, MOST_POINTS if _is_time(found) else MOST_LABELS, most, has_rest=is_upon)
    chart = Chart(
        Kind.LINE if is_line else Kind.STACKED if is_upon else Kind.BAR,
        "",
        laid.labels,
        laid.series,
        may_lie=not is_line and not _is_time(found),
        is_from_zero=not (telling.unit(fact) == "%" and is_line),
    )
    return _finished(found, chart, [fact], laid.left_out)


def _heat(found: Answered) -> Chart:
    laid = crossed(found, MOST_LABELS, MOST_LABELS)
    fact = found.inquiry.facts[0]
    chart = Chart(Kind.HEAT, "", laid.labels, laid.series, is_from_zero=telling.unit(fact) != "%")
    return _finished(found, chart, [fact], laid.left_out)


def _map(found: Answered) -> Chart:
    lines = tuple(line for line in found.lines if line.codes[0])
    fact = found.inquiry.facts[0]
    chart = Chart(
        Kind.MAP,
        "",
        _labels(found, lines),
        (_series(found, fact.label(telling.language()), (line.cells[0] for line in lines)),),
        codes=tuple(line.codes[0] for line in lines),
        size="tall",
        is_from_zero=telling.unit(fact) != "%",
    )
    return _finished(found, chart, [fact], ())


def _pareto(found: Answered) -> Chart:
    """The greatest first, with the share that so many of them come to together; too many stand in one last bar."""
    fact, whole = found.inquiry.facts[0], found.total.cells[0].this.numerator
    lines = sorted(found.lines, key=lambda line: -(line.cells[0].this.value or 0))
    most = MOST_LABELS if len(lines) > MOST_LABELS + 1 else len(lines)
    counts = _series(found, fact.label(telling.language()), (line.cells[0] for line in lines[:most]))
    labels, values = _labels(found, lines[:most]), [line.cells[0].this.numerator for line in lines[:most]]
    if rest := [line.cells[0].this for line in lines[most:]]:
        last = together(found, len(rest), [rest])
        counts = replace(
            counts, values=counts.values + last.values, told=counts.told + last.told, links=counts.links + last.links
        )
        labels, values = (*labels, last.name), [*values, sum(each.numerator for each in rest)]
    sums = [comparing.share(each, whole) for each in accumulate(values)]
    shares = Series(
        gettext("累计占比"),
        tuple(None if each is None else round(float(each) * 100, 1) for each in sums),
        tuple(telling.share(each) for each in sums),
    )
    chart = Chart(Kind.PARETO, "", labels, (counts, shares), may_lie=True)
    return _finished(found, chart, [fact], ())
