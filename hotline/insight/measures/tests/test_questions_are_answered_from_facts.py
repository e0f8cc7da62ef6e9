"""Questions: numerator and denominator counted by hand, silence apart from satisfaction, and refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.insight.measures import errors, register
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.dividing import TIMES
from hotline.insight.measures.facts import MEANINGS, Answer, Question, answered, behind, broken_down, by_topic
from hotline.insight.measures.register import View
from hotline.insight.measures.sights import Seen
from hotline.insight.measures.words import Fact, Side, Window
from hotline.insight.warehouse.words import GRAINS, Grain, Kept

from .made import evening, table, ticket

ROWS = [
    ticket(1, date(2020, 6, 1), city="3202", field="04", topics=["flood"], satisfied="satisfied", hours=10.0),
    ticket(
        2, date(2020, 6, 2), city="3202", field="04", topics=["flood", "epidemic"], satisfied="dissatisfied", hours=30.0
    ),
    ticket(3, date(2020, 6, 30), city="3205", field="08", is_direct=True, hours=0.5),
    ticket(4, date(2020, 7, 1), city="3202", field="04", satisfied="basically"),
]
FACTS = Seen(table({**row, "is_rated": "satisfied" in row, "is_reached": "satisfied" in row} for row in ROWS))


def ask(fact: Fact, until: date = date(2020, 7, 1), **where: tuple[str, ...]) -> Answer:
    """Of June, or until another day."""
    return answered(FACTS, Question(fact, Period(date(2020, 6, 1), until), where))


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
    assert "COUNT(*) FILTER" in ask(Fact.DIRECT).query


def test_what_cannot_be_asked_is_told() -> None:
    with pytest.raises(errors.NoPeriod, match="没有一天"):
        ask(Fact.APPEALS, date(2020, 6, 1))
    with pytest.raises(errors.UnknownDimension, match="不能按“name”筛选"):
        ask(Fact.APPEALS, name=("x",))


PARTINGS = st.lists(st.sampled_from(["city", "field", *sorted(TIMES)]), min_size=1, max_size=3, unique=True)
BEGUN = datetime(2020, 5, 25, tzinfo=UTC)
ENDED = datetime(2020, 8, 1, tzinfo=UTC)
DAYS = st.dates(date(2020, 5, 25), date(2020, 7, 5))
YES = st.booleans()
MARKS = ("is_direct", "is_contacted", "is_extended", "is_reworked", "is_repeated", "is_wrongly_sent")
TICKET = st.fixed_dictionaries(
    {
        "day": DAYS,
        "city": st.sampled_from(["3201", "3202", "3205"]),
        "field": st.sampled_from(["01", "04", "08"]),
        "satisfied": st.sampled_from(["", "very", "basically", "dissatisfied"]),
        "solved": st.sampled_from(["solved", "unsolved"]),
        "blame": st.sampled_from(["", "policy", "handling"]),
        "closing": st.sampled_from(["", "followed_up", "answered", "refused"]),
        "hours": st.none() | st.integers(1, 500).map(float),
        "days": st.integers(0, 9),
        "sent_at": st.none() | st.just(ENDED),
        **dict.fromkeys(MARKS, YES),
    }
)
OF_TICKETS = [
    (fact, each.window)
    for fact, every in register.register().items()
    for each in every[-1].views
    if each.grain is Grain.TICKET and fact is not Fact.PER_10K
]
"""Every measure that is counted in tickets, by each of its windows."""


def made(rows: list[dict[str, Any]]) -> Seen:
    """Tickets as facts."""
    found = []
    for number, row in enumerate(rows, 1):
        more = {name: value for name, value in row.items() if name != "day"}
        said = {"is_rated": bool(row["satisfied"]), "is_reached": bool(row["satisfied"])}
        more["closing"] = "" if row["hours"] is None else row["closing"] or "replied"
        found.append(ticket(number, row["day"], **more, **said))
    return Seen(table(found))


@settings(max_examples=60, deadline=None)
@given(st.lists(TICKET, max_size=25), PARTINGS, st.sampled_from(OF_TICKETS))
def test_parts_come_to_the_whole_however_it_is_divided(
    rows: list[dict[str, Any]], by: list[str], asked: tuple[Fact, Window]
) -> None:
    facts, (fact, window) = made(rows), asked
    question = Question(fact, Period(date(2020, 6, 1), date(2020, 7, 1)), window=window)
    whole, parts = answered(facts, question), broken_down(facts, question, *by)
    assert len({part.codes for part in parts}) == len(parts)
    if not MEANINGS[fact].is_count:
        assert sum(part.denominator for part in parts) == whole.denominator
    if not whole.is_quantile:  # of 0, 10 and 0, 10 the ninetieth percentile is 9 twice, of all four it is 10
        assert sum(part.numerator for part in parts) == whole.numerator


CODES = {
    "city": ["3201", "3202", "3205"],
    "field": ["01", "04", "08"],
    "clock": ["dispatch", "sign", "contact", "handle", "rework"],
    "result": ["closed", "rework"],
    "satisfied": ["", "very", "basically", "dissatisfied"],
    "solved": ["solved", "unsolved"],
    "blame": ["", "policy", "handling", "wish"],
}
OF_KIND = {
    Kept.NUMBER: st.none() | st.integers(1, 60),
    Kept.MEASURE: st.floats(0, 500),
    Kept.MOMENT: st.none() | st.integers(0, 40 * 1440).map(lambda minute: BEGUN + timedelta(minutes=minute)),
    Kept.DAY: DAYS | st.none(),
    Kept.YES: YES,
    Kept.CODES: st.lists(st.sampled_from(["320211-cg", "320205-cg"]), max_size=2),
}
OTHER_GRAINS = [
    (fact, each)
    for fact, every in register.register().items()
    for each in every[-1].views
    if each.grain is not Grain.TICKET
]


def drawn(name: str, kept: Kept) -> st.SearchStrategy[Any]:
    """What a column may hold."""
    return st.sampled_from(CODES.get(name, ["", "x"])) if kept is Kept.CODE else OF_KIND[kept]


def rows_of(grain: Grain) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows of a grain with anything in every column; each of another ticket, for one ticket may be in two parts."""
    columns = {name: drawn(name, kept) for name, kept in GRAINS[grain].items() if kept is not Kept.MINUTE}
    key = "id" if grain is Grain.CALL else "ticket"
    return st.lists(st.fixed_dictionaries(columns), max_size=20).map(
        lambda rows: [{**row, "id": number, key: number} for number, row in enumerate(rows, 1)]
    )


