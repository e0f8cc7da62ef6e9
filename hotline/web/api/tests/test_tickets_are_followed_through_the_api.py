"""Reading tickets and adding to them: own centre's only, every change once, files checked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hotline.flow.intake import actions as intake
from hotline.flow.tickets.models import Attachment, Ticket
from hotline.flow.tickets.words import Status
from hotline.ground.journal import queries as journal
from hotline.ground.throttle import actions as throttle

if TYPE_CHECKING:
    from tests.town import Town

Call = Callable[..., Any]


@pytest.fixture
def call(client: Client, key: Callable[..., str]) -> Iterator[Call]:
    secret = key("read", "write")

    def call(path: str, body: Any = None, secret: str = secret, language: str = "zh-CN", **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {secret}", "Accept-Language": language}
        if body is None and not more:
            return client.get(f"/api/v1/{path}", headers=headers)
        if more:
            return client.post(f"/api/v1/{path}", more, headers=headers)
        return client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers)

    yield call
    throttle.forget_leases()


@pytest.fixture
def everything_is_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test is one open transaction; its own events count as complete."""
    monkeypatch.setattr(journal, "horizon", lambda: 2**62)


def test_a_ticket_is_read_with_its_history_and_without_personal_data(call: Call, town: Town) -> None:
    ticket = town.ticket(Status.HANDLING, text="我叫张三丰，电话 13912345678，路灯不亮。")
    body = call(f"tickets/{ticket.number}").json()
    assert (body["status"], body["status_label"], body["category"]) == ("handling", "办理中", "01.01.01")
    assert [each["verb"] for each in body["updates"]][:3] == ["register", "submit", "accept"]
    assert (body["updates"][1]["before"], body["updates"][1]["after"]) == ("registered", "in_review")
    assert "13912345678" not in json.dumps(body)
    assert body["lead_unit"] == "滨湖区城市管理局"


def test_words_speak_the_language_asked_for(call: Call, town: Town) -> None:
    body = call(f"tickets/{town.ticket(Status.HANDLING).number}", language="en").json()
    assert (body["status_label"], body["updates"][0]["label"]) == ("Handling", "Register")


def test_another_centres_ticket_looks_like_an_absent_one(call: Call, town: Town, key: Callable[..., str]) -> None:
    ticket = town.ticket(Status.HANDLING)
    suzhou = key("read", "write", centre="320500-rx")
    hidden, absent = call(f"tickets/{ticket.number}", secret=suzhou), call("tickets/20030200000000", secret=suzhou)
    assert (hidden.status_code, hidden.content) == (404, absent.content)
    assert call(f"tickets/{ticket.number}/notes", {"text": "x"}, secret=suzhou).status_code == 404
    file = SimpleUploadedFile("a.txt", b"words")
    assert call(f"tickets/{ticket.number}/attachments", secret=suzhou, file=file).status_code == 404


def test_with_the_citizens_code_a_ticket_is_read_without_the_scope(
    call: Call, client: Client, town: Town, key: Callable[..., str]
) -> None:
    [taken] = intake.take(town.appeal(), by=town.actor("agent.wuxi"), at=town.ticket().registered_at)
    secret = key("submit", centre="320500-rx")
    assert call(f"tickets/{taken.number}?code={taken.query_code.lower()}", secret=secret).status_code == 200
    assert call(f"tickets/{taken.number}?code=222222", secret=secret).status_code == 404
    assert call(f"tickets/{taken.number}", secret=secret).status_code == 403
    headers = {"Authorization": f"Bearer {secret}", "X-Query-Code": taken.query_code}
    assert client.get(f"/api/v1/tickets/{taken.number}", headers=headers).status_code == 200


def test_codes_cannot_be_guessed_through_the_api(call: Call, town: Town, key: Callable[..., str]) -> None:
    [taken] = intake.take(town.appeal(), by=town.actor("agent.wuxi"), at=town.ticket().registered_at)
    guesser, other = key("submit", centre="320500-rx"), key("submit", centre="320500-rx")
    right = f"tickets/{taken.number}?code={taken.query_code}"
    for _ in range(10):
        assert call(f"tickets/{taken.number}?code=222222", secret=guesser).status_code == 404
    refused = call(right, secret=guesser)
    assert refused.status_code == 429
    assert call(right, secret=other).status_code == 200


@pytest.mark.usefixtures("everything_is_settled")
def test_every_change_is_followed_once(call: Call, town: Town) -> None:
    first, second = town.ticket(Status.TO_SIGN), town.ticket()
    page = call("tickets").json()
    assert [each["number"] for each in page["tickets"]] == [first.number, second.number]
    assert [each["verb"] for each in page["tickets"][0]["updates"]] == ["register", "submit", "accept", "dispatch"]
    assert page["more"] is False
    assert call(f"tickets?cursor={page['cursor']}").json()["tickets"] == []
    intake.submit(second.number, by=town.actor("agent.wuxi"), at=second.registered_at)
    [changed] = call(f"tickets?cursor={page['cursor']}").json()["tickets"]
    assert (changed["number"], [each["verb"] for each in changed["updates"]]) == (second.number, ["submit"])


