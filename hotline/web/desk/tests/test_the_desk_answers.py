"""The doors of the desk: works, refused, hidden, logged out, and how much they ask the database."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from hotline.flow.intake import actions as intake
from hotline.flow.intake import drafts
from hotline.flow.intake.models import Draft
from hotline.flow.tickets.models import Contact, JoinedContact, Ticket
from hotline.flow.tickets.words import Closing, Status
from hotline.ground.knowledge import loading, seed
from hotline.web.kit.doors import now
from tests.town import Town

PHONE = "13912345678"
LAMP = {"kind": "help", "urgency": "normal", "title": "路灯不亮", "text": "夏家边小区门口路灯一周不亮。"}
WHERE = {"category": "01.01.01", "region_0": "3202", "region_1": "320211", "region_2": "320211004"}


class Desk:
    """Wang Min at her desk in Wuxi."""

    def __init__(self, town: Town, username: str = "agent.wuxi") -> None:
        self.town, self.client = town, Client()
        self.client.force_login(town.person(username), "django.contrib.auth.backends.ModelBackend")

    def ring(self, phone: str = PHONE) -> int:
        self.client.post(reverse("desk:open"), {"phone": phone})
        return int(Draft.objects.latest("pk").pk)

    def post(self, draft: int, verb: str, **fields: str) -> Any:
        data = {"index": "0", "verb": verb, "phone": PHONE, "caller_kind": "person", "name": "张三"} | fields
        return self.client.post(reverse("desk:call", args=[draft]), data)

    def page(self, draft: int) -> str:
        return str(self.client.get(reverse("desk:call", args=[draft])).content.decode())


@pytest.fixture
def desk(town: Town) -> Desk:
    return Desk(town)


def test_the_desk_between_two_calls_says_what_to_do(desk: Desk) -> None:
    page = desk.client.get(reverse("desk:home")).content.decode()
    assert "没有要补充的工单" in page
    assert "今天还没有登记工单" in page


@pytest.mark.parametrize("page", ["desk:home", "desk:open"])
def test_a_stranger_is_asked_to_log_in(town: Town, page: str) -> None:
    assert Client().get(reverse(page)).status_code == 302


@pytest.mark.parametrize("username", ["handler.binhu", "dispatcher.wuxi"])
def test_who_takes_no_calls_has_no_desk(town: Town, username: str) -> None:
    desk = Desk(town, username)
    assert desk.client.get(reverse("desk:home")).status_code == 403
    assert desk.client.post(reverse("desk:open"), {"phone": PHONE}).status_code == 403


@pytest.mark.parametrize(("said", "sentence"), [("", "请输入来电号码"), ("139", "无效"), ("1391234567x", "无效")])
def test_an_impossible_number_is_told_beside_its_field(desk: Desk, said: str, sentence: str) -> None:
    answer = desk.client.post(reverse("desk:open"), {"phone": said})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Draft.objects.count() == 0


def test_a_withheld_number_opens_a_call_too(desk: Desk) -> None:
    answer = desk.client.post(reverse("desk:open"), {"phone": "", "withheld": "1"})
    assert answer.status_code == 302
    assert "号码未显示" in desk.page(Draft.objects.get().pk)


def test_nobody_simulates_calls_outside_the_demonstration(desk: Desk) -> None:
    assert desk.client.post(reverse("desk:open"), {"simulate": "1"}).status_code == 422


def test_another_agents_call_is_not_there(desk: Desk) -> None:
    draft = desk.ring()
    other = Desk(desk.town, "agent2.wuxi")
    for page in ("desk:call", "desk:knowledge"):
        assert other.client.get(reverse(page, args=[draft])).status_code == 404
    assert other.client.post(reverse("desk:keep", args=[draft]), LAMP).status_code == 404


def test_a_pause_saves_and_brings_category_unit_and_similar_tickets(desk: Desk) -> None:
    known = desk.town.ticket(Status.HANDLING, at=now())
    draft = desk.ring()
    answer = desk.client.post(reverse("desk:keep", args=[draft]), LAMP | WHERE | {"index": "0", "phone": PHONE})
    said = answer.content.decode()
    assert "路灯" in said
    assert "滨湖区城市管理局" in said
    assert known.number in said
    assert drafts.sheet(draft, desk.town.actor("agent.wuxi")).matters[0]["title"] == "路灯不亮"


@pytest.mark.parametrize(
    ("language", "first", "beside"),
    [("zh-hans", "灯杆上如有编号", "the number on the pole"), ("en", "the number on the pole", "灯杆上如有编号")],
)
def test_knowledge_is_read_in_the_agents_language_and_quoted_in_either(
    desk: Desk, language: str, first: str, beside: str
) -> None:
    loading.load([each for each in seed.entries() if each.code == "ludeng-guzhang"], at=now())
    desk.client.cookies["django_language"] = language
    page = reverse("desk:knowledge", args=[desk.ring()])
    for asked in ("street light", "路灯"):
        said = desk.client.get(page, {"knowledge": asked, "index": "0"}).content.decode()
        assert said.index(first) < said.index("data-said") < said.index(beside)
        assert said.count('data-use="ludeng-guzhang"') == 2


def test_the_agent_notes_that_the_caller_reads_english(desk: Desk) -> None:
    desk.post(desk.ring(), "submit", **LAMP, **WHERE, language="en")
    assert Contact.objects.get().language == "en"
    draft = desk.ring()
    desk.post(draft, "register", **LAMP, **WHERE)
    assert Contact.objects.latest("pk").language == "zh"


def test_a_place_in_the_text_is_offered(desk: Desk) -> None:
    draft = desk.ring()
    data = {"text": "蠡湖街道有井盖坏了", "index": "0", "phone": PHONE}
    said = desk.client.post(reverse("desk:keep", args=[draft]), data).content.decode()
    assert 'data-place="320211004"' in said


def test_submit_registers_and_tells_number_and_code(desk: Desk) -> None:
    draft = desk.ring()
    assert desk.post(draft, "submit", **LAMP, **WHERE).status_code == 302
    ticket = Ticket.objects.get()
    assert ticket.status == Status.IN_REVIEW
    assert ticket.region_id == "320211004"
    page = desk.page(draft)
    assert ticket.number in page
    assert "查询码" in page


def test_a_second_submit_registers_nothing_again(desk: Desk) -> None:
    draft = desk.ring()
    for _ in range(2):
        desk.post(draft, "submit", **LAMP, **WHERE)
    assert Ticket.objects.count() == Contact.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": ""}, "请填写诉求内容"),
        ({"text": "字" * 100_000}, "太长"),
        ({"phone": "12"}, "无效"),
        ({"identity": "320211199001011239"}, "证件号码不正确"),
        ({"caller_kind": "enterprise", "identity": "91320211"}, "统一社会信用代码不正确"),
        ({"category": "99.99"}, "没有这个分类"),
        ({"category": "01.01"}, "最末一级"),
        ({"category": "", "category_words": "路"}, "光写字不算"),
        ({"category": ""}, "提交前请选择分类"),
        ({"region_0": "3299", "region_1": "", "region_2": ""}, "没有这个区域"),
        ({"region_0": "", "region_1": "", "region_2": ""}, "提交前请选择区域"),
        ({"needy_phone": "5"}, "无效"),
        ({"kind": "unheard"}, "unheard"),
    ],
)
def test_what_cannot_be_right_is_told_beside_its_field_and_nothing_is_lost(
    desk: Desk, wrong: dict[str, str], sentence: str
) -> None:
    draft = desk.ring()
    fields = LAMP | WHERE | {"wish": "尽快修好", "name": "李四"} | wrong
    answer = desk.post(draft, "submit", **fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    for said in ("尽快修好", "李四"):
        assert said in page
    assert Ticket.objects.count() == 0
    assert "尽快修好" in desk.page(draft)


def test_script_in_a_text_stays_text(desk: Desk) -> None:
    draft = desk.ring()
    page = desk.post(draft, "submit", **(LAMP | {"text": "<script>alert(1)</script>", "title": "<b>"})).content.decode()
    assert "<script>alert" not in page


def test_a_direct_answer_closes_and_an_empty_one_keeps_the_dialog_open(desk: Desk) -> None:
    draft = desk.ring()
    refused = desk.post(draft, "answer", **LAMP, answer="  ")
    assert refused.status_code == 422
    assert (
        'id="dialog-answer" class="ask ask-wide" aria-labelledby="dialog-answer-title" data-open'
        in refused.content.decode()
    )
    desk.post(draft, "answer", **LAMP, answer="已通知路灯管理处，两日内修复。")
    assert Ticket.objects.get().closing == Closing.ANSWERED


@pytest.mark.parametrize(
    ("verb", "how", "status"),
    [
        ("decline", {"decline_reason": "litigation", "decline_note": "请向法院反映"}, Status.IN_REVIEW),
        ("transfer", {"transfer_reason": "110"}, Status.CLOSED),
        ("register", {}, Status.REGISTERED),
    ],
)
def test_each_verb_does_what_it_says(desk: Desk, verb: str, how: dict[str, str], status: Status) -> None:
    draft = desk.ring()
    assert desk.post(draft, verb, **LAMP, **how).status_code == 302
    assert Ticket.objects.get().status == status


@pytest.mark.parametrize("verb", ["decline", "transfer", "join"])
def test_a_verb_without_its_reason_is_refused_in_its_dialog(desk: Desk, verb: str) -> None:
    draft = desk.ring()
    answer = desk.post(draft, verb, **LAMP)
    assert answer.status_code == 422
    assert "请" in answer.content.decode()
    assert Ticket.objects.count() == 0


def test_a_thank_you_call_joins_its_ticket_without_any_text(desk: Desk) -> None:
    known = desk.town.ticket(Status.HANDLING)
    draft = desk.ring()
    assert desk.post(draft, "join", join_number=known.number, join_note="来电感谢").status_code == 302
    assert JoinedContact.objects.get().ticket_id == known.pk


def test_a_registered_matter_is_handed_in_later_in_the_call(desk: Desk) -> None:
    draft = desk.ring()
    desk.post(draft, "register", **LAMP)
    desk.post(draft, "hand_in")
    assert Ticket.objects.get().status == Status.IN_REVIEW


def test_two_matters_in_one_call_share_one_contact(desk: Desk) -> None:
    draft = desk.ring()
    desk.post(draft, "submit", **LAMP, **WHERE)
    desk.post(draft, "add")
    desk.post(draft, "submit", **(LAMP | WHERE | {"index": "1", "title": "公交班次太少"}))
    assert Ticket.objects.count() == 2
    assert Contact.objects.count() == 1
    assert desk.post(draft, "hang_up").status_code == 302
    assert Draft.objects.count() == 0


def test_hanging_up_without_a_ticket_leaves_a_contact(desk: Desk) -> None:
    draft = desk.ring()
    desk.post(draft, "hang_up", summary="打错电话")
    assert Contact.objects.get().summary == "打错电话"
    assert Ticket.objects.count() == 0


def test_an_earlier_caller_is_known_and_her_open_tickets_are_shown(desk: Desk) -> None:
    first = desk.ring()
    desk.post(first, "submit", **LAMP, **WHERE)
    desk.post(first, "hang_up")
    second = desk.ring("139 1234 5678")
    page = desk.page(second)
    assert Ticket.objects.get().number in page
    assert "填入上次信息" in page
    assert "张*" in page
    assert "张三" not in page
    known = Contact.objects.get().pk
    desk.post(second, f"known:{known}", name="")
    assert "张三" in desk.page(second)


def test_drafts_are_shown_masked_between_calls(desk: Desk) -> None:
    desk.ring()
    page = desk.client.get(reverse("desk:home")).content.decode()
    assert "139****5678" in page
    assert PHONE not in page


def test_a_ticket_that_came_back_says_what_is_missing_and_is_handed_in_again(desk: Desk) -> None:
    draft = desk.ring()
    desk.post(draft, "submit", **LAMP, **WHERE)
    number = Ticket.objects.get().number
    intake.send_back(number, "place", "哪一盏灯？", by=desk.town.actor("lead.wuxi"), at=now())
    assert "哪一盏灯？" in desk.client.get(reverse("desk:home")).content.decode()
    at = reverse("desk:held", args=[number])
    assert "哪一盏灯？" in desk.client.get(at).content.decode()
    wrong = desk.client.post(at, LAMP | WHERE | {"text": "", "verb": "submit", "seen": str(Ticket.objects.get().moves)})
    assert wrong.status_code == 422
    fields = LAMP | WHERE | {"place": "3 号灯杆", "verb": "submit", "seen": str(Ticket.objects.get().moves)}
    assert desk.client.post(at, fields).status_code == 302
    assert Ticket.objects.get().status == Status.IN_REVIEW
    assert Ticket.objects.get().words.place == "3 号灯杆"


def test_somebody_was_faster_is_told(desk: Desk) -> None:
    ticket = desk.town.ticket(Status.REGISTERED)
    fields = LAMP | WHERE | {"verb": "save", "seen": str(ticket.moves + 3)}
    assert desk.client.post(reverse("desk:held", args=[ticket.number]), fields).status_code == 409


@pytest.mark.parametrize("username", ["agent.suzhou"])
def test_another_centres_ticket_is_not_there(desk: Desk, username: str) -> None:
    ticket = desk.town.ticket(Status.REGISTERED)
    assert Desk(desk.town, username).client.get(reverse("desk:held", args=[ticket.number])).status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_desk_speaks_both_languages(desk: Desk, language: str) -> None:
    desk.client.cookies["django_language"] = language
    page = desk.page(desk.ring())
    assert ("Save draft" in page) == (language == "en")


def test_the_desk_asks_the_database_little(desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(4):
        desk.town.ticket(Status.HANDLING, at=now())
    draft = desk.ring()
    desk.client.post(reverse("desk:keep", args=[draft]), LAMP | WHERE | {"index": "0", "phone": PHONE})
    desk.page(draft)
    with django_assert_max_num_queries(28):
        desk.page(draft)
    with django_assert_max_num_queries(20):
        desk.client.post(reverse("desk:keep", args=[draft]), LAMP | WHERE | {"index": "0", "phone": PHONE})
    with django_assert_max_num_queries(15):
        desk.client.get(reverse("desk:home"))


@pytest.mark.parametrize("said", ["²", "-1", "9" * 30, "x", "99"])
def test_numbers_that_are_none_break_nothing(desk: Desk, said: str) -> None:
    draft = desk.ring()
    assert desk.client.get(reverse("desk:call", args=[draft]), {"matter": said}).status_code == 200
    for verb in (f"turn:{said}", "add", "unheard of"):
        assert desk.post(draft, verb, index=said).status_code == 302
    assert desk.post(draft, f"known:{said}").status_code == 404
    ticket = desk.town.ticket(Status.REGISTERED)
    fields = LAMP | WHERE | {"verb": "save", "seen": said}
    assert desk.client.post(reverse("desk:held", args=[ticket.number]), fields).status_code == 409


def test_a_mistaken_draft_is_thrown_away_without_a_contact(desk: Desk) -> None:
    draft = desk.ring()
    assert desk.post(draft, "discard").status_code == 302
    assert Draft.objects.count() == Contact.objects.count() == 0


def test_an_emergency_is_handed_over_before_a_word_is_written(desk: Desk) -> None:
    draft = desk.ring()
    desk.post(draft, "transfer", kind="help", urgency="danger", transfer_reason="110")
    assert Ticket.objects.get().words.text == "转接 110 转 110"


def test_another_centres_calls_are_not_told(desk: Desk) -> None:
    suzhou = Desk(desk.town, "agent.suzhou")
    draft = suzhou.ring()
    suzhou.post(draft, "hang_up", summary="苏州的事")
    page = desk.page(desk.ring())
    assert "苏州的事" not in page
    assert "填入上次信息" not in page


def test_a_hidden_ticket_is_joined_no_more_than_an_absent_one(desk: Desk) -> None:
    known = desk.town.ticket(Status.HANDLING)
    suzhou = Desk(desk.town, "agent.suzhou")
    draft = suzhou.ring()
    hidden, absent = (suzhou.post(draft, "join", **LAMP, join_number=each) for each in (known.number, "20030200000000"))
    assert hidden.status_code == absent.status_code == 422
    assert JoinedContact.objects.count() == Contact.objects.exclude(pk=known.contact_id).count() == 0


def test_a_session_that_ended_gives_the_form_back_after_the_login(desk: Desk) -> None:
    draft = desk.ring()
    desk.client.logout()
    answer = desk.post(draft, "submit", **LAMP)
    assert answer.status_code == 401
    assert "kept" in answer.content.decode()
    paused = desk.client.post(reverse("desk:keep", args=[draft]), LAMP, headers={"HX-Request": "true"})
    assert paused.status_code == 401
    assert paused["HX-Retarget"] == "#kit-login"


def test_a_pause_that_changed_only_the_caller_asks_for_nothing_else(desk: Desk) -> None:
    draft = desk.ring()
    fields = LAMP | WHERE | {"index": "0", "phone": PHONE}
    for name, is_heard in (("张", True), ("张三", False)):
        said = desk.client.post(reverse("desk:keep", args=[draft]), fields | {"name": name}).content.decode()
        assert ("desk-units" in said) == is_heard


@pytest.mark.parametrize(("said", "wish"), [({}, "any"), ({"follow_up": "link"}, "link")])
def test_the_agent_notes_how_the_caller_wants_to_be_followed_up(desk: Desk, said: dict[str, str], wish: str) -> None:
    draft = desk.ring()
    assert "希望回访" in desk.page(draft)
    matter = {"text": "路灯不亮", "kind": "help", "urgency": "normal", "region": "320211", "category": "01.01.01"}
    desk.post(draft, "register", **matter, **said)
    assert Ticket.objects.get().contact.follow_up == wish