@settings(max_examples=80, deadline=None)
@given(st.data(), st.sampled_from(OTHER_GRAINS), PARTINGS)
def test_parts_come_to_the_whole_whatever_the_rows_are(
    data: st.DataObject, asked: tuple[Fact, View], by: list[str]
) -> None:
    fact, view = asked
    rows = table(data.draw(rows_of(view.grain)), view.grain)
    seen = Seen(FACTS.rows, {Grain.TICKET: FACTS.rows, view.grain: rows})
    question = Question(fact, Period(date(2020, 6, 1), date(2020, 7, 1)), window=view.window)
    whole, parts = answered(seen, question), broken_down(seen, question, *by)
    assert sum(part.numerator for part in parts) == whole.numerator
    if not MEANINGS[fact].is_count:
        assert sum(part.denominator for part in parts) == whole.denominator


def test_what_came_at_an_unknown_minute_is_a_part_of_its_own() -> None:
    rows = [{"id": number, "ticket": number, "asked_on": date(2020, 6, 1), "asked_at": at, "satisfied": "very"}
            for number, at in ((1, None), (2, evening(date(2020, 6, 1))))]  # fmt: skip
    seen = Seen(FACTS.rows, {Grain.TICKET: FACTS.rows, Grain.RATING: table(rows, Grain.RATING)})
    view = next(view for fact, view in OTHER_GRAINS if view.grain is Grain.RATING and fact is Fact.SATISFACTION)
    question = Question(Fact.SATISFACTION, Period(date(2020, 6, 1), date(2020, 7, 1)), window=view.window)
    assert {part.codes for part in broken_down(seen, question, "hour")} == {("",), ("23",)}


def test_every_grain_that_a_measure_counts_is_parted() -> None:
    assert {view.grain for _, view in OTHER_GRAINS} == {Grain.LIMIT, Grain.RATING, Grain.SENDING, Grain.CALL}


