"""What is usual: the expected count of every series on the last days, with how far it varies. Pure numpy.

After Farrington et al. (1996) and the flexible form of Noufaily et al. (2013), as surveillance in public health uses
them: a quasi-Poisson level with trend from the weeks before, past outbreaks down-weighted by their Anscombe residuals,
the last days left out so that an outbreak does not hide itself. In the place of the same weeks of five earlier years,
which a young hotline does not have, stand the effects of kinds of days (pooled over the province) and the season of
one year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import days as calendar
from .days import Days

Floats = NDArray[Any]
WINDOW, GUARD = 56, 3
"""Days the level is learnt from, and days before the judged ones that are left out."""
HALF_LIFE = 21.0
"""Days after which an observation counts half."""
TREND_SD, TREND_UNIT = 0.20, 28.0
"""A level that doubles in four weeks is not usual: prior of the trend, per four weeks."""
OUTLIER = 2.58
"""Anscombe residual beyond which an observation is down-weighted (Farrington et al. 1996)."""
PRIOR_DAYS = 3.0
PRIOR_COUNT = 60.0
SEASON_SPAN, SEASON_TRUST, SEASON_MOST = 10, 0.5, 0.4
LEARN = 182
FESTIVE_BASE = 35
"""Days before a New Year from which four weeks show what was usual then."""
YEAR = 364
"""A whole number of weeks: the same day of the week a year before."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Of the last days of the table, for each series.

    :param mean: expected counts, shape (days, series); ``spread``: variance is mean + spread · mean², shape (series,);
        ``doubt``: relative standard error of the mean, shape (series,).
    """

    mean: Floats
    spread: Floats
    doubt: Floats


def effects(counts: Floats, days: Days, until: int) -> Floats:
    """How each kind of day differs from the mean of its weeks, for each column; shape (kinds, columns).

    Ratios to a centred week (classical decomposition), found twice so that holidays do not bend their neighbours. Kinds
    that were seen seldom lean on their nearest ordinary kind, small columns on all columns together.

    :param until: the place of the first day that is not learnt from.
    """
    since = max(0, until - LEARN)
    seen, kind = counts[since:until], days.kind[since:until]
    plain = (days.offset[since:until] == calendar.OUTSIDE) & (seen.sum(axis=1) > 0)
    total = seen.sum(axis=1, keepdims=True)
    joint = _effects(
        total, kind, plain, np.ones((calendar.KINDS, 1)), PRIOR_DAYS * float(total.sum()) / max(int(plain.sum()), 1)
    )
    return _effects(seen, kind, plain, joint, PRIOR_COUNT)


def _effects(seen: Floats, kind: Floats, plain: Floats, prior: Floats, trust: float) -> Floats:
    found = np.broadcast_to(prior, (calendar.KINDS, seen.shape[1])).copy()
    for _ in range(3):
        smooth = _centred(seen / found[kind], plain)
        use = plain[:, None] & (seen < 2.5 * smooth * found[kind])
        for each in range(calendar.KINDS):
            here = (kind == each)[:, None] & use
            base = _prior(each, found, prior)
            found[each] = ((seen * here).sum(axis=0) + trust * base) / ((smooth * here).sum(axis=0) + trust)
        found = np.maximum(found, 0.05)
    return found


def _prior(kind: int, found: Floats, prior: Floats) -> Floats:
    """What a kind is taken for until it was seen: what all together show, else its nearest ordinary day."""
    if prior.shape[1] == 1 and np.all(prior == 1):  # nothing is known yet
        nearest = {calendar.HOLIDAY: found[6], calendar.MAKE_UP: found[:5].mean(axis=0), calendar.AFTER_BREAK: found[0]}
        return np.asarray(nearest.get(kind, np.ones(found.shape[1])))
    return np.asarray(np.broadcast_to(prior[kind], found.shape[1:]))


def _centred(values: Floats, plain: Floats) -> Floats:
    """The mean of the seven days around each day, of those that count."""
    weights = plain.astype(float)
    box = np.ones(7)
    below = np.convolve(weights, box, "same")
    padded = np.pad(values * weights[:, None], ((4, 3), (0, 0)))
    above = np.cumsum(padded, axis=0)
    return np.asarray((above[7:] - above[:-7]) / np.maximum(below, 1)[:, None])


def exposure(counts: Floats, days: Days, until: int) -> Floats:
    """What each day is worth beside an ordinary one, for each column: kind of day, and the days around a New Year."""
    kinds = effects(counts, days, until)
    worth = kinds[days.kind]
    festive = days.offset != calendar.OUTSIDE
    for place in np.flatnonzero(festive).tolist():
        worth[place] = _festive(counts, days, kinds, place, until)
    return np.asarray(worth)


def _festive(counts: Floats, days: Days, kinds: Floats, place: int, until: int) -> Floats:
    """A day near the New Year: its kind, and how the same days around the last one stood beside their kinds."""
    usual = np.asarray(kinds[days.kind[place]])
    near = np.abs(days.offset - days.offset[place]) <= 1
    before = np.flatnonzero(near & (np.arange(len(days)) < min(until, place - YEAR // 2)))
    if not len(before):
        return usual
    start = max(before[0] - days.offset[before[0]] - FESTIVE_BASE, 0)
    base = np.arange(start, start + WINDOW // 2)
    base = base[counts[base].sum(axis=1) > 0]
    if len(base) < WINDOW // 4:
        return usual
    level = (counts[base] / kinds[days.kind[base]]).mean(axis=0)
    ought = (level * kinds[days.kind[before]]).sum(axis=0)
    seen = counts[before].sum(axis=0)
    pooled = seen.sum() / max(ought.sum(), 1e-9)
    return np.asarray(usual * (seen + PRIOR_COUNT * pooled) / (ought + PRIOR_COUNT))


def season(counts: Floats, worth: Floats, days: Days, today: int) -> Floats:
    """How a year ago these days stood beside the weeks before them, for each column; 1 where nobody knows.

    Half of what was seen then is taken for the season: one year is not many.
    """
    now, then = today - YEAR, today - YEAR - GUARD
    if then - WINDOW < 0:
        return np.ones(counts.shape[1])
    level = counts / worth
    plain = (counts.sum(axis=1) > 0) & (days.offset == calendar.OUTSIDE)
    here = plain.copy()
    here[: now - SEASON_SPAN] = False
    here[now + SEASON_SPAN + 1 :] = False
    there = plain.copy()
    there[: then - WINDOW] = False
    there[then:] = False
    if here.sum() < SEASON_SPAN or there.sum() < WINDOW // 2:
        return np.ones(counts.shape[1])
    pooled = level[here].mean(axis=0).sum() / max(level[there].mean(axis=0).sum(), 1e-9)
    trust = PRIOR_COUNT
    ratio = (level[here].sum(axis=0) + trust * pooled) / (level[there].mean(axis=0) * here.sum() + trust)
    return np.asarray(np.exp(np.clip(SEASON_TRUST * np.log(ratio), -SEASON_MOST, SEASON_MOST)))


def expected(counts: Floats, worth: Floats, observed: Floats, last: int) -> Expected:
    """What the last days should bring, from the weeks before them.

    :param counts: shape (days, series), the judged days being its last; ``worth``: the same shape, what each day is
        worth; ``observed``: which days have facts at all; ``last``: how many days are judged.
    """
    stop = len(counts) - last - GUARD + 1
    span = slice(max(0, stop - WINDOW), stop)
    seen, share, at = counts[span], worth[span], np.arange(span.start, stop)
    age = stop - 1 - at
    weights = (0.5 ** (age / HALF_LIFE) * observed[span])[:, None] * np.ones_like(seen)
    time = ((at - at.mean()) / TREND_UNIT)[:, None]
    level = np.maximum(
        _middle(seen / np.maximum(share, 1e-9), observed[span]), seen.sum(0) / 4 / np.maximum(share.sum(0), 1e-9)
    )
    level, slope, use = np.maximum(level, 1e-6), np.zeros(seen.shape[1]), weights
    over = np.ones(seen.shape[1])
    for _ in range(4):
        mean = share * level * np.maximum(1 + slope * time, 0.2)
        use = weights * _trusted(seen, mean, over)
        level = np.maximum(
            (use * seen).sum(0) / np.maximum((use * share * np.maximum(1 + slope * time, 0.2)).sum(0), 1e-9), 1e-6
        )
        mean = share * level
        slope = (use * time * (seen - mean)).sum(0) / ((use * mean * time**2).sum(0) + over / TREND_SD**2)
        mean = share * level * np.maximum(1 + slope * time, 0.2)
        over = np.maximum(
            (use * (seen - mean) ** 2 / np.maximum(mean, 1e-6)).sum(0) / np.maximum(use.sum(0), 1e-9), 0.3
        )
    ahead = (np.arange(len(counts) - last, len(counts)) - at.mean())[:, None] / TREND_UNIT
    grown = np.clip(1 + slope * ahead, 0.7, 1.5)
    told = worth[-last:] * level * grown
    days_used = np.maximum(use.sum(0) ** 2 / np.maximum((use**2).sum(0), 1e-9), 1)
    usual = np.maximum((use * mean).sum(0) / np.maximum(use.sum(0), 1e-9), 1e-6)
    doubt = np.sqrt(np.maximum(over, 1) / (usual * days_used) + (TREND_SD / 3) ** 2)
    return Expected(told, _spread(over, usual, days_used), doubt)


def _middle(values: Floats, observed: Floats) -> Floats:
    return np.asarray(np.median(values[observed], axis=0)) if observed.any() else np.zeros(values.shape[1])


def _trusted(seen: Floats, mean: Floats, over: Floats) -> Floats:
    """Weights of observations: full up to ``OUTLIER``, then falling with the square of the residual, upwards only."""
    residual = (
        1.5 * (seen ** (2 / 3) - mean ** (2 / 3)) / (np.maximum(mean, 1e-6) ** (1 / 6) * np.sqrt(np.maximum(over, 1)))
    )
    return np.where(residual > OUTLIER, (OUTLIER / np.maximum(residual, OUTLIER)) ** 2, 1.0)


def _spread(over: Floats, usual: Floats, days_used: Floats) -> Floats:
    """The negative binomial's extra variance, each series leaning on what most show where it says little itself."""
    own = (over - 1) / usual
    error = np.sqrt(2 / days_used) * over / usual
    large = usual > 5
    common = float(np.clip(np.median(own[large]) if large.any() else 0.03, 0.005, 0.5))
    mixed = (own / error**2 + common / common**2) / (1 / error**2 + 1 / common**2)
    return np.asarray(np.clip(mixed, common / 3, 1.0))
