"""The job: what stands out is raised once, goes on, ends; nothing secret is counted; every analyst gets one line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from hotline.ground.journal.models import Event
from hotline.ground.outbox.models import Notice
from hotline.insight.alerts import actions, queries, raising, telling, watching
from hotline.insight.alerts.models import Alert, ThresholdRule
from hotline.insight.alerts.words import AlertKind, Likeness
from hotline.insight.measures.links import from_query
from tests.town import Town

from .watched import NIGHT, SINCE, TODAY, analyst, doubled, store, usual

pytestmark = pytest.mark.django_db
LAMPS, RELIEF = "01.01.01", "02.01.01"
ONE = timedelta(days=1)


@pytest.fixture
def root(settings: Settings, tmp_path: Path, town: Town) -> Path:
    """A warehouse of our own, in a town."""
    settings.WAREHOUSE_DIR = tmp_path / "warehouse"
    return tmp_path / "warehouse"


def test_without_facts_nothing_is_said(root: Path) -> None:
    assert watching.look(at=NIGHT) == 0


def test_a_doubling_is_told_once_with_its_evidence_however_often_one_looks(root: Path) -> None:
    store(root, doubled(usual(), "320211", LAMPS))
    assert [watching.look(at=NIGHT) for _ in range(2)] == [1, 0]
    [alert] = Alert.objects.all()
    assert (alert.kind, alert.category[:2], alert.region[:4]) == ("burst", "01", "3202")
    assert alert.observed > 1.4 * alert.expected
    assert alert.low < alert.expected < alert.high < alert.observed
    question = from_query(alert.query)
    assert (question.period.since, question.period.last) == (alert.since_on, alert.last_on)
    assert alert.evidence["days"][-1]["day"] == TODAY.isoformat()
    assert [each.verb for each in Event.objects.filter(topic=raising.TOPIC)] == ["raise"]


def test_an_event_goes_on_and_ends_when_its_series_is_as_usual_again(root: Path) -> None:
    ends = TODAY + timedelta(8)
    counts = doubled(usual(until=ends), "320211", LAMPS)
    counts = [each if each[0] <= TODAY + ONE or each[3] < 70 else (*each[:3], 40) for each in counts]
    store(root, [each for each in counts if each[0] <= TODAY])
    watching.look(at=NIGHT)
    store(root, [each for each in counts if each[0] <= TODAY + ONE])
    assert watching.look(at=NIGHT + ONE) == 0
    [alert] = Alert.objects.all()
    assert (alert.last_on, alert.ended_at) == (TODAY + ONE, None)
    store(root, counts)
    watching.look(at=NIGHT + timedelta(8))
    alert.refresh_from_db()
    assert alert.ended_at is not None
    assert [each.verb for each in queries.steps(alert.pk)] == ["raise", "end"]


def test_what_somebody_ended_stays_away_until_it_rises_further(root: Path, town: Town) -> None:
    by, far = analyst(town, "analyst.wuxi", "320200-rx"), TODAY + timedelta(3)
    counts = doubled(usual(until=far), "320211", LAMPS)
    store(root, [each for each in counts if each[0] <= TODAY])
    watching.look(at=NIGHT)
    [alert] = Alert.objects.all()
    actions.end(alert.pk, "管线检修，已告知", by=by, at=NIGHT)
    assert watching.look(at=NIGHT) == 0
    store(root, [each for each in counts if each[0] <= TODAY + ONE])
    assert watching.look(at=NIGHT + ONE) == 0
    store(root, doubled(counts, "320211", LAMPS, since=far, times=2))
    assert watching.look(at=NIGHT + timedelta(3)) == 1
    assert Alert.objects.filter(ended_at__isnull=True).count() == 1


def test_something_new_that_somebody_ended_is_not_new_the_next_day(root: Path, town: Town) -> None:
    by = analyst(town, "analyst.suzhou", "320500-rx")
    counts = [(SINCE - timedelta(number), "320506", "03.01.01", 2) for number in range(1, 120)]
    counts += [*usual(), *((TODAY - timedelta(number), "320506", RELIEF, 1) for number in (0, 2, 5))]
    store(root, counts)
    watching.look(at=NIGHT)
    [alert] = Alert.objects.filter(kind=AlertKind.NEW)
    actions.end(alert.pk, "已核实，属正常", by=by, at=NIGHT)
    watching.look(at=NIGHT + ONE)
    assert Alert.objects.filter(kind=AlertKind.NEW).count() == 1


def test_confidential_tickets_are_not_counted(root: Path) -> None:
    """Whoever sees the alert must not learn from its figure that there are any."""
    store(root, doubled(usual(), "320211", LAMPS), is_confidential=True)
    assert watching.look(at=NIGHT) == 0


def test_what_a_county_never_had_is_told_as_new(root: Path) -> None:
    counts = [(SINCE - timedelta(number), "320506", "03.01.01", 2) for number in range(1, 120)]
    counts += [*usual(), *((TODAY - timedelta(number), "320506", RELIEF, 1) for number in (0, 2, 5))]
    store(root, counts)
    watching.look(at=NIGHT)
    found = Alert.objects.filter(kind=AlertKind.NEW)
    assert [(each.category, each.region, each.observed, each.severity) for each in found] == [
        (RELIEF, "320506", 3, "notable")
    ]


def test_a_threshold_tells_of_so_many_in_a_county(root: Path) -> None:
    rule = ThresholdRule.objects.create(
        name="送餐", name_en="Meals", likeness=Likeness.CATEGORY, amount=3, days=7, categories=["02.01"], from_on=TODAY
    )
    counts = [each for each in usual(2) if each[2] != RELIEF]
    store(root, [*counts, *((TODAY - timedelta(number), "320505", RELIEF, 1) for number in (0, 3, 6, 9))])
    watching.look(at=NIGHT)
    [alert] = Alert.objects.filter(rule=rule)
    assert (alert.category, alert.region, alert.observed) == (RELIEF, "320505", 3)
    assert watching.look(at=NIGHT) == 0


def test_a_threshold_tells_of_so_many_about_one_matter_and_shows_their_tickets(root: Path, town: Town) -> None:
    rule = ThresholdRule.objects.create(
        name="路灯", name_en="Lamps", likeness=Likeness.MATTER, amount=3, days=7, categories=["01"], from_on=TODAY
    )
    ours = [town.ticket(at=NIGHT - timedelta(hours=hours)).pk for hours in (30, 20, 10)]
    town.ticket(at=NIGHT - timedelta(hours=9), is_confidential=True)
    other: dict[str, Any] = {
        "category": "01.01.02",
        "title": "污水外溢",
        "text": "吴中区一处下水道污水外溢",
        "place": "吴中大道",
    }
    town.ticket(at=NIGHT - timedelta(hours=8), region="320506", **other)
    store(root, usual(2))
    watching.look(at=NIGHT)
    [alert] = Alert.objects.filter(rule=rule)
    assert (alert.observed, alert.tickets, alert.region) == (3, ours, "320211")
    fourth = town.ticket(at=NIGHT - timedelta(hours=1)).pk
    assert watching.look(at=NIGHT) == 0
    alert.refresh_from_db()
    assert alert.tickets == [*ours, fourth]


def test_another_matter_of_the_same_leaf_and_county_is_told_though_one_was_ended(root: Path, town: Town) -> None:
    rule = ThresholdRule.objects.create(
        name="路灯", name_en="Lamps", likeness=Likeness.MATTER, amount=3, days=7, categories=["01"], from_on=TODAY
    )
    by = analyst(town, "analyst.wuxi", "320200-rx")
    for hours in (30, 20, 10):
        town.ticket(at=NIGHT - timedelta(hours=hours))
    store(root, usual(2))
    watching.look(at=NIGHT)
    [first] = Alert.objects.filter(rule=rule)
    actions.end(first.pk, "已派单检修", by=by, at=NIGHT)
    town.ticket(at=NIGHT - timedelta(hours=5))
    assert watching.look(at=NIGHT) == 0
    other: dict[str, Any] = {"title": "井盖翘起", "text": "湖滨商业街口的井盖翘起，骑车差点摔倒", "place": "湖滨商业街"}
    theirs = [town.ticket(at=NIGHT - timedelta(hours=hours), **other).pk for hours in (4, 3, 2)]
    assert watching.look(at=NIGHT) == 1
    [second] = Alert.objects.filter(rule=rule, ended_at__isnull=True)
    assert (second.tickets, second.category, second.region) == (theirs, first.category, first.region)


def test_an_analyst_gets_one_line_for_all_new_alerts_of_her_area_and_none_at_night(root: Path, town: Town) -> None:
    wuxi, _ = analyst(town, "analyst.wuxi", "320200-rx"), analyst(town, "analyst.suzhou", "320500-rx")
    counts = doubled(doubled(usual(), "320211", LAMPS), "320211", RELIEF, times=3)
    store(root, counts)
    assert watching.look(at=NIGHT) == 2
    assert telling.tell(at=NIGHT) == 0
    morning = NIGHT + timedelta(hours=8)
    assert telling.tell(at=morning) == 2
    assert telling.tell(at=morning + timedelta(minutes=1)) == 0
    [notice] = Notice.objects.filter(kind="alert")
    assert (notice.person_id, notice.facts) == (wuxi.person_id, {"count": 2})
    assert not Notice.objects.filter(person__username="analyst.suzhou").exists()
