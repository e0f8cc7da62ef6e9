"""A unit signs, contacts, sends down and replies; nobody else does; the same form works once."""

from __future__ import annotations

import re
from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hotline.flow.handling.models import Reply, ReplyTemplate, Talk
from hotline.flow.tickets.models import Assignment, Attachment, Ticket
from hotline.flow.tickets.words import Status
from hotline.ground.people.models import Posting
from tests.benches import Enter
from tests.town import Town

REPLY = {
    "outcome": "solved",
    "is_true": "yes",
    "is_in_duty": "yes",
    "internal_text": "已修复。",
    "public_text": "您好，已修复。",
}


def open_one(ticket: Ticket) -> Assignment:
    return Assignment.objects.filter(ticket=ticket, is_open=True).latest("pk")


def press(client: Client, ticket: Ticket, deed: str, **said: object) -> object:
    mine = said.pop("mine", None) or open_one(ticket).pk
    answer = client.post(f"/office/{ticket.number}/{mine}/{deed}/", {"token": str(uuid4()), **said})
    ticket.refresh_from_db()
    return answer.status_code


@pytest.mark.parametrize(
    ("status", "tab"), [(Status.TO_SIGN, "to_sign"), (Status.HANDLING, "handling"), (Status.REPLY_REVIEW, "done")]
)
def test_the_inbox_shows_each_assignment_under_its_tab(town: Town, enter: Enter, status: Status, tab: str) -> None:
    ticket = town.ticket(status)
    client = enter("handler.binhu-cg")
    page = client.get(f"/office/?tab={tab}").content.decode()
    assert ticket.number in page
    mine = Assignment.objects.get(ticket=ticket).pk
    opened = client.get(f"/office/{ticket.number}/{mine}/?tab={tab}")
    assert opened.status_code == 200
    assert "路灯长期不亮" in opened.content.decode()
    assert "张三丰" not in opened.content.decode()


def test_an_empty_inbox_says_what_to_expect(town: Town, enter: Enter) -> None:
    for tab in ("to_sign", "handling", "waiting", "done"):
        assert "empty-title" in enter("handler.binhu-cg").get(f"/office/?tab={tab}").content.decode()


def test_a_ticket_is_signed_contacted_and_answered_with_proof(town: Town, enter: Enter) -> None:
    ticket, client = town.ticket(Status.TO_SIGN), enter("handler.binhu-cg")
    assert press(client, ticket, "sign") == 302
    assert ticket.status == Status.HANDLING
    assert press(client, ticket, "contact", result="reached", note="约好今天下午上门。") == 302
    proof = SimpleUploadedFile("现场.txt", "路灯已亮。".encode(), "text/plain")
    assert press(client, ticket, "reply", **REPLY, proof=proof) == 302
    assert ticket.status == Status.REPLY_REVIEW
    assert Reply.objects.get().public_text == "您好，已修复。"
    assert Attachment.objects.get().purpose == "proof"


def test_a_contact_without_words_and_a_reply_without_text_are_asked_for_again(town: Town, enter: Enter) -> None:
    ticket, client = town.ticket(Status.HANDLING), enter("handler.binhu-cg")
    assert press(client, ticket, "contact", result="reached", note="") == 422
    assert not Talk.objects.exists()
    press(client, ticket, "contact", result="reached", note="已沟通。")
    assert press(client, ticket, "reply", **{**REPLY, "public_text": ""}) == 422
    assert ticket.status == Status.HANDLING


def test_what_was_typed_stays_when_the_reply_is_refused(town: Town, enter: Enter) -> None:
    ticket, client = town.ticket(Status.HANDLING), enter("handler.binhu-cg")
    mine = open_one(ticket).pk
    answer = client.post(f"/office/{ticket.number}/{mine}/reply/", {"token": str(uuid4()), **REPLY})
    assert answer.status_code == 409
    assert "尚未联系诉求人" in answer.content.decode()


