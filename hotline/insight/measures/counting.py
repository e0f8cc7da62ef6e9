"""From a question to an expression: the rows that belong to it, and what is made of them. Engines are the caller's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

import ibis

from hotline.ground.organisations import queries as organisations
from hotline.insight.warehouse.words import KEYS, TALLY, Grain
from hotline.lib.days import SHANGHAI

from . import register
from .dividing import cut, narrowed, regarded
from .questions import Question
from .register import Definition, View
from .sights import Seen
from .words import By, Dimension, Told

NINE_TENTHS = 0.9
UNDER = {Grain.RATING: "leads", Grain.LIMIT: "received", Grain.SENDING: "received"}
"""The column that names the units for which a row counts with all below them; ``unit`` in other grains."""
MOMENT = "timestamp('UTC')"


@dataclass(frozen=True, slots=True)
class Belonging:
    """The rows that a question is about, with the definition and the view that chose them."""

    definition: Definition
    view: View
    rows: Any
    is_summary: bool = False
    """Whether a row stands for many tickets that are alike."""

    @property
    def key(self) -> str:
        """The column that names a row's ticket."""
        return KEYS[self.view.grain]


def belonging(seen: Seen, question: Question, *by: str) -> Belonging:
    """The rows a question is about, with what its measure, filters and divisions regard of them.

    :raises UnknownVersion: and the like: what the question names is none; ``NotHeld``: the facts lack such rows.
    :raises BeyondScope: a filter names what lies outside what may be counted.
    """
    definition, view = _defined(seen, question)
    found = seen.of(view.grain, question.fact)
    needed = view.columns | _regarded(found, view, (*question.where, *by)) | {KEYS[view.grain]}
    return Belonging(definition, view, _belonging(found, view, question, needed | view.values))


def totalled(seen: Seen, question: Question, *by: str) -> Belonging:
    """The same for whoever only adds up: tickets that are alike as one row, where a summary knows enough of them.

    :raises UnknownVersion: and the like, as ``belonging``.
    """
    definition, view = _defined(seen, question)
    if view.is_sum_of_tickets:
        needed = view.columns | _regarded(seen.of(view.grain, question.fact), view, (*question.where, *by))
        if (summary := seen.summary(needed)) is not None:
            rows = _belonging(summary, view, question, needed | view.values | {TALLY})
            return Belonging(definition, view, rows, is_summary=True)
    return belonging(seen, question, *by)


def _defined(seen: Seen, question: Question) -> tuple[Definition, View]:
    definition = register.definition(question.fact, question.period.last, question.version)
    seen.require(question.where)
    return definition, definition.view(question.window)


def _regarded(found: Any, view: View, names: Iterable[str]) -> frozenset[str]:
    """The columns from which dimensions are cut.

    :raises UnknownDimension: there is none of a name, or these rows do not know it.
    """
    columns: set[str] = set()
    for name in names:
        if name == Dimension.UNDER:
            columns |= {UNDER[view.grain], "spared"} if view.grain in UNDER else {Dimension.UNIT}
        else:
            columns |= regarded(name, view.placing.minute, found.columns)
    return frozenset(map(str, columns))


def _belonging(found: Any, view: View, question: Question, columns: frozenset[str]) -> Any:
    """Few columns from the start: to put many of them into words takes longer than to count."""
    days, placing = question.period, view.placing
    more = {"placed_minute": found[placing.minute]} if placing.minute in columns else {}
    if view.regards_period:
        more |= {"period_until": ibis.literal(days.until), "period_end": _midnight(question)}
    rows = found.select(*sorted(columns), placed_on=found[placing.day], **more)
    rows = rows.filter(rows.placed_on >= days.since, rows.placed_on < days.until, view.belongs(rows))
    for name, wanted in question.where.items():
        rows = under(rows, view, wanted) if name == Dimension.UNDER else narrowed(rows, name, wanted)
    return rows


def expressed(found: Belonging, *by: str) -> ibis.Table:
    """Numerator and denominator of the rows, of all of them or of each part."""
    view, rows = found.view, found.rows
    parts = {name: cut(name).found(rows) for name in by}
    counted = view.counts(rows).fill_null(False)
    more = {"value": rows[view.value]} if view.value else {}
    more |= {"tally": rows[TALLY]} if found.is_summary else {"key": rows[found.key]}
    chosen = rows.select(**parts, counted=counted, **more)
    both = {"numerator": _numerator(found, chosen), "denominator": _denominator(found, chosen)}
    if not (found.is_summary and by):
        return chosen.aggregate(by=list(by), **both)
    there = chosen.aggregate(by=list(by), **both, tally=_count(chosen))
    return there.filter(there.tally != 0).drop("tally")  # where all was taken away there is no part


def on_side(found: Belonging, is_counted: bool) -> Any:
    """The rows that are in the numerator, or the others of the denominator."""
    counted = found.view.counts(found.rows).fill_null(False)
    return found.rows.filter(counted if is_counted else ~counted)


def under(rows: Any, view: View, wanted: tuple[str, ...]) -> Any:
    """The rows of units with all below them: what came to one of them from outside, and was not only handled first."""
    column = UNDER.get(view.grain)
    if column is None:
        return rows.filter(rows.unit.isin(_below(wanted)))
    theirs = [rows[column].contains(each) for each in wanted]
    if view.spares_first:
        theirs = [each & ~rows.spared.contains(code) for each, code in zip(theirs, wanted, strict=True)]
    return rows.filter(ibis.or_(*theirs))


def _below(wanted: tuple[str, ...]) -> list[str]:
    paths = [organisations.unit_by_code(code).path for code in wanted]
    units = organisations.units(each for path in paths for each in organisations.subtree(path))
    return sorted(unit.code for unit in units.values())


def _midnight(question: Question) -> Any:
    end = datetime.combine(question.period.until, time(), SHANGHAI).astimezone(UTC)
    return ibis.literal(end).cast(MOMENT)


def _numerator(found: Belonging, chosen: Any) -> Any:
    definition, view = found.definition, found.view
    if view.by is By.MEDIAN:
        return chosen.value.median()
    if view.by is By.P90:
        return chosen.value.quantile(NINE_TENTHS)
    if view.is_once:
        return chosen.key.nunique(where=chosen.counted)
    if definition.told is Told.PERCENT:
        return _count(chosen, chosen.counted)
    return chosen.value.sum().fill_null(0) if view.value else _count(chosen)


def _denominator(found: Belonging, chosen: Any) -> Any:
    if found.definition.told in (Told.TICKETS, Told.PER_10K):
        return ibis.literal(1)
    return chosen.key.nunique() if found.view.is_once else _count(chosen)


def _count(chosen: Any, where: Any = None) -> Any:
    """How many tickets there are, or rows of another grain; only those of a condition, where there is one."""
    if "tally" in chosen.columns:
        return chosen.tally.sum(where=where).fill_null(0)
    return chosen.count(where=where)
