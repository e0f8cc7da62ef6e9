"""Tickets that stood open, a row for each day's end: made from the stretches when they are asked for."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
from ibis import _

MOST_DAYS = 800
"""Two years and some: no picture shows more, and each day is a row for every ticket that stood open."""


def on_days(stretches: ibis.Table, since: date, until: date) -> ibis.Table:
    """Who stood open, and how, at the end of each day in ``[since, until)``.

    :param stretches: rows of the grain ``standing``, narrowed to what somebody sees.
    :return: the same rows, once for each such day, with ``day`` and ``age`` (days since registration).
    :raises ValueError: the period has no day, or more than ``MOST_DAYS``.
    """
    length = (until - since).days
    if not 0 < length <= MOST_DAYS:
        raise ValueError(f"{length} days: give 1 to {MOST_DAYS}")
    days = ibis.memtable({"day": [since + timedelta(days=each) for each in range(length)]}, schema={"day": "date"})
    touching = stretches.filter(_.since_on < until, _.until_on.isnull() | (_.until_on > since))
    stood = touching.join(
        days, [days.day >= touching.since_on, touching.until_on.isnull() | (touching.until_on > days.day)]
    )
    return stood.mutate(age=_.day.delta(_.registered_on, unit="day"))
