"""The door of special reports: written, reviewed, issued, signed for, instructed on, found; hidden from others."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from hotline.insight.reports import actions, issuing, making, queries
from hotline.insight.reports.models import SpecialReport
from hotline.insight.reports.words import Edit, Kind, Standing, Wanted
from hotline.watch.instructions.models import Instruction
from tests import briefing
from tests.briefing import MONDAY, SOURCE, WEEK, drafted, submitted
from tests.town import Town


@pytest.fixture(scope="session")
def town_facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town's facts."""
    return briefing.facts(tmp_path_factory.mktemp("door-warehouse"))


@pytest.fixture
def office(town: Town, town_facts: Path, settings: Any, tmp_path: Path) -> Town:
    """The town with everybody a report needs."""
    settings.WAREHOUSE_DIR, settings.MEDIA_ROOT = town_facts, tmp_path
    return briefing.furnish(town)


def enter(town: Town, who: str, language: str = "zh-hans") -> Client:
    """Somebody logged in."""
    client = Client(headers={"accept-language": language})
    client.force_login(town.person(who))
    return client


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def report(pk: int) -> SpecialReport:
    return SpecialReport.objects.get(pk=pk)


def test_a_report_walks_from_its_figures_to_its_receipt(office: Town) -> None:
    writer = enter(office, "analyst.js")
    assert "还没有签发的专报" in page(writer, "/briefs/")
    asked = {"kind": "province_weekly", "scope": "32", "since": "2020-07-06", "last": "2020-07-12", "source": SOURCE}
    looked = writer.post("/briefs/new/", asked | {"try": "1"}).content.decode()
    assert "全省受理量" in looked
    assert "含合成数据" in looked
    assert not SpecialReport.objects.exists()
    made = writer.post("/briefs/new/", asked)
    address = made.headers["Location"]
    assert "排队等待生成" in page(writer, address)
    assert "排队" in page(writer, f"{address}progress/")
    while making.make_waiting(at=MONDAY):
        pass
    assert writer.get(f"{address}progress/").headers["HX-Redirect"] == address
    text = page(writer, address)
    assert 'data-figure="total"' in text
    assert "版式预览" in text
    assert writer.get(f"{address}pages/1/").content.startswith(b"\x89PNG")
    assert writer.get(f"{address}pages/99/").status_code == 404
    assert writer.post(f"{address}do/submit/").status_code == 302
    leader = enter(office, "head.js")
    assert "审核专报" in page(leader, address)
    refused = writer.post(f"{address}do/issue/", {"opinion": ""})
    assert refused.status_code == 422
    assert "您的岗位不能签发" in refused.content.decode()
    assert leader.post(f"{address}do/issue/", {"opinion": ""}).status_code == 302
    text = page(leader, address)
    assert "第1期（总第1期）" in text
    assert "省周报" in text
    assert leader.get(f"{address}files/pdf/").getvalue().startswith(b"%PDF")
    assert leader.get(f"{address}files/word/").getvalue().startswith(b"PK")
    other = enter(office, "head2.js")
    owed = queries.receipts(SpecialReport.objects.get(), office.actor("head2.js"), MONDAY)[0].id
    assert other.post(f"{address}receive/{owed}/").status_code == 302
    assert "副省长" in page(other, f"{address}")
    assert "全省12345热线受理办理情况" in page(writer, "/briefs/archive/?words=受理&series=weekly")
    assert "没有符合条件的专报" in page(writer, "/briefs/archive/?words=火星")


