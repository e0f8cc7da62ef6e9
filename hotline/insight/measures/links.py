"""Questions as text, for addresses behind figures: strict, so that what is read back is what was asked.

``measure=satisfaction&from=2020-01-01&until=2020-08-01&version=1&city=3202&city=3205&by=month``; ``until`` is the first
day that is no longer in the period. Dimensions that divide are named by ``by``.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from urllib.parse import parse_qsl, urlencode

from hotline.lib.refusal import Clause, clause

from . import errors
from .comparing import Period
from .dividing import cut, require_parting
from .questions import Question
from .words import Fact, Window

MEASURE, SINCE, UNTIL, VERSION, WINDOW, BY = "measure", "from", "until", "version", "window", "by"
ONCE = (MEASURE, SINCE, UNTIL, VERSION, WINDOW)
MOST = 200
"""Codes a question may name."""


def to_query(question: Question, *by: str) -> str:
    """A question, and by what its answer is divided, as the query string of an address."""
    days = question.period
    said = [(MEASURE, question.fact.value), (SINCE, days.since.isoformat()), (UNTIL, days.until.isoformat())]
    said += [(VERSION, str(question.version))] if question.version is not None else []
    said += [(WINDOW, question.window.value)] if question.window is not None else []
    said += [(str(name), code) for name in sorted(question.where) for code in question.where[name]]
    return urlencode([*said, *((BY, str(name)) for name in by)])


def from_query(text: str, beside: Collection[str] = ()) -> Question:
    """The question that a query string asks; by what it is divided is left aside.

    :param beside: names that belong to the page and not to the question.
    :raises NotAQuestion: something is missing, twice there, or no date; ``UnknownMeasure``, ``UnknownDimension``,
        ``BadCode``, ``NoPeriod``: what it names is none.
    """
    return divided_from(text, beside)[0]


def divided_from(text: str, beside: Collection[str] = ()) -> tuple[Question, tuple[str, ...]]:
    """The same, with the dimensions that divide it.

    :raises UnknownDimension: and the like, as ``from_query``.
    """
    pairs = [pair for pair in parse_qsl(text, keep_blank_values=True) if pair[0] not in beside]
    once = {name: _one(text, pairs, name) for name in ONCE}
    by = tuple(code for name, code in pairs if name == BY)
    require_parting(*by)
    where: dict[str, tuple[str, ...]] = {}
    for name, code in pairs:
        if name not in ONCE and name != BY:
            cut(name)
            where[name] = (*where.get(name, ()), code)
    if len(pairs) > MOST:
        raise _wrong(text, clause("最多写 {most} 项", most=MOST))
    period = Period(_day(text, once[SINCE]), _day(text, once[UNTIL]))
    fact, window = measure(once[MEASURE]), _window(text, once[WINDOW])
    return Question(fact, period, where, _version(text, once[VERSION]), window), by


def measure(code: str) -> Fact:
    """The measure with this code.

    :raises UnknownMeasure: there is none.
    """
    found = Fact.of(code)
    if found is None:
        known = tuple(clause("{code}（{name}）", code=each.value, name=each) for each in Fact)
        raise errors.UnknownMeasure(code=code[:60], known=known)
    return found


def _one(text: str, pairs: list[tuple[str, str]], name: str) -> str:
    found = [value for each, value in pairs if each == name]
    if len(found) > 1:
        raise _wrong(text, clause("“{name}”只能写一次", name=name))
    if not found and name not in (VERSION, WINDOW):
        raise _wrong(text, clause("缺少“{name}”", name=name))
    return found[0] if found else ""


def _day(text: str, said: str) -> date:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", said, re.ASCII):
        try:
            return date.fromisoformat(said)
        except ValueError:
            pass
    raise _wrong(text, clause("“{said}”不是日期，应写作 2020-01-31", said=said[:20]))


def _version(text: str, said: str) -> int | None:
    if not said:
        return None
    if not re.fullmatch(r"[1-9]\d{0,3}", said, re.ASCII):
        raise _wrong(text, clause("版本“{said}”不是正整数", said=said[:20]))
    return int(said)


def _window(text: str, said: str) -> Window | None:
    found = Window.of(said)
    if said and found is None:
        raise _wrong(text, clause("没有“{said}”这种统计口径", said=said[:20]))
    return found


def _wrong(text: str, problem: Clause) -> errors.NotAQuestion:
    return errors.NotAQuestion(text=text[:200], problem=problem)
