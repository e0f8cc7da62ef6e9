"""Bursts: series that stand above what was expected, few enough of them false. Pure numpy.

Each series is scored over its last one, two and three days (a prospective scan in time, Kulldorff 2001; a doubling that
one day does not show, two do) on the two-thirds power scale of Farrington et al. (1996), whose quantiles are nearly
normal for counts. The many series of a city are one family: Benjamini and Hochberg's procedure (1995) with weights for
the series in which something could be seen at all (Genovese, Roeder and Wasserman 2006) bounds how often a day without
any event brings an alert.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .baseline import Expected
from .words import Sensitivity, Series

Floats = NDArray[Any]
WINDOWS = (1, 2, 3)
LOOKS = 2.0
"""How much likelier the best of three overlapping windows is than one: found by simulation, see the tests."""
FULL_WEIGHT, SHARPNESS = 30.0, 2.0
"""Expected tickets a day from which a series has its full weight, and how fast weight falls below."""
EARLY = 0.015
"""Squared relative error of the share of a day that is usually in, at its beginning."""
CENTRAL = 1.96
EXACT_FROM = 1.5
FIELD_DIGITS, CITY_DIGITS = 2, 4
COUNTIES = 0.12
"""How much of a city's false alarms its counties may cause: there are many of them, each with little to see."""
CARRY = 0.3
"""How much of a day's extra variation goes on to the next."""
BUSY = 1.25
"""By how much a day on which a whole city rings more than usual lifts what each of its series may have."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Every series' best window: shape (series,) each.

    :param z: distance from the expected in standard errors; ``p``: how likely chance alone goes so far; ``days``: how
        many days the window has; ``seen``, ``mean``: tickets in it and expected in it; ``low``, ``high``: 95 % around.
    """

    z: Floats
    p: Floats
    days: Floats
    seen: Floats
    mean: Floats
    low: Floats
    high: Floats


def busy(names: Sequence[Series], seen: Floats, mean: Floats, share: float) -> Floats:
    """How much more than usual a whole region rings on each of the last days, for each series; shape of ``seen``.

    A day on which everybody calls about everything is no burst of a category; beyond ``BUSY`` it is told as one.
    """
    out = np.ones_like(seen)
    expected = mean[-len(seen) :].copy()
    expected[-1] *= share
    regions: dict[str, list[int]] = {}
    for number, each in enumerate(names):
        if len(each.category) == FIELD_DIGITS:
            regions.setdefault(each.region, []).append(number)
    ratio = {
        region: np.clip(seen[:, mine].sum(1) / np.maximum(expected[:, mine].sum(1), 1e-6), 1.0, BUSY)
        for region, mine in regions.items()
    }
    for number, each in enumerate(names):
        found = ratio.get(each.region[:4])
        if found is not None:
            out[:, number] = found
    return out


def scored(seen: Floats, known: Expected, share: float = 1.0, lift: Floats | float = 1.0) -> Scores:
    """Score every series.

    :param seen: counts of the last days, shape (days, series); of the last one only ``share`` is usually in by now;
        ``lift``: by how much each day is busier than usual, see ``busy``.
    """
    mean = known.mean[-len(seen) :] * lift
    early = np.zeros(len(seen))
    mean[-1] *= share
    early[-1] = EARLY * (1 - share)
    found = [_window(seen[-each:], mean[-each:], early[-each:], known) for each in WINDOWS]
    best = np.argmax([z for z, _, _ in found], axis=0)
    rows = np.arange(seen.shape[1])
    z, expected, error = (np.stack([each[part] for each in found])[best, rows] for part in range(3))
    observed = np.stack([seen[-each:].sum(0) for each in WINDOWS])[best, rows]
    p = np.minimum(tails(observed, expected, error) * LOOKS, 1.0)
    low, high = interval(expected, error)
    return Scores(z, p, np.array(WINDOWS)[best], observed, expected, low, high)


def _window(seen: Floats, mean: Floats, early: Floats, known: Expected) -> tuple[Floats, Floats, Floats]:
    expected = np.maximum(mean.sum(0), 1e-6)
    carried = 1 + CARRY * (len(seen) - 1)
    extra = ((carried * known.spread + early[:, None]) * mean**2).sum(0)
    variance = expected + extra + (known.doubt * expected) ** 2
    error = np.sqrt(variance)
    scale = (2 / 3) * expected ** (-1 / 3) * error
    return (seen.sum(0) ** (2 / 3) - expected ** (2 / 3)) / scale, expected, error


