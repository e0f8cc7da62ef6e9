"""Whole numbers out of shares: parts that add up to their total exactly."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate, pairwise

Amount = int | Fraction


def shared(total: int, weights: Sequence[Amount]) -> list[int]:
    """A total shared by weights: each part within one of its exact share (largest remainders; the earlier first).

    :raises ValueError: there is something to share and no weight to share it by, or a weight is negative.
    """
    whole = Fraction(sum(weights))
    if any(weight < 0 for weight in weights) or (total and not whole):
        raise ValueError(f"{total} cannot be shared by {list(weights)}")
    exact = [total * Fraction(weight) / whole if total else Fraction(0) for weight in weights]
    parts = [int(share) for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts


def scaled(counts: Sequence[int], scale: Fraction) -> list[int]:
    """Counts at another scale: the sum of any run of neighbours is within one of what the scale asks."""
    ends = [int(sum_ * scale + Fraction(1, 2)) for sum_ in accumulate(counts, initial=0)]
    return [end - start for start, end in pairwise(ends)]
