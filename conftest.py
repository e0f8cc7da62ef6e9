"""What every test has: a real PostgreSQL, started once, in the state directory of this checkout."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hotline.config import database

if TYPE_CHECKING:
    from tests.town import Town


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Start the embedded server before the first test that needs a database."""
    database.ensure()


@pytest.fixture
def town(db: None) -> Town:
    """The small province everybody knows, in the database of the test."""
    from tests.town import build

    return build()