def test_text_is_kept_while_it_is_typed_and_figures_stay(office: Town) -> None:
    made, writer = drafted(office), enter(office, "analyst.js")
    figure = queries.content(report(made)).figures["total"].said
    address = f"/briefs/{made}/edit/"

    def save(text: str, revision: int) -> Any:
        changes = json.dumps([{"key": "received.total", "text": text}])
        said = {"revision": revision, "title": "周报", "changes": changes}
        return writer.post(address, said, headers={"HX-Request": "true", "HX-Target": "brief-state"})

    kept = save(f"本周受理⟦total|{figure}⟧件，三成为咨询。", 1)
    assert 'data-revision="2"' in kept.content.decode()
    assert "有未经统计的数字" in kept.content.decode()
    wrong = save(f"本周受理⟦total|{figure}9⟧件。", 2)
    assert wrong.status_code == 422
    assert "数字与统计不符" in wrong.content.decode()
    late = save("迟到的修改", 1)
    assert late.status_code == 409
    assert "您这次的修改没有保存" in late.content.decode()
    assert report(made).revision == 2
    for broken in ("{", '["x"]', '[{"text": 1}]', "[null]"):
        said = {"revision": 2, "title": "周报", "changes": broken}
        assert writer.post(address, said).status_code == 422, broken
    assert writer.post(address, {"revision": "²", "title": "周报"}).status_code == 409
    writer.post(f"/briefs/{made}/restore/", {"revision": 2, "key": "received.total"})
    writer.post(f"/briefs/{made}/paragraph/", {"revision": 3, "after": "received", "text": "<b>补充</b>"})
    assert "&lt;b&gt;补充" in page(writer, f"/briefs/{made}/")
    assert "恢复原文" in page(writer, f"/briefs/{made}/versions/")
    writer.post(f"/briefs/{made}/versions/", {"revision": 4, "number": 2})
    assert "三成为咨询" in page(writer, f"/briefs/{made}/")


def test_a_reviewer_sees_what_the_writer_took_out(office: Town) -> None:
    made, writer, leader = drafted(office), enter(office, "analyst.js"), enter(office, "head.js")
    gone = json.dumps([{"key": "received.total", "removed": True}])
    told = writer.post(f"/briefs/{made}/edit/", {"revision": 1, "title": "周报", "changes": gone})
    assert "删去的段落" in told.content.decode()
    assert "放回" in page(writer, f"/briefs/{made}/")
    back = {"revision": 2, "key": "received.total"}
    assert leader.post(f"/briefs/{made}/put-back/", back).status_code == 403
    assert writer.get(f"/briefs/{made}/put-back/").status_code == 405
    assert writer.post(f"/briefs/{made}/put-back/", back).status_code == 302
    assert "删去的段落" not in page(writer, f"/briefs/{made}/")
    writer.post(f"/briefs/{made}/edit/", {"revision": 3, "title": "周报", "changes": gone})
    writer.post(f"/briefs/{made}/do/submit/")
    text = page(leader, f"/briefs/{made}/")
    assert "起草人删去了生成的 1 段" in text
    assert "放回" not in text