def interval(mean: Floats, error: Floats) -> tuple[Floats, Floats]:
    """Between which counts 95 % of days without any event lie, on the same scale."""
    mean = np.maximum(mean, 1e-6)
    middle, half = mean ** (2 / 3), CENTRAL * (2 / 3) * mean ** (-1 / 3) * error
    return np.maximum(middle - half, 0) ** 1.5, (middle + half) ** 1.5


def band(mean: Floats, known: Expected) -> tuple[Floats, Floats]:
    """The interval of single days, shape of ``mean``: for the picture."""
    return interval(mean, np.sqrt(mean + known.spread * mean**2 + (known.doubt * mean) ** 2))


def standing_out(
    names: Sequence[Series], scores: Scores, usual: Floats, how: Sensitivity, share: float = 1.0
) -> Floats:
    """Which series are called bursts, few enough of them false.

    :param usual: expected tickets a day, shape (series,); ``share``: of the day that is usually in by now.
    """
    fits = usual >= how.least_expected
    rises = (scores.seen >= (1 + how.least_rise / 100) * scores.mean) & (scores.seen - scores.mean >= how.least_excess)
    return rises & discoveries(names, scores.p, fits, how.false_alarms / 100, usual, share)


def discoveries(
    names: Sequence[Series], p: Floats, fits: Floats, level: float, usual: Floats | None = None, share: float = 1.0
) -> Floats:
    """Which series are discoveries, the false ones bounded in each city and among its counties.

    :param usual: expected tickets a day, by which series weigh; all alike where it is not told.
    """
    found = np.zeros(len(names), dtype=bool)
    weight = np.ones(len(names)) if usual is None else np.minimum(usual / FULL_WEIGHT, 1.0) ** SHARPNESS
    for (_, is_county), mine in _families(names, fits).items():
        part = level * (COUNTIES if is_county else 1 - COUNTIES)
        found[mine] = _false_discoveries_bounded(p[mine], weight[mine], spent(part, share))
    return found


def _families(names: Sequence[Series], fits: Floats) -> dict[tuple[str, bool], Floats]:
    """The series that are judged together: a city's own, and those of its counties."""
    found: dict[tuple[str, bool], list[int]] = {}
    for number in np.flatnonzero(fits).tolist():
        region = names[number].region
        found.setdefault((region[:4], len(region) > CITY_DIGITS), []).append(number)
    return {key: np.array(mine) for key, mine in found.items()}


def spent(level: float, share: float) -> float:
    """How much of a day's error may be spent when a share of the day is in, however often one looks.

    Lan and DeMets (1983), in the form of O'Brien and Fleming: little in the morning, all of it at midnight.
    """
    bound = NormalDist().inv_cdf(1 - level / 2) / sqrt(max(share, 1e-3))
    return 2 * _normal(bound)


def _false_discoveries_bounded(p: Floats, weight: Floats, level: float) -> Floats:
    """The weighted procedure of Benjamini and Hochberg: which hypotheses are rejected."""
    weighed = p / np.maximum(weight / weight.mean(), 1e-9)
    order = np.argsort(weighed)
    bars = level * np.arange(1, len(p) + 1) / len(p)
    passed = np.flatnonzero(weighed[order] <= bars)
    rejected = np.zeros(len(p), dtype=bool)
    if len(passed):
        rejected[order[: passed[-1] + 1]] = True
    return rejected


def tails(seen: Floats, mean: Floats, error: Floats) -> Floats:
    """How likely each count or a larger one is: negative binomial and exact where it matters, normal elsewhere."""
    z = (seen - mean) / error
    p = np.array([_normal(each) for each in z.tolist()])
    for place in np.flatnonzero(z > EXACT_FROM).tolist():
        p[place] = negative_binomial_tail(round(float(seen[place])), mean[place], error[place] ** 2)
    return p


def _normal(z: float) -> float:
    return erfc(z / sqrt(2)) / 2


def negative_binomial_tail(seen: int, mean: float, variance: float) -> float:
    """How likely a count of at least ``seen`` is, given mean and variance; Poisson where they are equal."""
    size = mean * mean / max(variance - mean, mean * mean * 1e-6)
    steps = np.arange(seen)
    ratio = np.log((steps[:-1] + size) / (steps[:-1] + 1)) + np.log(mean / (size + mean)) if seen > 1 else np.zeros(0)
    logs = -size * np.log1p(mean / size) + np.concatenate([[0.0], np.cumsum(ratio)])
    if not seen:
        return 1.0
    below = float(np.exp(logs).sum())
    if below < 1 - 1e-9:
        return 1 - below
    last = logs[-1] + np.log((seen - 1 + size) / seen) + np.log(mean / (size + mean))
    return float(np.exp(last) / max(1 - mean / seen, 1e-3))
