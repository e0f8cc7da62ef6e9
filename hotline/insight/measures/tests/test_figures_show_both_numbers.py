"""A figure is a share with both its numbers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.insight.measures.words import Figure, Measure


def test_a_rate_is_exact_and_its_percentage_has_two_decimals() -> None:
    figure = Figure(Measure.SOLVED, 1, 2, 3)
    assert (figure.rate, figure.percent) == (Fraction(2, 3), Decimal("66.67"))


def test_nothing_due_is_no_rate() -> None:
    figure = Figure(Measure.SOLVED, 1, 0, 0)
    assert (figure.rate, figure.percent) == (None, None)


@pytest.mark.parametrize(("numerator", "denominator"), [(1, 0), (3, 2), (-1, 2)])
def test_what_is_no_share_is_refused(numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        Figure(Measure.SOLVED, 1, numerator, denominator)


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_percentage_is_never_more_than_half_a_hundredth_off(numerator: int, more: int) -> None:
    figure = Figure(Measure.SOLVED, 1, numerator, numerator + more)
    assert figure.rate is not None
    assert figure.percent is not None
    assert abs(Fraction(figure.percent) - figure.rate * 100) <= Fraction(1, 200)