def test_the_same_form_twice_is_one_contact(town: Town, enter: Enter) -> None:
    ticket, client, token = town.ticket(Status.HANDLING), enter("handler.binhu-cg"), str(uuid4())
    for _ in range(2):
        said = {"token": token, "result": "no_answer", "note": ""}
        assert client.post(f"/office/{ticket.number}/{open_one(ticket).pk}/contact/", said).status_code == 302
    assert Talk.objects.count() == 1


def test_the_same_reply_twice_goes_on_as_if_it_were_one(town: Town, enter: Enter) -> None:
    ticket, client, token = town.ticket(Status.HANDLING), enter("handler.binhu-cg"), str(uuid4())
    press(client, ticket, "contact", result="reached", note="已沟通。")
    mine = open_one(ticket).pk
    for _ in range(2):
        answer = client.post(f"/office/{ticket.number}/{mine}/reply/", {"token": token, **REPLY})
        assert answer.status_code == 302
    assert Reply.objects.count() == 1


def test_a_matter_goes_down_and_comes_back(town: Town, enter: Enter) -> None:
    ticket = town.ticket(Status.HANDLING, lead="320211-zf")
    binhu, lihu, mine = enter("handler.binhu"), enter("handler.lihu"), open_one(ticket).pk
    street = town.unit("320211004-jd").pk
    assert press(binhu, ticket, "send-down", unit=street, note="请即刻上门。", mine=mine) == 302
    child = open_one(ticket).pk
    assert ticket.number in binhu.get("/office/?tab=waiting").content.decode()
    assert press(lihu, ticket, "sign", mine=child) == 302
    assert press(binhu, ticket, "withdraw", child=child, why="改由本级办理", mine=mine) == 302
    assert Assignment.objects.get(pk=child).withdrawn_at is not None


def test_a_unit_elsewhere_is_not_below(town: Town, enter: Enter) -> None:
    ticket = town.ticket(Status.HANDLING)
    answer = press(enter("handler.binhu-cg"), ticket, "send-down", unit=town.unit("320500-cg").pk, note="请处理。")
    assert answer == 409
    assert Assignment.objects.filter(ticket=ticket).count() == 1


def test_many_are_signed_and_each_is_told_of(town: Town, enter: Enter) -> None:
    ours, other = [town.ticket(Status.TO_SIGN) for _ in range(3)], town.ticket(Status.TO_SIGN, lead="320200-cg")
    picked = [f"{ticket.number}/{open_one(ticket).pk}" for ticket in [*ours, other]]
    page = enter("handler.binhu-cg").post("/office/sign/", {"picked": picked}).content.decode()
    assert "签收 3 件，没有签成 1 件" in page
    assert "不归您的岗位" not in page
    assert {Ticket.objects.get(pk=each.pk).status for each in ours} == {Status.HANDLING}
    assert Ticket.objects.get(pk=other.pk).status == Status.TO_SIGN


DEEDS = ("sign", "contact", "send-down", "add-joint", "withdraw", "reply")


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("who", ["handler.wuxi-cg", "handler.suzhou-cg", "handler.huqiu-cg"])
def test_another_units_assignment_is_as_absent(town: Town, enter: Enter, deed: str, who: str) -> None:
    ticket, client = town.ticket(Status.HANDLING), enter(who)
    hidden = client.post(f"/office/{ticket.number}/{open_one(ticket).pk}/{deed}/", {"token": str(uuid4())})
    absent = client.post(f"/office/{ticket.number}/999999/{deed}/", {"token": str(uuid4())})
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
    assert client.get(f"/office/{ticket.number}/{open_one(ticket).pk}/").status_code == 404


def test_centres_have_no_inbox_and_another_units_inbox_is_not_there(town: Town, enter: Enter) -> None:
    assert enter("dispatcher.wuxi").get("/office/").status_code == 403
    elsewhere = f"/office/?unit={town.unit('320500-cg').pk}"
    assert enter("handler.binhu-cg").get(elsewhere).status_code == 404
    assert enter("leader.binhu").get(f"/office/?unit={town.unit('320211-cg').pk}").status_code == 200


def test_the_preview_masks_and_warns(town: Town, enter: Enter) -> None:
    client = enter("handler.binhu-cg")
    page = client.post("/office/preview/", {"public_text": "请致电 13812345678。"}).content.decode()
    assert "138****5678" in page
    assert "遮盖" in page
    assert "遮盖" not in client.post("/office/preview/", {"public_text": "已修复。"}).content.decode()


