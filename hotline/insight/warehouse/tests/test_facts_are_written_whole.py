"""The store: whole months, nothing of an interrupted writing, and a sentence where nothing can be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from hotline.insight.warehouse import engines, errors
from hotline.insight.warehouse.store import FORM, SCHEMA, Store
from hotline.insight.warehouse.words import TICKET, Month


def rows(count: int) -> pa.Table:
    """So many tickets of which only the number is known."""
    return pa.table({name: pa.array([None] * count, SCHEMA.field(name).type) for name in SCHEMA.names}).set_column(
        0, SCHEMA.field("id"), pa.array(range(count), pa.int64())
    )


def test_what_was_written_is_read_and_counted(tmp_path: Path) -> None:
    store = Store(tmp_path, "here")
    holding = store.write([(Month(2020, 1), rows(3)), (Month(2020, 2), rows(4))])
    assert (holding.rows, holding.first, holding.last) == (7, "2020-01", "2020-02")
    table = engines.tickets(store, tmp_path / "scratch")
    assert table.count().to_pyarrow().as_py() == 7
    assert set(TICKET) <= set(table.columns)


def test_writing_again_replaces_and_takes_away_what_is_not_given(tmp_path: Path) -> None:
    store = Store(tmp_path, "here")
    store.write([(Month(2020, 1), rows(3)), (Month(2020, 2), rows(4))])
    store.write([(Month(2020, 2), rows(1))])
    assert engines.tickets(store, tmp_path / "scratch").count().to_pyarrow().as_py() == 1


def test_an_interrupted_writing_is_not_read_and_can_be_repeated(tmp_path: Path) -> None:
    store = Store(tmp_path, "here", "hotline replay")

    def broken() -> Iterator[tuple[Month, Any]]:
        yield Month(2020, 1), rows(3)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.write(broken())
    with pytest.raises(errors.StoredInPart, match="没有写完，或是旧版本的格式，请重新生成：hotline replay"):
        store.required()
    store.write([(Month(2020, 1), rows(2))])
    assert engines.tickets(store, tmp_path / "scratch").count().to_pyarrow().as_py() == 2


def test_a_source_that_never_was_is_told_with_what_makes_it(tmp_path: Path) -> None:
    with pytest.raises(errors.NothingStored, match="请先生成：hotline replay"):
        Store(tmp_path, "nowhere").required()


def test_months_follow_each_other_over_the_year() -> None:
    assert str(Month(2019, 12).next) == "2020-01"
    assert str(Month(2020, 1).next) == "2020-02"


def test_facts_of_another_version_are_made_anew(tmp_path: Path) -> None:
    store = Store(tmp_path, "here", "hotline replay")
    store.write([(Month(2020, 1), rows(3))])
    holding = tmp_path / "here" / "holding.json"
    holding.write_text(holding.read_text(encoding="utf-8").replace(FORM, "older"), encoding="utf-8")
    assert store.holding() is None
    with pytest.raises(errors.StoredInPart, match="旧版本的格式"):
        store.required()
