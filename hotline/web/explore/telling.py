"""Figures, codes and questions in words: what a number says, what a part is called, what was asked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import get_language, gettext

from hotline.insight.measures.comparing import Period
from hotline.insight.measures.facts import MEANINGS, PARTING, Answer
from hotline.insight.measures.register import Definition
from hotline.insight.measures.words import Dimension, Fact, Told
from hotline.insight.questions import answering
from hotline.insight.questions.answering import Cell, Number
from hotline.web.kit import divisions

DASH = "—"
Figured = Number | Answer
DIGITS = {Told.PERCENT: 2, Told.TICKETS: 0}
"""Rates with two decimals as they are scored, counts whole; everything else has one."""


def language() -> str:
    """The reader's."""
    return get_language() or "zh"


def rounded(value: float | Fraction, digits: int) -> str:
    """A number with its thousands parted; halves rounded away from zero."""
    exact = Fraction(value) * 10**digits
    whole = math.floor(abs(exact) + Fraction(1, 2))
    text = f"{whole / 10**digits:,.{digits}f}"
    return f"-{text}" if exact < 0 and whole else text


def value(fact: Fact, number: Figured, *, has_unit: bool = True) -> str:
    """What a figure says, with what it is told in: beneath a head that tells it, without."""
    if number.value is None:
        return DASH
    told = MEANINGS[fact].told
    if told is Told.PERCENT:  # exact: halves are rounded up, as scores are
        return rounded(Fraction(number.numerator) / number.denominator * 100, DIGITS[told]) + "%"
    said = rounded(number.value, DIGITS.get(told, 1))
    return said if told is Told.TICKETS or not has_unit else f"{said} {told.label(language())}"


def filed(fact: Fact, number: Figured) -> Decimal | None:
    """The figure as a file takes it: rounded as it is on the screen; rates in percent."""
    if number.value is None:
        return None
    said = value(fact, number, has_unit=False)
    return Decimal(said.replace(",", "").removesuffix("%"))


def beside(fact: Fact) -> str:
    """What a column's figures are told in, beside its head; nothing where the figures or the head say it."""
    told = MEANINGS[fact].told
    named = told.label(language())
    return "" if told in (Told.TICKETS, Told.PERCENT) or named in fact.label(language()) else named


def drawn(fact: Fact, number: Figured) -> float | None:
    """The figure as a picture takes it: rates in percent."""
    if number.value is None:
        return None
    return round(number.value * 100, 4) if MEANINGS[fact].told is Told.PERCENT else round(number.value, 4)


def unit(fact: Fact) -> str:
    """What a measure is told in, beside an axis."""
    return MEANINGS[fact].told.label(language())


def behind(fact: Fact, number: Figured) -> str:
    """Numerator and denominator; nothing for a count, which is its own."""
    meaning = MEANINGS[fact]
    if meaning.is_count:
        return ""
    if meaning.view().is_quantile:
        return gettext("{count} 件中").format(count=f"{number.denominator:,}")
    digits = 0 if float(number.numerator).is_integer() else 1
    return f"{rounded(number.numerator, digits)} ÷ {number.denominator:,}"


def definition(meaning: Definition) -> str:
    """What a version of a measure counts: numerator and denominator in words."""
    numerator = meaning.numerator.label(language())
    if meaning.denominator is None:
        return numerator
    return gettext("{numerator} ÷ {denominator}").format(
        numerator=numerator, denominator=meaning.denominator.label(language())
    )


def full(fact: Fact, number: Figured) -> str:
    """The figure with both numbers behind it."""
    both = behind(fact, number)
    said = value(fact, number)
    if both:
        return gettext("{value}（{both}）").format(value=said, both=both)
    return f"{said} {unit(fact)}" if said != DASH else said


def change(cell: Cell) -> str:
    """How much it changed: "+30.5%", "-1.2 个百分点"; "—" where there was nothing before."""
    if cell.change is None:
        return DASH
    sign = "+" if cell.change > 0 else ""
    if answering.is_rate(cell.fact):
        return gettext("{points} 个百分点").format(points=sign + rounded(cell.change, 2))
    return sign + rounded(cell.change * 100, 2) + "%"


def direction(cell: Cell) -> str:
    """``up``, ``down`` or nothing: an arrow beside the change, which says neither good nor bad."""
    return "" if not cell.change else "up" if cell.change > 0 else "down"


def rate(part: Fraction | None) -> str:
    """A rate as everywhere: with as many decimals as a measure in percent has."""
    return DASH if part is None else rounded(part * 100, DIGITS[Told.PERCENT]) + "%"


def share(part: Fraction | None) -> str:
    """A share in percent with one decimal."""
    return DASH if part is None else rounded(part * 100, 1) + "%"


def place(cell: Cell) -> str:
    """A count's share of the whole, the place of everything else; nothing where parts do not compete."""
    if cell.share is not None:
        return gettext("占 {share}").format(share=share(cell.share))
    return gettext("第 {rank} 位").format(rank=cell.rank) if cell.rank is not None else ""


def division(name: str) -> str:
    """What a division or a filter is called."""
    return Dimension(name).label(language())


def parting() -> tuple[str, ...]:
    """What may divide, in the order of the words."""
    return tuple(each.value for each in Dimension if each.value in PARTING)


def days(period: Period) -> str:
    """A period as people write it: a day, or from the first to the last."""
    if period.days == 1:
        return f"{period.since:%Y-%m-%d}"
    return gettext("{first} 至 {last}").format(first=f"{period.since:%Y-%m-%d}", last=f"{period.last:%Y-%m-%d}")


def filters(where: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """What narrows a question, each filter with its codes in words."""
    separator = gettext("、")
    return [
        (division(name), separator.join(divisions.code(name, each, is_full=True) for each in codes))
        for name, codes in where.items()
    ]


def question(fact: Fact, period: Period, where: Mapping[str, tuple[str, ...]]) -> str:
    """A question as a sentence."""
    narrowed = gettext("；").join(
        gettext("{label}：{value}").format(label=label, value=said) for label, said in filters(where)
    )
    said = gettext("{measure}，{days}").format(measure=fact.label(language()), days=days(period))
    return said + (gettext("；") + narrowed if narrowed else "")
