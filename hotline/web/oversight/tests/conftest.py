"""The town with supervision, at a moment that stands still."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import supervised
from tests.town import MONDAY, Town

NOW = MONDAY + timedelta(hours=2)


@pytest.fixture
def watched(town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """The town, with supervisors and limits, at half past eleven of an ordinary Monday."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return supervised.furnish(town)
