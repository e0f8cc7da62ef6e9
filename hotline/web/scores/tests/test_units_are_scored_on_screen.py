"""Schemes, months and sheets on screen: built, drilled into, objected to, corrected, published; others find nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from hotline.flow.followup.models import FollowUp
from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import Status
from hotline.ground.catalogue.models import Reason
from hotline.ground.people.models import Person, Posting, Role
from hotline.ground.people.words import Actor, Scope
from hotline.insight.evaluation import actions, queries
from hotline.insight.evaluation.models import AdoptedScheme, Objection, Sheet
from hotline.insight.evaluation.words import Exclusion, Group
from hotline.lib.memo import forget_all
from tests import benches
from tests.benches import Enter
from tests.town import LONG_AGO, MONDAY, Town

enter = benches.enter
APRIL = datetime(2020, 4, 6, 10, tzinfo=MONDAY.tzinfo)
MARCH = date(2020, 3, 1)
GROUPS = (
    Group("district", "县区部门", "Districts", ("320211-cg", "320211-mz")),
    Group("city", "市级部门", "City departments", ("320200-jt", "320200-cg")),
)
SEATS = [
    ("scorer.wuxi", "analyst", "score_units export", Scope.AREA, "320200-rx"),
    ("scorer.suzhou", "analyst", "score_units export", Scope.AREA, "320500-rx"),
    ("leader.cg", "chief", "lead_view export", Scope.UNIT_SUBTREE, "320211-cg"),
    ("leader.mz", "chief", "lead_view export", Scope.UNIT_SUBTREE, "320211-mz"),
    ("leader.huqiu", "chief", "lead_view export", Scope.UNIT_SUBTREE, "320505-cg"),
]


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is April."""
    monkeypatch.setattr(timezone, "now", lambda: APRIL)


@pytest.fixture
def wuxi(town: Town) -> int:
    """Wuxi's centre with a scheme, and in March one ticket all well and one never signed."""
    for username, role, permissions, scope, unit in SEATS:
        facts = {"name": role, "name_en": role, "scope": scope, "permissions": permissions.split(), "ordinal": 90}
        Role.objects.get_or_create(code=role, defaults=facts)
        person = Person.objects.create(username=username, name=username, password="x", created_at=MONDAY)
        Posting.objects.create(person=person, role_id=role, organisation=town.unit(unit), from_on=LONG_AGO)
    forget_all()
    town.ticket(Status.CLOSED)
    town.ticket(Status.TO_SIGN)
    centre = town.unit("320200-rx").pk
    scheme = replace(
        queries.examples()["lianyungang-95"], groups=GROUPS, exclusions=(Exclusion("320200-cg", "机构改革过渡期"),)
    )
    actions.adopt(centre, scheme, MARCH, by=Actor.system(), at=APRIL)
    return int(centre)


def built(centre: int) -> Sheet:
    actions.build(centre, MARCH, by=Actor.system(), at=APRIL)
    return Sheet.objects.get(unit__code="320211-cg")


