"""Sources: the running database and replays by name; a sentence where nothing is, and no way out of the folder."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from pytest_django import Settings

from hotline.ground.people.words import Actor
from hotline.insight.measures import asking, errors, facts
from hotline.insight.warehouse import exporting
from hotline.insight.warehouse.errors import NothingStored, StoredByAnother
from hotline.insight.warehouse.store import FORM, HOLDING, Store
from hotline.lib.refusal import NotPermitted
from tests.town import Town

from .test_nobody_counts_what_she_may_not_see import MARCH

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def root(settings: Settings, tmp_path: Path) -> Path:
    """A warehouse of our own."""
    settings.WAREHOUSE_DIR = tmp_path / "warehouse"
    return tmp_path / "warehouse"


def test_the_running_database_is_asked_by_default_and_each_for_herself(town: Town, root: Path) -> None:
    town.ticket()
    exporting.export(root)
    assert facts.answered(asking.seen(town.actor("dispatcher.wuxi")), MARCH).value == 1
    assert facts.answered(asking.seen(town.actor("dispatcher.suzhou")), MARCH).value == 0
    assert not facts.is_synthetic(asking.seen(town.actor("dispatcher.wuxi")), MARCH.period)
    with pytest.raises(NotPermitted):
        asking.seen(town.actor("admin.js"))
    assert [each.source for each in asking.sources()] == ["live"]


def test_what_was_asked_can_be_asked_by_anybody_with_the_files(town: Town, root: Path) -> None:
    town.ticket()
    town.ticket()
    exporting.export(root)
    found = facts.answered(asking.seen(Actor.system()), MARCH)
    assert "READ_PARQUET" not in found.query
    assert duckdb.sql(asking.spelled(found.query)).fetchone() == (found.numerator, found.denominator) == (2, 1)


def test_what_was_never_stored_is_told_with_what_makes_it(town: Town, root: Path) -> None:
    assert asking.sources() == []
    with pytest.raises(NothingStored, match="请先生成：hotline export"):
        asking.seen(town.actor("dispatcher.wuxi"))


@pytest.mark.parametrize("name", ["replay-1949", "../live", "", "live/ticket"])
def test_a_source_that_is_none_is_refused_by_name(town: Town, root: Path, name: str) -> None:
    town.ticket()
    exporting.export(root)
    Store(root.parent, "outside").write([])
    with pytest.raises(errors.UnknownSource, match="可用的有：live"):
        asking.seen(town.actor("dispatcher.wuxi"), name)


def test_a_replay_of_another_version_is_told_with_what_makes_it_anew(town: Town, root: Path) -> None:
    Store(root, "replay-2020-0.01-7").write([])
    holding = root / "replay-2020-0.01-7" / HOLDING
    holding.write_text(holding.read_text(encoding="utf-8").replace(FORM, "older"), encoding="utf-8")
    again = r"另一版本的程序生成的.*请重新生成：hotline replay 2020 --scale 0.01 --seed 7 --to warehouse"
    with pytest.raises(StoredByAnother, match=again):
        asking.seen(town.actor("dispatcher.wuxi"), "replay-2020-0.01-7")
    assert asking.sources() == []
