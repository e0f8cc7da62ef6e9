"""Rules are set, tried and changed; deliveries are received and answered; the wrong person finds nothing."""

from __future__ import annotations

import pytest
from django.test import Client

from hotline.ground.people.models import Role
from hotline.watch.feeds import delivering
from hotline.watch.feeds.models import Agreement, Delivery, Feed, FeedVersion
from hotline.watch.feeds.tests.feeding import agree, later, opened, prepare, report
from hotline.watch.topics.tests.analysts import defined
from hotline.watch.topics.words import Definition
from tests.benches import Enter
from tests.town import Town

RULE = {
    "name": "群租房隐患流转",
    "name_en": "",
    "code": "group-rental",
    "department": "cg",
    "level": "city",
    "receipt_limit": "1wd",
    "answer_limit": "5wd",
    "any_words": "群租、隔断",
    "no_words": "",
    "regions": ["3205"],
    "fields_": ["title", "text", "place"],
    "why": "先行试点",
}


@pytest.fixture
def seats(town: Town, enter: Enter) -> Enter:
    """People who may do their part; the second factor is somebody else's test."""
    prepare()
    Role.objects.update(is_privileged=False)
    return enter


def delivered(town: Town) -> Delivery:
    """One delivery at Suzhou's department."""
    agree(town, categories=())
    opened(town)
    made = report(town, "320500-rx")
    delivering.look_at([made.id], at=later())
    return Delivery.objects.get()


def test_a_rule_is_tried_before_it_runs_and_trying_saves_nothing(town: Town, seats: Enter) -> None:
    agree(town, categories=())
    report(town, "320500-rx")
    report(town, "320200-rx")
    page = seats("supervisor.js").post("/feeds/rules/new/", RULE | {"try": "1"}).content.decode()
    assert "近 90 天的 2 张工单中，1 张符合条件" in page
    assert not Feed.objects.exists()

    answer = seats("supervisor.js").post("/feeds/rules/new/", RULE)
    assert answer.status_code == 302
    rule = seats("supervisor.js").get(answer["Location"]).content.decode()
    assert "群租" in rule
    assert "苏州" in rule


def test_a_rule_takes_its_topics_from_a_list(town: Town, seats: Enter) -> None:
    agree(town, categories=())
    defined(town, "rental", Definition("群租"), name="群租房专题")
    ticked = 'type="checkbox" name="topics" value="rental" checked><span>群租房专题'
    keeper = seats("supervisor.js")
    assert "群租房专题" in keeper.get("/kit/topics/").content.decode()
    assert ticked in keeper.get("/feeds/rules/new/?topic=rental").content.decode()
    picked = RULE | {"any_words": "", "topics_more": "rental"}
    assert ticked in keeper.post("/feeds/rules/new/", picked | {"try": "1"}).content.decode()
    unknown = keeper.post("/feeds/rules/new/", picked | {"topics": ["nothing"]})
    assert unknown.status_code == 422
    assert "nothing" in unknown.content.decode()
    assert keeper.post("/feeds/rules/new/", picked).status_code == 302
    assert FeedVersion.objects.get().topics == ["rental"]


