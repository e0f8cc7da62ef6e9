"""The town with supervision."""

from __future__ import annotations

import pytest

from tests import supervised
from tests.town import Town


@pytest.fixture
def watched(town: Town) -> Town:
    """The town, with supervisors and limits."""
    return supervised.furnish(town)
