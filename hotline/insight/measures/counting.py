"""From a question to an expression: the rows that belong to it, and what is made of them. Engines are the caller's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

import ibis
from ibis import _

from hotline.ground.organisations import queries as organisations
from hotline.insight.warehouse.words import KEYS, Grain
from hotline.lib.days import SHANGHAI

from . import register
from .dividing import cut, narrowed
from .questions import Question
from .register import Definition, View
from .sights import Seen
from .words import By, Dimension, Told

NINE_TENTHS = 0.9
MOMENT = "timestamp('UTC')"


@dataclass(frozen=True, slots=True)
class Belonging:
    """The rows that a question is about, with the definition and the view that chose them."""

    definition: Definition
    view: View
    rows: Any

    @property
    def key(self) -> str:
        """The column that names a row's ticket."""
        return KEYS[self.view.grain]


def belonging(seen: Seen, question: Question) -> Belonging:
    """The rows a question is about.

    :raises UnknownVersion: and the like: what the question names is none; ``NotHeld``: the facts lack such rows.
    :raises BeyondScope: a filter names what lies outside what may be counted.
    """
    definition = register.definition(question.fact, question.period.last, question.version)
    view, days = definition.view(question.window), question.period
    seen.require(question.where)
    found = seen.of(view.grain, question.fact)
    rows = found.mutate(placed_on=found[view.placing.day], placed_minute=found[view.placing.minute])
    rows = rows.filter(_.placed_on >= days.since, _.placed_on < days.until)
    rows = rows.mutate(period_until=ibis.literal(days.until), period_end=_midnight(question))
    rows = rows.filter(view.belongs(rows))
    for name, wanted in question.where.items():
        rows = under(rows, view, wanted) if name == Dimension.UNDER else narrowed(rows, name, wanted)
    return Belonging(definition, view, rows)


def expressed(found: Belonging, *by: str) -> ibis.Table:
    """Numerator and denominator of the rows, of all of them or of each part."""
    view, rows = found.view, found.rows
    parts = {name: cut(name).found(rows) for name in by}
    counted = view.counts(rows).fill_null(False)
    value = rows[view.value] if view.value else ibis.literal(1)
    chosen = rows.select(**parts, key=rows[found.key], counted=counted, value=value)
    return chosen.aggregate(by=list(by), numerator=_numerator(found, chosen), denominator=_denominator(found, chosen))


def on_side(found: Belonging, is_counted: bool) -> Any:
    """The rows that are in the numerator, or the others of the denominator."""
    counted = found.view.counts(found.rows).fill_null(False)
    return found.rows.filter(counted if is_counted else ~counted)


def under(rows: Any, view: View, wanted: tuple[str, ...]) -> Any:
    """The rows of units with all below them: what came to one of them from outside, and was not only handled first."""
    column = {Grain.RATING: "leads", Grain.LIMIT: "received", Grain.SENDING: "received"}.get(view.grain)
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
        return chosen.counted.cast("int64").sum().fill_null(0)
    return chosen.value.sum().fill_null(0)


def _denominator(found: Belonging, chosen: Any) -> Any:
    if found.definition.told in (Told.TICKETS, Told.PER_10K):
        return ibis.literal(1)
    return chosen.key.nunique() if found.view.is_once else chosen.count()
