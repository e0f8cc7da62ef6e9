"""Facts that lag, an engine that is away, tickets nobody matches, fonts that are missing: the doctor says so."""

from __future__ import annotations

import os
import socket
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils import timezone

from hotline.config import doctor_insight
from hotline.config.findings import Level
from hotline.ground.journal import actions as journal
from hotline.ground.journal import readers
from hotline.ground.people.words import Actor
from hotline.insight.warehouse import exporting
from hotline.insight.warehouse.store import HOLDING
from hotline.watch.topics import matching

pytestmark = pytest.mark.django_db(transaction=True)
NOBODY = Actor.system()


@pytest.mark.parametrize(
    ("age", "level"),
    [(timedelta(minutes=5), Level.OK), (timedelta(hours=1), Level.WARNING), (timedelta(days=2), Level.CRITICAL)],
)
def test_facts_have_an_age(tmp_path: Path, age: timedelta, level: Level) -> None:
    with override_settings(WAREHOUSE_DIR=tmp_path):
        assert (doctor_insight.facts().level, "hotline export" in doctor_insight.facts().sentence) == (
            Level.WARNING,
            True,
        )
        exporting.export(tmp_path, at=timezone.now())
        then = (timezone.now() - age).timestamp()
        os.utime(tmp_path / "live" / HOLDING, (then, then))
        finding = doctor_insight.facts()
    assert finding.level is level
    assert finding.figures["facts_age_seconds"] == pytest.approx(age.total_seconds(), abs=60)


@pytest.mark.parametrize("broken", ["holding.json", "ticket"])
def test_damaged_facts_are_told_with_the_command_that_makes_them_anew(tmp_path: Path, broken: str) -> None:
    with override_settings(WAREHOUSE_DIR=tmp_path):
        exporting.export(tmp_path, at=timezone.now())
        path = tmp_path / "live" / broken
        (path if path.is_file() else next(path.glob("*.parquet"))).write_bytes(b"")
        finding = doctor_insight.facts()
        assert finding.level is Level.CRITICAL
        assert str(path) in finding.sentence
        assert "missing or damaged, questions are refused: run `hotline export`" in finding.sentence
        exporting.export(tmp_path, at=timezone.now())
        assert doctor_insight.facts().level is Level.OK


def test_a_cluster_must_answer_at_its_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as cluster:
        port = cluster.getsockname()[1]
        with override_settings(INSIGHT_ENGINE=f"spark://127.0.0.1:{port}"):
            assert doctor_insight.engine().level is Level.OK
    with override_settings(INSIGHT_ENGINE=f"spark://127.0.0.1:{port}"):
        finding = doctor_insight.engine()
    assert finding.level is Level.CRITICAL
    assert f"spark://127.0.0.1:{port} does not answer" in finding.sentence
    with override_settings(INSIGHT_ENGINE="spark://nowhere:port"):
        assert doctor_insight.engine().level is Level.CRITICAL
    with override_settings(INSIGHT_ENGINE="oracle"):
        assert "is no engine" in doctor_insight.engine().sentence
    assert doctor_insight.engine().level is Level.OK


def test_events_that_nobody_matches_are_told() -> None:
    readers.begin(matching.READER)
    while matching.follow(at=timezone.now()):
        pass
    _happened(minutes=30, imported=True)
    assert doctor_insight.topics().level is Level.OK
    _happened(minutes=0)
    assert doctor_insight.topics().level is Level.OK
    _happened(minutes=5)
    finding = doctor_insight.topics()
    assert (finding.level, finding.figures["topics_waiting"]) == (Level.WARNING, 2.0)
    assert "hotline match" in finding.sentence
    matching.follow(at=timezone.now())
    assert doctor_insight.topics().figures["topics_waiting"] == 0.0


def test_missing_fonts_are_told(tmp_path: Path) -> None:
    assert doctor_insight.paper().level is Level.OK
    with override_settings(BUILD_DIR=tmp_path):
        assert doctor_insight.paper().level is Level.WARNING


def _happened(*, minutes: int, imported: bool = False) -> None:
    at = timezone.now() - timedelta(minutes=minutes)
    facts = {"imported": True} if imported else {}
    journal.record("duty", 1, "amend", by=NOBODY, at=at, facts=facts)
