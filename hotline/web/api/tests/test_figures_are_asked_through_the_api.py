"""Questions of programs: whose tickets they count, both ways to ask, and each wrong question with its sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django import Settings

from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import Status
from hotline.insight.measures import facts, register
from hotline.insight.measures.words import Dimension, Fact
from hotline.insight.warehouse import exporting
from tests.town import Town

pytestmark = pytest.mark.django_db(transaction=True)
Key = Callable[..., str]
MARCH = {"measure": "appeals", "from": "2020-03-01", "until": "2020-04-01"}


@pytest.fixture
def stored(town: Town, settings: Settings, tmp_path: Path) -> Town:
    """Three tickets of Wuxi, one of them confidential, and one of Suzhou, as facts."""
    settings.WAREHOUSE_DIR = tmp_path
    town.ticket(Status.CLOSED)
    town.ticket(Status.HANDLING)
    town.ticket(Status.HANDLING, is_confidential=True)
    suzhou = town.ticket(region="320505")
    Ticket.objects.filter(pk=suzhou.pk).update(centre_id=town.unit("320500-rx").pk)
    exporting.export(tmp_path)
    return town


def ask(client: Client, key: str, **question: Any) -> Any:
    """POST a question about March, or as told."""
    return client.post(
        "/api/v1/questions",
        MARCH | question,
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )


def test_a_program_counts_its_centres_area_and_nothing_confidential(stored: Town, client: Client, key: Key) -> None:
    wuxi = ask(client, key("analyse"), by=["county"]).json()
    assert (wuxi["numerator"], wuxi["value"]) == (2, 2)
    assert wuxi["parts"] == [{"codes": ["320211"], "numerator": 2, "denominator": 1, "value": 2}]
    assert "is_confidential" in wuxi["query"]
    assert ask(client, key("analyse", centre="320500-rx")).json()["numerator"] == 1
    assert ask(client, key("analyse", centre="320000-rx")).json()["numerator"] == 3


def test_an_address_asks_the_same(stored: Town, client: Client, key: Key) -> None:
    mine = {"Authorization": f"Bearer {key('analyse')}"}
    posted = ask(client, key("analyse"), measure="satisfaction", by=["city"], where={"field": ["01"]}).json()
    got = client.get(f"/api/v1/questions?{posted['question']}", headers=mine).json()
    assert got == posted
    assert (got["numerator"], got["denominator"], got["told_in"]) == (1, 1, "percent")


def test_a_figure_brings_its_definition_and_an_older_one_may_be_asked(stored: Town, client: Client, key: Key) -> None:
    told = ask(client, key("analyse"), measure="satisfaction").json()
    older = ask(client, key("analyse"), measure="satisfaction", version=1).json()
    assert (told["version"], older["version"]) == (3, 1)
    assert told["definition"]["denominator"] != older["definition"]["denominator"]


def test_a_comparison_without_a_base_has_no_change(stored: Town, client: Client, key: Key) -> None:
    found = ask(client, key("analyse"), compare="year").json()["comparison"]
    assert (found["this"]["value"], found["that"]["value"], found["change"]) == (2, 0, None)
    assert "from=2019-03-01" in found["that"]["question"]


def test_the_register_lists_every_measure(stored: Town, client: Client, key: Key) -> None:
    found = client.get("/api/v1/measures", headers={"Authorization": f"Bearer {key('analyse')}"}).json()
    assert {each["code"] for each in found["measures"]} == {fact.value for fact in Fact}
    assert {each["code"] for each in found["dimensions"]} == {each.value for each in Dimension}
    assert all(len(each["versions"]) == len(register.versions(Fact(each["code"]))) for each in found["measures"])
    assert found["sources"] == ["live"]


WRONG: list[tuple[dict[str, Any], int, str]] = [
    ({"where": {"city": ["3205"]}}, 403, "“江苏省苏州市”超出您可以统计的范围"),
    ({"where": {"county": ["32020"]}}, 422, "“32020”不是有效的县"),
    ({"where": {"unit": ["320500-cg"]}}, 403, "“320500-cg”超出"),
    ({"where": {"under": ["320500-cg"]}}, 403, "“320500-cg”超出"),
    ({"where": {"centre": ["320500-rx"]}}, 403, "“320500-rx”超出"),
    ({"measure": "happiness"}, 422, "measure 不在可选范围内"),
    ({"where": {"colour": ["red"]}}, 422, "不在可选范围内"),
    ({"by": ["topics"]}, 422, "“专题”只能用来筛选，不能用来分组"),
    ({"by": ["city", "city"]}, 422, "不能两次按“设区市”分组"),
    ({"where": {"city": ["9999"]}}, 422, "“9999”不是有效的设区市"),
    ({"where": {"county": ["320299"]}}, 422, "“320299”不是有效的县"),
    ({"where": {"under": ["nope"]}}, 422, "“nope”不是有效的承办单位（含下级）"),
    ({"where": {"unit": ["nope"]}}, 422, "“nope”不是有效的承办单位"),
    ({"where": {"centre": ["nope"]}}, 422, "“nope”不是有效的热线中心"),
    ({"where": {"category": ["04'; DROP TABLE x;--"]}}, 422, "不是有效的诉求分类"),
    ({"where": {"field": ["99"]}}, 422, "“99”不是有效的领域"),
    ({"where": {"channel": ["pigeon"]}}, 422, "“pigeon”不是有效的来源渠道"),
    ({"where": {"kind": ["rumour"]}}, 422, "“rumour”不是有效的工单类型"),
    ({"where": {"blame": ["stars"]}}, 422, "“stars”不是有效的不满意成因"),
    ({"where": {"topics": ["nothing"]}}, 422, "“nothing”不是有效的专题"),
    ({"where": {"unit": ["\x00"]}}, 422, "不是有效的承办单位"),
    (
        {"until": "9999-12-31", "compare": "period"},
        422,
        "日期 9999-12-30 超出可用的范围，请选择 1949-10-01 至 2999-12-31",
    ),
    ({"until": "2999-12-31", "compare": "period"}, 422, "超出可用的范围"),
    ({"from": "0001-01-01"}, 422, "日期 0001-01-01 超出可用的范围"),
    ({"where": {"month": ["2020-13"]}}, 422, "“2020-13”不是有效的月"),
    ({"until": "2020-03-01"}, 422, "没有一天"),
    ({"until": "soon"}, 422, "until"),
    ({"from": "2090-01-01", "until": "2090-02-01"}, 422, "还没有到"),
    ({"from": "2018-01-01", "until": "2018-02-01"}, 422, "数据从 2020-03-01 才开始"),
    ({"version": 9}, 422, "没有第 9 版定义，现有：1"),
    ({"window": "asked"}, 422, "不能“按回访日”统计，可用的有：按登记日"),
    ({"source": "../live"}, 422, "没有名为“../live”的数据来源"),
    ({"compare": "moon"}, 422, "compare"),
    ({"colour": "red"}, 422, "没有这个字段"),
]
WRONG_ADDRESSES = [
    ("from=2020-03-01&until=2020-04-01", "缺少“measure”"),
    ("measure=happiness&from=2020-03-01&until=2020-04-01", "没有“happiness”这个指标"),
    ("measure=appeals&from=2020-03-01&until=2020-04-01&colour=red", "不能按“colour”筛选"),
    ("measure=appeals&from=2020-03-01&until=2020-04-01&compare=moon", "不能与“moon”比较"),
    ("measure=appeals&from=2020-03-01&until=2020-04-01&by=city&by=city", "不能两次按“设区市”分组"),
    (
        "measure=appeals&from=2020-03-01&until=2020-04-01&by=city&by=field&by=month&by=kind",
        "最多按 3 项分组",
    ),
    ("measure=appeals&from=2020-03-01&until=2020-04-01&city=%00", "不是有效的设区市"),
    ("measure=appeals&from=0001-01-01&until=2020-04-01&compare=year", "日期 0001-01-01 超出可用的范围"),
    ("measure=appeals&from=0001-01-01&until=2020-04-01&compare=period", "日期 0001-01-01 超出可用的范围"),
    ("measure=appeals&from=1949-10-01&until=2020-04-01&compare=year", "日期 1948-10-01 超出可用的范围"),
]


def test_each_wrong_question_is_refused_with_what_is_wrong(stored: Town, client: Client, key: Key) -> None:
    mine = key("analyse")
    for question, status, sentence in WRONG:
        answer = ask(client, mine, **question)
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), question
        assert sentence in answer.json()["detail"], question


def test_a_wrong_address_is_refused_too(stored: Town, client: Client, key: Key) -> None:
    mine = {"Authorization": f"Bearer {key('analyse')}"}
    for text, sentence in WRONG_ADDRESSES:
        answer = client.get(f"/api/v1/questions?{text}", headers=mine)
        assert answer.status_code == 422, text
        assert sentence in answer.json()["detail"], text


def test_what_fails_is_not_told_of_a_key_that_the_question_has_not(
    stored: Town, client: Client, key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    mine = {"Authorization": f"Bearer {key('analyse')}"}
    monkeypatch.setattr(facts, "answered", broken)
    for answer in (client.get("/api/v1/questions", MARCH, headers=mine), ask(client, key("analyse"))):
        assert (answer.status_code, answer.json()["detail"]) == (500, "系统内部错误，请稍后重试。")


def test_codes_of_today_and_the_empty_one_are_taken(stored: Town, client: Client, key: Key) -> None:
    mine = key("analyse")
    for where in ({"city": ["3202"]}, {"county": ["320211"]}, {"under": ["320211-cg"]}, {"field": ["01"]}):
        answer = ask(client, mine, where=where)
        assert answer.status_code == 200, (where, answer.content.decode())
    address = f"/api/v1/questions?{urlencode(MARCH)}&unit="
    assert client.get(address, headers={"Authorization": f"Bearer {mine}"}).status_code == 200


def test_another_scope_and_no_key_are_refused(stored: Town, client: Client, key: Key) -> None:
    for scopes in (("read",), ("submit", "write")):
        assert ask(client, key(*scopes)).status_code == 403
        answer = client.get("/api/v1/measures", headers={"Authorization": f"Bearer {key(*scopes)}"})
        assert answer.status_code == 403
    assert client.post("/api/v1/questions", MARCH, content_type="application/json").status_code == 401


def test_a_key_for_figures_does_nothing_else(stored: Town, client: Client, key: Key) -> None:
    mine = {"Authorization": f"Bearer {key('analyse')}"}
    number = Ticket.objects.order_by("pk").first().number  # type: ignore[union-attr]
    assert client.get(f"/api/v1/tickets/{number}", headers=mine).status_code == 403
    note = client.post(f"/api/v1/tickets/{number}/notes", {"text": "x"}, content_type="application/json", headers=mine)
    assert note.status_code == 403


def test_before_the_first_export_it_is_said_how_to_make_one(
    town: Town, client: Client, key: Key, settings: Settings, tmp_path: Path
) -> None:
    settings.WAREHOUSE_DIR = tmp_path
    answer = ask(client, key("analyse"))
    assert answer.status_code == 404
    assert "hotline export" in answer.json()["detail"]
    assert (
        "hotline export"
        in client.post(
            "/api/v1/questions",
            MARCH,
            content_type="application/json",
            headers={"Authorization": f"Bearer {key('analyse')}", "Accept-Language": "en"},
        ).json()["detail"]
    )
