"""Facts made by hand: only what a test names, everything else empty, no and 0."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import ibis
import pyarrow as pa

from hotline.insight.warehouse.words import GRAINS, Grain, Kept
from hotline.lib.days import SHANGHAI

TYPES = {
    Kept.NUMBER: pa.int64(),
    Kept.MOMENT: pa.timestamp("us", "UTC"),
    Kept.DAY: pa.date32(),
    Kept.MINUTE: pa.int16(),
    Kept.CODE: pa.string(),
    Kept.CODES: pa.list_(pa.string()),
    Kept.YES: pa.bool_(),
    Kept.MEASURE: pa.float64(),
}
NOTHING: Mapping[Kept, Any] = {Kept.CODE: "", Kept.CODES: [], Kept.YES: False}
"""What is there where nothing is; of other kinds there is no value."""


def table(rows: Iterable[Mapping[str, Any]], grain: Grain = Grain.TICKET) -> ibis.Table:
    """Rows with all columns of their grain."""
    columns, every = GRAINS[grain], list(rows)
    arrays = [pa.array([_value(row, name, kept) for row in every], TYPES[kept]) for name, kept in columns.items()]
    return ibis.memtable(pa.table(arrays, names=list(columns)))


def _value(row: Mapping[str, Any], name: str, kept: Kept) -> Any:
    if kept is not Kept.MINUTE:
        return row.get(name, NOTHING.get(kept))
    moment = row.get(name.removesuffix("_minute") + "_at")
    here = moment and moment.astimezone(SHANGHAI)
    return here and here.hour * 60 + here.minute


def evening(day: date) -> datetime:
    """Half past eleven at night where the hotline is; still afternoon in UTC."""
    return datetime.combine(day, time(23, 30), SHANGHAI).astimezone(UTC)


def ticket(number: int, day: date, **more: Any) -> dict[str, Any]:
    """A ticket registered late on a day; one with ``hours`` has ended."""
    ended = (
        {"closed_at": evening(day), "closed_on": day, "closing": "replied", "rounds": 1}
        if more.get("hours") is not None
        else {}
    )
    return {"id": number, "registered_at": evening(day), "registered_on": day, **ended, **more}