def test_reply_templates_belong_to_their_unit(town: Town, enter: Enter) -> None:
    ours, theirs = enter("handler.binhu-cg"), enter("handler.wuxi-cg")
    said = {"title": "已修复", "text": "您好，{标题}已由{单位}处理。", "category_prefix": ""}
    assert ours.post("/office/phrases/new/", said).status_code == 302
    kept = ReplyTemplate.objects.get()
    assert theirs.get(f"/office/phrases/{kept.pk}/").status_code == 404
    assert theirs.post(f"/office/phrases/{kept.pk}/drop/").status_code == 404
    ticket = town.ticket(Status.HANDLING)
    press(ours, ticket, "contact", result="reached", note="已沟通。")
    page = ours.get(f"/office/{ticket.number}/{open_one(ticket).pk}/").content.decode()
    assert "您好，路灯长期不亮已由滨湖区城市管理局处理。" in page
    assert ours.post(f"/office/phrases/{kept.pk}/drop/").status_code == 302
    assert not ReplyTemplate.objects.exists()


def test_who_leads_one_unit_does_not_see_another_as_a_whole(town: Town, enter: Enter) -> None:
    handler = town.person("handler.binhu-cg")
    led = town.unit("320200-cg")
    Posting.objects.create(person=handler, role_id="unit_leader", organisation=led, from_on=date(2020, 1, 1))
    client = enter("handler.binhu-cg")
    assert client.get("/office/lead/").status_code == 200
    assert client.get(f"/office/lead/?unit={led.pk}").status_code == 200
    assert client.get(f"/office/lead/?unit={town.unit('320211-cg').pk}").status_code == 403


def test_the_leader_sees_who_holds_what(town: Town, enter: Enter) -> None:
    town.ticket(Status.HANDLING, lead="320211-zf")
    town.ticket(Status.TO_SIGN, lead="320211-zf")
    town.ticket(Status.REPLY_REVIEW, lead="320211-zf")
    town.ticket(Status.TO_SIGN, lead="320211-cg")
    leader = enter("leader.binhu")
    page = leader.get("/office/lead/")
    assert page.status_code == 200
    own, below = page.context["own"], page.context["below"]
    assert (own.to_sign, own.handling, own.red) == (1, 1, 0)
    assert [(each.unit_id, each.to_sign) for each in below] == [(town.unit("320211-cg").pk, 1)]
    assert (page.context["total"].replied, page.context["total"].in_time) == (1, 1)
    assert enter("handler.binhu").get("/office/lead/").status_code == 403


def test_the_inbox_leaves_the_house_masked_and_noted(town: Town, enter: Enter) -> None:
    town.ticket(Status.TO_SIGN, lead="320211-zf")
    answer = enter("leader.binhu").get("/office/export/?tab=to_sign")
    assert answer.status_code == 200
    assert "spreadsheetml" in answer["Content-Type"]
    assert enter("handler.binhu").get("/office/export/?tab=to_sign").status_code == 403


def test_longer_inboxes_take_no_more_queries(town: Town, enter: Enter, django_assert_max_num_queries: object) -> None:
    client = enter("handler.binhu-cg")
    for _ in range(2):
        town.ticket(Status.TO_SIGN)
    client.get("/office/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        client.get("/office/")
    for _ in range(10):
        town.ticket(Status.TO_SIGN)
    with CaptureQueriesContext(connection) as many:
        page = client.get("/office/").content.decode()
    assert len(re.findall(r'name="picked"', page)) == 12
    assert len(many) <= len(few)


def test_a_confidential_caller_is_hidden_from_the_unit(town: Town, enter: Enter) -> None:
    ticket = town.ticket(Status.HANDLING, is_confidential=True)
    page = enter("handler.binhu-cg").get(f"/office/{ticket.number}/{open_one(ticket).pk}/").content.decode()
    assert "诉求人要求保密" in page
    assert "139****" not in page
    assert "张*" not in page
