"""Laws of the watch: chance alone is bounded, a doubling is found, holidays are no events, silence before history."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import NormalDist

import numpy as np
import pytest

from hotline.insight.alerts import bursts, days, sharing
from hotline.insight.alerts.words import Sensitivity, Series

from .simulated import CALENDAR, FIRST, LEAVES, PLACES, World, working

DAYS = [date(2020, 3, 2) + timedelta(3 * number) for number in range(24)]
CITIES = 2


@pytest.mark.parametrize("spread", [0.0, 0.02])
def test_chance_alone_raises_fewer_alerts_than_are_allowed(spread: float) -> None:
    """On 24 days of two cities with ten per cent allowed, 4.8 are expected at most; the bound is generous."""
    told = sum(len(World.of(seed, 15, spread=spread).told(day)) for seed in (1, 2) for day in DAYS)
    assert told <= 2 * 24 * CITIES * 0.1 * 2


def test_a_doubling_of_a_large_series_is_always_found() -> None:
    for seed, leaf in enumerate(LEAVES):
        world, start = World.of(seed, 90, spread=0.01, shape=working), date(2020, 4, 14)
        world.counts[world.at("320211", leaf, start, 3)] *= 2
        told = world.told(start) + world.told(start + timedelta(1))
        assert any(Series(leaf, "320211").is_kin(each) for each in told), leaf


@pytest.mark.parametrize(("times", "share"), [(3, 0.6), (2, 1.0)], ids=["tripled, by afternoon", "doubled, by night"])
def test_what_multiplies_in_a_county_is_found_on_its_first_day(times: int, share: float) -> None:
    world, day = World.of(3, 150, spread=0.01), date(2020, 4, 15)
    where = world.at("320211", "03.01.01", day, 1)
    world.counts[(where[0],)] = (world.counts[(where[0],)] * share).astype(int)
    world.counts[where] *= times
    assert world.told(day, share=share) == [Series("03.01.01", "320211")]


def test_the_most_specific_series_that_explains_it_is_told_alone() -> None:
    world, day = World.of(4, 30), date(2020, 5, 12)
    world.counts[world.at("320505", "03.01.02", day, 1)] *= 4
    assert world.told(day) == [Series("03.01.02", "320505")]


def test_a_rise_all_over_a_field_is_told_once_and_not_leaf_by_leaf() -> None:
    world, day = World.of(5, 30), date(2020, 5, 12)
    for place in PLACES[:2]:
        for leaf in LEAVES[:3]:
            world.counts[world.at(place, leaf, day, 1)] *= 2
    told = [each for each in world.told(day) if each.region.startswith("3202")]
    assert told == [Series("01", "3202")]


@pytest.mark.parametrize(
    ("since", "until"),
    [(date(2020, 1, 18), date(2020, 2, 20)), (date(2020, 4, 25), date(2020, 5, 12))],
    ids=["new year", "labour day with its make-up days"],
)
def test_holidays_and_make_up_days_raise_no_alert(since: date, until: date) -> None:
    world = World.of(6, 60, spread=0.005, shape=working)
    strict = Sensitivity(false_alarms=1)
    told = {day: world.told(day, how=strict) for day in (since + timedelta(n) for n in range((until - since).days))}
    assert sum(len(found) for found in told.values()) <= 1  # a hundredth of a false one a city and day is allowed


def test_nothing_is_said_before_there_is_enough_history() -> None:
    world = World.of(7, 40)
    early = FIRST + timedelta(50)
    world.counts[world.at("320211", "01.01.01", early, 1)] *= 9
    assert world.look(early) is None
    late = FIRST + timedelta(75)
    world.counts[world.at("320211", "01.01.01", late, 1)] *= 9
    assert Series("01.01.01", "320211") in world.told(late)


def test_series_without_a_ticket_are_silent_and_a_province_without_any_too() -> None:
    world = World.of(8, 0.0)
    assert world.told(date(2020, 4, 1)) == []
    world.counts[(date(2020, 4, 1) - FIRST).days, 0, 0] = 3
    assert world.told(date(2020, 4, 1)) == []


def test_one_giant_day_in_the_past_does_not_deafen() -> None:
    world, day = World.of(9, 40, spread=0.01), date(2020, 5, 13)
    world.counts[world.at("320211", "02.01.01", day - timedelta(25), 1)] *= 25
    world.counts[world.at("320211", "02.01.01", day, 1)] *= 2
    assert Series("02.01.01", "320211") in world.told(day)


def test_days_on_which_nothing_came_from_anywhere_are_not_taken_for_quiet_ones() -> None:
    """The source stood still for a fortnight: the days after it are as usual, not a burst."""
    world, day = World.of(10, 40), date(2020, 5, 13)
    world.counts[(day - FIRST).days - 30 : (day - FIRST).days - 16] = 0
    assert world.told(day) == []


def test_a_city_that_rings_more_about_everything_is_told_of_no_category() -> None:
    world, day = World.of(11, 40), date(2020, 5, 13)
    here = (day - FIRST).days
    world.counts[here, :2] = (world.counts[here, :2] * 1.2).astype(int)
    assert world.told(day) == []


def test_a_slow_rise_of_a_small_series_is_a_weak_signal_and_no_burst() -> None:
    world, start = World.of(12, 3), date(2020, 4, 1)
    dice = np.random.default_rng(12)
    growth = np.clip(np.arange(35) / 21, 0, 1) * 5
    world.counts[world.at("320506", "03.01.01", start, 35)] += dice.poisson(growth)
    found = [world.rises(start + timedelta(number)) for number in range(14, 36, 3)]
    assert any(Series("03.01.01", "320506").is_kin(each) for told in found for each in told)


def test_what_only_varies_is_seldom_called_a_rise() -> None:
    told = sum(len(World.of(seed, 3).rises(day)) for seed in (13, 14) for day in DAYS[::3])
    assert told <= 2


def test_the_kinds_of_days_follow_the_decrees() -> None:
    kinds = {
        day: days.kind(day, CALENDAR)
        for day in (date(2020, 5, 1), date(2020, 5, 9), date(2020, 5, 6), date(2020, 5, 18))
    }
    assert list(kinds.values()) == [days.HOLIDAY, days.MAKE_UP, days.AFTER_BREAK, 0]
    assert days.kind(date(2020, 5, 2), CALENDAR) == days.HOLIDAY  # the Saturday of a long break
    assert days.kind(date(2020, 5, 16), CALENDAR) == 5


@pytest.mark.parametrize(("seen", "mean", "variance"), [(0, 5, 6), (9, 4, 4.0001), (30, 20, 32), (400, 200, 1_000)])
def test_tails_are_those_of_the_distribution(seen: int, mean: float, variance: float) -> None:
    """Against a million draws."""
    dice = np.random.default_rng(1)
    spread = (variance - mean) / mean**2
    drawn = (
        dice.poisson(mean * dice.gamma(1 / spread, spread, 1_000_000)) if spread > 1e-3 else dice.poisson(mean, 10**6)
    )
    found = bursts.negative_binomial_tail(seen, mean, variance)
    assert found == pytest.approx((drawn >= seen).mean(), rel=0.1, abs=3e-5)


def test_a_day_may_be_looked_at_often_without_spending_more_than_its_level() -> None:
    """A hundred thousand days of a large series without any event, of which five shares are looked at as they come."""
    level, shares = np.array([0.01]), (0.2, 0.42, 0.66, 0.83, 1.0)
    steps = np.diff((0.0, *shares))
    walked = np.random.default_rng(1).normal(0, np.sqrt(steps), (100_000, len(steps))).cumsum(axis=1) / np.sqrt(shares)
    bounds = np.array([-NormalDist().inv_cdf(bursts.spent(level, share)[0]) for share in shares])
    crossed = walked > bounds
    assert crossed[:, 0].mean() < 1e-4
    assert crossed[:, 2].mean() < 0.25 * level[0]
    assert level[0] * 0.9 < crossed.any(axis=1).mean() < level[0] * 1.3


def test_branches_are_not_drowned_by_their_leaves() -> None:
    """A city's error is spent on branches and leaves as such, however many leaves there are."""
    names = [Series(f"01.{each:02}", "3201") for each in range(1, 5)]
    names += [Series(f"{each.category}.{leaf:02}", "3201") for each in names for leaf in range(1, 10)]
    fits, effect = np.ones(len(names), dtype=bool), np.full(len(names), 4.0)
    found = [bursts.discoveries(names, np.full(len(names), p), effect, fits, 0.1) for p in (0.01, 0.002, 0.0005)]
    assert [each[:4].all() for each in found] == [False, True, True]
    assert [each[4:].any() for each in found] == [False, False, True]


