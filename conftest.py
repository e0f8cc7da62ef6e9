"""What every test has: a real PostgreSQL, started once, in the state directory of this checkout."""

from __future__ import annotations

import pytest

from hotline.config import database


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Start the embedded server before the first test that needs a database."""
    database.ensure()
