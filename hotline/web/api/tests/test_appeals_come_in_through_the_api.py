"""Submitting appeals: works, refused with a sentence, never twice, never a server error."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from hotline.flow.tickets.models import Contact, Ticket
from hotline.ground.throttle import actions as throttle

if TYPE_CHECKING:
    from tests.town import Town

Post = Callable[..., Any]
MATTER = {"kind": "help", "text": "小区门口的路灯一周不亮。", "category": "01.01.01", "region": "320211004"}
APPEAL: dict[str, Any] = {"channel": "app", "caller": {"name": "李雷", "phone": "138 1234 5678"}, "matters": [MATTER]}


@pytest.fixture
def post(client: Client, town: Town, key: Callable[..., str]) -> Iterator[Post]:
    secret = key("submit")

    def post(body: Any, idempotency: str | None = "k1", language: str = "zh-CN", secret: str = secret) -> Any:
        headers = {"Authorization": f"Bearer {secret}", "Accept-Language": language}
        if idempotency is not None:
            headers["Idempotency-Key"] = idempotency
        data = body if isinstance(body, bytes) else json.dumps(body)
        return client.post("/api/v1/appeals", data, content_type="application/json", headers=headers)

    yield post
    throttle.forget_leases()


def test_an_appeal_becomes_a_ticket_in_review_with_number_and_code(post: Post, town: Town) -> None:
    answer = post(APPEAL)
    assert answer.status_code == 201, answer.content
    [taken] = answer.json()["tickets"]
    ticket = Ticket.objects.get(number=taken["number"])
    assert (ticket.status, ticket.channel, ticket.centre_id) == ("in_review", "app", town.unit("320200-rx").pk)
    assert len(taken["query_code"]) == 6
    assert ticket.contact.phone == "13812345678"
    assert ticket.due_at is not None


@pytest.mark.parametrize(("said", "language"), [({}, "zh"), ({"language": "en"}, "en")])
def test_a_program_says_in_which_language_the_caller_is_written_to(post: Post, said: Any, language: str) -> None:
    assert post(APPEAL | {"caller": APPEAL["caller"] | said}).status_code == 201
    assert Contact.objects.get().language == language
    assert post(APPEAL | {"caller": {"language": "de"}}, idempotency="k2").status_code == 422


def test_several_matters_are_several_tickets_of_one_contact(post: Post) -> None:
    beneficiary = {"name": "老王", "phone": "13912345678", "note": "独居"}
    answer = post(APPEAL | {"matters": [MATTER, MATTER | {"kind": "enquiry", "beneficiary": beneficiary}]})
    assert [Ticket.objects.get(number=each["number"]).kind for each in answer.json()["tickets"]] == ["help", "enquiry"]
    assert Contact.objects.count() == 1


def test_the_same_key_again_gives_the_same_answer_and_registers_nothing(post: Post) -> None:
    first, second = post(APPEAL), post(APPEAL)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["tickets"] == second.json()["tickets"]
    assert second.json()["repeated"] is True
    assert Ticket.objects.count() == 1


def test_the_same_key_with_other_content_is_refused(post: Post) -> None:
    post(APPEAL)
    answer = post(APPEAL | {"channel": "wechat"})
    assert (answer.status_code, answer.json()["title"]) == (422, "same-key-other-content")


def test_the_same_key_of_another_program_is_another_key(post: Post, key: Callable[..., str]) -> None:
    assert post(APPEAL).status_code == 201
    assert post(APPEAL, secret=key("submit")).status_code == 201


def test_a_missing_idempotency_key_is_told(post: Post) -> None:
    answer = post(APPEAL, idempotency=None)
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("change", "title", "part"),
    [
        ({"caller": {"phone": "1381234567"}}, "impossible-phone", "1381234567"),
        ({"caller": {"identity": "320102199001011234"}}, "impossible-identity", "证件"),
        ({"matters": [MATTER | {"category": "99.99"}]}, "unknown-category", "99.99"),
        ({"matters": [MATTER | {"region": "990000"}]}, "unknown-region", "990000"),
        ({"matters": [MATTER | {"text": " \n "}]}, "nothing-said", "内容"),
        ({"matters": [MATTER | {"text": "灯" * 34_000}]}, "too-long", "34000"),
        ({"matters": [MATTER | {"kind": "revolution"}]}, "invalid", "matters.0.kind 不在可选范围内"),
        ({"matters": [{"text": "x"}]}, "invalid", "matters.0.kind 缺少必填项"),
        ({"matters": []}, "invalid", "matters 项数太少"),
        ({"matters": "x"}, "invalid", "matters 应为数组"),
        ({"matters": [MATTER | {"text": 7}]}, "invalid", "matters.0.text 应为文字"),
        ({"matters": [MATTER | {"colour": "red"}]}, "invalid", "matters.0.colour 没有这个字段"),
        ({"matters": [MATTER | {"confidential": "perhaps"}]}, "invalid", "true 或 false"),
        ({"channel": "pigeon"}, "invalid", "channel 不在可选范围内"),
    ],
)
def test_bad_input_gets_a_clear_sentence_and_writes_nothing(post: Post, change: Any, title: str, part: str) -> None:
    answer = post(APPEAL | change)
    assert answer.status_code == 422, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["title"] == title
    assert part in answer.json()["detail"]
    assert Contact.objects.count() == 0


def test_the_sentence_speaks_the_language_asked_for(post: Post) -> None:
    answer = post(APPEAL | {"caller": {"phone": "1381234567"}}, language="en-GB,en;q=0.9")
    assert "phone" in answer.json()["detail"].lower()
    assert not any("\u4e00" <= char <= "\u9fff" for char in answer.json()["detail"])


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"matters": [{}', b"1e999"])
def test_what_is_no_appeal_at_all_is_a_problem_not_a_server_error(post: Post, body: bytes) -> None:
    answer = post(body)
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == "application/problem+json"


def test_script_is_kept_as_text_and_control_characters_are_dropped(post: Post) -> None:
    text = "<script>alert(1)</script>\x00\u202eevil"
    answer = post(APPEAL | {"matters": [MATTER | {"text": text}]})
    ticket = Ticket.objects.get(number=answer.json()["tickets"][0]["number"])
    assert ticket.words.text == "<script>alert(1)</script>evil"


def test_a_lone_surrogate_is_no_server_error(post: Post) -> None:
    body = json.dumps(APPEAL | {"caller": {"name": "\ud800"}}).encode()
    assert post(body).status_code in (201, 400, 422)


def test_more_than_five_megabytes_are_told_to_be_too_large(post: Post) -> None:
    answer = post(APPEAL | {"matters": [MATTER | {"text": "x" * 6_000_000}]})
    assert (answer.status_code, answer.json()["title"]) == (413, "too-large")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Bearer hl_00000000_x", "Basic YTpi", "Bearer 键"])
def test_without_a_good_key_nothing_is_said(client: Client, town: Town, header: str) -> None:
    answer = client.post("/api/v1/appeals", "{}", content_type="application/json", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["title"] == "bad-key"


def test_a_key_without_the_scope_is_refused(post: Post, key: Callable[..., str]) -> None:
    answer = post(APPEAL, secret=key("read"))
    assert (answer.status_code, answer.json()["title"]) == (403, "out-of-scope")
    assert "提交诉求" in answer.json()["detail"]


def test_a_key_has_its_limit_a_minute(post: Post, key: Callable[..., str]) -> None:
    secret = key("submit", per_minute=2)
    answers = [post(APPEAL, idempotency=f"k{number}", secret=secret) for number in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert 0 < int(answers[2]["Retry-After"]) <= 60


def test_an_appeal_needs_no_session_and_sets_no_cookie(post: Post) -> None:
    answer = post(APPEAL)
    assert not answer.cookies
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("said", "wish"), [({}, "any"), ({"follow_up": "link"}, "link")])
def test_a_program_says_how_the_caller_wants_to_be_followed_up(post: Post, said: Any, wish: str) -> None:
    assert post(APPEAL | {"caller": APPEAL["caller"] | said}).status_code == 201
    assert Contact.objects.get().follow_up == wish
    assert post(APPEAL | {"caller": {"follow_up": "pigeon"}}, idempotency="k2").status_code == 422
