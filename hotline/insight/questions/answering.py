"""Asking all of an inquiry: every measure by every part, beside the period it is compared with.

Nothing is reckoned here but by ``comparing``: a count and a mean change by a ratio, a rate by percentage points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from hotline.insight.measures import comparing, facts
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.dividing import TIMES
from hotline.insight.measures.facts import Part, Question
from hotline.insight.measures.sights import Seen
from hotline.insight.measures.words import Fact, Told

from . import errors, rules, steps
from .words import Against, Inquiry

Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """One figure: what it was reckoned from, and the question behind it."""

    numerator: float
    denominator: int
    value: float | None
    question: Question


@dataclass(frozen=True, slots=True)
class Cell:
    """A measure of one part: now, then, and how much it changed: a ratio, or percentage points for rates."""

    fact: Fact
    this: Number
    that: Number | None = None
    change: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One part, by the codes that name it, with a cell for each measure."""

    codes: Codes
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """What an inquiry came to."""

    inquiry: Inquiry
    period: Period
    other: Period | None
    total: Line
    lines: tuple[Line, ...]
    is_synthetic: bool

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing to count."""
        numbers = [each for cell in self.total.cells for each in (cell.this, cell.that) if each]
        return not any(each.numerator or (each.denominator and not _is_count(each.question.fact)) for each in numbers)


def is_rate(fact: Fact) -> bool:
    """Whether the measure is told in percent, so that it changes by points."""
    return facts.MEANINGS[fact].told is Told.PERCENT


def _is_count(fact: Fact) -> bool:
    return facts.MEANINGS[fact].is_count


def periods(inquiry: Inquiry, on: date, stored: tuple[date, date] | None = None) -> tuple[Period, Period | None]:
    """The period asked for, and the one it is compared with.

    :raises PeriodAhead: it has not begun; ``DaysMissing``; ``DaysReversed``; ``UnknownNewYear``.
    """
    period = Period(*rules.days(inquiry.span, on, stored))
    if period.since > on:
        raise errors.PeriodAhead(first=period.since)
    if inquiry.against is Against.DAYS:
        return period, Period(*rules.days(inquiry.other, on, stored))
    ways = {
        Against.YEAR_BEFORE: comparing.year_before,
        Against.PERIOD_BEFORE: comparing.period_before,
        Against.FESTIVAL: comparing.festival_before,
    }
    way = ways.get(inquiry.against)
    return period, way(period) if way else None


def answered(seen: Seen, inquiry: Inquiry, period: Period, other: Period | None) -> Answered:
    """Ask everything of the facts somebody may count.

    :raises UnknownDimension: a filter or a division that is none.
    """
    total = Line((), tuple(_whole(seen, inquiry, fact, period, other) for fact in inquiry.facts))
    lines = _lines(seen, inquiry, period, other) if inquiry.by else ()
    return Answered(inquiry, period, other, total, lines, facts.is_synthetic(seen, period))


def _whole(seen: Seen, inquiry: Inquiry, fact: Fact, period: Period, other: Period | None) -> Cell:
    def number(days: Period) -> Number:
        question = Question(fact, days, inquiry.where)
        found = facts.answered(seen, question)
        return Number(found.numerator, found.denominator, found.value, question)

    return _cell(fact, number(period), number(other) if other else None)


def _cell(fact: Fact, this: Number, that: Number | None) -> Cell:
    return Cell(fact, this, that, _changed(fact, this, that) if that else None)


def _changed(fact: Fact, this: Number, that: Number) -> Fraction | None:
    if is_rate(fact):
        shares = (comparing.share(each.numerator, each.denominator) for each in (this, that))
        return comparing.points(*shares)
    if this.value is None or that.value is None:
        return None
    return comparing.change(this.value, that.value)


def _lines(seen: Seen, inquiry: Inquiry, period: Period, other: Period | None) -> tuple[Line, ...]:
    now = [_parts(seen, inquiry, fact, period) for fact in inquiry.facts]
    then = [_parts(seen, inquiry, fact, other) if other else {} for fact in inquiry.facts]
    earlier = _earlier(inquiry.by, period, other) if other else {}
    known = {codes for parts in now for codes in parts} | _every_step(inquiry.by, period)
    found = []
    for codes in sorted(known):
        before = tuple(earlier.get((name, each), each) for name, each in zip(inquiry.by, codes, strict=True))
        cells = []
        for place, fact in enumerate(inquiry.facts):
            this = _number(inquiry, fact, period, codes, now[place])
            that = _number(inquiry, fact, other, before, then[place]) if other else None
            cells.append(_cell(fact, this, that))
        found.append(Line(codes, tuple(cells)))
    return _sorted(inquiry, found)


def _parts(seen: Seen, inquiry: Inquiry, fact: Fact, period: Period) -> dict[Codes, Part]:
    parts = facts.broken_down(seen, Question(fact, period, inquiry.where), *inquiry.by)
    return {part.codes: part for part in parts}


def _number(inquiry: Inquiry, fact: Fact, period: Period, codes: Codes, parts: Mapping[Codes, Part]) -> Number:
    """The figure of a part; nothing happened where the facts tell none: a count of 0, a rate of nothing."""
    question = narrowed(Question(fact, period, inquiry.where), inquiry.by, codes)
    part = parts.get(codes)
    if part is None:
        return Number(0, 1, 0, question) if _is_count(fact) else Number(0, 0, None, question)
    return Number(part.numerator, part.denominator, part.value, question)


def narrowed(question: Question, by: Codes, codes: Codes) -> Question:
    """The question of one part: its codes as filters, its step of time as the period."""
    where, period = dict(question.where), question.period
    for name, code in zip(by, codes, strict=True):
        if name in steps.TIMES:
            period = steps.within(name, code, period)
        else:
            where[name] = (code,)
    return replace(question, period=period, where=where)


def _every_step(by: Codes, period: Period) -> set[Codes]:
    """The steps of a period that is divided by time alone: those in which nothing happened are told too."""
    return {(step,) for step in steps.steps(by[0], period)} if len(by) == 1 and by[0] in steps.TIMES else set()


def _earlier(by: Codes, period: Period, other: Period) -> dict[tuple[str, str], str]:
    """Which step of the other period a step is compared with: the first with the first, and so on."""
    return {
        (name, this): that
        for name in by
        if name in steps.TIMES
        for this, that in zip(steps.steps(name, period), steps.steps(name, other), strict=False)
    }


def _sorted(inquiry: Inquiry, lines: list[Line]) -> tuple[Line, ...]:
    """By the measure asked for, the greatest first; else steps of time, and what is divided twice, by their codes."""
    is_plain = len(inquiry.by) == 1 and inquiry.by[0] not in TIMES
    wanted = inquiry.sort or (inquiry.facts[0].value if is_plain else "")
    place = next((place for place, fact in enumerate(inquiry.facts) if fact.value == wanted), None)
    if place is None:
        return tuple(lines)
    chosen = place

    def key(line: Line) -> tuple[bool, float, Codes]:
        value = line.cells[chosen].this.value
        return value is None, -(value or 0), line.codes

    return tuple(sorted(lines, key=key))
