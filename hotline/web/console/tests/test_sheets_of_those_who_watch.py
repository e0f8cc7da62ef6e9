"""Rules of supervision, their limits and the weekly duties are dated rows; a rule is tried before it is kept."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hotline.flow.tickets.words import Status
from hotline.insight.alerts.models import ThresholdRule
from hotline.lib.days import SHANGHAI
from hotline.watch.duties.models import ReportDuty
from hotline.watch.supervision.models import Firing, OrderLimit, Rule
from tests import supervised
from tests.town import MONDAY, Town

from .conftest import LoggedIn

NOW = datetime(2020, 3, 3, 9, 0, tzinfo=SHANGHAI)
RULE = {
    "name": "路灯专题",
    "name_en": "Lamps",
    "kind": "watched",
    "words": "路灯、长明灯",
    "mode": "suggest",
    "grade": "key",
    "reason": "topic",
    "demand": "请市中心牵头办理。",
    "from_on": "2020-03-03",
}


@pytest.fixture
def watched(town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """The town with supervision, on the Tuesday."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return supervised.furnish(town)


def new(slug: str) -> str:
    return reverse("console:new", args=[slug])


def row(slug: str, pk: int) -> str:
    return reverse("console:row", args=[slug, pk])


def test_a_rule_is_added_followed_by_another_and_ended(watched: Town, logged_in: LoggedIn) -> None:
    who, centre = logged_in("admin.js"), watched.unit("320000-rx").pk
    assert who.post(new("supervision-rules"), RULE | {"centre": centre}).status_code == 302
    old = Rule.objects.get()
    assert old.words == ["路灯", "长明灯"]
    assert "路灯专题" in who.get(reverse("console:sheet", args=["supervision-rules"])).content.decode()
    changed = RULE | {"centre": centre, "words": "路灯", "from_on": "2020-03-10"}
    assert who.post(row("supervision-rules", old.pk), changed).status_code == 302
    heir = Rule.objects.exclude(pk=old.pk).get()
    assert (Rule.objects.get(pk=old.pk).until_on, heir.words) == (date(2020, 3, 10), ["路灯"])
    end = reverse("console:deed", args=["supervision-rules", heir.pk, "close"])
    assert who.post(end, {"close-until_on": "2020-04-01"}).status_code == 302
    assert Rule.objects.get(pk=heir.pk).until_on == date(2020, 4, 1)


def test_a_wrong_rule_is_told_and_nothing_is_kept(watched: Town, logged_in: LoggedIn) -> None:
    who, centre = logged_in("admin.js"), watched.unit("320000-rx").pk
    for wrong in ({"words": ""}, {"categories": "99.99"}, {"from_on": "2020-03-02"}, {"kind": "repeats", "amount": 1}):
        answer = who.post(new("supervision-rules"), RULE | {"centre": centre} | wrong)
        assert answer.status_code == 422
        assert "督办规则有误" in answer.content.decode()
    assert not Rule.objects.exists()


def test_a_city_keeps_the_rules_of_its_own_centre_only(watched: Town, logged_in: LoggedIn) -> None:
    who = logged_in("admin.wuxi")
    assert who.post(new("supervision-rules"), RULE | {"centre": watched.unit("320200-rx").pk}).status_code == 302
    refused = who.post(new("supervision-rules"), RULE | {"centre": watched.unit("320500-rx").pk})
    assert refused.status_code in (403, 422)
    assert Rule.objects.count() == 1
    logged_in("admin.js").post(new("supervision-rules"), RULE | {"centre": watched.unit("320500-rx").pk})
    theirs = Rule.objects.get(centre=watched.unit("320500-rx"))
    assert who.get(row("supervision-rules", theirs.pk)).status_code == 404