@settings(max_examples=40, deadline=None)
@given(st.lists(TICKET, max_size=25), st.sampled_from([Fact.HOURS_MEDIAN, Fact.HOURS_P90]))
def test_medians_and_ninetieth_percentiles_are_those_of_a_plain_sort(rows: list[dict[str, Any]], fact: Fact) -> None:
    hours = [row["hours"] for row in rows if row["hours"] is not None and row["day"].month == 6]
    found = answered(made(rows), Question(fact, Period(date(2020, 6, 1), date(2020, 7, 1))))
    assert found.denominator == len(hours)
    if hours:
        assert found.value == pytest.approx(np.quantile(hours, 0.5 if fact is Fact.HOURS_MEDIAN else 0.9))
    else:
        assert found.value is None


def test_a_topic_divides_nothing() -> None:
    question = Question(Fact.APPEALS, Period(date(2020, 6, 1), date(2020, 7, 1)))
    with pytest.raises(errors.Indivisible, match="“专题”只能用来筛选，不能用来分组"):
        broken_down(FACTS, question, "topics")


def test_what_is_of_several_topics_counts_in_each_of_them() -> None:
    question = Question(Fact.SATISFACTION, Period(date(2020, 6, 1), date(2020, 7, 1)))
    told = [(part.codes, part.numerator, part.denominator) for part in by_topic(FACTS, question)]
    assert told == [(("epidemic",), 0, 1), (("flood",), 1, 2)]
    for part in by_topic(FACTS, question):
        assert answered(FACTS, replace(question, where={"topics": part.codes})).value == part.value
    assert by_topic(FACTS, replace(question, where={"city": ("3205",)})) == []


SUMMER = Period(date(2020, 6, 1), date(2020, 8, 1))


@pytest.mark.parametrize(
    ("by", "codes"),
    [
        ("day", ["2020-06-01", "2020-06-02", "2020-06-30", "2020-07-01"]),
        ("week", ["2020-06-01", "2020-06-29"]),
        ("month", ["2020-06", "2020-07"]),
        ("quarter", ["2020-Q2", "2020-Q3"]),
        ("hour", ["23"]),
        ("minute", ["23:30"]),
        ("weekday", ["1", "2", "3"]),
    ],
)
def test_times_divide_by_the_day_and_hour_where_the_hotline_is(by: str, codes: list[str]) -> None:
    question = Question(Fact.APPEALS, SUMMER)
    parts = broken_down(FACTS, question, by)
    assert [part.codes[0] for part in parts] == codes
    for part in parts:
        again = answered(FACTS, Question(Fact.APPEALS, SUMMER, {by: part.codes}))
        assert again.numerator == part.numerator


def test_the_tickets_behind_both_numbers_are_listed_page_by_page() -> None:
    facts, question = FACTS, Question(Fact.SATISFACTION, SUMMER)
    assert behind(facts, question) == [1, 2, 4]
    assert behind(facts, question, 1, 1) == [2]
    assert behind(facts, question, limit=2, is_latest=True) == [4, 2]
    assert behind(facts, question, side=Side.NUMERATOR) == [1, 4]
    assert behind(facts, question, side=Side.REST) == [2]
    assert behind(facts, Question(Fact.HOURS, SUMMER), side=Side.NUMERATOR) == [1, 2, 3]
    assert behind(facts, Question(Fact.APPEALS, SUMMER), side=Side.REST) == []


@pytest.mark.parametrize(
    ("name", "code"), [("month", "2020-13"), ("day", "1.6.2020"), ("hour", "24"), ("minute", "8:05"), ("weekday", "0")]
)
def test_a_time_that_is_none_is_refused(name: str, code: str) -> None:
    with pytest.raises(errors.BadCode, match=code):
        answered(FACTS, Question(Fact.APPEALS, SUMMER, {name: (code,)}))


def test_what_rows_of_a_kind_do_not_know_divides_and_narrows_nothing() -> None:
    limits = Seen(FACTS.rows, {Grain.TICKET: FACTS.rows, Grain.LIMIT: table([], Grain.LIMIT)})
    question = Question(Fact.ON_TIME_SIGN, Period(date(2020, 6, 1), date(2020, 7, 1)))
    with pytest.raises(errors.UnknownDimension, match="blame"):
        broken_down(limits, question, "blame")
    with pytest.raises(errors.UnknownDimension, match="blame"):
        answered(limits, replace(question, where={"blame": ("policy",)}))
