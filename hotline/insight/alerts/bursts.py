"""Bursts: series that stand above what was expected, few enough of them false. Pure numpy.

Each series is scored over its last one, two and three days (a prospective scan in time, Kulldorff 2001; a doubling that
one day does not show, two do) on the two-thirds power scale of Farrington et al. (1996), whose quantiles are nearly
normal for counts. How many false alerts a city may bring on an average day is a setting; among its many series they are
spent where they find most doublings (Roeder and Wasserman 2009), and over the day as Lan and DeMets (1983) have it:
little in the morning.
"""

from __future__ import annotations

from collections import Counter
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
PENALTY = np.array([1.2, 5.0, 10.0])
"""What looking at three windows costs each: together not much more than one, most of it left to the last day alone."""
DOUBLED = 1.5 * (2 ** (2 / 3) - 1)
"""How far a doubling lies from the expected on the two-thirds power scale, as a multiple of mean / error."""
EARLY = 0.015
"""Squared relative error of the share of a day that is usually in, at its beginning."""
CENTRAL = 1.96
EXACT_FROM = 1.5
CITY_DIGITS = 4
FULL, SHARPNESS = 20.0, 4.0
"""Expected tickets a day from which a series counts in full, and how fast what is found in smaller ones loses worth."""
LEAST_EFFECT, FARTHEST, HALVINGS = 0.5, 60.0, 30
"""Bounds of the search for the common factor, and how often it is halved."""
ASIDE = 0.12
"""How much of what a city's false alarms may be its counties may cause, and the province as such: beside the cities."""
LEAST_SHARE, LEAST_ERROR = 1e-3, 1e-15
"""Nothing is looked at before this share of a day is in, nor spent below this error."""
CARRY = 0.3
"""How much of a day's extra variation goes on to the next."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Every series' best window: shape (series,) each.

    :param z: distance from the expected in standard errors; ``p``: how likely chance alone goes so far; ``effect``: how
        many standard errors a doubling of the last day would be off; ``days``: how many days the window has; ``seen``,
        ``mean``: tickets in it and expected in it; ``low``, ``high``: 95 % around.
    """

    z: Floats
    p: Floats
    effect: Floats
    days: Floats
    seen: Floats
    mean: Floats
    low: Floats
    high: Floats


def scored(seen: Floats, known: Expected, share: float = 1.0, shared: Floats | float = 1.0) -> Scores:
    """Score every series.

    :param seen: counts of the last days, shape (days, series); of the last one only ``share`` is usually in by now;
        ``shared``: by how much each day is busier for everybody, see ``sharing``.
    """
    mean = due(seen, known, share) * shared
    early = np.zeros(len(seen))
    early[-1] = EARLY * (1 - share)
    found = [_window(seen[-each:], mean[-each:], early[-each:], known) for each in WINDOWS]
    best = np.argmin([cost * _normals(z) for cost, (z, _, _) in zip(PENALTY, found, strict=True)], axis=0)
    rows = np.arange(seen.shape[1])
    z, expected, error = (np.stack([each[part] for each in found])[best, rows] for part in range(3))
    observed = np.stack([seen[-each:].sum(0) for each in WINDOWS])[best, rows]
    p = np.minimum(tails(observed, expected, error) * PENALTY[best], 1.0)
    low, high = interval(expected, error)
    effect = DOUBLED * found[0][1] / found[0][2]
    return Scores(z, p, effect, np.array(WINDOWS)[best], observed, expected, low, high)


def due(seen: Floats, known: Expected, share: float) -> Floats:
    """What the last days should have brought by now, shape of ``seen``."""
    mean = known.mean[-len(seen) :].copy()
    mean[-1] *= share
    return mean


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


def standing_out(
    names: Sequence[Series], scores: Scores, usual: Floats, how: Sensitivity, share: float = 1.0
) -> Floats:
    """Which series are called bursts, few enough of them false.

    :param usual: expected tickets a day, shape (series,); ``share``: of the day that is usually in by now.
    """
    fits = usual >= how.least_expected
    rises = (scores.seen >= (1 + how.least_rise / 100) * scores.mean) & (scores.seen - scores.mean >= how.least_excess)
    return rises & discoveries(names, scores.p, scores.effect, fits, how.false_alarms / 100, share, usual)


