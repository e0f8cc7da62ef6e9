"""The town with people who analyse, and facts laid out in a warehouse of a test's own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
from pytest_django import Settings

from hotline.ground.people.words import Actor, Scope
from hotline.insight.measures.sights import Seen
from hotline.insight.warehouse.store import SCHEMA, Store
from hotline.insight.warehouse.words import Month
from hotline.lib.days import SHANGHAI
from tests.employing import employ
from tests.town import Town

ANALYST = ("export", "add_note", "watch_area", "analyse")
LEADER = ("sign", "reply", "add_note", "export", "lead_view", "analyse")
"""What the roles of the province's data let an analyst and a unit's leader do."""
OLD = "replay-old"
"""A source that is no running database."""


@pytest.fixture
def root(settings: Settings, tmp_path: Path) -> Path:
    """A warehouse of our own."""
    settings.WAREHOUSE_DIR = tmp_path / "warehouse"
    return tmp_path / "warehouse"


def hire(town: Town) -> dict[str, Actor]:
    """Analysts of the province and of two cities, and a leader of a unit in each city."""
    areas = (("js", "320000-rx"), ("wuxi", "320200-rx"), ("suzhou", "320500-rx"))
    found = {name: employ(town, f"analyst.{name}", unit, Scope.AREA, *ANALYST) for name, unit in areas}
    units = (("binhu-cg", "320211-cg"), ("huqiu-cg", "320505-cg"))
    return found | {name: employ(town, f"leader.{name}", unit, Scope.UNIT_SUBTREE, *LEADER) for name, unit in units}


def fact(number: int, on: date, **told: Any) -> dict[str, Any]:
    """One ticket as a fact: a street lamp of Binhu, closed after a day, unless told otherwise."""
    at = datetime(on.year, on.month, on.day, 10, tzinfo=SHANGHAI)
    usual: dict[str, Any] = {
        "id": number,
        "registered_at": at,
        "registered_on": on,
        "closed_at": at + timedelta(days=1),
        "hours": 24.0,
        "city": "3202",
        "county": "320211",
        "field": "01",
        "branch": "01.01",
        "category": "01.01.01",
        "centre": "320200-rx",
        "unit": "320211-cg",
        "is_confidential": False,
        "channel": "phone",
        "kind": "complaint",
        "topics": [],
        "is_direct": False,
        "is_rated": False,
        "satisfied": "",
        "solved": "",
        "blame": "",
        "is_synthetic": True,
    }
    known = {name: _nothing(name) for name in SCHEMA.names if name not in usual}
    row = known | usual | told
    return row | {f"{name}_minute": _minute(row[f"{name}_at"]) for name in ("registered", "closed")}


def _minute(at: datetime | None) -> int | None:
    """The minute of the day where the hotline is, as the facts keep it."""
    there = at and at.astimezone(SHANGHAI)
    return there.hour * 60 + there.minute if there else None


def _nothing(name: str) -> Any:
    kind = SCHEMA.field(name).type
    if pa.types.is_list(kind):
        return []
    return (
        "" if pa.types.is_dictionary(kind) or pa.types.is_string(kind) else False if pa.types.is_boolean(kind) else None
    )


def rated(number: int, on: date, satisfied: str, **told: Any) -> dict[str, Any]:
    """One that was rated."""
    return fact(number, on, is_rated=True, satisfied=satisfied, **told)


def table(rows: Iterable[dict[str, Any]]) -> pa.Table:
    """Facts as the warehouse keeps them."""
    said = list(rows)
    return pa.table(
        {field.name: _column([row[field.name] for row in said], field.type) for field in SCHEMA}, schema=SCHEMA
    )


def _column(values: list[Any], kind: pa.DataType) -> pa.Array:
    return pa.array(values, pa.string()).cast(kind) if pa.types.is_dictionary(kind) else pa.array(values, kind)


def everything(rows: Iterable[dict[str, Any]]) -> Seen:
    """Facts somebody sees all of."""
    plain = table(rows)
    columns = [
        column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
        for column in (plain[name].combine_chunks() for name in plain.column_names)
    ]
    return Seen(ibis.memtable(pa.table(columns, names=plain.column_names)))


def stored(root: Path, rows: Iterable[dict[str, Any]], source: str = OLD) -> None:
    """Write facts as a source."""
    said = sorted(rows, key=lambda row: row["registered_on"])
    months = groupby(said, key=lambda row: Month(row["registered_on"].year, row["registered_on"].month))
    Store(root, source).write([(month, table(each)) for month, each in months])
