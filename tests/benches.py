"""A town with people at their benches, at the moment the town lives in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.town import MONDAY, Town

NOW = MONDAY + timedelta(hours=1)
Enter = Callable[[str], Client]


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """It is half past ten on the town's Monday."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return NOW


@pytest.fixture
def enter(town: Town) -> Enter:
    """Log somebody in."""

    def logged_in(username: str) -> Client:
        client = Client()
        client.force_login(town.person(username), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return logged_in
