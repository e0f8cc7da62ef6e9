"""Comparing: leap days, months of unequal length, the moving New Year, a base of nothing, equals."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from fractions import Fraction

import chinese_calendar  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.insight.measures import comparing, errors
from hotline.insight.measures.comparing import Period

YEARS = range(2004, 2031)


def period(since: str, until: str) -> Period:
    """From ISO dates."""
    return Period(date.fromisoformat(since), date.fromisoformat(until))


@pytest.mark.parametrize(
    ("asked", "before"),
    [
        (("2020-01-01", "2020-08-01"), ("2019-01-01", "2019-08-01")),
        (("2020-02-01", "2020-03-01"), ("2019-02-01", "2019-03-01")),
        (("2021-02-01", "2021-03-01"), ("2020-02-01", "2020-03-01")),
        (("2021-02-15", "2021-03-01"), ("2020-02-15", "2020-02-29")),
        (("2021-01-01", "2021-04-01"), ("2020-01-01", "2020-04-01")),
        (("2020-02-29", "2020-03-01"), ("2019-02-28", "2019-03-01")),
        (("2020-02-10", "2020-02-29"), ("2019-02-10", "2019-03-01")),
        (("2019-12-30", "2020-01-06"), ("2018-12-30", "2019-01-06")),
    ],
)
def test_the_year_before_has_the_same_days(asked: tuple[str, str], before: tuple[str, str]) -> None:
    assert comparing.year_before(period(*asked)) == period(*before)


@given(st.integers(2005, 2030), st.integers(1, 12), st.integers(1, 14))
def test_the_months_of_the_year_before_add_up_to_what_they_are_months_of(year: int, month: int, count: int) -> None:
    firsts = [date(year + (month - 1 + each) // 12, (month - 1 + each) % 12 + 1, 1) for each in range(count + 1)]
    months = [comparing.year_before(Period(*ends)) for ends in itertools.pairwise(firsts)]
    whole = comparing.year_before(Period(firsts[0], firsts[-1]))
    assert (months[0].since, months[-1].until) == (whole.since, whole.until)
    assert all(one.until == next_.since for one, next_ in itertools.pairwise(months))
    assert all(each.is_of_months for each in (*months, whole))


@given(st.dates(date(2005, 1, 1), date(2030, 1, 1)), st.integers(1, 800))
def test_the_year_before_never_lacks_a_day_or_has_more_than_one_too_many(since: date, days: int) -> None:
    asked = Period(since, since + timedelta(days))
    before = comparing.year_before(asked)
    assert before.since.year == asked.since.year - 1
    assert abs(before.days - asked.days) <= 1


@pytest.mark.parametrize(
    ("asked", "before"),
    [
        (("2020-03-01", "2020-04-01"), ("2020-02-01", "2020-03-01")),
        (("2020-01-01", "2020-04-01"), ("2019-10-01", "2020-01-01")),
        (("2020-03-02", "2020-03-09"), ("2020-02-24", "2020-03-02")),
        (("2020-03-01", "2020-03-02"), ("2020-02-29", "2020-03-01")),
    ],
)
def test_the_period_before_is_of_whole_months_where_the_period_is(
    asked: tuple[str, str], before: tuple[str, str]
) -> None:
    assert comparing.period_before(period(*asked)) == period(*before)


@pytest.mark.parametrize(
    ("asked", "before"),
    [
        (("2020-01-24", "2020-01-31"), ("2019-02-04", "2019-02-11")),  # New Year's Eve and six days
        (("2020-12-20", "2021-02-21"), ("2019-12-02", "2020-02-03")),  # begins in the year before its New Year
        (("2020-12-20", "2021-01-10"), ("2019-12-02", "2019-12-23")),  # before a New Year that it does not reach
        (("2020-06-01", "2020-07-01"), ("2019-06-13", "2019-07-13")),
        (("2020-01-01", "2021-01-01"), ("2019-01-12", "2020-01-13")),
    ],
)
def test_the_festival_is_held_against_the_festival(asked: tuple[str, str], before: tuple[str, str]) -> None:
    assert comparing.festival_before(period(*asked)) == period(*before)


@given(st.dates(date(2006, 1, 1), date(2029, 6, 1)), st.integers(1, 300))
def test_a_new_year_within_a_period_lies_as_far_from_its_begin_as_the_one_before(since: date, days: int) -> None:
    asked = Period(since, since + timedelta(days))
    inside = [year for year in (since.year, since.year + 1) if asked.since <= comparing.new_year(year) < asked.until]
    before = comparing.festival_before(asked)
    assert before.days == asked.days
    for year in inside[:1]:
        assert comparing.new_year(year) - asked.since == comparing.new_year(year - 1) - before.since


@pytest.mark.parametrize("year", YEARS)
def test_every_new_year_lies_where_it_can_and_is_a_holiday_where_that_is_known(year: int) -> None:
    day = comparing.new_year(year)
    assert date(year, 1, 21) <= day <= date(year, 2, 20)
    if year > YEARS.start:  # twelve or thirteen moons
        assert (day - comparing.new_year(year - 1)).days in (353, 354, 355, 383, 384, 385)
    if year <= 2026:
        assert chinese_calendar.get_holiday_detail(day) == (True, "Spring Festival")


def test_a_new_year_nobody_entered_is_told() -> None:
    with pytest.raises(errors.UnknownNewYear, match="不知道 2031 年春节的日期"):
        comparing.festival_before(period("2031-01-01", "2031-02-01"))


def test_a_period_without_a_day_is_refused() -> None:
    with pytest.raises(errors.NoPeriod):
        period("2020-03-01", "2020-03-01")


def test_changes_are_exact_and_a_base_of_nothing_has_none() -> None:
    assert comparing.change(13_210_000, 10_122_605) == Fraction(3_087_395, 10_122_605)
    assert comparing.change(80, 100) == Fraction(-1, 5)
    assert comparing.change(5, 0) is None
    assert comparing.points(Fraction(948, 1000), Fraction(93, 100)) == Fraction(18, 10)
    assert comparing.points(None, Fraction(1)) is None
    assert comparing.share(2960, 4798) == Fraction(2960, 4798)
    assert comparing.share(0, 0) is None


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_shares_of_all_parts_come_to_one(parts: list[int]) -> None:
    shares = [comparing.share(part, sum(parts)) for part in parts]
    assert sum(each for each in shares if each is not None) == (1 if sum(parts) else 0)


def test_equals_share_a_place_and_who_has_no_value_has_none() -> None:
    values = {"a": 9.0, "b": 7.0, "c": 9.0, "d": None}
    assert comparing.ranks(values) == {"a": 1, "c": 1, "b": 3, "d": None}
    assert comparing.ranks(values, less_is_better=True) == {"b": 1, "a": 2, "c": 2, "d": None}


class Counted(int):
    """A number that counts how often it is held against another."""

    held = 0

    def __lt__(self, other: int) -> bool:
        Counted.held += 1
        return int(self) < int(other)

    def __gt__(self, other: int) -> bool:
        Counted.held += 1
        return int(self) > int(other)


def test_of_many_parts_each_is_held_against_few_others_to_be_ranked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Counted, "held", 0)
    count = 2_000
    places = comparing.ranks({number: Counted(number * 7919 % count) for number in range(count)})
    assert sorted(place or 0 for place in places.values()) == list(range(1, count + 1))
    assert Counted.held < 20 * count
