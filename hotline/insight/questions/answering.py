"""Asking all of an inquiry: every measure by every part, beside the period it is compared with.

Nothing is reckoned here but by ``comparing``: a count and a mean change by a ratio, a rate by percentage points.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from hotline.insight.measures import comparing, facts, register
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.dividing import TIMES
from hotline.insight.measures.errors import NotHeld
from hotline.insight.measures.facts import Part, Question, Ranked
from hotline.insight.measures.register import Definition
from hotline.insight.measures.sights import Seen
from hotline.insight.measures.words import Fact, Told

from . import errors, rules, steps
from .words import Against, Inquiry

Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """One figure: what it was reckoned from, and what it is a part of."""

    numerator: float
    denominator: int
    value: float | None
    whole: Question
    by: Codes = ()
    codes: Codes = ()

    @property
    def question(self) -> Question:
        """The question behind it: put together when somebody follows it, for of many parts few are followed."""
        return narrowed(self.whole, self.by, self.codes) if self.by else self.whole


@dataclass(frozen=True, slots=True)
class Cell:
    """A measure of one part: now, then, and how much it changed: a ratio, or percentage points for rates.

    Of parts that are not steps of time: a count has its share of the whole, everything else its place among the parts.
    """

    fact: Fact
    this: Number
    that: Number | None = None
    change: Fraction | None = None
    share: Fraction | None = None
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One part, by the codes that name it, with a cell for each measure."""

    codes: Codes
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Versioned:
    """A figure as one version of its measure's definition counts it, and whether that is the one in use."""

    definition: Definition
    number: Number
    is_used: bool


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
    def has_places(self) -> bool:
        """Whether its parts have shares and places: steps of time follow each other, they do not compete."""
        return has_places(self.inquiry.by)

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing to count."""
        numbers = [each for cell in self.total.cells for each in (cell.this, cell.that) if each]
        return not any(each.numerator or (each.denominator and not _is_count(each.whole.fact)) for each in numbers)

    def cell(self, codes: Codes) -> Cell:
        """The first measure of a part that the facts tell nothing of."""
        return _cell(self.inquiry.facts[0], _number(self.total.cells[0].this.whole, self.inquiry.by, codes, {}), None)


def has_places(by: Codes) -> bool:
    """Whether what is divided so has parts to be placed among each other."""
    return bool(by) and not TIMES & set(by)


def is_rate(fact: Fact) -> bool:
    """Whether the measure is told in percent, so that it changes by points."""
    return facts.MEANINGS[fact].told is Told.PERCENT


def _is_count(fact: Fact) -> bool:
    return facts.MEANINGS[fact].is_count


def periods(inquiry: Inquiry, on: date, stored: tuple[date, date] | None = None) -> tuple[Period, Period | None]:
    """The period asked for, up to today, and the one it is compared with: then both end with a whole day.

    A part of a month is held against the same days of the month before, not against as many days before it.

    :raises PeriodAhead: it has not begun; ``DaysMissing``; ``DaysReversed``; ``NothingComplete``; ``UnknownNewYear``.
    """
    whole = Period(*rules.days(inquiry.span, on, stored))
    if whole.since > on:
        raise errors.PeriodAhead(first=whole.since)
    if inquiry.against is Against.NOTHING:
        return Period(whole.since, min(whole.until, on + rules.ONE_DAY)), None
    period = comparing.whole_days(whole, on)
    if inquiry.against is Against.DAYS:
        return period, Period(*rules.days(inquiry.other, on, stored))
    if inquiry.against is Against.PERIOD_BEFORE:
        before = comparing.period_before(whole)
        return period, Period(before.since, min(before.until, before.since + timedelta(period.days)))
    return period, (comparing.year_before if inquiry.against is Against.YEAR_BEFORE else comparing.festival_before)(
        period
    )


def answered(seen: Seen, inquiry: Inquiry, period: Period, other: Period | None) -> Answered:
    """Ask everything of the facts somebody may count.

    :raises UnknownDimension: a filter or a division that is none; ``UnknownWindow``: no measure can be counted so.
    """
    _require_window(inquiry, period)
    total = Line((), tuple(_whole(seen, inquiry, fact, period, other) for fact in inquiry.facts))
    lines = _lines(seen, inquiry, period, other) if inquiry.by else ()
    return Answered(inquiry, period, other, total, lines, facts.is_synthetic(seen, period))


def _require_window(inquiry: Inquiry, period: Period) -> None:
    """A window is for the measures that have it; that none has it is told, with the first one's."""
    meanings = [register.definition(fact, period.last) for fact in inquiry.facts]
    if inquiry.window and not any(view.window is inquiry.window for each in meanings for view in each.views):
        meanings[0].view(inquiry.window)


