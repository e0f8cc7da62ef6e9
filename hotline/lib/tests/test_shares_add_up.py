"""Shares: whole parts that add up, none further than one from what is exact."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.lib.shares import scaled, shared


@given(st.integers(0, 10**6), st.lists(st.integers(0, 1000), min_size=1, max_size=40))
def test_parts_add_up_and_stay_within_one_of_their_share(total: int, weights: list[int]) -> None:
    if not sum(weights):
        weights[0] = 1
    parts = shared(total, weights)
    assert sum(parts) == total
    assert all(
        abs(part - Fraction(total * weight, sum(weights))) < 1 for part, weight in zip(parts, weights, strict=True)
    )


@given(st.lists(st.integers(0, 10**6), max_size=40), st.fractions(0, 1), st.data())
def test_any_run_of_scaled_counts_is_within_one_of_the_scale(
    counts: list[int], scale: Fraction, data: st.DataObject
) -> None:
    parts = scaled(counts, scale)
    start = data.draw(st.integers(0, len(counts)))
    end = data.draw(st.integers(start, len(counts)))
    assert all(part >= 0 for part in parts)
    assert abs(sum(parts[start:end]) - sum(counts[start:end]) * scale) <= 1


def test_at_scale_one_nothing_changes() -> None:
    assert scaled([3, 0, 7], Fraction(1)) == [3, 0, 7]


def test_what_cannot_be_shared_is_told() -> None:
    with pytest.raises(ValueError, match="cannot be shared"):
        shared(3, [0, 0])
    with pytest.raises(ValueError, match="cannot be shared"):
        shared(3, [2, -1])
