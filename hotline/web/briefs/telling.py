"""The figures of a report on the screen: what each is called, with the sign and the unit that a text tells in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language, gettext, ngettext

from hotline.insight.measures import comparing, facts
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.facts import Question
from hotline.insight.measures.words import Against, Fact, Told
from hotline.insight.reports import asked
from hotline.insight.reports.words import Difference, Figure, Saying
from hotline.lib.refusal import Refusal
from hotline.web.kit import divisions, names

NOTHING = frozenset({"—", "0", "0%"})
SIGNED = frozenset({Saying.GROWTH, Saying.POINTS})
CHANGES = (".yoy", ".mom")
COUNTS = frozenset({Fact.APPEALS, Fact.DISSATISFIED})
FEW = 3
"""More codes than this are an area's or a unit's own parts and name nothing."""
DOT = " · "
MINUS = "−"


@dataclass(frozen=True, slots=True)
class Line:
    """A figure as lists show it."""

    figure: Figure
    label: str
    said: str
    behind: str


def line(figure: Figure, period: Period, *, is_printed: bool = False) -> Line:
    """A figure in the reader's language.

    :param period: the days of its report: a figure of others says of which.
    :param is_printed: its digits as the text has them, 206000 as 20.6万.
    """
    numbers = f"{plain(figure.numerator)} / {plain(figure.denominator)}"
    return Line(figure, label(figure, period), said(figure, is_printed=is_printed), numbers)


def changed(found: Difference, period: Period) -> tuple[str, str, str]:
    """What a figure that changes is called, what it says now and what it would say."""
    before, after = (said(each, is_printed=True) if each else "—" for each in (found.old, found.new))
    return (label(found.figure, period), before, after)


def plain(number: float) -> str:
    """A number with its thousands parted and at most two decimals."""
    text = f"{abs(number):,.2f}".rstrip("0").rstrip(".")
    return f"{MINUS}{text}" if number < 0 else text


def said(figure: Figure, *, is_printed: bool = False) -> str:
    """What it says, with its sign where it tells of a change, and its unit."""
    saying = _saying(figure)
    if figure.said in NOTHING and saying != Saying.COUNT:
        return figure.said
    text = f"{_sign(figure)}{figure.said}" if saying in SIGNED else figure.said
    if saying == Saying.COUNT:
        count = figure.said if is_printed else plain(figure.numerator)
        return ngettext("{count} 件", "{count} 件", int(figure.numerator)).format(count=count)
    if saying == Saying.HOURS:
        return f"{text} {Told.HOURS.label(get_language() or 'zh')}"
    if saying == Saying.POINTS:
        return gettext("{points} 个百分点").format(points=text)
    return gettext("{points} 分").format(points=text) if saying == Saying.SCORE else text


def _sign(figure: Figure) -> str:
    is_lower = figure.falls if figure.saying else figure.numerator < 0
    return MINUS if is_lower else "+"


def _saying(figure: Figure) -> Saying | None:
    """What a figure says; of reports made before that was kept, as far as its key tells it."""
    if figure.saying:
        return Saying(figure.saying)
    if figure.key.endswith(CHANGES) and figure.said.endswith("%"):
        return Saying.GROWTH
    if figure.key.endswith(".share"):
        return Saying.SHARE
    question = _question(figure.asked)
    if question is None or figure.compared:
        return None
    if question.fact is Fact.HOURS:
        return Saying.HOURS
    return Saying.COUNT if question.fact in COUNTS else None


def label(figure: Figure, period: Period) -> str:
    """What it is called: in Chinese as its document has it, in English composed of its question."""
    if not names.is_english():
        return figure.label
    question = _question(figure.asked)
    if question is None:
        unit = figure.label.removesuffix("考核得分")
        return f"{Saying.SCORE.en}{DOT}{unit}" if figure.saying == Saying.SCORE else figure.label
    told = [question.fact.en, *_parts(question), _about(figure, question)]
    if question.period != period:
        told.append(f"{question.period.since:%F} – {question.period.last:%F}")
    return DOT.join(each for each in told if each)


def _question(text: str) -> Question | None:
    try:
        return facts.from_query(text, (asked.SOURCE,)) if text else None
    except Refusal:
        return None


def _parts(question: Question) -> list[str]:
    found = [(name, codes) for name, codes in question.where.items() if len(codes) <= FEW]
    return [", ".join(divisions.code(name, each) for each in codes) for name, codes in found]


def _about(figure: Figure, question: Question) -> str:
    """What a figure says about its measure, in English."""
    saying = _saying(figure)
    if saying == Saying.SHARE:
        return Saying.SHARE.en
    if saying not in SIGNED:
        return ""
    base = _question(figure.compared)
    is_year = base is not None and base.period == comparing.year_before(question.period)
    return Against.YEAR.en if is_year else Against.PERIOD.en
