"""What people do about alerts: within their area, once, with a word; a dismissal raises the bar for a while."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from hotline.ground.catalogue.models import DirectoryRow
from hotline.ground.journal import actions as journal
from hotline.ground.journal.models import Event
from hotline.ground.people.words import Actor, Scope
from hotline.insight.alerts import actions, errors, queries, raising, setting, thresholds, watching
from hotline.insight.alerts.models import Alert, Lift, Step
from hotline.insight.alerts.raising import Found
from hotline.insight.alerts.thresholds import NewRule
from hotline.insight.alerts.words import USUAL, AlertKind, AlertState, Deed, Doubt, Likeness, Sensitivity, Series
from hotline.lib.memo import forget_all
from hotline.lib.refusal import NotPermitted
from tests.employing import employ
from tests.town import MONDAY, Town

from .watched import NIGHT, TODAY, analyst, doubled, store, usual

pytestmark = pytest.mark.django_db
DAY = MONDAY.date()
TOMORROW = DAY + timedelta(days=1)


def raised(category: str = "01.01.01", region: str = "320211", *, seen: int = 60, days_ago: int = 0) -> Alert:
    """An alert as the watch raises it."""
    day = DAY - timedelta(days_ago)
    found = Found(AlertKind.BURST, Series(category, region), day, day, seen, 25.0, 16.0, 36.0)
    alert = raising.raise_alert(found, USUAL, at=MONDAY - timedelta(days_ago))
    assert alert is not None
    return alert


def test_the_road_of_an_alert_is_written_down_step_by_step(town: Town) -> None:
    by, alert = analyst(town, "analyst.wuxi", "320200-rx"), raised()
    actions.acknowledge(alert.pk, "电话核实中", by=by, at=MONDAY)
    actions.act(alert.pk, Deed.TOPIC, "设专题跟踪", "lamps", by=by, at=MONDAY)
    actions.act(alert.pk, Deed.REPORT, "写入周报", by=by, at=MONDAY)
    actions.end(alert.pk, "已修复", by=by, at=MONDAY)
    alert.refresh_from_db()
    assert (alert.state, alert.ended_at) == (AlertState.ACTED, MONDAY)
    told = [(each.verb, each.deed, each.note, each.by_name) for each in queries.steps(alert.pk)]
    assert told == [
        ("raise", "", "", "系统"),
        ("acknowledge", "", "电话核实中", "analyst.wuxi"),
        ("act", "topic", "设专题跟踪", "analyst.wuxi"),
        ("act", "report", "写入周报", "analyst.wuxi"),
        ("end", "", "已修复", "analyst.wuxi"),
    ]
    events = Event.objects.filter(topic=raising.TOPIC, subject=alert.pk).order_by("seq")
    assert [each.verb for each in events] == ["raise", "acknowledge", "act", "act", "end"]


@pytest.mark.parametrize(
    ("late", "word"),
    [
        (lambda pk, by: actions.acknowledge(pk, by=by, at=MONDAY), "已排除"),
        (lambda pk, by: actions.act(pk, Deed.OTHER, "已处理", by=by, at=MONDAY), "已排除"),
        (lambda pk, by: actions.dismiss(pk, Doubt.DATA, "补录", by=by, at=MONDAY), "已排除"),
    ],
)
def test_who_comes_too_late_is_told_who_was_faster(town: Town, late: Callable[[int, Actor], None], word: str) -> None:
    by, alert = analyst(town, "analyst.wuxi", "320200-rx"), raised()
    actions.dismiss(alert.pk, Doubt.KNOWN, "停电检修已公告", by=by, at=MONDAY)
    with pytest.raises(errors.MovedAlready, match=f"analyst.wuxi.*{word}"):
        late(alert.pk, by)
    assert Step.objects.count() == 2


@pytest.mark.parametrize(
    "silent",
    [
        lambda pk, by: actions.act(pk, Deed.ORDER, " ", by=by, at=MONDAY),
        lambda pk, by: actions.dismiss(pk, Doubt.USUAL, "", by=by, at=MONDAY),
        lambda pk, by: actions.end(pk, "", by=by, at=MONDAY),
    ],
)
def test_a_word_is_needed(town: Town, silent: Callable[[int, Actor], None]) -> None:
    by, alert = analyst(town, "analyst.wuxi", "320200-rx"), raised()
    with pytest.raises(errors.NoWord):
        silent(alert.pk, by)
    alert.refresh_from_db()
    assert (alert.state, alert.ended_at, Step.objects.count()) == (AlertState.NEW, None, 1)


def test_alerts_of_elsewhere_and_of_above_do_not_exist(town: Town) -> None:
    people = {
        "province": analyst(town, "analyst.js", "320000-rx"),
        "wuxi": analyst(town, "analyst.wuxi", "320200-rx"),
        "binhu": analyst(town, "analyst.binhu", "320211-rx"),
        "suzhou": analyst(town, "analyst.suzhou", "320500-rx"),
        "unit": employ(town, "leader.cg", "320211-cg", Scope.UNIT_SUBTREE, "analyse", "sign"),
        "other line": employ(town, "leader.jt", "320200-jt", Scope.UNIT_SUBTREE, "analyse", "sign"),
        "line elsewhere": employ(town, "leader.hq", "320505-cg", Scope.UNIT_SUBTREE, "analyse", "sign"),
        "handler": employ(town, "clerk.cg", "320211-cg", Scope.OWN_UNIT, "analyse", "sign"),
        "agent": town.actor("agent.wuxi"),
    }
    alerts = {"32": raised(region="32"), "3202": raised(region="3202"), "320211": raised(region="320211")}
    seen = {who: {region for region, each in alerts.items() if sees(each.pk, by)} for who, by in people.items()}
    assert seen == {
        "province": {"32", "3202", "320211"},
        "wuxi": {"3202", "320211"},
        "binhu": {"320211"},
        "suzhou": set(),
        "unit": {"320211"},
        "other line": set(),
        "line elsewhere": set(),
        "handler": set(),
        "agent": set(),
    }
    with pytest.raises(errors.AlertNotFound):
        actions.acknowledge(alerts["3202"].pk, by=people["suzhou"], at=MONDAY)
    with pytest.raises(errors.NotYours):
        actions.acknowledge(alerts["320211"].pk, by=people["unit"], at=MONDAY)


def test_a_department_reads_the_alerts_of_its_line_of_business_and_of_what_is_mostly_its_line(town: Town) -> None:
    bureau = employ(town, "leader.wuxi", "320200-jt", Scope.UNIT_SUBTREE, "analyse", "sign")
    categories = ("01.01.01", "01.01", "02", "03", "03.01", "03.01.01")
    alerts = {category: raised(category=category, region="320211") for category in categories}
    assert {category for category, each in alerts.items() if sees(each.pk, bureau)} == {"03", "03.01", "03.01.01"}
    DirectoryRow.objects.filter(category_id="03").update(until_on=MONDAY.date())
    forget_all()
    assert not queries.visible_to(bureau, MONDAY.date()).exists()
    assert queries.visible_to(bureau, MONDAY.date() - timedelta(1)).count() == 3


def sees(alert_id: int, by: Actor) -> bool:
    """Whether an actor finds an alert."""
    try:
        queries.alert(alert_id, by, MONDAY.date())
    except errors.AlertNotFound:
        return False
    return True


def test_a_code_that_is_no_area_reaches_nothing(town: Town) -> None:
    by = analyst(town, "analyst.wuxi", "320200-rx")
    [grant] = by.grants
    wrong = replace(by, grants=(replace(grant, region_code="32021"),))
    raised(region="320211")
    assert not queries.visible_to(wrong, MONDAY.date()).exists()


def test_nothing_changes_when_the_journal_fails(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    by, alert = analyst(town, "analyst.wuxi", "320200-rx"), raised()

    def broken(*args: object, **more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(journal, "record", broken)
    with pytest.raises(RuntimeError):
        actions.acknowledge(alert.pk, by=by, at=MONDAY)
    alert.refresh_from_db()
    assert (alert.state, Step.objects.count()) == (AlertState.NEW, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_once_one_wins_and_the_other_is_told(town: Town) -> None:
    people = [analyst(town, f"analyst{number}.wuxi", "320200-rx") for number in (1, 2)]
    alert, results = raised(), list[str]()

    def go(by: Actor) -> None:
        try:
            actions.acknowledge(alert.pk, by=by, at=MONDAY)
            results.append("done")
        except errors.MovedAlready:
            results.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(by,)) for by in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["done", "told"]


def test_what_was_dismissed_as_ordinary_needs_a_higher_bar_for_a_while(
    town: Town, tmp_path: Path, settings: Settings
) -> None:
    settings.WAREHOUSE_DIR = tmp_path
    by = analyst(town, "analyst.wuxi", "320200-rx")
    store(tmp_path, doubled(usual(80), "320211", "01.01.01", times=1.75))
    watching.look(at=NIGHT)
    alert = Alert.objects.get(category="01.01.01", region="320211")
    actions.dismiss(alert.pk, Doubt.USUAL, "每月检修日都这样", by=by, at=NIGHT)
    actions.end(alert.pk, "排除", by=by, at=NIGHT)
    assert queries.lifts(TODAY) == {Series(alert.category, alert.region): 0.5}
    assert watching.look(at=NIGHT) <= 1
    assert not Alert.objects.filter(ended_at__isnull=True, category=alert.category, region=alert.region).exists()
    assert queries.lifts(TODAY + timedelta(28)) == {}
    assert actions.drop_lift(alert.pk, by=by, at=NIGHT)
    assert not actions.drop_lift(alert.pk, by=by, at=NIGHT)
    assert queries.lifts(TODAY) == {}


def test_other_reasons_raise_no_bar(town: Town) -> None:
    by, alert = analyst(town, "analyst.wuxi", "320200-rx"), raised()
    actions.dismiss(alert.pk, Doubt.DATA, "补录", by=by, at=MONDAY)
    assert not Lift.objects.exists()


def test_an_event_that_comes_again_is_another_alert_and_shows_the_earlier_one(town: Town) -> None:
    by, first = analyst(town, "analyst.wuxi", "320200-rx"), raised(days_ago=20)
    actions.end(first.pk, "已恢复", by=by, at=MONDAY - timedelta(15))
    second = raised()
    assert [each.pk for each in queries.similar(second, by, MONDAY.date())] == [first.pk]


def test_a_sensitivity_holds_from_its_day_and_is_refused_where_it_cannot_be(town: Town) -> None:
    keeper = Actor.system()
    strict = Sensitivity(false_alarms=2)
    row = setting.add(TOMORROW, strict, "试行", by=keeper, at=MONDAY)
    assert (queries.sensitivity(DAY), queries.sensitivity(TOMORROW)) == (USUAL, strict)
    with pytest.raises(errors.SettingInForce):
        setting.add(TOMORROW, strict, "", by=keeper, at=MONDAY)
    with pytest.raises(errors.SettingPast):
        setting.add(DAY, strict, "", by=keeper, at=MONDAY)
    with pytest.raises(errors.ImpossibleSetting, match="误报率"):
        setting.change(row.pk, Sensitivity(false_alarms=90), "", by=keeper, at=MONDAY)
    with pytest.raises(errors.ImpossibleSetting, match="“严重”"):
        setting.change(row.pk, Sensitivity(serious=300, grave=200), "", by=keeper, at=MONDAY)
    with pytest.raises(NotPermitted):
        setting.add(TOMORROW, strict, "", by=analyst(town, "analyst.wuxi", "320200-rx"), at=MONDAY)
    with pytest.raises(errors.SettingPast):
        setting.change(row.pk, strict, "", by=keeper, at=MONDAY + timedelta(days=1))
    forget_all()
    assert queries.sensitivity(TOMORROW) == strict


def rule(**more: object) -> NewRule:
    """A threshold that can be."""
    facts: dict[str, object] = {
        "name": "路灯",
        "name_en": "Lamps",
        "likeness": Likeness.MATTER,
        "amount": 3,
        "days": 7,
        "categories": ("01.01",),
        "regions": (),
        "from_on": DAY,
    }
    return NewRule(**(facts | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": " "}, "名称"),
        ({"amount": 1}, "件数"),
        ({"days": 0}, "天数"),
        ({"categories": ()}, "分类"),
        ({"categories": ("77.01",)}, "77.01"),
        ({"regions": ("99",)}, "99"),
        ({"from_on": DAY - timedelta(days=1)}, "生效日期"),
        ({"until_on": DAY}, "失效日期"),
    ],
)
def test_a_threshold_that_cannot_be_is_refused(town: Town, wrong: dict[str, object], told: str) -> None:
    with pytest.raises(errors.ImpossibleRule, match=told):
        thresholds.add(rule(**wrong), by=Actor.system(), at=MONDAY)
    assert not queries.rules().exists()


def test_a_threshold_is_followed_by_its_successor_and_never_rewritten(town: Town) -> None:
    first = thresholds.add(rule(), by=Actor.system(), at=MONDAY)
    heir = thresholds.change(first.pk, rule(amount=5, from_on=TOMORROW), by=Actor.system(), at=MONDAY)
    assert [each.pk for each in queries.rules_in_force(DAY)] == [first.pk]
    assert [each.pk for each in queries.rules_in_force(TOMORROW)] == [heir.pk]
    with pytest.raises(errors.RuleOver):
        thresholds.end(first.pk, date(2020, 4, 1), by=Actor.system(), at=MONDAY + timedelta(days=2))
    with pytest.raises(NotPermitted):
        thresholds.add(rule(), by=analyst(town, "analyst.wuxi", "320200-rx"), at=MONDAY)
