"""Every night: files without a row, old counts and old answers go; the rest stays."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as house
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from hotline.flow.intake import actions as intake
from hotline.flow.intake.models import Request
from hotline.ground.files import actions as files
from hotline.ground.files.models import StoredFile
from hotline.ground.people.words import Actor
from hotline.ground.throttle import actions as throttle
from hotline.ground.throttle.models import Tally
from hotline.ground.throttle.words import Quota
from hotline.jobs import sweeps, tasks
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


def test_everything_that_can_be_forgotten_is_forgotten_every_night() -> None:
    root = Path(house.BASE_DIR)
    found = {
        ".".join((*file.relative_to(root).with_suffix("").parts, name))
        for file in (root / "hotline").rglob("*.py")
        for name in re.findall(r"^def (forget_\w+)\(\*, at: datetime\)", file.read_text(encoding="utf-8"), re.M)
    }
    assert found == set(house.FORGETTING)


def test_one_that_fails_does_not_keep_the_others_from_their_work(
    db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.FORGETTING = ("hotline.nothing.forget", *house.FORGETTING)
    Session.objects.create(session_key="old", expire_date=MONDAY - timedelta(days=1))
    monkeypatch.setattr(timezone, "now", lambda: MONDAY)
    sweeps.tidy_up(timestamp=0)
    assert not Session.objects.exists()
    assert "hotline.nothing.forget failed" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_the_journal_is_sealed_and_its_seals_leave_the_database(town: Town, settings: Settings, tmp_path: Path) -> None:
    settings.SEAL_DIR = tmp_path
    town.ticket()
    tasks.seal_journal(0)
    tasks.seal_journal(0)
    [file] = tmp_path.rglob("*.jsonl")
    assert len(file.read_text().splitlines()) == 1
