"""Answering: a question becomes one expression, whose answer brings both numbers.

What a measure counts stands in the register (``data/measures.yaml``). Engine and store are the caller's: the same
expressions run on whatever reads the facts. Everybody asks a ``Seen`` (``asking.seen``), so the rights are within.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import ibis
from ibis import _

from hotline.insight.warehouse import engines
from hotline.insight.warehouse.words import Grain

from . import counting, residents
from .comparing import Period
from .dividing import cut, require_parting
from .questions import TEN_THOUSAND, Answer, Part, Question
from .sights import Seen
from .words import Dimension, Side, Told


def answered(seen: Seen, question: Question) -> Answer:
    """Ask the facts somebody may count.

    :raises UnknownDimension: and the like: what the question names is none; ``BeyondScope``: it lies outside.
    """
    found = counting.totalled(seen, question)
    expression = counting.expressed(found)
    [row] = _rows(expression)
    told, view = found.definition.told, found.view
    people = residents.of_whole(seen, question.where) if told is Told.PER_10K else int(row["denominator"])
    return Answer(
        _number(row["numerator"]), people, expression, found.definition.version, view.is_quantile, _scale(told)
    )


def broken_down(seen: Seen, question: Question, *by: str) -> list[Part]:
    """The figure of each part, the parts in the order of their codes; a part without a row is not told.

    :param by: of ``dividing.PARTING``; without any the whole is the one part.
    :raises UnknownDimension: a filter or a division that is none.
    """
    require_parting(*by)
    found = counting.totalled(seen, question, *by)
    told = found.definition.told
    expression = counting.expressed(found, *by)
    rows = engines.columns(expression.order_by(*by) if by else expression)
    codes = list(zip(*(_told(name, rows[name]) for name in by), strict=True)) if by else [()]
    people = residents.of_parts(seen, question.where, by, codes) if told is Told.PER_10K else None
    is_quantile, scale = found.view.is_quantile, _scale(told)
    return [
        Part(code, _number(numerator), int(denominator), is_quantile, scale)
        for code, numerator, denominator in zip(
            codes, rows["numerator"], rows["denominator"] if people is None else people, strict=True
        )
    ]


def _told(name: str, values: list[Any]) -> list[str]:
    """The codes of a column's values, each put into words once; empty where it is not known."""
    tell = cut(name).told
    known = {value: "" if value is None else tell(value) for value in set(values)}
    return [known[value] for value in values]


def by_topic(seen: Seen, question: Question) -> list[Part]:
    """The figure of each topic, in the order of their codes; what is in several counts in each of them.

    So they are no partition: they need not come to the whole.

    :raises UnknownDimension: a filter that is none.
    """
    found = counting.belonging(seen, question, Dimension.TOPICS)
    each = replace(found, rows=found.rows.unnest(Dimension.TOPICS.value))
    rows = _rows(counting.expressed(each, Dimension.TOPICS).order_by(Dimension.TOPICS.value))
    is_quantile, scale = found.view.is_quantile, _scale(found.definition.told)
    return [
        Part((str(row["topics"]),), _number(row["numerator"]), int(row["denominator"]), is_quantile, scale)
        for row in rows
    ]


def behind(
    seen: Seen,
    question: Question,
    after: int = 0,
    limit: int = 50,
    *,
    side: Side = Side.DENOMINATOR,
    is_latest: bool = False,
) -> list[int]:
    """The tickets behind a figure: identifiers above ``after`` in their order, so that a list pages by them.

    Behind a figure of calls there are none.

    :param is_latest: the last ones instead, the latest first.
    :param side: behind which number; a plain count and a mean have the same tickets behind both.
    :raises UnknownDimension: a filter that is none.
    """
    found = counting.belonging(seen, question)
    if found.view.grain is Grain.CALL:
        return []
    rows = found.rows
    if found.view.counted and side is not Side.DENOMINATOR:
        rows = counting.on_side(found, side is Side.NUMERATOR)
    elif side is Side.REST:
        return []
    key = rows[found.key]
    chosen = rows.filter(key > after).select(key=key).distinct()
    chosen = chosen.order_by(ibis.desc("key") if is_latest else "key").limit(limit)
    return [int(row["key"]) for row in _rows(chosen)]


def is_synthetic(seen: Seen, period: Period) -> bool:
    """Whether tickets of a replay are among those of a period; who shows figures of them says so."""
    made = seen.rows.filter(_.registered_on >= period.since, _.registered_on < period.until, _.is_synthetic)
    return bool(_rows(made.limit(1).aggregate(found=_.count()))[0]["found"])


def expressed(seen: Seen, question: Question, *by: str) -> ibis.Table:
    """The question as an expression: numerator and denominator, of the whole or of each part."""
    return counting.expressed(counting.totalled(seen, question, *by), *by)


def _rows(expression: Any) -> list[dict[str, Any]]:
    return engines.asked(expression)


def _number(found: float | None) -> float:
    return float(found or 0)


def _scale(told: Told) -> int:
    return TEN_THOUSAND if told is Told.PER_10K else 1
