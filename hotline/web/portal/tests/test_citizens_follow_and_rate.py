"""Tracking: number and code only, limited; plain words; adding; rating by link and by page."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from hotline.flow.followup import invitations
from hotline.flow.followup.models import FollowUp
from hotline.flow.intake import actions as intake
from hotline.flow.tickets.models import Attachment, Ticket, TicketText
from hotline.flow.tickets.words import Status
from hotline.ground.journal import queries as journal
from hotline.ground.outbox.models import Message
from hotline.ground.privacy import queries as privacy
from hotline.ground.throttle.words import Quota
from hotline.web.portal import limits
from hotline.web.portal.tests.conftest import Citizen

if TYPE_CHECKING:
    from tests.town import Town

GOOD = {"solved": "solved", "satisfied": "very", "contacted": "yes"}


def known(town: Town, status: Status, **more: Any) -> Ticket:
    """A ticket whose code is ABC234."""
    ticket = town.ticket(status, **more)
    Ticket.objects.filter(pk=ticket.pk).update(query_index=privacy.blind("ABC234"))
    return ticket


def opened(citizen: Citizen, town: Town, status: Status) -> tuple[Ticket, str]:
    """The tracking page of such a ticket."""
    ticket = known(town, status)
    assert citizen.open(ticket.number, " abc234 ").status_code == 302
    return ticket, citizen.get(f"/track/{ticket.number}/").content.decode()


def test_progress_is_told_in_plain_words(citizen: Citizen, town: Town) -> None:
    _, page = opened(citizen, town, Status.HANDLING)
    assert "滨湖区城市管理局正在办理。" in page
    assert "交由滨湖区城市管理局办理" in page
    assert "收到您的诉求" in page
    for internal in ("to_sign", "待派单", "审核通过", "王敏", "陈静", "刘洋", "按职责派单"):
        assert internal not in page


@pytest.mark.parametrize("status", list(Status))
def test_every_state_has_its_sentence_in_both_languages(citizen: Citizen, town: Town, status: Status) -> None:
    if status is Status.SUPPLEMENT:
        ticket = known(town, Status.IN_REVIEW)
        intake.send_back(ticket.number, "place", "门牌", by=town.actor("reviewer.wuxi"), at=ticket.registered_at)
    else:
        ticket = known(town, status)
    citizen.open(ticket.number, "ABC234")
    chinese, english = (
        citizen.get(f"/track/{ticket.number}/", headers={"Accept-Language": language}).content.decode()
        for language in ("zh-CN", "en")
    )
    for page in (chinese, english):
        assert re.search(r'class="now">[^<]{4,}<', page)
        assert "{unit}" not in page


def test_the_answer_is_shown_once_it_passed_review(citizen: Citizen, town: Town) -> None:
    _, page = opened(citizen, town, Status.REPLY_REVIEW)
    assert "路灯已于今日修复" not in page
    _, page = opened(citizen, town, Status.FOLLOW_UP)
    assert "路灯已于今日修复" in page
    assert "已派人修复" not in page


def test_refused_and_directly_answered_matters_say_why(citizen: Citizen, town: Town) -> None:
    ticket = known(town, Status.IN_REVIEW)
    intake.refuse(ticket.number, "litigation", "", by=town.actor("lead.wuxi"), at=ticket.registered_at)
    citizen.open(ticket.number, "ABC234")
    page = citizen.get(f"/track/{ticket.number}/").content.decode()
    assert "不在热线受理范围内" in page
    assert "请按规定渠道反映" in page


def test_a_wrong_code_and_an_unknown_number_get_the_same_answer(citizen: Citizen, town: Town) -> None:
    ticket = known(town, Status.HANDLING)
    wrong = citizen.open(ticket.number, "XXXXXX")
    absent = citizen.open("20030200000000", "XXXXXX")
    assert wrong.status_code == absent.status_code == 422
    sentence = "编号或查询码不对"
    assert sentence in wrong.content.decode()
    assert re.sub(r"\d{14}|value=\"[^\"]*\"", "", wrong.content.decode()) == re.sub(
        r"\d{14}|value=\"[^\"]*\"", "", absent.content.decode()
    )


@pytest.mark.parametrize(("number", "code"), [("", ""), ("'; DROP", "x"), ("9" * 30, "ABC234"), ("１２３", "Ａ")])
def test_nonsense_is_a_wrong_code_and_no_server_error(citizen: Citizen, number: str, code: str) -> None:
    assert citizen.open(number, code).status_code == 422


def test_full_width_digits_and_small_letters_are_understood(citizen: Citizen, town: Town) -> None:
    ticket = known(town, Status.HANDLING)
    wide = "".join(chr(ord(char) + 0xFEE0) for char in ticket.number)
    assert citizen.open(f" {wide} ", "ａｂｃ234").status_code == 302


def test_without_the_code_a_ticket_is_not_shown(citizen: Citizen, town: Town) -> None:
    ticket = known(town, Status.HANDLING)
    for path in (f"/track/{ticket.number}/", f"/track/{ticket.number}/rate/"):
        assert citizen.get(path)["Location"] == f"/track/?number={ticket.number}"
    assert citizen.post(f"/track/{ticket.number}/add/", {"text": "x"}).status_code == 302
    assert journal.timeline("ticket", ticket.pk).filter(verb="add_note").count() == 0


def test_an_opened_ticket_closes_again_after_two_hours(
    citizen: Citizen, town: Town, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket, _ = opened(citizen, town, Status.HANDLING)
    monkeypatch.setattr(timezone, "now", lambda: moment + timedelta(hours=2, seconds=1))
    assert citizen.get(f"/track/{ticket.number}/").status_code == 302


def test_what_was_written_waits_until_the_code_is_given_again(
    citizen: Citizen, town: Town, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket, _ = opened(citizen, town, Status.HANDLING)
    monkeypatch.setattr(timezone, "now", lambda: moment + timedelta(hours=3))
    assert citizen.post(f"/track/{ticket.number}/add/", {"text": "写了很久"}).status_code == 302
    citizen.open(ticket.number, "ABC234")
    page = citizen.get(f"/track/{ticket.number}/").content.decode()
    assert "写了很久</textarea>" in page
    assert "请再点一次" in page
    assert "写了很久" not in citizen.get(f"/track/{ticket.number}/").content.decode()


def guess(ticket: Ticket, code: str, address: str) -> str:
    """Try a code from somewhere."""
    said = {"number": ticket.number, "code": code}
    page: str = Citizen().post("/track/", said, REMOTE_ADDR=address).content.decode()
    return page


def test_a_stranger_who_guesses_locks_out_himself_and_not_the_citizen(town: Town) -> None:
    ticket = known(town, Status.HANDLING)
    for number in range(10):
        assert "编号或查询码不对" in guess(ticket, f"XXXX{number}X", "10.0.0.1")
    assert "操作过于频繁" in guess(ticket, "ABC234", "10.0.0.1")
    right = Citizen().post("/track/", {"number": ticket.number, "code": "ABC234"}, REMOTE_ADDR="10.0.1.1")
    assert right.status_code == 302


def test_codes_of_one_number_cannot_be_guessed_from_everywhere(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WRONG_ANYWHERE", Quota(10, 3600))
    ticket = known(town, Status.HANDLING)
    for number in range(10):
        assert "编号或查询码不对" in guess(ticket, f"XXXX{number}X", f"10.0.0.{number}")
    assert "操作过于频繁" in guess(ticket, "ABC234", "10.0.1.1")


def test_what_waits_for_its_code_is_not_readable_in_the_database(
    citizen: Citizen, town: Town, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket, _ = opened(citizen, town, Status.HANDLING)
    monkeypatch.setattr(timezone, "now", lambda: moment + timedelta(hours=3))
    citizen.post(f"/track/{ticket.number}/add/", {"text": "我家住在三楼"})
    assert "三楼" not in str(dict(citizen.client.session.items()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM portal_draft")
        assert "三楼".encode() not in bytes(cursor.fetchone()[0])


def test_one_address_cannot_fill_the_house_with_drafts(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "DRAFT", Quota(2, 3600))
    answers = [Citizen().post("/submit/what/", {"text": "x"}).status_code for _ in range(3)]
    assert answers == [302, 302, 429]


def test_one_address_cannot_try_many_numbers(citizen: Citizen, town: Town) -> None:
    for number in range(30):
        citizen.open(f"200302{number:08d}", "ABC234")
    assert "操作过于频繁" in citizen.open("20030200009999", "ABC234").content.decode()


def test_words_and_files_are_added(citizen: Citizen, town: Town) -> None:
    ticket, _ = opened(citizen, town, Status.HANDLING)
    file = SimpleUploadedFile("说明.txt", "灯号 A-17".encode())
    answer = citizen.post(f"/track/{ticket.number}/add/", {"text": "<b>灯号 A-17</b>", "photos": [file]})
    page = citizen.get(answer["Location"]).content.decode()
    assert "已收到您的补充" in page
    assert "&lt;b&gt;灯号 A-17&lt;/b&gt;" in page
    assert "说明.txt" in page
    assert Attachment.objects.get().ticket_id == ticket.pk


@pytest.mark.parametrize("text", ["", " ", "长" * 2001, "长" * 34_000])
def test_an_impossible_addition_is_told_and_kept(citizen: Citizen, town: Town, text: str) -> None:
    ticket, _ = opened(citizen, town, Status.HANDLING)
    answer = citizen.post(f"/track/{ticket.number}/add/", {"text": text})
    assert answer.status_code == 422
    assert text.strip() in answer.content.decode()


def test_a_note_of_the_staff_is_not_shown_to_the_citizen(citizen: Citizen, town: Town) -> None:
    from hotline.flow.intake import additions

    ticket = known(town, Status.HANDLING)
    additions.add_note(ticket.number, "内部看法", by=town.actor("dispatcher.wuxi"), at=ticket.registered_at)
    citizen.open(ticket.number, "ABC234")
    assert "内部看法" not in citizen.get(f"/track/{ticket.number}/").content.decode()


def test_rating_on_the_page_closes_the_ticket(citizen: Citizen, town: Town) -> None:
    ticket, page = opened(citizen, town, Status.FOLLOW_UP)
    assert "我来评价" in page
    answer = citizen.post(f"/track/{ticket.number}/rate/", GOOD)
    assert "谢谢您的评价" in answer.content.decode()
    visit = FollowUp.objects.get()
    assert (visit.channel, visit.solved, visit.satisfied, visit.was_contacted_by_unit) == (
        "web",
        "solved",
        "very",
        True,
    )
    assert Ticket.objects.get(pk=ticket.pk).status == "closed"
    assert "已解决 · 非常满意" in citizen.get(f"/track/{ticket.number}/").content.decode()


def test_not_solved_goes_back_to_the_unit(citizen: Citizen, town: Town) -> None:
    ticket, _ = opened(citizen, town, Status.FOLLOW_UP)
    bad = {"solved": "unsolved", "satisfied": "dissatisfied", "contacted": "no", "cause": "delay"}
    assert "退回承办单位重新办理" in citizen.post(f"/track/{ticket.number}/rate/", bad).content.decode()
    assert Ticket.objects.get(pk=ticket.pk).status == "handling"


@pytest.mark.parametrize(
    "data",
    [{}, {"solved": "solved"}, {"satisfied": "very"}, GOOD | {"satisfied": "dissatisfied"}, GOOD | {"solved": "x"}],
)
def test_an_incomplete_rating_is_told_at_its_question(citizen: Citizen, town: Town, data: Any) -> None:
    ticket, _ = opened(citizen, town, Status.FOLLOW_UP)
    answer = citizen.post(f"/track/{ticket.number}/rate/", data)
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
    assert not FollowUp.objects.exists()


def test_a_ticket_that_is_not_answered_yet_cannot_be_rated(citizen: Citizen, town: Town) -> None:
    ticket, page = opened(citizen, town, Status.HANDLING)
    assert "我来评价" not in page
    assert citizen.post(f"/track/{ticket.number}/rate/", GOOD)["Location"] == f"/track/{ticket.number}/"


def link(town: Town, at: datetime) -> str:
    """The rating link out of the text message."""
    town.ticket(Status.FOLLOW_UP)
    invitations.invite_all(lambda token: f"/r/{token}", at=at)
    found = re.search(r"/r/[\w-]+", Message.objects.get().body)
    assert found
    return found[0]


def test_the_link_of_the_text_message_rates_once(citizen: Citizen, town: Town, moment: datetime) -> None:
    address = link(town, moment)
    for _ in range(2):
        assert citizen.get(address).status_code == 200
    assert "谢谢您的评价" in citizen.post(address, GOOD).content.decode()
    assert FollowUp.objects.get().channel == "sms"
    for answer in (citizen.get(address), citizen.post(address, GOOD)):
        assert answer.status_code == 410
        assert "已经用过或已过期" in answer.content.decode()
    assert FollowUp.objects.count() == 1


def test_an_unknown_link_looks_like_a_used_one_and_cannot_be_guessed_for_long(citizen: Citizen, town: Town) -> None:
    answers = [citizen.get(f"/r/{'x' * 15}{number % 10}").status_code for number in range(31)]
    assert answers == [410] * 30 + [429]


def test_published_answers_are_found_by_their_words_and_page_on(citizen: Citizen, town: Town) -> None:
    from hotline.flow.tickets import texts

    for number in range(14):
        ticket = town.ticket(title=f"路灯{number}号不亮", text="我叫王小明，电话13912345678")
        texts.publish(ticket.pk, f"已修复第{number}盏", ticket.registered_at + timedelta(minutes=number))
    first = citizen.get("/answers/")
    assert len(first.context["page"].rows) == 12
    second = citizen.get(f"/answers/?cursor={first.context['page'].next}")
    assert len(second.context["page"].rows) == 2
    assert len(citizen.get("/answers/?q=路灯").context["page"].rows) == 12
    assert "13912345678" not in first.content.decode()
    assert citizen.get("/answers/?q=王小明").context["page"].rows == ()
    assert "没有含有“公交”的公开答复" in citizen.get("/answers/?q=公交").content.decode()
    one = first.context["page"].rows[0]
    assert one.answer in citizen.get(f"/answers/{one.public_id}/").content.decode()


def test_what_is_not_published_is_not_found(citizen: Citizen, town: Town) -> None:
    assert citizen.get(f"/answers/{town.ticket(Status.CLOSED).pk}/").status_code == 404
    assert citizen.get("/answers/999/").status_code == 404


def test_the_address_of_a_published_answer_tells_nothing_of_its_ticket(citizen: Citizen, town: Town) -> None:
    from hotline.flow.tickets import citizens, search, texts

    tickets = [town.ticket(Status.CLOSED) for _ in range(3)]
    for ticket in tickets:
        texts.publish(ticket.pk, "已修复", ticket.registered_at)
    found = search.published(limit=2)
    addresses = {each.public_id for each in (*found.rows, *search.published(limit=2, cursor=found.next).rows)}
    assert len(addresses) == 3
    assert not addresses & {str(ticket.pk) for ticket in tickets}
    assert {citizen.get(f"/answers/{each}/").status_code for each in addresses} == {200}
    assert {citizen.get(f"/answers/{ticket.pk}/").status_code for ticket in tickets} == {404}
    assert citizen.get("/answers/", {"cursor": "\x00"}).status_code == 200

    first = addresses.pop()
    again = TicketText.objects.get(public_id=first).ticket
    texts.publish(again.pk, "又修复了一次", again.registered_at)
    assert TicketText.objects.get(pk=again.pk).public_id == first  # a better answer stays at its address
    texts.unpublish(again.pk)
    assert citizen.get(f"/answers/{first}/").status_code == 404
    assert citizens.published_answer(first) is None


@pytest.mark.parametrize("query", ["<script>", "%00", "' OR 1=1 --", "&|!()", "x" * 5000])
def test_no_question_breaks_the_search(citizen: Citizen, query: str) -> None:
    answer = citizen.get("/answers/", {"q": query})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()
