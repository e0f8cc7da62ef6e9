"""Comparing as one asks: percent of counts, points of rates, no change without a base, like with like."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from hotline.insight.measures import comparing, errors, facts
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.facts import Question
from hotline.insight.measures.sights import Seen
from hotline.insight.measures.words import Against, Fact

from .made import table, ticket


def days(first: date, count: int, **more: Any) -> list[dict[str, Any]]:
    """A ticket a day."""
    return [ticket(0, first + timedelta(day), **more) for day in range(count)]


SEEN = Seen(
    table(
        days(date(2020, 3, 1), 31, city="3202", satisfied="very", is_rated=True)
        + days(date(2020, 3, 1), 10, city="3205", satisfied="dissatisfied", is_rated=True)
        + days(date(2020, 2, 1), 29, city="3202", satisfied="very", is_rated=True)
        + days(date(2019, 3, 1), 20, city="3202", satisfied="dissatisfied", is_rated=True)
    )
)
MARCH = Period(date(2020, 3, 1), date(2020, 4, 1))


def test_counts_change_in_percent_and_rates_in_points() -> None:
    counts = facts.compared(SEEN, Question(Fact.APPEALS, MARCH))
    assert (counts.this.value, counts.that.value, counts.change) == (41, 20, Fraction(21, 20))
    assert not counts.is_points
    rates = facts.compared(SEEN, Question(Fact.SATISFACTION, MARCH), Against.PERIOD)
    assert (rates.change, rates.is_points) == (Fraction(-1000, 41), True)
    assert comparing.signed(counts.change) == "+105.0"
    assert comparing.signed(rates.change, scale=1) == "-24.4"


def test_without_a_base_there_is_no_change() -> None:
    found = facts.compared(SEEN, Question(Fact.APPEALS, MARCH, {"city": ("3205",)}))
    assert (found.that.value, found.change, comparing.signed(found.change)) == (0, None, "—")
    rate = facts.compared(SEEN, Question(Fact.SATISFACTION, MARCH, {"city": ("3205",)}))
    assert (rate.that.value, rate.change) == (None, None)


@pytest.mark.parametrize(("against", "since", "base"), [("year", "2019-03-01", 14), ("period", "2020-02-01", 14)])
def test_a_period_that_is_not_over_is_cut_on_both_sides(against: str, since: str, base: int) -> None:
    found = facts.compared(SEEN, Question(Fact.APPEALS, MARCH), against, date(2020, 3, 15))
    assert found.is_cut
    assert found.question.period == Period(date(2020, 3, 1), date(2020, 3, 15))
    assert found.earlier.period.since.isoformat() == since
    assert found.earlier.period.days == 14
    assert (found.this.value, found.that.value) == (24, base)


def test_a_period_that_has_only_begun_is_not_compared() -> None:
    with pytest.raises(errors.NothingComplete, match="还没有过完一天"):
        facts.compared(SEEN, Question(Fact.APPEALS, MARCH), on=date(2020, 3, 1))
    whole = facts.compared(SEEN, Question(Fact.APPEALS, MARCH), on=date(2020, 9, 1))
    assert not whole.is_cut


def test_the_new_year_is_found_where_it_was() -> None:
    week = Period(date(2020, 1, 24), date(2020, 1, 31))
    found = facts.compared(SEEN, Question(Fact.APPEALS, week), "festival")
    assert found.earlier.period == Period(date(2019, 2, 4), date(2019, 2, 11))


def test_parts_are_ranked_with_shares_of_counts() -> None:
    counts = facts.ranked(SEEN, Question(Fact.APPEALS, MARCH), "city")
    told = [(each.part.codes, each.share, each.rank) for each in counts]
    assert told == [(("3202",), Fraction(31, 41), 1), (("3205",), Fraction(10, 41), 2)]
    rates = facts.ranked(SEEN, Question(Fact.SATISFACTION, MARCH), "city")
    assert [(each.part.codes[0], each.share, each.rank) for each in rates] == [("3202", None, 1), ("3205", None, 2)]


def test_changes_are_told_with_a_sign_and_rounded_away_from_nothing() -> None:
    assert comparing.signed(Fraction(305, 1000)) == "+30.5"
    assert comparing.signed(Fraction(-25, 10_000)) == "-0.3"
    assert comparing.signed(Fraction(1, 10_000)) == "0.0"
    assert comparing.signed(Fraction(1234, 1), 0) == "+123,400"
