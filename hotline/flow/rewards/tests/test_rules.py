"""How much, and who was first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.flow.rewards.rules import Place, Rate, amount, obstacle
from hotline.flow.rewards.words import Basis, Effect

D = Decimal
HAZARD = Rate(Basis.PERCENT, D(15), D(3000), D(300_000), D(20))
CONCEALED = Rate(Basis.PER_PERSON, D(30_000), None, D(300_000), D(0))
START = datetime(2020, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rate", "base", "is_employee", "wanted"),
    [
        (HAZARD, 50_000, False, 7500),
        (HAZARD, 10_000, False, 3000),
        (HAZARD, 10_000, True, 3600),
        (HAZARD, 3_000_000, False, 300_000),
        (HAZARD, 3_000_000, True, 300_000),
        (HAZARD, 33_335, False, 5000),
        (CONCEALED, 2, False, 60_000),
        (CONCEALED, 11, False, 300_000),
        (Rate(Basis.FIXED, D(500), None, None, D(0)), 0, False, 500),
    ],
)
def test_the_published_standard_gives_these_amounts(rate: Rate, base: int, is_employee: bool, wanted: int) -> None:
    assert amount(rate, D(base), is_employee=is_employee) == D(wanted)


def test_halves_of_a_yuan_go_up() -> None:
    assert amount(Rate(Basis.PERCENT, D(15), None, None, D(0)), D("3.33"), is_employee=False) == D(0)
    assert amount(Rate(Basis.PERCENT, D(50), None, None, D(0)), D(5), is_employee=False) == D(3)


@given(st.integers(0, 10_000_000), st.integers(0, 10_000_000), st.booleans())
def test_a_higher_fine_never_gives_less_and_no_amount_leaves_its_bounds(one: int, other: int, employee: bool) -> None:
    low, high = sorted((one, other))
    first, second = (amount(HAZARD, D(base), is_employee=employee) for base in (low, high))
    assert D(3000) <= first <= second <= D(300_000)


def places(*effects: Effect | None) -> list[Place]:
    """Reports a day apart."""
    return [Place(f"t{day}", START + timedelta(days=day), effect) for day, effect in enumerate(effects)]


YES, NO = Effect.EFFECTIVE, Effect.INEFFECTIVE


@pytest.mark.parametrize(
    ("effects", "number", "wanted"),
    [
        ((YES,), "t0", ("", "")),
        ((NO, YES), "t1", ("", "")),
        ((YES, YES), "t1", ("earlier", "t0")),
        ((None, YES), "t1", ("unjudged", "t0")),
        ((NO,), "t0", ("not_effective", "t0")),
        ((None,), "t0", ("not_effective", "t0")),
        ((YES, None), "t0", ("", "")),
    ],
)
def test_only_the_first_effective_report_is_rewarded(
    effects: tuple[Effect | None, ...], number: str, wanted: tuple[str, str]
) -> None:
    assert obstacle(places(*effects), number) == wanted
    assert obstacle(places(*effects)[::-1], number) == wanted
