"""Weak signals: what rises for weeks though every day of it is small, and what was never seen in a place. Pure numpy.

Weeks are judged against what the weeks before them led to expect (``baseline``). A rise has to last: a one-sided CUSUM
(Page 1954) over the weekly scores, in the standard form of EARS and of Rogerson for public health (reference value
half a standard error), and the last two weeks together have to stand out among the many series of their city.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import bursts, events, sharing
from .baseline import Expected
from .words import Sensitivity, Series

Floats = NDArray[Any]
WEEK, WEEKS = 7, 4
REFERENCE, DECISION = 0.5, 7.0
"""Of the CUSUM, in standard errors of a week."""
PROVINCE_DIGITS, MOST_SHARED = 2, 2.0
LEAST_WEEKLY = 4.0
"""Expected tickets a week below which a rise says nothing; what is rarer is told as new."""


@dataclass(frozen=True, slots=True)
class Rises:
    """By series: tickets by week and what was expected (weeks, series), the score of its rise, and who is told."""

    seen: Floats
    mean: Floats
    score: Floats
    standing: Floats
    told: Sequence[int]


def rises(names: Sequence[Series], seen: Floats, known: Expected, how: Sensitivity) -> Rises:
    """Which series have risen for weeks.

    :param seen: counts of whole days, the last of them yesterday, shape (WEEKS · 7, series).
    """
    weeks = seen.reshape(WEEKS, WEEK, -1).sum(1)
    daily = known.mean[-WEEKS * WEEK :].reshape(WEEKS, WEEK, -1)
    mean = np.maximum(daily.sum(1), 1e-6) * _common(names, weeks, daily.sum(1))
    variance = mean + known.spread * (daily**2).sum(1) * (1 + bursts.CARRY) + (known.doubt * mean) ** 2
    scale = (2 / 3) * mean ** (-1 / 3) * np.sqrt(variance)
    z = (weeks ** (2 / 3) - mean ** (2 / 3)) / scale
    cusum = np.zeros(weeks.shape[1])
    for each in z:
        cusum = np.maximum(cusum + each - REFERENCE, 0)
    both, expected = weeks[-2:].sum(0), mean[-2:].sum(0)
    error = np.sqrt(variance[-2:].sum(0))
    p = bursts.tails(both, expected, error)
    lasting = (weeks[-3:] > mean[-3:]).all(0) & (weeks[-1] >= weeks[-3]) & (cusum >= DECISION)
    large = (
        (weeks[-1] - mean[-1] >= how.weak_excess)
        & (both >= (1 + how.weak_rise / 100) * expected)
        & (mean[-1] >= LEAST_WEEKLY)
    )
    standing = (
        lasting
        & large
        & bursts.discoveries(
            names, p, bursts.DOUBLED * expected / error, mean[-1] >= LEAST_WEEKLY, how.false_alarms / 100 / WEEK
        )
    )
    told = events.told(names, standing, both - expected, expected)
    return Rises(weeks, mean, cusum, standing, told)


def _common(names: Sequence[Series], weeks: Floats, mean: Floats) -> Floats:
    """What a series shares with others is no rise of its own: by how much its category rises in the whole province, and
    by how much its city rings more about everything; shape of ``weeks``."""
    ratio = np.clip(weeks / np.maximum(mean, 1e-6), 1.0, MOST_SHARED)
    places = {series: number for number, series in enumerate(names)}
    out = np.ones_like(weeks)
    fields: dict[str, list[int]] = {}
    for number, series in enumerate(names):
        if len(series.category) == sharing.FIELD_DIGITS:
            fields.setdefault(series.region, []).append(number)
    city = {
        region: np.clip(weeks[:, mine].sum(1) / np.maximum(mean[:, mine].sum(1), 1e-6), 1.0, sharing.MOST)
        for region, mine in fields.items()
    }
    for number, series in enumerate(names):
        whole = places.get(Series(series.category, series.region[:PROVINCE_DIGITS]))
        shared = ratio[:, whole] if whole is not None and whole != number else np.ones(len(weeks))
        out[:, number] = np.maximum(shared, city.get(series.region[: bursts.CITY_DIGITS], 1.0))
    return out


def new_here(before: dict[Series, int], lately: dict[Series, int], how: Sensitivity) -> list[Series]:
    """Leaves that a county had never had before and now has several times.

    :param before: tickets of the days before ``new_within``; ``lately``: tickets since.
    """
    busy = {series.region for series in before}
    return sorted(
        series
        for series, count in lately.items()
        if count >= how.new_count and not before.get(series) and series.region in busy
    )
