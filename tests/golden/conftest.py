"""The year 2020 at full size, made once for everything that asks it; 600 MB of files that go again."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from shutil import rmtree

import pytest

from hotline.insight.replay import making, recipes
from hotline.insight.warehouse.store import Store
from tests import province

SOURCE = "replay"


def replayed(folder: Path, scale: Fraction) -> Store:
    """A replay of a scale."""
    store = Store(folder, SOURCE)
    store.write(making.months(recipes.recipe(2020), scale, 11, province.LEAVES, province.PLACES))
    return store


@pytest.fixture(scope="session")
def full_size(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Every ticket of 2020 and of the year before."""
    folder = tmp_path_factory.mktemp("whole")
    yield replayed(folder, Fraction(1))
    rmtree(folder)
