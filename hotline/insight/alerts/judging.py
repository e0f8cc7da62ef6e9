"""From counted rows to what stands out today: learn what is usual once a day, look as often as one likes. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import baseline, bursts, events, grid, sharing, weak
from .baseline import Expected
from .bursts import Scores
from .days import Days
from .grid import Rows
from .words import Sensitivity, Series

Floats = NDArray[Any]
LAST = max(bursts.WINDOWS)


@dataclass(frozen=True, slots=True)
class Usual:
    """What was learnt up to the day before: the series, what they should bring, and what came on the days before.

    :param past: counts of the last days before today, shape (span, series); ``worth``: the same with
        today, what each day is worth.
    """

    series: Sequence[Series]
    places: dict[Series, int]
    past: Floats
    worth: Floats
    known: Expected


def learnt(coarse: Rows, fine: Rows, days: Days, how: Sensitivity, last: int = LAST) -> Usual | None:
    """What is usual, from the days before today; None where history is too short to say.

    :param coarse: branches of the province, over all days up to yesterday; ``fine``: counties and leaves, over the last
        ``span(last)`` of them; ``days``: all of them and today; ``last``: how many days are judged, today among them.
    """
    if (grid.whole(coarse) > 0).sum() < how.least_history:
        return None
    daily = how.least_expected if last == LAST else weak.LEAST_WEEKLY / weak.WEEK
    found = grid.series(fine, daily * baseline.WINDOW / 2)
    if not found.series:
        return None
    groups, table = _groups(coarse)
    today = len(days) - 1
    worth = baseline.exposure(table, days, today)
    worth[today - last + 1 :] *= baseline.season(table, worth, days, today)
    mine = np.array([groups.get(each.category[:5], groups.get(each.category[:2], 0)) for each in found.series])
    near = _near(worth[:, mine], fine.days + 1)
    counts = np.vstack([found.counts, np.zeros((1, len(found.series)))])
    observed = np.append(grid.whole(fine) > 0, True)
    known = baseline.expected(counts, near, observed, last)
    return Usual(found.series, {each: n for n, each in enumerate(found.series)}, found.counts, near, known)


def span(last: int) -> int:
    """Days before today for which every series has to be counted where so many days are judged, today among them."""
    return baseline.WINDOW + baseline.GUARD + last - 1


def _groups(coarse: Rows) -> tuple[dict[str, int], Floats]:
    """Fields and branches of the province with their counts by day, and an empty day for today."""
    found = grid.series(coarse, 1)
    kept = [number for number, each in enumerate(found.series) if len(each.region) == 2 and len(each.category) <= 5]
    table = np.vstack([found.counts[:, kept], np.zeros((1, len(kept)))])
    return {found.series[number].category: place for place, number in enumerate(kept)}, table


def _near(worth: Floats, length: int) -> Floats:
    """The last days of a table; days before its beginning are worth an ordinary one."""
    lacking = max(length - len(worth), 0)
    return np.vstack([np.ones((lacking, worth.shape[1])), worth[max(len(worth) - length, 0) :]])


@dataclass(frozen=True, slots=True)
class Look:
    """One look at today: what came, what was expected, and which series are told."""

    usual: Usual
    seen: Floats
    scores: Scores
    standing: Floats
    told: Sequence[int]


def look(usual: Usual, today: Floats, share: float, bar: Callable[[Series], float], how: Sensitivity) -> Look:
    """Judge today by what came so far.

    :param today: counts of today, shape (series,); ``share``: how much of a day is usually in by now; ``bar``: what
        has to be added to the least rise of a series, because people found it ordinary.
    """
    seen = np.vstack([usual.past[-(LAST - 1) :], today])
    shared = sharing.shared(usual.series, seen, bursts.due(seen, usual.known, share))
    scores = bursts.scored(seen, usual.known, share, shared)
    daily = usual.known.mean[-1]
    standing = bursts.standing_out(usual.series, scores, daily, how, share)
    told = events.told(usual.series, standing, scores.seen - scores.mean, scores.mean)
    told = _beyond(usual.series, told, scores.seen, scores.mean, how.least_rise, bar)
    return Look(usual, seen, scores, standing, told)


def counted(usual: Usual, rows: Rows) -> Floats:
    """Counts of one day for the series that are known."""
    found = grid.series(rows, 1)
    out = np.zeros(len(usual.series))
    for number, each in enumerate(found.series):
        place = usual.places.get(each)
        if place is not None:
            out[place] = found.counts[:, number].sum()
    return out


def rises(usual: Usual, bar: Callable[[Series], float], how: Sensitivity) -> weak.Rises:
    """Judge the weeks up to yesterday.

    :param usual: learnt with ``last`` set to the weeks' days and today.
    """
    judged = weak.WEEKS * weak.WEEK
    known = Expected(usual.known.mean[:-1], usual.known.spread, usual.known.doubt)
    found = weak.rises(usual.series, usual.past[-judged:], known, how)
    seen, mean = found.seen[-2:].sum(0), found.mean[-2:].sum(0)
    return replace(found, told=_beyond(usual.series, found.told, seen, mean, how.weak_rise, bar))


def _beyond(
    names: Sequence[Series], told: Sequence[int], seen: Floats, mean: Floats, least: int, bar: Callable[[Series], float]
) -> list[int]:
    """Those of the told that also pass a bar people raised: what explains the wider series stays silent with them."""
    return [each for each in told if seen[each] >= (1 + least / 100 + bar(names[each])) * mean[each]]
