"""Measures of many tickets at once: each defined once, as an expression over the facts of the warehouse.

A question names a measure, a period, and closed filters; its answer brings numerator and denominator and the very query
that found them. Engine and store are the caller's: the same expressions run on whatever reads the facts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import ibis
from ibis import _

from hotline.flow.followup.words import NEGATIVE, Satisfied

from . import errors
from .comparing import Period
from .sights import Seen
from .words import Fact, Told

CONTENT = tuple(sorted(each.value for each in frozenset(Satisfied) - NEGATIVE))


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a measure counts, in words and as expressions: a sum over the tickets that belong to it, by how many of them
    there are where it is no plain count. A change of either is a new version.
    """

    version: int
    told: Told
    numerator_said: str
    denominator_said: str
    belongs: Callable[[], Any]
    numerator: Callable[[], Any]
    is_count: bool = False


EVERY, RATED = "本期登记的工单", "本期登记、回访有效的工单（以最后一次为准；评价申诉成立的不计）"
MEANINGS: Mapping[Fact, Meaning] = {
    Fact.APPEALS: Meaning(
        1, Told.TICKETS, EVERY, "", lambda: ibis.literal(True), lambda: ibis.literal(1), is_count=True
    ),
    Fact.SATISFACTION: Meaning(
        1,
        Told.PERCENT,
        "其中非常满意、满意和基本满意的",
        RATED,
        lambda: _.is_rated,
        lambda: _.satisfied.isin(CONTENT).cast("int64"),
    ),
    Fact.DISSATISFIED: Meaning(
        1,
        Told.TICKETS,
        f"{RATED}中不满意和非常不满意的",
        "",
        lambda: _.is_rated & _.satisfied.notin(CONTENT),
        lambda: ibis.literal(1),
        is_count=True,
    ),
    Fact.HOURS: Meaning(
        1,
        Told.HOURS,
        "从登记到办结的自然小时之和",
        "本期登记、已办结的工单",
        lambda: _.closed_at.notnull(),
        lambda: _.hours,
    ),
    Fact.DIRECT: Meaning(
        1,
        Told.PERCENT,
        "其中未派单、在线答复办结的",
        EVERY,
        lambda: ibis.literal(True),
        lambda: _.is_direct.cast("int64"),
    ),
}
"""Version 1 throughout. Tickets belong to the period in which they were registered."""

SHAPES: Mapping[str, Callable[[Any, tuple[str, ...]], Any]] = {
    **{
        name: (lambda column, wanted: column.isin(wanted))
        for name in ("city", "county", "field", "branch", "category", "centre", "unit", "channel", "kind", "blame")
    },
    "topics": lambda column, wanted: ibis.or_(*(column.contains(each) for each in wanted)),
}
"""What may be asked for, and how a column holds it."""
PARTING = frozenset(SHAPES) - {"topics"}
"""What may divide a figure: every ticket is in one part. One may be in several topics."""


@dataclass(frozen=True, slots=True)
class Question:
    """A measure over the tickets registered in a period, narrowed by filters."""

    fact: Fact
    period: Period
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """A figure with what stands behind it. The denominator is 1 where the measure is a count."""

    numerator: float
    denominator: int
    query: str

    @property
    def value(self) -> float | None:
        """Numerator over denominator; None where the denominator is 0."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class Part:
    """A figure of one part of the whole: the codes that name the part, in the order asked for."""

    codes: tuple[str, ...]
    numerator: float
    denominator: int

    @property
    def value(self) -> float | None:
        """Numerator over denominator; None where the denominator is 0."""
        return self.numerator / self.denominator if self.denominator else None


def answered(seen: Seen, question: Question) -> Answer:
    """Ask the facts somebody may count.

    :raises UnknownDimension: a filter that is none.
    """
    expression = expressed(seen, question)
    [row] = expression.to_pyarrow().to_pylist()
    return Answer(float(row["numerator"]), int(row["denominator"]), str(ibis.to_sql(expression)))


def broken_down(seen: Seen, question: Question, *by: str) -> list[Part]:
    """The figure of each part, the parts in the order of their codes; a part without a ticket is not told.

    :param by: one or more of ``PARTING``.
    :raises UnknownDimension: a filter or a division that is none.
    """
    for name in by:
        if name not in PARTING:
            raise errors.UnknownDimension(name=name, known="、".join(sorted(PARTING)))
    rows = expressed(seen, question, *by).order_by(*by).to_pyarrow().to_pylist()
    return [
        Part(tuple(str(row[name]) for name in by), float(row["numerator"]), int(row["denominator"])) for row in rows
    ]


def expressed(seen: Seen, question: Question, *by: str) -> ibis.Table:
    """The question as an expression: numerator and denominator, of the whole or of each part."""
    meaning, days = MEANINGS[question.fact], question.period
    asked = seen.rows.filter(_.registered_on >= days.since, _.registered_on < days.until, meaning.belongs())
    for name, wanted in question.where.items():
        if name not in SHAPES:
            raise errors.UnknownDimension(name=name, known="、".join(sorted(SHAPES)))
        asked = asked.filter(SHAPES[name](asked[name], wanted))
    chosen = asked.select(*by, counted=meaning.numerator())
    denominator = ibis.literal(1) if meaning.is_count else chosen.count()
    return chosen.aggregate(by=list(by), numerator=chosen.counted.sum().fill_null(0), denominator=denominator)
