"""From the rows of a replay to cases as the database keeps them: with texts, callers, and when who did what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pyarrow as pa

from hotline.flow.tickets.steps import Steps
from hotline.insight.warehouse.words import Month

from . import phrasing
from .phrasing import Occasion
from .words import Case

MINUTES_TO_ACCEPT = (1, 20)
MINUTES_TO_SIGN, SIGN_SPREAD = 50, 1.3
HOURS_TO_CONTACT, CONTACT_SPREAD = 4, 0.9
"""Medians and the spread of their logarithms: some units are late, most are not."""
HOURS_TO_REVIEW = (0.5, 20)
SIGNED, CONTACTED, REVIEWED = 0.2, 0.3, 0.2
"""How much of a ticket's time these steps take at most, so that short ones keep their order."""


def cases(months: Iterator[tuple[Month, pa.Table]], seed: int, streets: Mapping[str, str]) -> Iterator[Case]:
    """Every row as a case; what is drawn for one depends on nothing but the seed and its number.

    :param streets: the names of the streets by code.
    """
    for _, table in months:
        for batch in table.to_batches(max_chunksize=2_000):
            for row in batch.to_pylist():
                yield _case(row, Random(f"{seed}-{row['id']}"), streets)  # noqa: S311 (no secret)


def _case(row: Mapping[str, Any], chance: Random, streets: Mapping[str, str]) -> Case:
    topics = tuple(row["topics"])
    occasion = Occasion(row["category"], topics, row["kind"], row["channel"], streets[row["street"]], row["blame"])
    matter = phrasing.matter(occasion, chance)
    return Case(
        row["id"],
        row["registered_at"],
        row["closed_at"],
        row["street"],
        row["category"],
        row["kind"],
        row["channel"],
        row["centre"],
        row["unit"],
        topics,
        row["satisfied"],
        row["solved"],
        row["blame"],
        phrasing.remark(row["blame"]),
        matter,
        _steps(row["registered_at"], row["sent_at"], row["closed_at"], chance) if row["sent_at"] else None,
    )


def _steps(registered_at: datetime, sent_at: datetime, closed_at: datetime, chance: Random) -> Steps:
    whole = (closed_at - registered_at).total_seconds()
    read = min(60 * chance.uniform(*MINUTES_TO_ACCEPT), (sent_at - registered_at).total_seconds())
    sign = min(60 * MINUTES_TO_SIGN * chance.lognormvariate(0, SIGN_SPREAD), SIGNED * whole)
    speak = min(3600 * HOURS_TO_CONTACT * chance.lognormvariate(0, CONTACT_SPREAD), CONTACTED * whole)
    review = min(3600 * chance.uniform(*HOURS_TO_REVIEW), REVIEWED * whole)
    signed_at = sent_at + timedelta(seconds=int(sign))
    return Steps(
        registered_at + timedelta(seconds=int(read)),
        sent_at,
        signed_at,
        signed_at + timedelta(seconds=int(speak)),
        closed_at - timedelta(seconds=int(review)),
        closed_at - timedelta(seconds=int(review * chance.uniform(0.3, 0.7))),
    )
