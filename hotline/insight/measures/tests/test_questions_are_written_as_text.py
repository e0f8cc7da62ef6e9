"""The text of a question: read back as it was asked, or refused with what is wrong."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.insight.measures import errors, links
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.dividing import PARTING
from hotline.insight.measures.questions import Question
from hotline.insight.measures.words import Dimension, Fact

CODES = st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=3).map(tuple)
WHERE = st.dictionaries(st.sampled_from([each.value for each in Dimension]), CODES, max_size=3)
PERIODS = st.builds(
    lambda since, days: Period(since, since + timedelta(days)),
    st.dates(date(2001, 1, 1), date(2090, 1, 1)),
    st.integers(1, 900),
)
BY = st.lists(st.sampled_from(sorted(PARTING)), max_size=3, unique=True)
GOOD = "measure=appeals&from=2020-01-01&until=2020-02-01"


@given(st.sampled_from(list(Fact)), PERIODS, WHERE, st.none() | st.integers(1, 99), BY)
def test_what_is_written_is_read_back(
    fact: Fact, period: Period, where: dict[str, tuple[str, ...]], version: int | None, by: list[str]
) -> None:
    question = Question(fact, period, where, version)
    assert links.divided_from(links.to_query(question, *by)) == (question, tuple(by))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "缺少“measure”"),
        ("measure=appeals&from=2020-01-01", "缺少“until”"),
        (f"{GOOD}&from=2020-01-02", "“from”只能写一次"),
        (GOOD.replace("2020-02-01", "2020-02-30"), "“2020-02-30”不是日期"),
        (GOOD.replace("2020-02-01", "20200201"), "“20200201”不是日期"),
        (f"{GOOD}&version=0", "版本“0”不是正整数"),
        (f"{GOOD}&version=x", "版本“x”不是正整数"),
        (GOOD + "&city=3202" * 300, "最多写 200 项"),
    ],
)
def test_what_is_no_question_is_refused_with_what_is_wrong(text: str, sentence: str) -> None:
    with pytest.raises(errors.NotAQuestion, match=sentence):
        links.from_query(text)


def test_names_that_mean_nothing_are_refused() -> None:
    with pytest.raises(errors.UnknownMeasure, match="没有“happiness”这个指标"):
        links.from_query(GOOD.replace("appeals", "happiness"))
    for odd in ("colour=red", "registered_on=2020-01-01", "by=colour"):
        with pytest.raises(errors.UnknownDimension):
            links.from_query(f"{GOOD}&{odd}")
    with pytest.raises(errors.Indivisible, match="“专题”只能用来筛选，不能用来分组"):
        links.from_query(f"{GOOD}&by=topics")
    with pytest.raises(errors.DividedTwice, match="不能两次按“设区市”分组"):
        links.from_query(f"{GOOD}&by=city&by=city")
    with pytest.raises(errors.NoPeriod, match="没有一天"):
        links.from_query(GOOD.replace("2020-02-01", "2020-01-01"))


def test_what_belongs_to_the_page_is_left_aside_only_where_the_page_says_so() -> None:
    assert links.from_query(f"{GOOD}&after=7", beside=("after",)) == links.from_query(GOOD)
    with pytest.raises(errors.UnknownDimension, match="不能按“after”"):
        links.from_query(f"{GOOD}&after=7")
