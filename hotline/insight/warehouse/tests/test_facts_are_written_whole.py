"""The store: whole months, nothing of an interrupted writing, and a sentence where nothing can be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from hotline.insight.warehouse import engines, errors
from hotline.insight.warehouse.store import FORM, GRACE, SCHEMA, Store, Writing
from hotline.insight.warehouse.words import TICKET, Grain, Month


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
    with pytest.raises(errors.StoredInPart, match="没有写完，请重新生成：hotline replay"):
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
    with pytest.raises(errors.StoredByAnother, match=r"另一版本的程序生成的.*请重新生成：hotline replay"):
        store.required()


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"form": "FORM"}', '{"form": "FORM", "pieces": 7}', "\udcff"])
def test_a_holding_that_cannot_be_read_is_told_as_damage_and_written_anew(tmp_path: Path, text: str) -> None:
    store = Store(tmp_path, "here", "hotline replay")
    store.write([(Month(2020, 1), rows(3))])
    broken = text.replace("FORM", FORM).encode("utf-8", "surrogateescape")
    (tmp_path / "here" / "holding.json").write_bytes(broken)
    assert (store.holding(), store.damaged()) == (None, "holding.json")
    with pytest.raises(errors.StoredDamaged, match=r"holding.json 缺失或不完整），请重新生成：hotline replay"):
        store.required()
    store.write([(Month(2020, 1), rows(2))])
    assert not store.damaged()
    assert engines.tickets(store, tmp_path / "scratch").count().to_pyarrow().as_py() == 2
    assert [path.name for path in tmp_path.glob("here/ticket/*")] == ["2020-01-2.parquet"]


@pytest.mark.parametrize("is_old", [False, True])
@pytest.mark.parametrize("length", [None, 0, 3, 200])
def test_a_file_that_is_gone_or_cut_is_told_with_what_makes_it_anew(
    tmp_path: Path, length: int | None, is_old: bool
) -> None:
    store = Store(tmp_path, "here", "hotline replay")
    holding = store.write([(Month(2020, 1), rows(3)), (Month(2020, 2), rows(4))])
    if is_old:  # written before sizes were remembered
        store.remember(replace(holding, sizes={}))
    assert not store.damaged()
    file = tmp_path / "here" / "ticket" / "2020-01-1.parquet"
    if length is None:
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:length])
    assert store.damaged() == "ticket/2020-01-1.parquet"
    with pytest.raises(errors.StoredDamaged, match=r"2020-01-1.parquet 缺失或不完整），请重新生成：hotline replay"):
        engines.tickets(store, tmp_path / "scratch")
    store.write([(Month(2020, 1), rows(3)), (Month(2020, 2), rows(4))])
    assert not store.damaged()
    assert engines.tickets(store, tmp_path / "scratch").count().to_pyarrow().as_py() == 7


def test_who_reads_a_holding_while_it_is_replaced_is_given_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path, "here")
    old = store.write([(Month(2020, 1), rows(3))])
    new = store.write([(Month(2020, 1), rows(5))])
    read = iter([old])
    current = store.holding
    monkeypatch.setattr(store, "holding", lambda: next(read, None) or current())
    assert store.required() == new


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full to stand for a full disk")
def test_a_full_disk_is_told_and_leaves_what_was_there_and_nothing_else(tmp_path: Path) -> None:
    store = Store(tmp_path, "here", "hotline export")
    store.write([(Month(2020, 1), rows(3))])
    (tmp_path / "here" / "ticket" / "2020-02-2.parquet").symlink_to("/dev/full")
    before = sorted(path for path in tmp_path.rglob("*.parquet") if not path.is_symlink())
    sentence = r"“here”的数据写不进 .*（磁盘已满），原有数据没有变。请处理后重新运行：hotline export"
    with pytest.raises(errors.NotWritten, match=sentence), store.alone():
        store.write([(Month(2020, 1), rows(4)), (Month(2020, 2), rows(4))])
    assert sorted(tmp_path.rglob("*.parquet")) == before
    assert engines.tickets(store, tmp_path / "scratch").count().to_pyarrow().as_py() == 3
    with store.alone():
        store.write([(Month(2020, 1), rows(4)), (Month(2020, 2), rows(4))])
    assert engines.tickets(store, tmp_path / "scratch").count().to_pyarrow().as_py() == 8


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    store = Store(tmp_path / "file", "here")
    with pytest.raises(errors.NotWritten, match="写不进"), store.alone():
        pass


def test_who_asks_while_the_first_writing_runs_is_told_to_wait(tmp_path: Path) -> None:
    store = Store(tmp_path, "here")
    with store.alone():
        Writing(store).add(Grain.TICKET, "2020-01", [rows(3)])
        with pytest.raises(errors.StillWriting, match="正在首次写入，尚未完成，请稍候"):
            store.required()
    with pytest.raises(errors.StoredInPart):
        store.required()


def test_who_reads_one_state_goes_on_reading_it_while_the_next_is_written(tmp_path: Path) -> None:
    store, at = Store(tmp_path, "here"), datetime(2020, 5, 1, 8, tzinfo=UTC)
    first = store.write([(Month(2020, 1), rows(3))])
    reading = engines.tickets(store, tmp_path / "scratch")
    writing = Writing(store)
    writing.add(Grain.TICKET, "2020-01", [rows(5)])
    assert reading.count().to_pyarrow().as_py() == 3
    second = writing.done(first, at)
    assert reading.count().to_pyarrow().as_py() == 3
    assert engines.tickets(store, tmp_path / "scratch").count().to_pyarrow().as_py() == 5
    third = Writing(store, second.pieces)
    third.done(second, at + GRACE)
    with pytest.raises(errors.FactsReplaced, match="原有文件已清理，请重新查询"):
        engines.asked(reading)


@pytest.mark.parametrize(
    ("engine", "refusal", "sentence"),
    [
        ("oracle", errors.UnknownEngine, "“oracle”不是可用的分析引擎"),
        ("spark://127.0.0.1:1", errors.EngineUnreachable, "无法连接分析引擎“spark://127.0.0.1:1”"),
        ("spark://nowhere.invalid:7077", errors.EngineUnreachable, "无法连接分析引擎"),
        ("spark://127.0.0.1:port", errors.EngineUnreachable, "无法连接分析引擎"),
    ],
)
def test_an_engine_that_does_not_answer_is_refused_by_its_name(
    tmp_path: Path, engine: str, refusal: type[Exception], sentence: str
) -> None:
    store = Store(tmp_path, "here")
    store.write([(Month(2020, 1), rows(3))])
    with pytest.raises(refusal, match=sentence):
        engines.tables(store, tmp_path / "scratch", engine)


def test_facts_hold_only_the_grains_that_were_written(tmp_path: Path) -> None:
    store = Store(tmp_path, "here")
    store.write([(Month(2020, 1), rows(3))])
    tables = engines.tables(store, tmp_path / "scratch")
    assert list(tables) == [Grain.TICKET]
    assert Grain.LIMIT not in tables
