"""What was found, as evidence: the days of the picture, the window, the weeks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np

from . import bursts, weak
from .days import Days
from .judging import Look, Usual
from .raising import Found
from .words import AlertKind, Series

SHOWN = 42
"""Days of a picture."""


def burst(look: Look, place: int, today: date, days: Days, share: float) -> Found:
    """A burst with its last weeks beside what was expected of them."""
    scores, window = look.scores, int(look.scores.days[place])
    evidence = {
        "days": picture(look, place, today, days, share),
        "window": window,
        "share": round(share, 3),
        "z": round(float(scores.z[place]), 1),
        "cities": _cities(look, place),
    }
    return Found(
        AlertKind.BURST,
        look.usual.series[place],
        today - timedelta(window - 1),
        today,
        int(scores.seen[place]),
        round(float(scores.mean[place]), 2),
        round(float(scores.low[place]), 2),
        round(float(scores.high[place]), 2),
        evidence,
    )


def picture(look: Look, place: int, today: date, days: Days, share: float) -> list[dict[str, Any]]:
    """Day by day: what came, what was expected of a whole day, the 95 % interval, the kind of day."""
    usual = look.usual
    seen = np.append(usual.past[:, place], look.seen[-1, place])
    level = usual.known.mean[-1, place] / max(float(usual.worth[-1, place]), 1e-9)
    mean = usual.worth[:, place] * level
    mean[-len(usual.known.mean) :] = usual.known.mean[:, place]
    low, high = bursts.interval(
        mean, np.sqrt(mean + usual.known.spread[place] * mean**2 + (usual.known.doubt[place] * mean) ** 2)
    )
    rows = []
    for back in range(min(SHOWN, len(seen), len(days)), 0, -1):
        told = {"day": (today - timedelta(back - 1)).isoformat(), "seen": int(seen[-back])}
        told |= {name: round(float(each[-back]), 1) for name, each in (("mean", mean), ("low", low), ("high", high))}
        rows.append(told | {"kind": int(days.kind[-back])})
    rows[-1]["part"] = round(share, 3)
    return rows


def _cities(look: Look, place: int) -> int:
    """How many cities stand out in what the province is told of."""
    series = look.usual.series
    ours = series[place]
    if len(ours.region) > 2:
        return 0
    standing = np.flatnonzero(look.standing).tolist()
    return len(
        {series[each].region[:4] for each in standing if each != place and ours.holds(series[each])} - {ours.region}
    )


def rise(usual: Usual, found: weak.Rises, place: int, today: date) -> Found:
    """A weak signal with its weeks."""
    first = today - timedelta(weak.WEEKS * weak.WEEK)
    weeks = [
        {
            "day": (first + timedelta(number * weak.WEEK)).isoformat(),
            "seen": int(found.seen[number, place]),
            "mean": round(float(found.mean[number, place]), 1),
        }
        for number in range(weak.WEEKS)
    ]
    seen, mean = found.seen[-2:, place].sum(), found.mean[-2:, place].sum()
    error = np.sqrt(
        mean + usual.known.spread[place] * mean**2 / (2 * weak.WEEK) + (usual.known.doubt[place] * mean) ** 2
    )
    low, high = bursts.interval(mean, error)
    evidence = {"weeks": weeks, "cusum": round(float(found.score[place]), 1)}
    since = today - timedelta(2 * weak.WEEK)
    return Found(
        AlertKind.RISE,
        usual.series[place],
        since,
        today - timedelta(1),
        int(seen),
        round(float(mean), 2),
        round(float(low), 2),
        round(float(high), 2),
        evidence,
    )


def new(series: Series, count: int, since: date, today: date) -> Found:
    """Something a county never had."""
    return Found(AlertKind.NEW, series, since, today, count, 0.0, 0.0, 0.0, {})
