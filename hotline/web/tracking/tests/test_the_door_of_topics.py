"""Topics are written, tried, changed and read at their door; the wrong person finds nothing, a fault has its place."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from hotline.flow.tickets.words import Status
from hotline.ground.outbox.models import Notice
from hotline.ground.people.models import Role
from hotline.lib.days import civil_day
from hotline.watch.topics import actions, filling, matching, telling
from hotline.watch.topics.models import Filling, Match, Subscription, Topic, TopicVersion
from hotline.watch.topics.tests.analysts import LAMPS, PROVINCE, SUZHOU, WUXI, analyst, begin, defined, reader, said
from hotline.watch.topics.words import Definition, TopicState
from tests.benches import Enter
from tests.town import MONDAY, Town

pytestmark = pytest.mark.django_db(transaction=True)
NEW = {
    "name": "健身卡退费",
    "name_en": "Gym cards",
    "code": "gym",
    "umbrella": "",
    "expression": "(退费 or 退款) near/10 健身卡 and not 广告",
    "since": "2020-01-01",
    "until": "2020-03-02",
}


@pytest.fixture
def seats(town: Town, enter: Enter) -> Enter:
    """People who may do their part; the second factor is somebody else's test."""
    for unit in (PROVINCE, WUXI, SUZHOU):
        analyst(town, unit)
    reader(town, WUXI, "reader.wuxi")
    Role.objects.update(is_privileged=False)
    return enter


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_topic_is_tried_before_it_is_saved_and_trying_saves_nothing(town: Town, seats: Enter) -> None:
    defined(town, "cards", Definition("健身卡"))
    kept = said(town, "健身卡停业不退费，电话13912345678", at=MONDAY - timedelta(days=40))
    said(town, "健身卡退费，不公开", is_confidential=True, at=MONDAY - timedelta(days=1))
    said(town, "路灯不亮", at=MONDAY - timedelta(days=1))
    matching.look_at([kept], at=MONDAY)
    shown = seats(f"analyst.{WUXI}").post("/topics/new/", NEW | {"try": "1"}).content.decode()
    assert "您能看到的 2 张工单中，命中 <b>1</b> 张" in shown
    assert "<mark>健身卡</mark>" in shown
    assert "13912345678" not in shown
    assert "专题 cards" in shown
    assert "1 / 1 张" in shown
    assert Topic.objects.count() == 1


