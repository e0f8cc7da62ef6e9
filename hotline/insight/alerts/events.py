"""Which of the series that stand out are told, and which belong to an event that is being told already. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .words import Series

Floats = NDArray[Any]
SHARE, OF, MANY, ALL = 0.6, 0.5, 3, 0.9
"""A wider series is explained by one to three of its parts that hold at least ``SHARE`` of its excess and usually bring
at most ``OF`` of its tickets, or by one that holds ``ALL``. A rise of everything in it is explained by none."""
RECENT = 2
"""Days for which an event that was seen takes in its wider and narrower series."""
CITY_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Running:
    """An alert whose event goes on."""

    key: int
    series: Series
    last_on: date


def told(names: Sequence[Series], standing: Floats, excess: Floats, mean: Floats) -> list[int]:
    """Of series and their parts those that explain an event: the most specific ones that hold most of its excess.

    Who watches a city is told of the city, whatever goes on around it; the province where no few cities explain it.

    :param excess: tickets beyond the expected, shape (series,); ``mean``: those expected.
    :returns: places of the series to tell.
    """
    left = set(np.flatnonzero(standing).tolist())
    out: list[int] = []
    while left:
        root = max(left, key=lambda each: (-len(names[each].category) - len(names[each].region), excess[each]))
        parts = [each for each in left if each != root and names[root].holds(names[each])]
        left.discard(root)
        if not _is_explained(names, root, parts, excess, mean):
            out.append(root)
            left -= {each for each in parts if _city(names[each]) == _city(names[root])}
    return out


def _is_explained(names: Sequence[Series], root: int, parts: Iterable[int], excess: Floats, mean: Floats) -> bool:
    chosen: list[int] = []
    for part in sorted(parts, key=lambda each: -excess[each] / max(mean[each], 1.0)):
        if excess[part] >= ALL * excess[root]:
            return True
        if len(chosen) < MANY and not any(names[part].is_kin(names[one]) for one in chosen):
            chosen.append(part)
    return any(
        sum(excess[each] for each in few) >= SHARE * excess[root] and sum(mean[each] for each in few) <= OF * mean[root]
        for few in (chosen[:count] for count in range(1, len(chosen) + 1))
    )


def running(series: Series, known: Iterable[Running], today: date) -> Running | None:
    """The event that a series belongs to: its own, or a wider or narrower one of its city that was just seen."""
    near = list(known)
    same = next((each for each in near if each.series == series), None)
    if same is not None:
        return same
    kin = (each for each in near if each.series.is_kin(series) and _city(each.series) == _city(series))
    return next((each for each in kin if (today - each.last_on).days <= RECENT), None)


def _city(series: Series) -> str:
    return series.region[:CITY_DIGITS]