def test_a_rule_is_tried_on_past_tickets_before_it_is_kept(watched: Town, logged_in: LoggedIn) -> None:
    watched.ticket(Status.IN_REVIEW)
    watched.ticket(Status.IN_REVIEW, title="下水道堵塞", text="污水外溢一周无人处理。")
    who, address = logged_in("admin.js"), reverse("console:try_rule")
    said = RULE | {"centre": watched.unit("320000-rx").pk, "since": "2020-03-01", "until": "2020-03-03"}
    page = who.post(address, said).content.decode()
    assert "这段时间登记的 2 张工单中，有 1 张符合" in page
    assert "您的岗位不能查看工单，只显示数量" in page
    assert "路灯长期不亮" not in page
    assert "有 0 张符合" in who.post(address, said | {"since": "2020-02-01", "until": "2020-02-03"}).content.decode()
    assert not Rule.objects.exists()
    assert not Firing.objects.exists()
    city = logged_in("admin.wuxi").post(address, said)
    assert city.status_code == 422
    assert "试用规则" in city.content.decode()


def test_limits_are_kept_from_their_day(watched: Town, logged_in: LoggedIn) -> None:
    who = logged_in("admin.js")
    old = OrderLimit.objects.get(level="province", grade="key")
    said = {"sign": "1h", "feedback": "24h", "from_on": "2020-03-10"}
    assert who.post(row("supervision-limits", old.pk), said).status_code == 302
    assert OrderLimit.objects.get(pk=old.pk).until_on == date(2020, 3, 10)
    assert OrderLimit.objects.filter(level="province", grade="key").count() == 2
    wrong = who.post(new("supervision-limits"), said | {"level": "city", "grade": "key", "feedback": "soon"})
    assert "无法识别" in wrong.content.decode()
    assert logged_in("admin.wuxi").get(new("supervision-limits")).status_code == 403


def test_duties_are_kept_from_their_day(watched: Town, logged_in: LoggedIn) -> None:
    who = logged_in("admin.js")
    said = {"name": "周报", "name_en": "Weekly", "what": "本周情况", "level": "city", "recipient": "centre_above"}
    said |= {"weekday": "4", "clock": "16:00", "from_on": "2020-03-09"}
    assert who.post(new("report-duties"), said).status_code == 302
    old = ReportDuty.objects.get()
    assert (old.weekday, old.clock) == (4, time(16))
    assert who.post(row("report-duties", old.pk), said | {"weekday": "3", "from_on": "2020-03-16"}).status_code == 302
    assert ReportDuty.objects.get(pk=old.pk).until_on == date(2020, 3, 16)
    wrong = who.post(new("report-duties"), said | {"from_on": f"{(MONDAY - timedelta(days=9)).date()}"})
    assert "报送制度有误" in wrong.content.decode()


def test_a_threshold_picks_its_categories_and_regions_by_name(watched: Town, logged_in: LoggedIn) -> None:
    who = logged_in("admin.js")
    shown = who.get(new("alert-thresholds")).content.decode()
    assert 'data-source="/kit/categories/?branches=1"' in shown
    assert 'data-source="/kit/places/"' in shown
    rule = {"name": "路灯", "name_en": "Lamps", "likeness": "category", "amount": "3", "days": "7"}
    rule |= {"from_on": f"{NOW.date():%F}"}
    assert who.post(new("alert-thresholds"), rule).status_code == 422
    for wrong in ({"regions": ["999999"]}, {"categories": ["01.01.01", "99.99"]}):
        refused = who.post(new("alert-thresholds"), rule | {"categories": ["01.01.01"]} | wrong)
        assert refused.status_code == 422
        assert "没有编码为" in refused.content.decode()
    assert not ThresholdRule.objects.exists()
    said = {"categories": ["01.01.01"], "categories_more": "02.01.01", "regions": ["320211"]}
    assert who.post(new("alert-thresholds"), rule | said).status_code == 302
    made = ThresholdRule.objects.get()
    assert (made.categories, made.regions) == (["01.01.01", "02.01.01"], ["320211"])
    assert "无锡市滨湖区" in who.get(row("alert-thresholds", made.pk)).content.decode()
