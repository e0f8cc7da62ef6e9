"""Measures of many tickets at once: each defined once, as an expression over the facts of the warehouse.

A question names a measure, a period, and closed filters; its answer brings numerator and denominator and the very query
that found them. Engine and store are the caller's: the same expressions run on whatever reads the facts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import ibis
from ibis import _

from hotline.flow.followup.words import NEGATIVE, Satisfied

from .comparing import Period
from .dividing import DIMENSIONS, PARTING, cut, narrowed, require_parting
from .links import from_query, to_query
from .questions import Answer, Part, Question
from .sights import Seen
from .words import Fact, Side, Told

__all__ = [
    "DIMENSIONS", "MEANINGS", "PARTING", "Answer", "Meaning", "Part", "Question",
    "answered", "behind", "broken_down", "expressed", "from_query", "is_synthetic", "to_query",
]  # fmt: skip

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


def answered(seen: Seen, question: Question) -> Answer:
    """Ask the facts somebody may count.

    :raises UnknownDimension: a filter that is none.
    """
    expression = expressed(seen, question)
    [row] = expression.to_pyarrow().to_pylist()
    return Answer(float(row["numerator"]), int(row["denominator"]), str(ibis.to_sql(expression)))


def broken_down(seen: Seen, question: Question, *by: str) -> list[Part]:
    """The figure of each part, the parts in the order of their codes; a part without a ticket is not told.

    :param by: one or more of ``dividing.PARTING``.
    :raises UnknownDimension: a filter or a division that is none.
    """
    require_parting(*by)
    rows = expressed(seen, question, *by).order_by(*by).to_pyarrow().to_pylist()
    told = [cut(name).told for name in by]
    return [
        Part(
            tuple(tell(row[name]) for tell, name in zip(told, by, strict=True)),
            float(row["numerator"]),
            int(row["denominator"]),
        )
        for row in rows
    ]


def behind(
    seen: Seen, question: Question, after: int = 0, limit: int = 50, *, side: Side = Side.DENOMINATOR
) -> list[int]:
    """The tickets behind a figure: identifiers above ``after`` in their order, so that a list pages by them.

    :param side: behind which number; a plain count has the same tickets behind both.
    :raises UnknownDimension: a filter that is none.
    """
    meaning, counted = MEANINGS[question.fact], _belonging(seen, question)
    if side is not Side.DENOMINATOR and not meaning.is_count and meaning.told is Told.PERCENT:
        is_in = meaning.numerator() > 0
        counted = counted.filter(is_in if side is Side.NUMERATOR else ~is_in)
    elif side is Side.REST:
        return []
    found = counted.filter(_.id > after).select("id").distinct().order_by("id").limit(limit)
    return [int(each) for each in found.id.to_pyarrow().to_pylist()]


def is_synthetic(seen: Seen, period: Period) -> bool:
    """Whether tickets of a replay are among those of a period; who shows figures of them says so."""
    made = seen.rows.filter(_.registered_on >= period.since, _.registered_on < period.until, _.is_synthetic)
    return bool(made.limit(1).count().to_pyarrow().as_py())


def expressed(seen: Seen, question: Question, *by: str) -> ibis.Table:
    """The question as an expression: numerator and denominator, of the whole or of each part."""
    meaning, asked = MEANINGS[question.fact], _belonging(seen, question)
    chosen = asked.select(**{name: cut(name).found(asked) for name in by}, counted=meaning.numerator())
    denominator = ibis.literal(1) if meaning.is_count else chosen.count()
    return chosen.aggregate(by=list(by), numerator=chosen.counted.sum().fill_null(0), denominator=denominator)


def _belonging(seen: Seen, question: Question) -> Any:
    meaning, days = MEANINGS[question.fact], question.period
    asked = seen.rows.filter(_.registered_on >= days.since, _.registered_on < days.until, meaning.belongs())
    asked = asked.mutate(placed_on=_.registered_on, placed_at=_.registered_at)
    for name, wanted in question.where.items():
        asked = narrowed(asked, name, wanted)
    return asked