def by_version(seen: Seen, question: Question) -> Iterator[Versioned]:
    """A figure by every version of its measure's definition, the newest first: a change of it stays explainable."""
    used = register.definition(question.fact, question.period.last, question.version).version
    for each in reversed(register.versions(question.fact)):
        asked = replace(question, version=each.version)
        try:
            found = facts.answered(seen, asked)
        except NotHeld:  # counted among rows that these facts do not have
            continue
        number = Number(found.numerator, found.denominator, found.value, asked)
        yield Versioned(each, number, each.version == used)


def _whole(seen: Seen, inquiry: Inquiry, fact: Fact, period: Period, other: Period | None) -> Cell:
    def number(days: Period) -> Number:
        question = _question(inquiry, fact, days, period, other)
        found = facts.answered(seen, question)
        return Number(found.numerator, found.denominator, found.value, question)

    return _cell(fact, number(period), number(other) if other else None)


def _question(inquiry: Inquiry, fact: Fact, days: Period, period: Period, other: Period | None) -> Question:
    """A question of one of the two periods; compared, both are counted by the definition in force for the later."""
    meaning = register.definition(fact, period.last)
    has_it = any(view.window is inquiry.window for view in meaning.views)
    window = inquiry.window if has_it else None
    return Question(fact, days, inquiry.where, meaning.version if other else None, window)


def _places(question: Question, parts: Mapping[Codes, Part]) -> dict[Codes, Ranked]:
    meaning = register.definition(question.fact, question.period.last, question.version)
    return {each.part.codes: each for each in facts.placed(meaning, parts.values())}


def _cell(fact: Fact, this: Number, that: Number | None, placed: Ranked | None = None) -> Cell:
    change = _changed(fact, this, that) if that else None
    share, rank = (placed.share, placed.rank) if placed else (None, None)
    return Cell(fact, this, that, change, share, None if _is_count(fact) else rank)


def _changed(fact: Fact, this: Number, that: Number) -> Fraction | None:
    if is_rate(fact):
        shares = (comparing.share(each.numerator, each.denominator) for each in (this, that))
        return comparing.points(*shares)
    if this.value is None or that.value is None:
        return None
    return comparing.change(this.value, that.value)


def _lines(seen: Seen, inquiry: Inquiry, period: Period, other: Period | None) -> tuple[Line, ...]:
    now = [_question(inquiry, fact, period, period, other) for fact in inquiry.facts]
    then = [replace(question, period=other) for question in now] if other else []
    parts, parts_then = ([_parts(seen, question, inquiry.by) for question in asked] for asked in (now, then))
    earlier = _earlier(inquiry.by, period, other) if other else {}
    known = {codes for each in parts for codes in each} | _every_step(inquiry.by, period)
    is_placed = has_places(inquiry.by)
    places = [_places(question, each) if is_placed else {} for question, each in zip(now, parts, strict=True)]
    found = []
    for codes in sorted(known):
        before = tuple(earlier.get((name, each), each) for name, each in zip(inquiry.by, codes, strict=True))
        cells = []
        for place, question in enumerate(now):
            this = _number(question, inquiry.by, codes, parts[place])
            that = _number(then[place], inquiry.by, before, parts_then[place]) if other else None
            cells.append(_cell(question.fact, this, that, places[place].get(codes)))
        found.append(Line(codes, tuple(cells)))
    return _sorted(inquiry, found)


def _parts(seen: Seen, question: Question, by: Codes) -> dict[Codes, Part]:
    return {part.codes: part for part in facts.broken_down(seen, question, *by)}


def _number(question: Question, by: Codes, codes: Codes, parts: Mapping[Codes, Part]) -> Number:
    """The figure of a part; nothing happened where the facts tell none: a count of 0, a rate of nothing."""
    part = parts.get(codes)
    if part is not None:
        return Number(part.numerator, part.denominator, part.value, question, by, codes)
    if _is_count(question.fact):
        return Number(0, 1, 0, question, by, codes)
    return Number(0, 0, None, question, by, codes)


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
