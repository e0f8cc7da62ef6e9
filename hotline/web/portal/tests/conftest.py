"""A citizen at the portal."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.town import MONDAY

if TYPE_CHECKING:
    from tests.town import Town

WHAT = {"kind": "help", "text": "小区门口的路灯一周不亮。", "wish": "尽快修好"}
WHERE = {"region": "320211", "place": "夏家边小区门口"}
WHO = {"caller_kind": "person", "name": "李雷", "phone": "138 1234 5678", "confidential": "no"}


class Citizen:
    """Somebody with a browser, walking through the portal."""

    def __init__(self) -> None:
        self.client = Client()

    def get(self, path: str, data: Any = None, **options: Any) -> Any:
        return self.client.get(path, data, **options)

    def post(self, path: str, data: Any = None, **options: Any) -> Any:
        return self.client.post(path, data or {}, **options)

    def fill(self, what: Any = None, where: Any = None, who: Any = None) -> None:
        """The first three steps."""
        assert self.post("/submit/what/", WHAT | (what or {})).status_code == 302
        assert self.post("/submit/where/", WHERE | (where or {})).status_code == 302
        assert self.post("/submit/who/", WHO | (who or {})).status_code == 302

    def submit(self, **changes: Any) -> tuple[str, str]:
        """All four steps; number and code."""
        self.fill(**changes)
        assert self.post("/submit/check/").status_code == 302
        said = self.get("/submit/done/").context["said"]
        return said["number"], said["code"]

    def open(self, number: str, code: str) -> Any:
        """Track with number and code."""
        return self.post("/track/", {"number": number, "code": code})


@pytest.fixture
def citizen(town: Town) -> Citizen:
    """A citizen of the small province."""
    return Citizen()


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """An ordinary Monday morning."""
    monkeypatch.setattr(timezone, "now", lambda: MONDAY)
    return MONDAY


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    """Files of a test go away with it."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path
