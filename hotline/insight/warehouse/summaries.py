"""Summaries: of each month's tickets how many are alike, so that most questions add up a tenth of the rows or fewer.

A summary is no second truth: it is counted from the file of its month, named beside it by the same holding, and gone
with it. What changed since a month was written is added to it ticket by ticket, and what that replaced is taken away.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
from ibis import _

from .words import SUMMARIES, SUMMED, TALLY

MEMORY = "1GB"
LEAST = 50_000
"""Tickets a month must have to be summed up: fewer are counted one by one as quickly."""
COLUMNS = tuple(dict.fromkeys(name for names in SUMMARIES.values() for name in names)) + SUMMED
"""What summaries know of a ticket."""


def summed(tickets: ibis.Table, name: str) -> ibis.Table:
    """A summary of tickets: how many there are of each kind, and what their numbers come to."""
    sums = {each: tickets[each].sum() for each in SUMMED}
    return tickets.group_by(*SUMMARIES[name]).aggregate(**{TALLY: _.count()}, **sums)


def weighed(tickets: ibis.Table, name: str, weight: int = 1) -> ibis.Table:
    """Tickets one by one in the form of a summary, to be added, or taken away by a weight of −1."""
    sums: dict[str, Any] = {each: tickets[each] * weight for each in SUMMED}
    return tickets.select(*SUMMARIES[name], **{TALLY: ibis.literal(weight, "int64")}, **sums)


def of_file(path: Path) -> Iterator[tuple[str, pa.Table]]:
    """Each summary of a file of tickets, its rows by days."""
    line = ibis.duckdb.connect(threads=os.cpu_count() or 1, memory_limit=MEMORY, preserve_insertion_order=False)
    try:
        tickets = line.read_parquet(path)
        for name, columns in SUMMARIES.items():
            yield name, summed(tickets, name).order_by(columns[0]).to_pyarrow()
    finally:
        line.disconnect()


def schema(tickets: pa.Schema, name: str) -> pa.Schema:
    """The columns of a summary, kept as the tickets' are."""
    sums = [pa.field(TALLY, pa.int64()), *(tickets.field(each) for each in SUMMED)]
    return pa.schema([*(tickets.field(each) for each in SUMMARIES[name]), *sums])
