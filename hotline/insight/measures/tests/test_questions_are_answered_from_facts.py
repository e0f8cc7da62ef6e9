"""Questions: numerator and denominator counted by hand, silence apart from satisfaction, and refusals."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.insight.measures import errors
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.dividing import TIMES
from hotline.insight.measures.facts import MEANINGS, Answer, Question, answered, behind, broken_down
from hotline.insight.measures.sights import Seen
from hotline.insight.measures.words import Fact, Side
from hotline.insight.warehouse.store import SCHEMA
from hotline.lib.days import SHANGHAI

NAMES = (
    "id",
    "registered_at",
    "registered_on",
    "city",
    "field",
    "topics",
    "is_direct",
    "is_rated",
    "satisfied",
    "hours",
    "closed_at",
)
ENDED = datetime(2020, 8, 1, tzinfo=UTC)
ROWS: list[tuple[Any, ...]] = [
    (date(2020, 6, 1), "3202", "04", ["flood"], False, True, "satisfied", 10.0, ENDED),
    (date(2020, 6, 2), "3202", "04", ["flood", "epidemic"], False, True, "dissatisfied", 30.0, ENDED),
    (date(2020, 6, 30), "3205", "08", [], True, False, "", 0.5, ENDED),
    (date(2020, 7, 1), "3202", "04", [], False, True, "basically", None, None),
]


TYPES = [SCHEMA.field(name).type for name in NAMES]


def table(rows: list[tuple[Any, ...]] | None = None) -> ibis.Table:
    """Some tickets; four unless told otherwise."""
    said = [(number, _evening(row[0]), *row) for number, row in enumerate(ROWS if rows is None else rows, 1)]
    columns = [[row[place] for row in said] for place in range(len(NAMES))]
    arrays = [
        pa.array(column).cast(kind) if column else pa.array([], kind)
        for column, kind in zip(columns, TYPES, strict=True)
    ]
    plain = [each.cast(pa.string()) if pa.types.is_dictionary(each.type) else each for each in arrays]
    return ibis.memtable(pa.table(plain, names=list(NAMES)))


def _evening(day: date) -> datetime:
    """Half past eleven at night where the hotline is; still afternoon in UTC."""
    return datetime.combine(day, time(23, 30), SHANGHAI).astimezone(UTC)


def ask(fact: Fact, until: date = date(2020, 7, 1), **where: tuple[str, ...]) -> Answer:
    """Of June, or until another day."""
    return answered(Seen(table()), Question(fact, Period(date(2020, 6, 1), until), where))


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


PARTINGS = st.lists(st.sampled_from(["city", "field", *sorted(TIMES)]), min_size=1, max_size=3, unique=True)
TICKET = st.tuples(
    st.dates(date(2020, 5, 25), date(2020, 7, 5)),
    st.sampled_from(["3201", "3202", "3205"]),
    st.sampled_from(["01", "04", "08"]),
    st.sampled_from([[], ["flood"]]),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["very", "basically", "dissatisfied"]),
    st.one_of(st.none(), st.integers(1, 500).map(float)),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(TICKET, max_size=25), PARTINGS, st.sampled_from(list(Fact)))
def test_parts_come_to_the_whole_however_it_is_divided(rows: list[tuple[Any, ...]], by: list[str], fact: Fact) -> None:
    made = [(*row[:6], row[6] if row[5] else "", row[7], ENDED if row[7] is not None else None) for row in rows]
    facts = Seen(table(made))
    question = Question(fact, Period(date(2020, 6, 1), date(2020, 7, 1)))
    whole, parts = answered(facts, question), broken_down(facts, question, *by)
    assert sum(part.numerator for part in parts) == whole.numerator
    if not MEANINGS[fact].is_count:
        assert sum(part.denominator for part in parts) == whole.denominator
    assert len({part.codes for part in parts}) == len(parts)


def test_a_topic_divides_nothing() -> None:
    question = Question(Fact.APPEALS, Period(date(2020, 6, 1), date(2020, 7, 1)))
    with pytest.raises(errors.UnknownDimension, match="不能按“topics”"):
        broken_down(Seen(table()), question, "topics")


SUMMER = Period(date(2020, 6, 1), date(2020, 8, 1))


@pytest.mark.parametrize(
    ("by", "codes"),
    [
        ("day", ["2020-06-01", "2020-06-02", "2020-06-30", "2020-07-01"]),
        ("week", ["2020-06-01", "2020-06-29"]),
        ("month", ["2020-06", "2020-07"]),
        ("quarter", ["2020-Q2", "2020-Q3"]),
        ("hour", ["23"]),
        ("weekday", ["1", "2", "3"]),
    ],
)
def test_times_divide_by_the_day_and_hour_where_the_hotline_is(by: str, codes: list[str]) -> None:
    question = Question(Fact.APPEALS, SUMMER)
    parts = broken_down(Seen(table()), question, by)
    assert [part.codes[0] for part in parts] == codes
    for part in parts:
        again = answered(Seen(table()), Question(Fact.APPEALS, SUMMER, {by: part.codes}))
        assert again.numerator == part.numerator


def test_the_tickets_behind_both_numbers_are_listed_page_by_page() -> None:
    facts, question = Seen(table()), Question(Fact.SATISFACTION, SUMMER)
    assert behind(facts, question) == [1, 2, 4]
    assert behind(facts, question, 1, 1) == [2]
    assert behind(facts, question, side=Side.NUMERATOR) == [1, 4]
    assert behind(facts, question, side=Side.REST) == [2]
    assert behind(facts, Question(Fact.HOURS, SUMMER), side=Side.NUMERATOR) == [1, 2, 3]
    assert behind(facts, Question(Fact.APPEALS, SUMMER), side=Side.REST) == []


@pytest.mark.parametrize(
    ("name", "code"), [("month", "2020-13"), ("day", "1.6.2020"), ("hour", "24"), ("weekday", "0")]
)
def test_a_time_that_is_none_is_refused(name: str, code: str) -> None:
    with pytest.raises(errors.BadCode, match=code):
        answered(Seen(table()), Question(Fact.APPEALS, SUMMER, {name: (code,)}))
