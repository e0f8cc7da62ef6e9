"""What the series of a day have in common, so that it is no event of any one of them. Pure numpy.

A rainy day, a televised speech, a holiday nobody decreed: everybody calls more, or less. What the other series show is
taken for what this one should have brought; each leaves itself out, so that an event does not hide itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .words import Series

Floats = NDArray[Any]
FIELD_DIGITS, PROVINCE_DIGITS, CITY_DIGITS = 2, 2, 4
MOST = 1.25
"""Up to how much the others explain, either way; beyond it something is told though it happens everywhere."""
TRUST = 150.0
"""Expected tickets of the others from which half of what they show is believed."""


def shared(names: Sequence[Series], seen: Floats, mean: Floats) -> Floats:
    """By how much each day is busier than expected beside each series; shape of ``seen``.

    :param mean: what was expected of these very days, the same shape.
    """
    out = np.ones_like(seen)
    for mine, fields in _cities(names).values():
        others = [side[:, fields].sum(1, keepdims=True) - side[:, mine] for side in (seen, mean)]
        out[:, mine] = _believed(*others)
    for mine, top in _categories(names):
        others = [side[:, [top]] - side[:, mine] for side in (seen, mean)]
        out[:, mine] = out[:, mine] * _believed(*others) / out[:, [top]]
    return out


def _believed(seen: Floats, mean: Floats) -> Floats:
    return np.clip((seen + TRUST) / (np.maximum(mean, 0) + TRUST), 1 / MOST, MOST)


def _cities(names: Sequence[Series]) -> dict[str, tuple[list[int], list[int]]]:
    """Of each city, and of the province as such: its series, and among them the fields that make up the whole."""
    found: dict[str, tuple[list[int], list[int]]] = {}
    for number, each in enumerate(names):
        mine, fields = found.setdefault(each.region[:CITY_DIGITS], ([], []))
        mine.append(number)
        if len(each.category) == FIELD_DIGITS and len(each.region) <= CITY_DIGITS:
            fields.append(number)
    return found


def _categories(names: Sequence[Series]) -> list[tuple[list[int], int]]:
    """Of each category: its series in cities and counties, and that of the province."""
    tops = {each.category: number for number, each in enumerate(names) if len(each.region) == PROVINCE_DIGITS}
    parts: dict[str, list[int]] = {}
    for number, each in enumerate(names):
        if len(each.region) > PROVINCE_DIGITS and each.category in tops:
            parts.setdefault(each.category, []).append(number)
    return [(mine, tops[category]) for category, mine in parts.items()]
