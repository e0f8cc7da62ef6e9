"""The province's replay of 2020 in a warehouse of one test run, and the town with everybody a report needs."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from hotline.ground.organisations.models import Organisation
from hotline.insight.replay import making, recipes
from hotline.insight.warehouse.store import Store
from hotline.lib.memo import forget_all
from tests import briefing
from tests import province as small
from tests.town import Town

SOURCE = "replay-golden"


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse that holds 2020 and the year before, one ticket of a hundred."""
    folder = tmp_path_factory.mktemp("reports-warehouse")
    rows = making.months(recipes.recipe(2020), Fraction(1, 100), 2020, small.LEAVES, small.PLACES)
    Store(folder, SOURCE).write(rows)
    return folder


@pytest.fixture
def province(db: None, warehouse: Path, settings: Any) -> Organisation:
    """The province's centre, its cities with theirs, and the categories; reports read the replay."""
    settings.WAREHOUSE_DIR = warehouse
    made = small.furnish()
    forget_all()
    return made


@pytest.fixture(scope="session")
def town_facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town's facts."""
    return briefing.facts(tmp_path_factory.mktemp("town-warehouse"))


@pytest.fixture
def office(town: Town, town_facts: Path, settings: Any, tmp_path: Path) -> Town:
    """The town with everybody a report needs."""
    settings.WAREHOUSE_DIR, settings.MEDIA_ROOT = town_facts, tmp_path
    return briefing.furnish(town)
