"""Figures held against others: the same of a year or a period before, and parts beside each other. Exact until shown.

A period that is not over is compared like with like: both sides are cut to the days that are whole, and it is said.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from . import comparing, register
from .answering import answered, broken_down
from .comparing import Period
from .questions import Answer, Part, Question
from .register import Definition
from .sights import Seen
from .words import Against, Told

BEFORE: Mapping[Against, Callable[[Period], Period]] = {
    Against.YEAR: comparing.year_before,
    Against.PERIOD: comparing.period_before,
    Against.FESTIVAL: comparing.festival_before,
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure beside an earlier one.

    :param change: of a rate in percentage points, of everything else (this − that) ÷ that; None is shown as “—”.
    :param is_cut: whether the period is not over, so that both sides end with its last whole day.
    """

    question: Question
    this: Answer
    earlier: Question
    that: Answer
    change: Fraction | None
    is_points: bool
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Ranked:
    """One part with its share of the whole (of counts only) and its place among the parts."""

    part: Part
    share: Fraction | None
    rank: int | None


def compared(seen: Seen, question: Question, with_: Against | str = Against.YEAR, on: date | None = None) -> Comparison:
    """A figure and the one before it: 同比 with the year before, 环比 with the period before, or by the New Year.

    Both are counted by the same version of the definition: the one that is in force for the later figure.

    :param on: today; a period that is not over is cut to the days before it. None: the period is taken as it is.
    :raises NothingComplete: no day of the period is over; ``UnknownNewYear``: nothing is known to align by.
    """
    whole, against = question.period, Against(with_)
    version = register.definition(question.fact, whole.last, question.version).version
    asked = replace(question, period=whole if on is None else comparing.whole_days(whole, on), version=version)
    before = BEFORE[against](asked.period if against is not Against.PERIOD else whole)
    if against is Against.PERIOD and asked.period != whole:
        before = Period(before.since, min(before.until, before.since + timedelta(asked.period.days)))
    earlier = replace(asked, period=before)
    this, that = answered(seen, asked), answered(seen, earlier)
    is_points = register.definition(question.fact, whole.last, version).told is Told.PERCENT
    change = comparing.points(_exact(this), _exact(that)) if is_points else _change(this, that)
    return Comparison(asked, this, earlier, that, change, is_points, asked.period != whole)


def ranked(seen: Seen, question: Question, *by: str) -> list[Ranked]:
    """The parts of a figure, the best first where more or less of it is better, else the greatest; none without rank.

    :raises UnknownDimension: a filter or a division that is none.
    """
    definition = register.definition(question.fact, question.period.last, question.version)
    found = placed(definition, broken_down(seen, question, *by))
    return sorted(found, key=lambda each: (each.rank is None, each.rank or 0, each.part.codes))


def placed(definition: Definition, parts: Collection[Part]) -> list[Ranked]:
    """Parts of one figure with their shares and ranks, in the order in which they come."""
    less = definition.less_is_better is True and not definition.is_count
    places = comparing.ranks({part.codes: _exact(part) for part in parts}, less_is_better=less)
    total = sum(Fraction(part.numerator) for part in parts)
    return [
        Ranked(
            part, comparing.share(Fraction(part.numerator), total) if definition.is_count else None, places[part.codes]
        )
        for part in parts
    ]


def _exact(found: Answer | Part) -> Fraction | None:
    if not found.denominator:
        return None
    numerator = Fraction(found.numerator)
    return numerator if found.is_quantile else numerator * found.scale / found.denominator


def _change(this: Answer, that: Answer) -> Fraction | None:
    now, then = _exact(this), _exact(that)
    return None if now is None or then is None else comparing.change(now, then)
