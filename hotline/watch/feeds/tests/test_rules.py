"""Does a matter fit, does a right reach."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.watch.feeds import rules
from hotline.watch.feeds.rules import Right
from hotline.watch.feeds.words import Matter, Scope

MATTER = Matter("01.02.05", "320505001", "phone", "三室改七间群租", False)
DAY = date(2020, 4, 10)
RIGHT = Right("32", ("01.02",), frozenset({"title", "text"}), date(2020, 4, 1), date(2020, 5, 1))


@pytest.mark.parametrize(
    ("scope", "is_wanted"),
    [
        (Scope(categories=("01.02",)), True),
        (Scope(categories=("01.02.05",)), True),
        (Scope(categories=("01.0",)), False),
        (Scope(categories=("01.02.050",)), False),
        (Scope(regions=("3205",)), True),
        (Scope(regions=("320505",)), True),
        (Scope(regions=("32050",)), False),
        (Scope(regions=("3202", "3205")), True),
        (Scope(channels=("web",)), False),
        (Scope(any_words=("隔断", "群租")), True),
        (Scope(any_words=("隔断",)), False),
        (Scope(any_words=("群租",), no_words=("七间",)), False),
        (Scope(categories=("02",), any_words=("群租",)), False),
    ],
)
def test_every_part_of_a_scope_narrows(scope: Scope, is_wanted: bool) -> None:
    assert rules.fits(scope, MATTER) is is_wanted


def test_a_right_holds_from_its_first_day_to_the_day_before_its_end() -> None:
    assert not RIGHT.holds(date(2020, 3, 31))
    assert RIGHT.holds(date(2020, 4, 1))
    assert RIGHT.holds(date(2020, 4, 30))
    assert not RIGHT.holds(date(2020, 5, 1))


def test_a_right_covers_its_own_fields_categories_and_area_only() -> None:
    assert rules.allows(RIGHT, "01.02.05", "320505", ["title"], DAY)
    assert not rules.allows(RIGHT, "01.03", "320505", ["title"], DAY)
    assert not rules.allows(RIGHT, "01.02.05", "330105", ["title"], DAY)
    assert not rules.allows(RIGHT, "01.02.05", "320505", ["title", "phone"], DAY)


def test_what_no_agreement_covers_is_named() -> None:
    assert rules.missing([RIGHT], Scope(categories=("01.02.05",)), "32", ["title"], DAY) == ""
    assert rules.missing([RIGHT], Scope(categories=("01.02", "05")), "32", ["title"], DAY) == "05 · 32"
    assert rules.missing([RIGHT], Scope(any_words=("群租",)), "32", ["title"], DAY) == "* · 32"


@given(st.sets(st.sampled_from(["3201", "3202", "320505", "32"])), st.sets(st.sampled_from(["3201", "3205", "3202"])))
def test_another_region_never_makes_a_feed_copy_less(some: set[str], more: set[str]) -> None:
    if not some:
        return
    narrow, wide = Scope(regions=tuple(some)), Scope(regions=tuple(some | more))
    assert rules.fits(wide, MATTER) or not rules.fits(narrow, MATTER)