def counted(writer: Client, made: int) -> str:
    """What the page of new figures fetches once it stands."""
    answer = writer.get(f"/briefs/{made}/refresh/", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_would_change_is_shown_before_it_changes(office: Town) -> None:
    made, writer = drafted(office), enter(office, "analyst.js")
    assert "正在重新统计" in page(writer, f"/briefs/{made}/refresh/")
    assert "数字没有变化" not in page(writer, f"/briefs/{made}/refresh/")
    assert "数字没有变化" in counted(writer, made)
    row = report(made)
    content = row.content
    assert content
    content["figures"]["total"]["said"] = "7"
    SpecialReport.objects.filter(pk=made).update(content=content)
    shown = counted(writer, made)
    assert "有 1 个数字会改变" in shown
    assert ">7 件<" in shown
    writer.post(f"/briefs/{made}/refresh/", {"revision": row.revision})
    assert "数字没有变化" in counted(writer, made)


def test_every_figure_leads_to_what_is_behind_it(office: Town) -> None:
    made, writer = drafted(office), enter(office, "analyst.js")
    text = page(writer, f"/briefs/{made}/figures/")
    assert "/explore/tickets/?measure=appeals&amp;from=2020-07-06&amp;until=2020-07-13" in text
    assert f"source={SOURCE}" in text


ASKED = {"kind": "province_weekly", "scope": "32", "since": "2020-07-06", "last": "2020-07-12", "source": SOURCE}


def test_what_is_wrong_stands_beside_its_field(office: Town) -> None:
    writer = enter(office, "analyst.js")
    asked = ASKED
    for change, told in (
        ({"last": "2020-07-01"}, "统计期间为空"),
        ({"since": "2099-01-01", "last": "2099-01-02"}, "还没有到"),
        ({"kind": "hot"}, "请选择热点专报要分析的诉求分类"),
        ({"kind": "evaluation"}, "尚未公布"),
        ({"scope": "9999"}, "选择一个有效的选项"),
        ({"since": "x"}, "输入一个有效的日期"),
    ):
        response = writer.post("/briefs/new/", asked | change)
        assert response.status_code == 422, change
        assert told in response.content.decode(), change
    assert not SpecialReport.objects.exists()


def test_a_making_that_failed_says_why_and_can_be_tried_again(office: Town, settings: Any, tmp_path: Path) -> None:
    asked = Wanted(Kind.PROVINCE_WEEKLY, office.unit("320000-rx").pk, "32", *WEEK, "live")
    made = actions.ask(asked, by=office.actor("analyst.js"), at=MONDAY)
    settings.WAREHOUSE_DIR = tmp_path
    making.make_waiting(at=MONDAY)
    writer = enter(office, "analyst.js")
    assert "没有" in page(writer, f"/briefs/{made}/")
    assert writer.post(f"/briefs/{made}/do/again/").status_code == 302
    assert report(made).standing == Standing.MAKING
    assert writer.post(f"/briefs/{made}/do/remove/").headers["Location"] == "/briefs/"


def test_what_must_be_looked_at_is_refused_without_an_opinion(office: Town) -> None:
    made = drafted(office)
    edit = Edit("received.total", "约有85%涉及物业。")
    actions.edit(made, 1, "周报", [edit], by=office.actor("analyst.js"), at=MONDAY)
    actions.submit(made, by=office.actor("analyst.js"), at=MONDAY)
    leader = enter(office, "head.js")
    assert "有 2 处需要核对" in page(leader, f"/briefs/{made}/")
    response = leader.post(f"/briefs/{made}/do/issue/", {"opinion": ""})
    assert response.status_code == 422
    assert "请核对并填写审核意见" in response.content.decode()
    assert leader.post(f"/briefs/{made}/do/send_back/", {"note": "删去未核数字"}).status_code == 302
    assert "删去未核数字" in page(enter(office, "analyst.js"), f"/briefs/{made}/")


def test_a_withdrawn_issue_leads_to_its_correction(office: Town) -> None:
    made = submitted(office)
    issuing.issue(made, by=office.actor("head.js"), at=MONDAY)
    leader = enter(office, "head.js")
    assert leader.post(f"/briefs/{made}/do/withdraw/", {"why": ""}).status_code == 422
    there = leader.post(f"/briefs/{made}/do/withdraw/", {"why": "口径有误"}).headers["Location"]
    assert "的更正稿" in page(leader, there)
    assert "口径有误" in page(leader, f"/briefs/{made}/")


def test_the_governor_instructs_four_times_on_the_epidemic_daily(office: Town) -> None:
    """Story A14 through the platform's own reports: issued, instructed on, divided into tasks, carried out, read."""
    leader, clerk, unit = (enter(office, who) for who in ("head.js", "head2.js", "member.wuxi-cg"))
    centre = office.unit("320000-rx").pk
    said = ("防护物资请尽快研究。", "请打通运输堵点。", "欠薪苗头要早抓。", "预付卡退费请妥善处理。")
    for day, text in zip((10, 17, 26, 28), said, strict=True):
        at = datetime(2020, 2, day, 8, 30, tzinfo=MONDAY.tzinfo)
        yesterday = (at - timedelta(days=1)).date()
        asked = Wanted(Kind.EPIDEMIC, centre, "32", yesterday, at.date(), SOURCE)
        made = actions.ask(asked, by=office.actor("analyst.js"), at=at)
        making.make_waiting(at=at)
        actions.submit(made, by=office.actor("analyst.js"), at=at)
        issuing.issue(made, by=office.actor("head2.js"), at=at)
        address = f"/lead/reports/{report(made).reference_id}/"
        assert address in page(leader, f"/briefs/{made}/")
        assert leader.post(address, {"text": text, "title": "省长", "given_on": f"2020-02-{day}"}).status_code == 302
        assert text in page(leader, f"/briefs/{made}/")
    numbers = SpecialReport.objects.order_by("pk").values_list("number", "overall")
    assert list(numbers) == [(1, 1), (2, 2), (3, 3), (4, 4)]
    for instruction in Instruction.objects.order_by("pk"):
        task = {"unit": office.unit("320200-cg").pk, "what": "研究落实", "due_on": "2099-03-06"}
        assert clerk.post(f"/lead/instructions/{instruction.pk}/task/", task).status_code == 302
        given = instruction.tasks.get().pk
        assert unit.post(f"/lead/tasks/{given}/sign/").status_code == 302
        assert unit.post(f"/lead/tasks/{given}/report/", {"text": "已落实。"}).status_code == 302
        judged = f"/lead/instructions/{instruction.pk}/tasks/{given}/judge/"
        assert clerk.post(judged, {"judgement": "done"}).status_code == 302
        ended = f"/lead/instructions/{instruction.pk}/conclude/"
        assert clerk.post(ended, {"outcome": "done", "conclusion": "已落实。"}).status_code == 302
        assert leader.post(f"/lead/instructions/{instruction.pk}/read/").status_code == 302
    assert Instruction.objects.filter(outcome="done", read_at__isnull=False).count() == 4


ADDRESSES = ["", "progress/", "figures/", "pages/1/", "files/pdf/", "refresh/", "versions/"]
STRANGERS = ["analyst.suzhou", "analyst.odd", "member.huqiu-cg"]


def test_a_report_of_others_is_not_there(office: Town) -> None:
    made = submitted(office, "analyst.wuxi", kind=Kind.CITY_WEEKLY, centre="320200-rx", scope="3202")
    for who in ("analyst.js", "head.js", *STRANGERS):
        client = enter(office, who)
        for ending in ADDRESSES:
            response = client.get(f"/briefs/{made}/{ending}")
            assert response.status_code in (403, 404), (who, ending)
            assert "无锡市12345" not in response.content.decode(), (who, ending)
        for deed in ("submit", "issue", "send_back", "withdraw", "remove", "again"):
            said = {"note": "x", "why": "x", "opinion": "x"}
            assert client.post(f"/briefs/{made}/do/{deed}/", said).status_code in (403, 404), (who, deed)
    issuing.issue(made, by=office.actor("head.wuxi"), at=MONDAY)
    for who in STRANGERS:
        client = enter(office, who)
        assert client.get(f"/briefs/{made}/").status_code == 404
        assert "无锡市12345热线受理办理情况" not in page(client, "/briefs/archive/")
        assert "无锡市12345热线受理办理情况" not in page(client, "/briefs/")
    assert "无锡市12345热线受理办理情况" in page(enter(office, "analyst.js"), "/briefs/inbox/")
    assert "无锡市12345热线受理办理情况" in page(enter(office, "member.wuxi-cg"), "/briefs/inbox/")


def test_whoever_has_nothing_to_do_with_reports_does_not_come_in(office: Town) -> None:
    for who in ("agent.wuxi", "dispatcher.wuxi"):
        client = enter(office, who)
        for address in ("/briefs/", "/briefs/inbox/", "/briefs/archive/", "/briefs/new/"):
            assert client.get(address).status_code == 403
    assert Client().get("/briefs/").status_code == 302


def test_the_pages_speak_english_and_the_report_chinese(office: Town) -> None:
    made = submitted(office)
    issuing.issue(made, by=office.actor("head.js"), at=MONDAY)
    client = enter(office, "head.js", "en")
    for address, said in (
        ("", "Issued lately"),
        (f"{made}/", "Delivery and receipt"),
        ("archive/", "Archive of reports"),
        ("inbox/", "Reports received"),
        (f"{made}/figures/", "Numerator / denominator"),
    ):
        assert said in page(client, f"/briefs/{address}"), address
    assert "受理办理情况" in page(client, f"/briefs/{made}/")


def test_the_home_asks_few_questions_however_many_reports(office: Town, django_assert_max_num_queries: Any) -> None:
    made = drafted(office)
    for _ in range(12):
        copy = report(made)
        copy.pk = None
        copy.save()
    writer = enter(office, "analyst.js")
    page(writer, "/briefs/")
    with django_assert_max_num_queries(40):
        page(writer, "/briefs/")