def test_a_lower_level_tells_no_more() -> None:
    world, day = World.of(15, 20, spread=0.05), date(2020, 4, 14)
    world.counts[world.at("320211", "01.01.01", day, 1)] *= 2
    strict, loose = (set(world.told(day, how=Sensitivity(false_alarms=level))) for level in (1, 40))
    assert len(strict) <= len(loose)


def test_a_family_spends_its_error_and_most_of_it_in_the_middle() -> None:
    effect = np.array([1.0, 2.0, 3.5, 5.0, 12.0])
    parts = bursts.allotted(effect, np.ones(5), 0.05)
    assert parts.sum() == pytest.approx(0.05, rel=1e-3)
    assert parts.argmax() in (1, 2, 3)
    assert parts[4] < parts[2]
    less = bursts.allotted(effect, np.array([1.0, 1.0, 0.01, 1.0, 1.0]), 0.05)
    assert less[2] < parts[2]
    assert less[3] > parts[3]


def test_what_everybody_rings_about_is_shared_and_nobody_explains_himself() -> None:
    names = [Series(category, region) for region in ("32", "3202", "3205") for category in ("01", "02")]
    mean = np.array([[4000.0, 4000.0, 2000.0, 2000.0, 2000.0, 2000.0]])
    busy = sharing.shared(names, mean * 1.2, mean)
    assert busy == pytest.approx(np.full((1, 6), 1.2), abs=0.03)
    alone = mean.copy()
    alone[0, 2], alone[0, 0] = 4000, 6000  # field 01 doubles in 3202, and the province has as many more
    assert sharing.shared(names, alone, mean)[0, 2] == pytest.approx(1.0, abs=0.01)
    giant = sharing.shared(names, mean * 3, mean)
    assert giant.max() <= sharing.MOST**2
