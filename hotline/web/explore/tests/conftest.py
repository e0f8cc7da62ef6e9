"""Seats of the door of analysis, on a Monday in April: March is over."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone

from hotline.lib.days import SHANGHAI
from tests.analysing import root
from tests.benches import enter

__all__ = ["enter", "now", "root"]
APRIL = datetime(2020, 4, 6, 10, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """It is ten o'clock."""
    monkeypatch.setattr(timezone, "now", lambda: APRIL)
    return APRIL