def discoveries(
    names: Sequence[Series],
    p: Floats,
    effect: Floats,
    fits: Floats,
    level: float,
    share: float = 1.0,
    usual: Floats | None = None,
) -> Floats:
    """Which series are discoveries, so that a city and day without any event brings ``level`` false ones on average.

    :param effect: how far a doubling of each would be off, in standard errors; ``usual``: expected tickets a day, by
        which a find is worth more or less; all alike where it is not told.
    """
    found = np.zeros(len(names), dtype=bool)
    worth = np.ones(len(names)) if usual is None else np.minimum(usual / FULL, 1.0) ** SHARPNESS
    for (region, is_county), mine in _families(names, fits).items():
        is_aside = is_county or len(region) < CITY_DIGITS
        alone = allotted(effect[mine], worth[mine] * _masses(names, mine), level * (ASIDE if is_aside else 1 - ASIDE))
        found[mine] = p[mine] <= spent(alone, share)
    return found


def _masses(names: Sequence[Series], mine: Floats) -> Floats:
    """How likely an event is to be in each of some series, beside one of them by chance.

    It is as likely among the fields as among the branches and among the leaves. There are many leaves to a branch; were
    a doubling expected in each as soon as in the branch, they would be left nearly all that a city may spend.
    """
    levels = [len(names[each].category) for each in mine.tolist()]
    many = Counter(levels)
    return np.array([len(levels) / many[each] for each in levels])


def allotted(effect: Floats, worth: Floats, level: float) -> Floats:
    """How much of a family's error each series may spend, such that most doublings of most series are found.

    A doubling of a small series is lost in its noise and that of a giant is plain: what may be spent goes to those in
    between. Each series is called where a doubling is so much likelier than nothing, by the same factor for all (Roeder
    and Wasserman 2009); the factor is found by halving.
    """
    effect = np.maximum(effect, LEAST_EFFECT)
    start = effect / 2 - np.log(np.maximum(worth, 1e-9)) / effect
    low, high = 0.0, FARTHEST
    for _ in range(HALVINGS):
        factor = (low + high) / 2
        spends = _normals(start + factor / effect)
        low, high = (factor, high) if spends.sum() > level else (low, factor)
    return _normals(start + high / effect)


def _families(names: Sequence[Series], fits: Floats) -> dict[tuple[str, bool], Floats]:
    """The series that are judged together: a city's own, and those of its counties."""
    found: dict[tuple[str, bool], list[int]] = {}
    for number in np.flatnonzero(fits).tolist():
        region = names[number].region
        found.setdefault((region[:4], len(region) > CITY_DIGITS), []).append(number)
    return {key: np.array(mine) for key, mine in found.items()}


def spent(alone: Floats, share: float) -> Floats:
    """How much of its error for the day each series may spend when a share of the day is in, however often one looks.

    Lan and DeMets (1983), in the form of O'Brien and Fleming: little in the morning, all of it at midnight. The form
    holds series by series: for what all of a city may spend together it would leave far too much to the afternoon.

    :param alone: what each series may spend in all, shape (series,).
    """
    if share >= 1:
        return alone
    root, quantile = sqrt(max(share, LEAST_SHARE)), NormalDist().inv_cdf
    return np.array([2 * _normal(-quantile(max(each, LEAST_ERROR) / 2) / root) for each in alone.tolist()])


def tails(seen: Floats, mean: Floats, error: Floats) -> Floats:
    """How likely each count or a larger one is: negative binomial and exact where it matters, normal elsewhere."""
    z = (seen - mean) / error
    p = _normals(z)
    for place in np.flatnonzero(z > EXACT_FROM).tolist():
        p[place] = negative_binomial_tail(round(float(seen[place])), mean[place], error[place] ** 2)
    return p


def _normals(z: Floats) -> Floats:
    return np.array([_normal(each) for each in z.tolist()])


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
