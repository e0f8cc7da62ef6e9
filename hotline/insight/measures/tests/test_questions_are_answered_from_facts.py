"""Questions: numerator and denominator counted by hand, silence apart from satisfaction, and refusals."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import ibis
import pyarrow as pa
import pytest

from hotline.insight.measures import errors
from hotline.insight.measures.facts import Answer, Fact, Question, answered

NAMES = ("registered_on", "city", "field", "topics", "is_direct", "is_rated", "satisfied", "hours", "closed_at")
ENDED = datetime(2020, 8, 1, tzinfo=UTC)
ROWS: list[tuple[Any, ...]] = [
    (date(2020, 6, 1), "3202", "04", ["flood"], False, True, "satisfied", 10.0, ENDED),
    (date(2020, 6, 2), "3202", "04", ["flood", "epidemic"], False, True, "dissatisfied", 30.0, ENDED),
    (date(2020, 6, 30), "3205", "08", [], True, False, "", 0.5, ENDED),
    (date(2020, 7, 1), "3202", "04", [], False, True, "basically", None, None),
]


def table() -> ibis.Table:
    """Four tickets."""
    columns = dict(zip(NAMES, map(list, zip(*ROWS, strict=True)), strict=True))
    return ibis.memtable(pa.table(columns))


def ask(fact: Fact, until: date = date(2020, 7, 1), **where: tuple[str, ...]) -> Answer:
    """Of June, or until another day."""
    return answered(table(), Question(fact, date(2020, 6, 1), until, where))


def test_a_period_holds_its_first_day_and_not_its_end() -> None:
    assert ask(Fact.APPEALS).value == 3
    assert ask(Fact.APPEALS, date(2020, 6, 30)).value == 2


def test_silence_is_not_satisfaction() -> None:
    found = ask(Fact.SATISFACTION)
    assert (found.numerator, found.denominator, found.value) == (1, 2, 0.5)
    assert ask(Fact.DISSATISFIED).value == 1


def test_open_tickets_have_no_handling_time() -> None:
    found = ask(Fact.HOURS, date(2020, 8, 1), field=("04",))
    assert (found.numerator, found.denominator, found.value) == (40, 2, 20)


def test_filters_narrow_by_column_and_by_topic() -> None:
    assert ask(Fact.APPEALS, city=("3205",)).value == 1
    assert ask(Fact.APPEALS, topics=("epidemic",)).value == 1
    assert ask(Fact.APPEALS, topics=("epidemic", "flood"), city=("3202",)).value == 2


def test_where_nothing_is_due_there_is_no_figure() -> None:
    assert ask(Fact.SATISFACTION, city=("3205",)).value is None
    assert ask(Fact.APPEALS, city=("3299",)).value == 0


def test_an_answer_brings_its_query() -> None:
    assert "SUM" in ask(Fact.DIRECT).query


def test_what_cannot_be_asked_is_told() -> None:
    with pytest.raises(errors.NoPeriod, match="没有一天"):
        ask(Fact.APPEALS, date(2020, 6, 1))
    with pytest.raises(errors.UnknownDimension, match="不能按“name”筛选"):
        ask(Fact.APPEALS, name=("x",))
