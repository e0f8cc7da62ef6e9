"""The demonstration's alerts: found by the watch in the replayed year, marked as such, taken up, there once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from hotline.config import samples_alerts
from hotline.ground.people.words import Scope
from hotline.insight.alerts import queries, raising
from hotline.insight.alerts.models import Alert
from hotline.insight.alerts.tests.watched import store, usual
from hotline.insight.alerts.words import AlertKind
from hotline.lib.days import SHANGHAI
from tests.employing import employ
from tests.town import Town

pytestmark = pytest.mark.django_db
PRICES, LAST = "09.02.01", date(2020, 4, 17)
NOW = datetime(2026, 11, 27, 9, 0, tzinfo=SHANGHAI)


def year() -> list[tuple[date, str, str, int]]:
    """Months as usual; in February prices rise from week to week, in April lamps double at the end."""
    counts = [row for row in usual(30, until=LAST) if row[1] == "320505"]
    rising = [
        (day, "320211", PRICES, 2 + max((day - date(2020, 1, 24)).days, 0) // 4) for day, _, leaf, _ in counts[::3]
    ]
    burst = [(LAST, "320505", "01.01.01", 60)]
    return counts + rising + burst


def test_they_are_what_the_watch_finds_and_stay_when_real_days_go_by(
    town: Town, settings: Settings, tmp_path: Path
) -> None:
    settings.WAREHOUSE_DIR = tmp_path
    store(tmp_path, year(), is_synthetic=True)
    employ(town, "analyst.province", "320000-rx", Scope.AREA, "analyse", "add_note")
    told: list[str] = []
    for _ in range(2):
        samples_alerts.play(told.append)
    assert told == [f"{Alert.objects.count()} alerts", "already there"]
    assert set(Alert.objects.values_list("is_synthetic", flat=True)) == {True}
    rise = Alert.objects.get(kind=AlertKind.RISE, category__startswith="09", state="acknowledged")
    assert [each.verb for each in queries.steps(rise.pk)][:2] == ["raise", "acknowledge"]
    burst = Alert.objects.get(kind=AlertKind.BURST, ended_at__isnull=True, category__startswith="01")
    assert burst.last_on == LAST
    raising.end_quiet(AlertKind.BURST, NOW.date(), 3, is_synthetic=False, at=NOW)
    burst.refresh_from_db()
    assert burst.ended_at is None
    raising.end_quiet(AlertKind.BURST, LAST + timedelta(9), 3, is_synthetic=True, at=NOW)
    burst.refresh_from_db()
    assert burst.ended_at == NOW


def test_they_go_when_the_replay_is_taken_out_and_what_somebody_moved_only_ends(
    town: Town, settings: Settings, tmp_path: Path
) -> None:
    settings.WAREHOUSE_DIR = tmp_path
    store(tmp_path, year(), is_synthetic=True)
    employ(town, "analyst.province", "320000-rx", Scope.AREA, "analyse", "add_note")
    samples_alerts.play(lambda told: None)
    real = Alert.objects.filter(state="new").first()
    assert real
    Alert.objects.filter(pk=real.pk).update(is_synthetic=False)
    moved = list(Alert.objects.exclude(state="new").values_list("pk", flat=True))
    fresh = Alert.objects.filter(state="new", is_synthetic=True).count()
    assert moved
    assert raising.take_out_synthetic(at=NOW) == (fresh, len(moved))
    assert list(Alert.objects.exclude(pk=real.pk).order_by("pk").values_list("pk", flat=True)) == sorted(moved)
    assert not Alert.objects.filter(is_synthetic=True, ended_at__isnull=True).exists()
    assert raising.take_out_synthetic(at=NOW) == (0, len(moved))


def test_without_a_replay_there_is_nothing_to_show(town: Town, settings: Settings, tmp_path: Path) -> None:
    settings.WAREHOUSE_DIR = tmp_path
    employ(town, "analyst.province", "320000-rx", Scope.AREA, "analyse", "add_note")
    told: list[str] = []
    samples_alerts.play(told.append)
    assert told == ["0 alerts"]
