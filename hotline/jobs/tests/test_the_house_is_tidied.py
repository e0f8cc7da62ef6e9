"""Every night: files without a row, old counts and old answers go; the rest stays."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.utils import timezone

from hotline.flow.intake import actions as intake
from hotline.flow.intake.models import Request
from hotline.ground.files import actions as files
from hotline.ground.files.models import StoredFile
from hotline.ground.people.words import Actor
from hotline.ground.throttle import actions as throttle
from hotline.ground.throttle.models import Tally
from hotline.ground.throttle.words import Quota
from hotline.jobs import sweeps
from tests.town import MONDAY

if TYPE_CHECKING:
    from tests.town import Town


def test_what_nobody_needs_goes_and_the_rest_stays(
    town: Town, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    by = Actor.system()
    with transaction.atomic():
        files.store(b"rolled back", "a.txt", by=by, at=MONDAY)
        transaction.set_rollback(True)
    files.store(b"kept", "b.txt", by=by, at=MONDAY)
    for path in tmp_path.rglob("*"):
        os.utime(path, (MONDAY.timestamp(), MONDAY.timestamp()))
    late = MONDAY + timedelta(days=15)
    for key, at in (("old", MONDAY), ("new", late)):
        throttle.admit("query", key, Quota(5, 60), at=at)
        intake.take_once(town.appeal(), sender="s", key=key, by=town.actor("agent.wuxi"), at=at)
    monkeypatch.setattr(timezone, "now", lambda: late)
    sweeps.tidy_up(timestamp=0)
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == [b"kept"]
    assert StoredFile.objects.count() == Tally.objects.count() == 1
    assert Request.objects.get().key == "new"