def seen(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def test_a_month_is_built_objected_to_corrected_and_published(wuxi: int, enter: Enter) -> None:
    scorer, leader = enter("scorer.wuxi"), enter("leader.cg")
    where = f"/scores/months/{wuxi}/2020-03/"
    assert "待生成" in seen(scorer, "/scores/")
    assert "生成考核单" in seen(scorer, where)
    assert "还没有本单位的考核单" in seen(leader, "/scores/")
    assert scorer.post(f"{where}build/").status_code == 302
    sheet, idle = Sheet.objects.get(unit__code="320211-cg"), Ticket.objects.get(status=Status.TO_SIGN)
    page = seen(scorer, where)
    for told in ("县区部门", "市级部门", "本期无应办事项", "按方案不参与考核", "组内排名"):
        assert told in page
    assert leader.get(where).status_code == 404, "not before it is published"
    assert "未公布，可提异议" in seen(leader, "/scores/")
    assert "提出异议" in seen(leader, f"/scores/sheets/{sheet.pk}/")
    assert leader.post(f"/scores/sheets/{sheet.pk}/object/", {"text": "该单应由他单位承办"}).status_code == 302
    assert "还有 1 份异议待处理" in seen(scorer, where)
    assert scorer.post(f"{where}publish/").status_code == 409
    said = {"numbers": idle.number, "text": "误派，已核实"}
    assert scorer.post(f"/scores/sheets/{sheet.pk}/grant/", said).status_code == 302
    new = Sheet.objects.get(unit__code="320211-cg", is_current=True)
    corrected = seen(leader, f"/scores/sheets/{new.pk}/")
    for told in ("第 2 稿", "误派，已核实", "已采纳", "45.00"):
        assert told in corrected
    assert "已被更正" in seen(leader, f"/scores/sheets/{sheet.pk}/")
    assert scorer.post(f"{where}publish/").status_code == 302
    assert "县区部门" in seen(leader, where)
    late = leader.post(f"/scores/sheets/{new.pk}/object/", {"text": "还是不服"})
    assert late.status_code == 409
    assert "考核单已公布" in late.content.decode()


def test_every_point_leads_to_the_tickets_the_reader_may_see(wuxi: int, town: Town, enter: Enter) -> None:
    sheet = built(wuxi)
    numbers = list(Ticket.objects.values_list("number", flat=True))
    Posting.objects.create(
        person=Person.objects.get(username="scorer.wuxi"),
        role_id="dispatcher",
        organisation=town.unit("320200-rx"),
        from_on=LONG_AGO,
    )
    page = seen(enter("scorer.wuxi"), f"/scores/sheets/{sheet.pk}/")
    assert all(number in page for number in numbers)
    assert "1 ÷ 2 = <b>50.00%</b>" in page
    assert "<polyline" in page
    assert 'style="' not in page


def test_a_denied_objection_leaves_the_sheet(wuxi: int, enter: Enter) -> None:
    sheet, scorer = built(wuxi), enter("scorer.wuxi")
    enter("leader.cg").post(f"/scores/sheets/{sheet.pk}/object/", {"text": "不服"})
    assert scorer.post(f"/scores/sheets/{sheet.pk}/deny/", {"text": " "}).status_code == 422
    assert scorer.post(f"/scores/sheets/{sheet.pk}/grant/", {"numbers": "", "text": "x"}).status_code == 422
    wrong = scorer.post(f"/scores/sheets/{sheet.pk}/grant/", {"numbers": "20200302999999", "text": "x"})
    assert "不在该考核单的计算范围内" in wrong.content.decode()
    assert scorer.post(f"/scores/sheets/{sheet.pk}/deny/", {"text": "签收超时属实"}).status_code == 302
    assert Objection.objects.get().is_granted is False
    assert Sheet.objects.filter(unit__code="320211-cg").count() == 1


@pytest.mark.parametrize("who", ["leader.mz", "leader.huqiu", "scorer.suzhou"])
def test_other_units_and_other_cities_find_nothing(wuxi: int, enter: Enter, who: str) -> None:
    sheet, client = built(wuxi), enter(who)
    for address in (f"/scores/sheets/{sheet.pk}/", f"/scores/months/{wuxi}/2020-03/"):
        assert client.get(address).status_code == 404
    assert client.get(f"/scores/months/{wuxi}/2020-03/export/").status_code == 404
    for address in (f"/scores/schemes/{wuxi}/", f"/scores/schemes/{wuxi}/adopt/"):
        assert client.get(address).status_code in (403, 404)
    for deed in ("object", "deny", "grant"):
        said = {"text": "x", "numbers": Ticket.objects.earliest("pk").number}
        assert client.post(f"/scores/sheets/{sheet.pk}/{deed}/", said).status_code in (403, 404)
    assert not Objection.objects.exists()


def test_who_has_no_business_here_is_told_so(wuxi: int, enter: Enter) -> None:
    assert enter("agent.wuxi").get("/scores/").status_code == 403
    assert Client().get("/scores/").status_code == 302


def test_a_month_that_is_not_over_is_not_built(wuxi: int, enter: Enter) -> None:
    scorer = enter("scorer.wuxi")
    assert "本月尚未结束" in seen(scorer, f"/scores/months/{wuxi}/2020-04/")
    answer = scorer.post(f"/scores/months/{wuxi}/2020-04/build/")
    assert answer.status_code == 409
    assert "本月尚未结束" in answer.content.decode()
    for wrong in ("2020-13", "march", "2020-3x"):
        assert scorer.get(f"/scores/months/{wuxi}/{wrong}/").status_code == 404
    assert not Sheet.objects.exists()


SCHEME = {
    "code": "wuxi-2020",
    "name": "无锡考核方案",
    "name_en": "Wuxi scheme",
    "from_on": "2020-05-01",
    "total": "45",
    "groups": "县区部门 | Districts | 320211-cg 320211-mz",
    "on_time_conclusion_weight": "20",
    "on_time_conclusion_target": "95",
    "on_time_conclusion_floor": "0",
    "on_time_conclusion_pieces": "0:1",
    "satisfaction_weight": "25",
    "satisfaction_target": "95",
    "satisfaction_floor": "12.5",
    "satisfaction_pieces": "0:0.5 5:2",
}


def test_a_scheme_is_previewed_then_adopted(wuxi: int, enter: Enter) -> None:
    scorer, where = enter("scorer.wuxi"), f"/scores/schemes/{wuxi}/adopt/"
    assert "320211-cg 320211-mz" in seen(scorer, where), "begins from the scheme in force"
    assert 'value="98"' in seen(scorer, f"{where}?example=lianyungang-98")
    look = scorer.post(where, SCHEME | {"look": "1"}).content.decode()
    assert look.count("<polyline") == 2
    assert AdoptedScheme.objects.count() == 1
    assert scorer.post(where, SCHEME).status_code == 302
    row = AdoptedScheme.objects.get(version=2)
    assert row.content["items"][1]["pieces"] == [["0", "0.5"], ["5", "2"]]
    page = seen(scorer, f"/scores/schemes/{wuxi}/")
    assert "待生效" in page
    assert "现行" in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"total": "100"}, "各项分值合计 45 分，应为 100 分"),
        ({"satisfaction_pieces": "5:1"}, "扣分段须从 0 开始"),
        ({"satisfaction_pieces": "每点一分"}, "扣分段请写成"),
        ({"satisfaction_pieces": "0:NaN"}, "扣分段请写成"),
        ({"groups": "县区部门 320211-cg"}, "请按提示用竖线分开"),
        ({"groups": "外市 | Other | 320505-cg"}, "不在本中心辖区"),
        ({"from_on": "2020-02-01"}, "新方案须晚于已有方案生效"),
        ({"from_on": ""}, "这个字段是必填项"),
    ],
)
def test_a_scheme_that_cannot_be_is_told_and_nothing_typed_is_lost(
    wuxi: int, enter: Enter, change: dict[str, Any], sentence: str
) -> None:
    answer = enter("scorer.wuxi").post(f"/scores/schemes/{wuxi}/adopt/", SCHEME | change)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="wuxi-2020"' in page
    assert AdoptedScheme.objects.count() == 1


def test_a_month_leaves_as_a_file(wuxi: int, enter: Enter) -> None:
    built(wuxi)
    answer = enter("scorer.wuxi").get(f"/scores/months/{wuxi}/2020-03/export/")
    rows = list(load_workbook(BytesIO(answer.content)).active.values)
    assert rows[0][:4] == ("考核组", "单位", "名次", "得分")
    assert rows[1][:4] == ("县区部门", "滨湖区城市管理局", 1, 25)
    assert rows[2][2] is None, "nothing due: not ranked"


def test_a_sheet_says_why_people_are_dissatisfied(wuxi: int, enter: Enter) -> None:
    Reason.objects.filter(purpose="dissatisfaction", code="delay").update(blame="policy")
    FollowUp.objects.update(satisfied="dissatisfied", cause="delay")
    forget_all()
    page = seen(enter("leader.cg"), f"/scores/sheets/{built(wuxi).pk}/")
    assert "不满意的成因" in page
    assert "<span>政策类 <b>1</b></span>" in page
    assert "<span>办理类 <b>0</b></span>" in page
