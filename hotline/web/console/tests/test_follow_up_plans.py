"""Follow-up plans on their sheet: added, tried on last month, taken back; a city sees and keeps its own only."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from hotline.flow.followup.models import FollowUpPlan
from tests.town import Town

from .conftest import LoggedIn

SHEET = "follow-up-plans"


def said(town: Town, centre: str = "320200-rx", **more: str) -> dict[str, str]:
    day = f"{timezone.localdate() + timedelta(days=3)}"
    facts = {"name": "二季度抽样", "centre": str(town.unit(centre).pk), "from_on": day, "percent": "20"}
    return facts | {"strata": "01 3202 50\n* 320211 100", "hours": "8、12、18"} | more


def test_a_plan_is_added_tried_and_taken_back(logged_in: LoggedIn, town: Town) -> None:
    client = logged_in("admin.js")
    assert "回访方案" in client.get(reverse("console:sheet", args=[SHEET])).content.decode()
    answer = client.post(reverse("console:new", args=[SHEET]), said(town))
    row = FollowUpPlan.objects.get()
    where = reverse("console:row", args=[SHEET, row.pk])
    assert answer["Location"] == where
    assert row.strata[1] == {"category": "", "region": "320211", "percent": 100}
    assert row.hours == [8, 12, 18]
    page = client.get(where).content.decode()
    assert "用上月工单试算" in page
    assert "无从试算" in page
    changed = client.post(where, said(town, percent="35"))
    row = FollowUpPlan.objects.get()
    assert changed["Location"] == reverse("console:row", args=[SHEET, row.pk])
    assert row.percent == 35
    client.post(reverse("console:deed", args=[SHEET, row.pk, "withdraw"]))
    assert not FollowUpPlan.objects.exists()


def test_what_cannot_be_read_is_told(logged_in: LoggedIn, town: Town) -> None:
    client = logged_in("admin.js")
    for wrong, sentence in (
        ({"strata": "01 3202"}, "读不懂"),
        ({"strata": "01 32050 50"}, "读不懂"),
        ({"strata": "01 3205 50"}, "辖区内"),
        ({"hours": "八点"}, "请写整点"),
        ({"from_on": "2020-01-01"}, "今天以后"),
        ({"centre": "320200-cg"}, "请选择热线中心"),
    ):
        answer = client.post(reverse("console:new", args=[SHEET]), said(town, **wrong))
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert not FollowUpPlan.objects.exists()


def test_another_citys_plan_is_not_there(logged_in: LoggedIn, town: Town) -> None:
    logged_in("admin.js").post(reverse("console:new", args=[SHEET]), said(town, "320500-rx", strata=""))
    row = FollowUpPlan.objects.get()
    client = logged_in("admin.wuxi")
    assert client.get(reverse("console:row", args=[SHEET, row.pk])).status_code == 404
    answer = client.post(reverse("console:new", args=[SHEET]), said(town, "320500-rx", strata=""))
    assert answer.status_code in (403, 422)
    assert FollowUpPlan.objects.count() == 1