def test_what_is_refused_stands_above_the_form_and_nothing_typed_is_lost(town: Town, seats: Enter) -> None:
    agree(town, categories=())
    answer = seats("supervisor.js").post("/feeds/rules/new/", RULE | {"any_words": "", "why": "就是要试"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请至少限定专题、分类或关键词" in page
    assert "就是要试" in page
    assert not Feed.objects.exists()


def test_what_is_missing_at_a_rules_deeds_stands_beside_their_fields(town: Town, seats: Enter) -> None:
    agree(town, categories=())
    feed = opened(town)
    keeper, rule = seats("supervisor.js"), f"/feeds/rules/{feed}/"
    for deed, said, told, kept in (
        ("back", {"since": "2999-01-01"}, "请选择一个过去的日期", 'value="2999-01-01"'),
        ("back", {}, "id_since_error", "补流转旧工单"),
        ("stop", {"why": " "}, "id_why_error", "停用规则"),
    ):
        answer = keeper.post(f"{rule}{deed}/", said)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert told in page
        assert kept in page
    assert Feed.objects.get().stopped_at is None
    agreement = Agreement.objects.get()
    ended = seats("admin.js").post(f"/feeds/agreements/{agreement.pk}/end/", {"why": ""})
    assert ended.status_code == 422
    assert f"end{agreement.pk}_why_error" in ended.content.decode()
    assert Agreement.objects.get().until_on is None


def test_a_change_over_somebody_elses_is_told(town: Town, seats: Enter) -> None:
    agree(town, categories=())
    feed = opened(town)
    changed = {"any_words": "群租", "fields_": ["title"], "why": "全省推开", "seen_version": "1"}
    assert seats("supervisor.js").post(f"/feeds/rules/{feed}/change/", changed).status_code == 302
    again = seats("supervisor.js").post(f"/feeds/rules/{feed}/change/", changed)
    assert "第 2 版，您的修改没有保存" in again.content.decode()
    assert FeedVersion.objects.count() == 2


def test_a_department_receives_and_answers(town: Town, seats: Enter) -> None:
    row = delivered(town)
    client, page = seats("handler.suzhou-cg"), f"/feeds/inbox/{row.pk}/"
    assert page in client.get("/feeds/inbox/").content.decode()
    assert client.post(f"{page}receive/").status_code == 302
    assert client.post(page, {"finding": "confirmed", "feedback": ""}).status_code == 422
    assert client.post(page, {"finding": "confirmed", "feedback": "已上门核查并整改。"}).status_code == 302
    told = client.get("/feeds/inbox/?state=answered").content.decode()
    assert "属实，已整治" in told


def test_the_wrong_person_finds_nothing(town: Town, seats: Enter) -> None:
    row = delivered(town)
    for stranger in ("handler.wuxi-cg", "handler.huqiu-cg", "handler.wuzhong-cg"):
        client = seats(stranger)
        assert client.get(f"/feeds/inbox/{row.pk}/").status_code == 404
        assert client.post(f"/feeds/inbox/{row.pk}/receive/").status_code == 404
        assert "群租" not in client.get("/feeds/inbox/").content.decode()
    assert seats("agent.wuxi").get("/feeds/rules/").status_code == 403
    assert seats("handler.suzhou-cg").get(f"/feeds/rules/{row.feed_id}/").status_code == 403
    assert seats("handler.suzhou-cg").post(f"/feeds/rules/{row.feed_id}/stop/", {"why": "x"}).status_code == 403
    row.refresh_from_db()
    assert row.received_at is None


def test_nobody_comes_in_without_a_login(town: Town) -> None:
    assert Client().get("/feeds/inbox/").status_code == 302


def test_pages_say_what_to_do_when_there_is_nothing(town: Town, seats: Enter) -> None:
    assert "empty-title" in seats("handler.suzhou-cg").get("/feeds/inbox/").content.decode()
    assert "empty-title" in seats("supervisor.js").get("/feeds/rules/").content.decode()
    assert "empty-title" in seats("supervisor.js").get("/feeds/agreements/").content.decode()


def test_an_agreement_is_entered_and_ended_by_who_keeps_reference_data(town: Town, seats: Enter) -> None:
    said = {"department": "cg", "region": "32", "basis": "苏政办发〔2020〕12号", "fields_": ["title"]}
    said |= {"from_on": "2020-01-01", "until_on": "2019-01-01"}
    assert seats("supervisor.js").post("/feeds/agreements/new/", said).status_code == 403
    refused = seats("admin.js").post("/feeds/agreements/new/", said)
    assert "结束日期须晚于开始日期" in refused.content.decode()
    assert seats("admin.js").post("/feeds/agreements/new/", said | {"until_on": ""}).status_code == 302
    row = Agreement.objects.get()
    assert seats("admin.js").post(f"/feeds/agreements/{row.pk}/end/", {"why": "到期"}).status_code == 302
    row.refresh_from_db()
    assert row.until_on is not None


def test_the_log_and_the_list_ask_the_same_few_questions_however_long(
    town: Town, seats: Enter, django_assert_max_num_queries: object
) -> None:
    agree(town, categories=())
    feed = opened(town)
    for minute in range(5):
        made = report(town, "320500-rx", minute=minute)
        delivering.look_at([made.id], at=later())
    client = seats("supervisor.js")
    client.get(f"/feeds/rules/{feed}/log/")
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        page = client.get(f"/feeds/rules/{feed}/log/?city=3205&state=delivered").content.decode()
    assert page.count("/feeds/inbox/") == 10