def test_a_topic_is_started_or_kept_as_a_draft_and_read_by_whom_it_concerns(town: Town, seats: Enter) -> None:
    answer = seats(f"analyst.{WUXI}").post("/topics/new/", NEW | {"draft": "1"})
    assert (answer.status_code, answer["Location"]) == (302, "/topics/gym/")
    assert seats("reader.wuxi").get("/topics/gym/").status_code == 404
    assert seats(f"analyst.{WUXI}").post("/topics/gym/start/").status_code == 302
    shown = page(seats("reader.wuxi"), "/topics/gym/")
    assert NEW["expression"] in shown
    assert "修改" not in shown
    assert seats(f"analyst.{SUZHOU}").get("/topics/gym/").status_code == 404
    assert "健身卡退费" not in page(seats(f"analyst.{SUZHOU}"), "/topics/")
    assert "健身卡退费" in page(seats(f"analyst.{PROVINCE}"), "/topics/")
    assert seats("handler.lihu").get("/topics/").status_code == 403


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "change/"),
        ("post", "change/"),
        ("post", "start/"),
        ("post", "end/"),
        ("post", "back/"),
        ("post", "rename/"),
        ("post", "bell/"),
        ("get", "filling/"),
    ],
)
def test_another_city_finds_no_way_to_a_topic(town: Town, seats: Enter, method: str, address: str) -> None:
    defined(town, "gym", Definition("健身卡"), WUXI, is_draft=True)
    said_ = NEW | {"why": "理由", "since": "2020-01-01", "threshold": "1", "seen_version": "1"}
    answer = getattr(seats(f"analyst.{SUZHOU}"), method)(f"/topics/gym/{address}", said_)
    assert answer.status_code == 404
    assert (Topic.objects.get().state, TopicVersion.objects.count(), Filling.objects.count()) == ("draft", 1, 0)
    if method == "post" and address != "bell/":
        assert getattr(seats("reader.wuxi"), method)(f"/topics/gym/{address}", said_).status_code == 403


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"expression": "健身卡 退费"}, "表达式第 5 个字处有误：与前面的词之间缺少 and"),
        ({"expression": ""}, "表达式是空的"),
        ({"expression": "not 广告"}, "会命中所有工单"),
        ({"from_on": "2020-03-02", "until_on": "2020-03-01"}, "结束日期须晚于开始日期"),
        ({"categories": ["99"]}, "“99”不是现行的诉求分类"),
        ({"regions": ["320505"]}, "320505"),
        ({"regions": ["32050"]}, "32050"),
        ({"code": "GYM"}, "编码只能用小写字母"),
        ({"code": "Tester A!"}, "编码只能用小写字母"),
        ({"code": "taken"}, "编码“taken”已被另一个专题使用"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_saved(
    town: Town, seats: Enter, changed: dict[str, object], sentence: str
) -> None:
    defined(town, "taken", LAMPS)
    answer = seats(f"analyst.{WUXI}").post("/topics/new/", NEW | changed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert [row.code for row in Topic.objects.all()] == ["taken"]


def test_an_expression_is_checked_while_it_is_typed(town: Town, seats: Enter) -> None:
    client = seats(f"analyst.{WUXI}")
    fine = client.post("/topics/check/", {"expression": NEW["expression"]}).content.decode()
    assert "退费、退款、健身卡" in fine
    wrong = client.post("/topics/check/", {"expression": "<健身卡> 退费"}).content.decode()
    assert '&lt;健身卡&gt; <mark data-place="6">退<span' in wrong
    assert client.post("/topics/check/", {"expression": "健身卡 and"}).content.decode().count('data-place="7"') == 1
    assert client.post("/topics/check/", {"expression": "好" * 3000}).status_code == 200
    assert seats("reader.wuxi").post("/topics/check/", {"expression": "a"}).status_code == 403


def test_a_trial_needs_a_definition_and_no_name_and_saving_needs_both(town: Town, seats: Enter) -> None:
    said(town, "健身卡停业不退费", at=MONDAY - timedelta(days=40))
    client = seats(f"analyst.{WUXI}")
    bare = NEW | {"name": "", "name_en": "", "code": ""}
    tried = client.post("/topics/new/", bare | {"try": "1"})
    assert tried.status_code == 200
    assert "命中 <b>1</b> 张" in tried.content.decode()
    for form in (bare, bare | {"draft": "1"}, bare | {"code": "gym", "name": "健身卡"}):
        assert client.post("/topics/new/", form).status_code == 422
    assert not Topic.objects.exists()


def test_a_topic_of_a_county_is_made_from_the_provinces_form(town: Town, seats: Enter) -> None:
    client = seats(f"analyst.{PROVINCE}")
    assert 'data-source="/kit/places/?within=32"' in page(client, "/topics/new/")
    assert client.post("/topics/new/", NEW | {"regions": ["320211"], "regions_more": "3205"}).status_code == 302
    assert TopicVersion.objects.get().regions == ["320211", "3205"]
    assert re.search(r'value="320211"[^>]* checked><span>无锡市滨湖区<', page(client, "/topics/gym/change/"))


def test_regions_are_offered_within_ones_own_area(town: Town, seats: Enter) -> None:
    client = seats(f"analyst.{PROVINCE}")
    cities = page(client, "/kit/places/?within=32")
    assert "无锡市" in cities
    assert "滨湖区" not in cities
    assert "滨湖区" in page(client, "/kit/places/?within=32&q=滨湖")
    assert 'data-value="320211"' in page(client, "/kit/places/?within=32&q=binhu")
    assert "滨湖区" not in page(client, "/kit/places/?within=3205&q=滨湖")
    assert "没有匹配项" in page(client, "/kit/places/?within=32&q=%27%25")
    assert page(client, "/kit/places/?within=nowhere") == page(client, "/kit/places/")
    assert Client().get("/kit/places/").status_code == 302


@pytest.mark.parametrize(
    ("period", "sentence"),
    [
        ({"since": "2020-03-02", "until": "2020-03-01"}, "结束日期不能早于开始日期"),
        ({"since": "2120-03-02", "until": "2120-03-03"}, "已经过去的时间"),
        ({"since": "x", "until": "2020-03-03"}, "试算自"),
    ],
)
def test_an_impossible_period_is_not_tried(town: Town, seats: Enter, period: dict[str, str], sentence: str) -> None:
    answer = seats(f"analyst.{WUXI}").post("/topics/new/", NEW | {"try": "1"} | period)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_change_is_a_version_and_of_two_at_once_one_is_told(town: Town, seats: Enter) -> None:
    defined(town, "lamps", LAMPS, WUXI)
    client = seats(f"analyst.{WUXI}")
    change = {"expression": "路灯 or 井盖", "why": "也看井盖", "seen_version": "1", "regions": ["320211"]}
    assert client.post("/topics/lamps/change/", change).status_code == 302
    late = client.post("/topics/lamps/change/", change)
    assert late.status_code == 422
    assert "专题已由 analyst.320200-rx 改为第 2 版" in late.content.decode()
    shown = page(client, "/topics/lamps/")
    assert "<ins>井盖</ins>" in shown
    assert "<del>" in shown
    assert "<ins>滨湖区</ins>" in shown
    tried = client.post(
        "/topics/lamps/change/", change | {"why": "", "try": "1", "since": "2020-01-01", "until": "2020-02-01"}
    )
    assert tried.status_code == 200
    assert TopicVersion.objects.count() == 2


def test_the_list_counts_what_one_sees_and_finds_by_name(town: Town, seats: Enter) -> None:
    begin()
    defined(town, "streets", Definition("道路"), name="道路设施")
    defined(town, "lamps", umbrella="streets", name="路灯")
    at = timezone.now()
    said(town, "路灯不亮", at=at)
    said(town, "路灯不亮", at=at, is_confidential=True)
    matching.follow(at=at)
    shown = page(seats("reader.wuxi"), "/topics/")
    assert "道路设施" in shown
    assert "<b>1</b> 今天" in shown
    assert "<b>0</b> 今天" in page(seats(f"analyst.{SUZHOU}"), "/topics/")
    assert "没有符合条件的专题" in page(seats("reader.wuxi"), "/topics/?q=地铁")
    assert "路灯" in page(seats("reader.wuxi"), "/topics/?q=lamps")


def test_tickets_of_a_topic_are_listed_for_who_may_see_them(town: Town, seats: Enter) -> None:
    defined(town, "lamps")
    open_, secret = said(town, "路灯不亮"), said(town, "路灯不亮", is_confidential=True)
    matching.look_at([open_, secret], at=MONDAY)
    numbers = dict(Match.objects.values_list("ticket_id", "ticket__number"))
    shown = page(seats("reader.wuxi"), "/topics/lamps/?days=365")
    assert numbers[open_] in shown
    assert numbers[secret] not in shown
    assert numbers[open_] not in page(seats(f"analyst.{SUZHOU}"), "/topics/lamps/")


def test_old_tickets_are_matched_back_with_their_progress_on_the_page(town: Town, seats: Enter) -> None:
    defined(town, "lamps")
    today = civil_day(timezone.now())
    said(town, "路灯不亮", at=filling.midnight(today - timedelta(days=3)))
    client = seats(f"analyst.{PROVINCE}")
    refused = client.post("/topics/lamps/back/", {"since": f"{today}"})
    assert refused.status_code == 422
    assert "请选择一个过去的日期" in refused.content.decode()
    assert client.post("/topics/lamps/back/", {"since": f"{today - timedelta(days=9)}"}).status_code == 302
    assert "已看 0 / 10 天" in page(client, "/topics/lamps/filling/")
    assert "HX-Trigger" not in client.get("/topics/lamps/filling/").headers
    assert 'hx-trigger="filled from:body" hx-select="#topic-found"' in page(client, "/topics/lamps/?days=90")
    while filling.fill_back(at=timezone.now()):
        pass
    assert client.get("/topics/lamps/filling/").headers["HX-Trigger"] == "filled"
    assert "已全部匹配，命中 1 张" in page(client, "/topics/lamps/")


def test_a_reader_asks_to_be_told_and_no_longer(town: Town, seats: Enter) -> None:
    defined(town, "lamps", name="路灯")
    client = seats("reader.wuxi")
    assert client.post("/topics/lamps/bell/", {"threshold": "0"}).status_code == 422
    assert client.post("/topics/lamps/bell/", {"threshold": "1"}).status_code == 302
    at = timezone.now()
    matching.look_at([said(town, "路灯不亮", at=at)], at=at)
    assert telling.tell(at=at) == 1
    assert Notice.objects.get(kind="topic").facts["topic_code"] == "lamps"
    bell = page(client, "/kit/notices/")
    assert "专题“路灯”今天已有 1 张工单" in bell
    assert "/topics/lamps/" in bell
    assert client.post("/topics/lamps/bell/", {"off": "1"}).status_code == 302
    assert not Subscription.objects.exists()


def test_a_topic_is_renamed_and_ended_with_a_reason(town: Town, seats: Enter) -> None:
    defined(town, "lamps")
    client = seats(f"analyst.{PROVINCE}")
    assert client.post("/topics/lamps/rename/", {"name": " ", "name_en": "x"}).status_code == 422
    assert client.post("/topics/lamps/rename/", {"name": "照明", "name_en": "Light"}).status_code == 302
    assert client.post("/topics/lamps/end/", {"why": " "}).status_code == 422
    assert client.post("/topics/lamps/end/", {"why": "完成"}).status_code == 302
    row = Topic.objects.get()
    assert (row.name, row.state, row.end_reason) == ("照明", TopicState.ENDED, "完成")
    assert client.post("/topics/lamps/end/", {"why": "完成"}).status_code == 409
    assert "修改" not in page(client, "/topics/lamps/")


def test_who_keeps_rules_or_feeds_finds_the_ways_to_them(town: Town, seats: Enter) -> None:
    defined(town, "lamps")
    admin = page(seats("admin.js"), "/topics/lamps/")
    assert "/console/supervision-rules/new/?kind=watched&amp;topics=lamps" in admin
    assert "/feeds/rules/new/" not in admin
    reading = page(seats("reader.wuxi"), "/topics/lamps/")
    assert "/console/supervision-rules/new/" not in reading
    leads = re.search(r'href="(/explore/\?[^"]+)"', reading)
    assert leads
    asked = page(seats("reader.wuxi"), html.unescape(leads[1]))
    assert "读不懂" not in asked
    assert re.search(r'name="topics" value="lamps"[^>]* checked', asked)


def test_a_rule_names_its_topics_from_a_list(town: Town, seats: Enter) -> None:
    defined(town, "lamps", name="照明专题")
    defined(town, "of-suzhou", Definition("井盖"), SUZHOU, name="苏州井盖")
    defined(town, "draft", Definition("草"), name="还是草稿", is_draft=True)
    admin = seats("admin.js")
    asked = page(admin, "/console/supervision-rules/new/?kind=watched&topics=lamps")
    assert re.search(r'type="checkbox" name="topics" value="lamps" checked><span>照明专题', asked)
    assert 'data-source="/kit/topics/"' in asked
    every = page(admin, "/kit/topics/")
    assert "照明专题" in every
    assert "还是草稿" not in every
    assert "照明专题" in page(admin, "/kit/topics/?q=照明")
    assert "照明专题" not in page(admin, "/kit/topics/?q=井盖")
    wuxi = page(seats("lead.wuxi"), "/kit/topics/")
    assert "照明专题" in wuxi
    assert "苏州井盖" not in wuxi
    assert "专题" not in page(seats("handler.binhu"), "/kit/topics/")


def test_lists_of_the_bench_are_narrowed_to_a_topic(town: Town, seats: Enter) -> None:
    defined(town, "lamps", name="照明")
    defined(town, "of-suzhou", Definition("井盖"), SUZHOU, name="苏州井盖")
    ours, other = said(town, "路灯不亮", title="门前的灯"), said(town, "井盖丢失", title="门前的井")
    matching.look_at([ours, other], at=MONDAY)
    client = seats("lead.wuxi")
    shown = page(client, "/bench/tickets/?topic=lamps")
    assert "门前的灯" in shown
    assert "门前的井" not in shown
    assert "专题：照明" in shown
    assert "苏州井盖" not in shown
    assert "门前的灯" not in page(client, "/bench/tickets/?topic=of-suzhou")


def test_a_ticket_names_its_topics_to_the_centre_and_not_to_units(town: Town, seats: Enter) -> None:
    defined(town, "lamps", name="照明专题")
    ticket = town.ticket(Status.HANDLING)
    matching.look_at([ticket.pk], at=MONDAY)
    assert "照明专题" in page(seats("lead.wuxi"), f"/tickets/{ticket.number}/")
    assert '/topics/lamps/"' in page(seats("reader.wuxi"), f"/tickets/{ticket.number}/")
    assert "照明专题" not in page(seats("handler.binhu-cg"), f"/tickets/{ticket.number}/")


def test_the_pages_speak_english(town: Town, seats: Enter) -> None:
    defined(town, "lamps")
    client = seats(f"analyst.{PROVINCE}")
    client.cookies["language"] = "en"
    for address in ("/topics/", "/topics/lamps/", "/topics/new/", "/topics/lamps/change/"):
        shown = client.get(address, headers={"accept-language": "en"}).content.decode()
        assert "Topic" in shown


def test_many_topics_cost_no_more_queries_than_one(
    town: Town, seats: Enter, django_assert_max_num_queries: Any
) -> None:
    client = seats(f"analyst.{PROVINCE}")
    for number in range(12):
        defined(town, f"lamps-{number}")
    client.get("/topics/")
    with django_assert_max_num_queries(22):
        client.get("/topics/")


def test_a_date_of_the_definition_is_shown(town: Town, seats: Enter) -> None:
    defined(town, "spring", Definition("路灯", from_on=date(2020, 3, 1), until_on=date(2020, 6, 1)))
    assert "2020-03-01 – 2020-06-01" in page(seats(f"analyst.{PROVINCE}"), "/topics/spring/")
    actions.end("spring", "完", by=analyst(town), at=MONDAY)
    assert "已结束" in page(seats(f"analyst.{PROVINCE}"), "/topics/spring/")