@pytest.mark.usefixtures("everything_is_settled")
def test_pages_of_changes_join_without_gap_or_overlap(call: Call, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hotline.flow.tickets.exchange.SCANNED", 3)
    numbers = [town.ticket(Status.IN_REVIEW).number for _ in range(4)]
    seen: list[tuple[str, int]] = []
    cursor, is_more = "0.0", True
    while is_more:
        page = call(f"tickets?cursor={cursor}").json()
        seen += [(each["number"], update["seq"]) for each in page["tickets"] for update in each["updates"]]
        cursor, is_more = page["cursor"], page["more"]
    assert sorted(seen) == sorted((number, seq) for number in numbers for seq in (1, 2))


@pytest.mark.usefixtures("everything_is_settled")
def test_another_centre_follows_nothing_of_ours(call: Call, town: Town, key: Callable[..., str]) -> None:
    town.ticket(Status.TO_SIGN)
    page = call("tickets", secret=key("read", centre="320500-rx")).json()
    assert page["tickets"] == []
    assert page["cursor"] != "0.0"


def test_what_is_not_committed_yet_is_not_told(call: Call, town: Town) -> None:
    town.ticket()
    assert call("tickets").json()["tickets"] == []


@pytest.mark.parametrize("cursor", ["x", "1", "-1.0", "1.1.1", "99999999999999999999.1", "٣.٣", "%00"])
def test_a_cursor_of_ones_own_making_is_refused(call: Call, cursor: str) -> None:
    assert call(f"tickets?cursor={cursor}").status_code in (200, 422)


def test_a_note_is_added(call: Call, town: Town) -> None:
    ticket = town.ticket(Status.HANDLING)
    answer = call(f"tickets/{ticket.number}/notes", {"text": "补充：<b>灯号 A-17</b>"})
    assert (answer.status_code, answer.json()) == (201, {"number": ticket.number})
    event = journal.last_event("ticket", ticket.pk)
    assert event is not None
    assert (event.verb, event.facts["note"], event.by_name) == ("add_note", "补充：<b>灯号 A-17</b>", "测试")


@pytest.mark.parametrize(
    "body", [{"text": " "}, {"text": "长" * 2001}, {"text": None}, {}, {"text": "x", "more": 1}, []]
)
def test_an_impossible_note_is_refused(call: Call, town: Town, body: Any) -> None:
    assert call(f"tickets/{town.ticket(Status.HANDLING).number}/notes", body).status_code == 422


def test_a_key_that_may_only_read_adds_nothing(call: Call, town: Town, key: Callable[..., str]) -> None:
    answer = call(f"tickets/{town.ticket().number}/notes", {"text": "x"}, secret=key("read"))
    assert answer.status_code == 403


def test_a_file_is_attached_and_a_disguised_one_refused(call: Call, town: Town, tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    ticket = town.ticket(Status.HANDLING)
    answer = call(f"tickets/{ticket.number}/attachments", file=SimpleUploadedFile("说明.txt", "路灯".encode()))
    assert (answer.status_code, answer.json()["media_type"]) == (201, "text/plain")
    assert Attachment.objects.get().ticket_id == ticket.pk
    answer = call(f"tickets/{ticket.number}/attachments", file=SimpleUploadedFile("a.jpg", b"MZ\x90" * 30))
    assert (answer.status_code, answer.json()["title"]) == (422, "disguised")
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=x", "text/plain"])
def test_a_malformed_upload_is_no_server_error(client: Client, town: Town, key: Callable[..., str], kind: str) -> None:
    address = f"/api/v1/tickets/{town.ticket(Status.HANDLING).number}/attachments"
    headers = {"Authorization": f"Bearer {key('write')}"}
    answer = client.generic("POST", address, b"--x\r\nnonsense", content_type=kind, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == "application/problem+json"


def test_a_closed_ticket_takes_no_more_files_and_keeps_none(
    call: Call, town: Town, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    answer = call(
        f"tickets/{town.ticket(Status.CLOSED).number}/attachments", file=SimpleUploadedFile("a.txt", b"words")
    )
    assert answer.status_code == 409
    assert Ticket.objects.get().status == "closed"


def test_reference_data_is_listed_in_both_languages(call: Call, town: Town) -> None:
    assert {"code": "01.01.01", "name": "路灯", "parent": "01.01", "is_leaf": True, "hint": ""} in call(
        "categories"
    ).json()
    assert "Street lamps" in {each["name"] for each in call("categories", language="en").json()}
    assert [each["code"] for each in call("regions").json()] == ["3202", "3205"]
    assert [each["name"] for each in call("regions?parent=3202").json()] == ["滨湖区"]
    assert call("regions?parent=99").status_code == 404
    assert {"code": "help", "label": "求助"} in call("kinds").json()
    assert {"code": "app", "label": "App"} in call("words", language="en").json()["channel"]


def test_a_page_that_does_not_exist_is_a_problem(call: Call) -> None:
    assert call("nothing").status_code == 404
