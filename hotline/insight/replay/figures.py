"""The published figures of 2020, each asked of the facts: nothing here knows what comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from hotline.insight.measures.comparing import Period, change, share
from hotline.insight.measures.facts import Answer, Question, answered
from hotline.insight.measures.sights import Seen
from hotline.insight.measures.words import Fact

WATER = ("02.01", "03.02")
MEDICAL, MEDICAL_AID = ("08.02", "08.04"), ("08.04.01", "08.04.03")
SCHOOL, ADMISSION = ("08.01",), ("08.01.01",)
CITIES = {"suzhou": "3205", "changzhou": "3204", "nantong": "3206", "lianyungang": "3207", "wuxi": "3202"}
Ask = Callable[[Question], Answer]


@dataclass(frozen=True, slots=True)
class Told:
    """One figure: its value, what it was reckoned from, and the queries."""

    key: str
    value: float | None
    numerator: float
    denominator: float
    query: str


def of_2020(seen: Seen) -> list[Told]:
    """Every figure, in the order in which it was published."""
    return [figure(lambda question: answered(seen, question)) for figure in _FIGURES]


def _percent(ratio: Fraction | None) -> float | None:
    return None if ratio is None else float(ratio * 100)


def _counted(key: str, question: Question) -> Callable[[Ask], Told]:
    def find(ask: Ask) -> Told:
        found = ask(question)
        return Told(key, found.value, found.numerator, found.denominator, found.query)

    return find


def _rate(key: str, question: Question) -> Callable[[Ask], Told]:
    """A share in percent."""

    def find(ask: Ask) -> Told:
        found = ask(question)
        return Told(
            key, _percent(share(found.numerator, found.denominator)), found.numerator, found.denominator, found.query
        )

    return find


def _part(key: str, part: Question, whole: Question) -> Callable[[Ask], Told]:
    """One count as a share of another, in percent."""

    def find(ask: Ask) -> Told:
        some, every = ask(part), ask(whole)
        return Told(
            key,
            _percent(share(some.numerator, every.numerator)),
            some.numerator,
            every.numerator,
            f"{some.query}\n;\n{every.query}",
        )

    return find


def _growth(key: str, question: Question, before: Question) -> Callable[[Ask], Told]:
    """同比: (this − that) ÷ that, in percent; nothing where that is 0."""

    def find(ask: Ask) -> Told:
        this, that = ask(question), ask(before)
        value = _percent(change(this.numerator, that.numerator))
        return Told(key, value, this.numerator - that.numerator, that.numerator, f"{this.query}\n;\n{that.query}")

    return find


def _faster(key: str, question: Question, before: Question) -> Callable[[Ask], Told]:
    """By how much a mean fell, in percent of what it was."""

    def find(ask: Ask) -> Told:
        this, that = ask(question), ask(before)
        queries = f"{this.query}\n;\n{that.query}"
        if this.value is None or not that.value:
            return Told(key, None, 0, 0, queries)
        fell = change(this.value, that.value)
        return Told(key, _percent(-fell if fell else fell), that.value - this.value, that.value, queries)

    return find


def _of(fact: Fact, first: tuple[int, int, int], until: tuple[int, int, int], **where: tuple[str, ...]) -> Question:
    return Question(fact, Period(date(*first), date(*until)), where)


def _seven(year: int, **where: tuple[str, ...]) -> Question:
    return _of(Fact.APPEALS, (year, 1, 1), (year, 8, 1), **where)


def _half(year: int, fact: Fact = Fact.APPEALS, **where: tuple[str, ...]) -> Question:
    return _of(fact, (year, 1, 1), (year, 7, 1), **where)


def _flood(fact: Fact, first: tuple[int, int, int], until: tuple[int, int, int], **more: tuple[str, ...]) -> Question:
    return _of(fact, first, until, topics=("flood",), **more)


def _figures() -> Iterator[Callable[[Ask], Told]]:
    june, late = ((2020, 6, 1), (2020, 7, 1)), ((2020, 6, 21), (2020, 7, 1))
    spring = ((2020, 1, 1), (2020, 6, 1))
    yield _counted("handled", _seven(2020))
    yield _growth("handled_yoy", _seven(2020), _seven(2019))
    for name, code in CITIES.items():
        yield _growth(f"yoy_{name}", _seven(2020, city=(code,)), _seven(2019, city=(code,)))
    yield _rate("satisfaction", _of(Fact.SATISFACTION, (2020, 1, 1), (2020, 8, 1)))
    yield _counted("epidemic", _seven(2020, topics=("epidemic",)))
    yield _counted("flood_appeals", _flood(Fact.APPEALS, *june))
    yield _part("flood_drainage_share", _flood(Fact.APPEALS, *june, branch=WATER), _flood(Fact.APPEALS, *june))
    yield _counted("june_hours", _flood(Fact.HOURS, *june))
    yield _counted("late_june_hours", _flood(Fact.HOURS, *late))
    yield _faster("flood_speedup", _flood(Fact.HOURS, *late), _flood(Fact.HOURS, *spring))
    low = Fact.DISSATISFIED
    yield _part("medical_dissatisfied_share", _half(2020, low, category=MEDICAL_AID), _half(2020, low, branch=MEDICAL))
    yield _part("school_dissatisfied_share", _half(2020, low, category=ADMISSION), _half(2020, low, branch=SCHOOL))
    yield _growth("environment_yoy", _half(2020, field=("04",)), _half(2019, field=("04",)))
    yield _counted("education_health", _half(2020, branch=(*SCHOOL, *MEDICAL)))
    yield _counted("work_dissatisfied", _of(low, *spring, field=("06",)))
    yield _growth("radiation_yoy", _half(2020, category=("04.04.01",)), _half(2019, category=("04.04.01",)))


_FIGURES = list(_figures())
