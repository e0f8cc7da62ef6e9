"""The ticket page: who sees what, and what each may do there."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from hotline.flow.intake import additions
from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import queries, whole
from hotline.flow.tickets.models import Assignment, Attachment, Ticket
from hotline.flow.tickets.words import Status
from hotline.ground.journal.models import Event
from hotline.ground.people.words import Actor
from hotline.ground.privacy.models import Export, Unmasking
from hotline.web.ticket import paper
from tests.town import Town

BACKEND = "django.contrib.auth.backends.ModelBackend"
HTMX = {"HX-Request": "true"}


def enter(client: Client, town: Town, username: str) -> Client:
    client.force_login(town.person(username), backend=BACKEND)
    return client


def page(ticket: Ticket) -> str:
    return reverse("ticket:page", args=[ticket.number])


def deed(ticket: Ticket, verb: str) -> str:
    return reverse("ticket:deed", args=[ticket.number, verb])


@pytest.mark.parametrize(
    ("status", "username", "verb"),
    [
        (Status.REGISTERED, "agent.wuxi", "提交"),
        (Status.IN_REVIEW, "reviewer.wuxi", "审核通过"),
        (Status.TO_DISPATCH, "dispatcher.wuxi", "派单"),
        (Status.TO_SIGN, "handler.binhu-cg", "签收"),
        (Status.HANDLING, "handler.binhu-cg", "办结回复"),
        (Status.REPLY_REVIEW, "reviewer.wuxi", "退回重答"),
        (Status.FOLLOW_UP, "followup.wuxi", "回访"),
        (Status.CLOSED, "followup.wuxi", "重启"),
    ],
)
def test_everybody_finds_her_verb_on_the_page(
    client: Client, town: Town, status: Status, username: str, verb: str
) -> None:
    ticket = town.ticket(status)
    answer = enter(client, town, username).get(page(ticket))
    assert answer.status_code == 200
    assert verb in [button.verb.zh for button in answer.context["buttons"]]
    assert sum(button.is_primary for button in answer.context["buttons"]) <= 1


@pytest.mark.parametrize("username", ["agent.suzhou", "handler.huqiu-cg", "handler.wuxi-jt", "handler.lihu"])
def test_a_ticket_of_others_looks_like_one_that_is_not_there(client: Client, town: Town, username: str) -> None:
    ticket = town.ticket(Status.HANDLING)
    enter(client, town, username)
    hidden, absent = client.get(page(ticket)), client.get("/tickets/20030299999999/")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
    for path in ("print", "parts", "unmask"):
        assert client.get(reverse(f"ticket:{path}", args=[ticket.number])).status_code in (403, 404)
    assert client.post(deed(ticket, "add_note"), {"note": "我也来看看"}).status_code == 404


def test_nobody_sees_a_ticket_without_a_login(client: Client, town: Town) -> None:
    assert client.get(page(town.ticket())).status_code == 302


def test_personal_data_is_masked_for_everybody(client: Client, town: Town) -> None:
    ticket = town.ticket(Status.HANDLING)
    phone = ticket.contact.phone
    for username in ("agent.wuxi", "handler.binhu-cg"):
        text = enter(client, town, username).get(page(ticket)).content.decode()
        assert phone not in text
        assert "张三丰" not in text
        assert f"{phone[:3]}****{phone[-4:]}" in text


def test_a_reason_shows_one_field_and_is_noted(client: Client, town: Town) -> None:
    ticket = town.ticket()
    where = {"where": f"contact:{ticket.contact_id}", "field": "phone"}
    address = reverse("ticket:unmask", args=[ticket.number])
    enter(client, town, "agent.wuxi")
    assert ticket.contact.phone not in client.get(address, where, headers=HTMX).content.decode()
    shown = client.post(address, where | {"reason": "回拨核实地址"}, headers=HTMX)
    assert ticket.contact.phone in shown.content.decode()
    assert Unmasking.objects.get().reason == "回拨核实地址"


def test_a_reason_that_says_nothing_is_refused(client: Client, town: Town) -> None:
    ticket = town.ticket()
    where = {"where": f"contact:{ticket.contact_id}", "field": "phone", "reason": "看"}
    answer = enter(client, town, "agent.wuxi").post(
        reverse("ticket:unmask", args=[ticket.number]), where, headers=HTMX | {"HX-Target": "ask-problem"}
    )
    assert answer.status_code == 422
    assert "请写明查看原因" in answer.content.decode()
    assert not Unmasking.objects.exists()


def test_nobody_unmasks_the_person_of_another_ticket(client: Client, town: Town) -> None:
    mine, other = town.ticket(), town.ticket()
    where = {"where": f"contact:{other.contact_id}", "field": "phone", "reason": "回拨核实地址"}
    answer = enter(client, town, "agent.wuxi").post(reverse("ticket:unmask", args=[mine.number]), where)
    assert answer.status_code == 404


def test_a_confidential_caller_is_hidden_from_units(client: Client, town: Town) -> None:
    ticket = town.ticket(Status.HANDLING, is_confidential=True)
    text = enter(client, town, "handler.binhu-cg").get(page(ticket)).content.decode()
    assert "诉求人要求保密" in text
    assert f"****{ticket.contact.phone[-4:]}" not in text
    assert "张**" not in text
    where = {"where": f"contact:{ticket.contact_id}", "field": "phone", "reason": "回拨核实地址"}
    assert client.post(reverse("ticket:unmask", args=[ticket.number]), where).status_code == 404


LEAKY = "请打 13912345678，身份证 110105194912310021，卡号 6222021001116245702。"


def test_numbers_in_what_was_said_are_masked_until_a_reason_is_given(client: Client, town: Town) -> None:
    ticket = town.ticket(Status.HANDLING, text=LEAKY, title="回电13912345678", place="门口13912345678")
    tickets.join_contact(ticket.number, ticket.contact, LEAKY, by=town.actor("agent.wuxi"), at=timezone.now())
    enter(client, town, "handler.binhu-cg")
    office = reverse("office:assignment", args=[ticket.number, Assignment.objects.get(ticket=ticket).pk])
    for address in (page(ticket), office):
        text = client.get(address).content.decode()
        assert "139****5678" in text
        for clear in ("13912345678", "110105194912310021", "6222021001116245702"):
            assert clear not in text
        assert f"where=ticket:{ticket.pk}" in text
    where = {"where": f"ticket:{ticket.pk}", "field": "text", "reason": "回拨核实地址"}
    shown = client.post(reverse("ticket:unmask", args=[ticket.number]), where).content.decode()
    assert "13912345678" in shown
    assert Unmasking.objects.get().field == "text"


def test_what_a_confidential_caller_sent_and_said_later_stays_with_the_centre(client: Client, town: Town) -> None:
    ticket = town.ticket(Status.HANDLING, is_confidential=True, text=LEAKY)
    agent, at = town.actor("agent.wuxi"), timezone.now()
    tickets.join_contact(ticket.number, ticket.contact, "是我，张三", by=agent, at=at)
    additions.add_file(ticket.number, b"sent by the citizen", "sent.txt", by=Actor.citizen(), at=at, purpose="citizen")
    file = Attachment.objects.get(ticket=ticket)
    address = reverse("ticket:file", args=[ticket.number, file.pk])
    for username, sees in (("handler.binhu-cg", False), ("agent.wuxi", True)):
        enter(client, town, username)
        text = client.get(page(ticket)).content.decode()
        assert ("sent.txt" in text) is sees, username
        assert ("是我，张三" in text) is sees, username
        answer = client.get(address)
        assert (answer.status_code == 200) is sees, username
        assert not sees or b"".join(answer.streaming_content) == b"sent by the citizen"  # type: ignore[attr-defined]
    enter(client, town, "handler.binhu-cg")
    where = {"where": f"ticket:{ticket.pk}", "field": "text", "reason": "回拨核实地址"}
    assert client.post(reverse("ticket:unmask", args=[ticket.number]), where).status_code == 404


def test_a_unit_signs_with_one_click(client: Client, town: Town) -> None:
    ticket = town.ticket(Status.TO_SIGN)
    mine = Assignment.objects.get(ticket=ticket)
    enter(client, town, "handler.binhu-cg")
    answer = client.post(deed(ticket, "sign"), {"assignment": mine.pk, "seen": ticket.moves}, headers=HTMX)
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == page(ticket)
    ticket.refresh_from_db()
    assert ticket.status == Status.HANDLING


def test_a_second_signature_is_told_who_signed(client: Client, town: Town) -> None:
    ticket = town.ticket(Status.HANDLING)
    mine = Assignment.objects.get(ticket=ticket)
    answer = enter(client, town, "handler.binhu-cg").post(deed(ticket, "sign"), {"assignment": mine.pk}, headers=HTMX)
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == "#kit-toasts"
    assert "签收" in answer.content.decode()


def test_who_is_slower_is_told_and_keeps_what_was_typed(client: Client, town: Town) -> None:
    ticket = town.ticket(Status.IN_REVIEW)
    form = {"seen": ticket.moves, "reason": "place", "missing": "请补充具体门牌号"}
    enter(client, town, "reviewer.wuxi")
    assert client.post(deed(ticket, "accept"), {"seen": ticket.moves}).status_code == 302
    late = client.post(deed(ticket, "send_back"), form)
    assert late.status_code == 409
    assert "请补充具体门牌号" in late.content.decode()
    assert "陈静" in late.content.decode()


def test_a_verb_of_somebody_else_is_refused(client: Client, town: Town) -> None:
    ticket = town.ticket(Status.TO_DISPATCH)
    answer = enter(client, town, "agent.wuxi").post(
        deed(ticket, "dispatch"), {"lead": town.unit("320211-cg").pk, "joint_more": ""}
    )
    assert answer.status_code == 403
    ticket.refresh_from_db()
    assert ticket.status == Status.TO_DISPATCH


def test_an_empty_form_comes_back_with_its_errors(client: Client, town: Town) -> None:
    ticket = town.ticket(Status.HANDLING)
    mine = Assignment.objects.get(ticket=ticket)
    answer = enter(client, town, "handler.binhu-cg").post(
        deed(ticket, "reply"), {"assignment": mine.pk, "internal_text": "", "outcome": "solved"}, headers=HTMX
    )
    assert answer.status_code == 422
    assert answer["HX-Retarget"] == "#kit-dialog"
    assert 'aria-invalid="true"' in answer.content.decode()


def test_a_dispatcher_sends_to_the_directorys_choice_with_helpers(client: Client, town: Town) -> None:
    ticket = town.ticket(Status.TO_DISPATCH)
    asked = enter(client, town, "dispatcher.wuxi").get(deed(ticket, "dispatch"), headers=HTMX)
    assert "滨湖区城市管理局" in asked.content.decode()
    form = {
        "lead": town.unit("320211-cg").pk,
        "joint": [town.unit("320211-mz").pk],
        "note": "请尽快",
        "why": "",
        "seen": ticket.moves,
    }
    assert client.post(deed(ticket, "dispatch"), form).status_code == 302
    units = set(Assignment.objects.filter(ticket=ticket).values_list("unit__code", flat=True))
    assert units == {"320211-cg", "320211-mz"}


def test_a_withdrawn_unit_is_led_home(client: Client, town: Town) -> None:
    ticket = town.ticket(Status.TO_SIGN)
    enter(client, town, "dispatcher.wuxi")
    assert client.post(deed(ticket, "recall"), {"why": "派错了单位", "seen": ticket.moves}).status_code == 302
    client.logout()
    assert enter(client, town, "handler.binhu-cg").get(page(ticket)).status_code == 404


def test_a_follow_up_closes_the_ticket(client: Client, town: Town) -> None:
    ticket = town.ticket(Status.FOLLOW_UP)
    form = {
        "channel": "phone",
        "is_contacted": "yes",
        "was_contacted_by_unit": "yes",
        "solved": "solved",
        "satisfied": "very",
        "seen": ticket.moves,
    }
    assert enter(client, town, "followup.wuxi").post(deed(ticket, "follow_up"), form).status_code == 302
    ticket.refresh_from_db()
    assert ticket.status == Status.CLOSED
    assert "回访：已解决，非常满意" in client.get(page(ticket)).content.decode()


def test_a_file_is_kept_and_given_only_to_who_sees_the_ticket(client: Client, town: Town, settings: object) -> None:
    ticket = town.ticket(Status.HANDLING)
    file = SimpleUploadedFile("说明.txt", "现场说明".encode(), "text/plain")
    enter(client, town, "handler.binhu-cg")
    assert client.post(deed(ticket, "attach"), {"file": file}).status_code == 302
    address = reverse("ticket:file", args=[ticket.number, ticket.attachments.get().pk])
    kept = client.get(address)
    assert b"".join(kept.streaming_content).decode() == "现场说明"  # type: ignore[attr-defined]
    assert kept["Content-Disposition"].startswith("attachment")
    client.logout()
    assert enter(client, town, "handler.huqiu-cg").get(address).status_code == 404


def test_colleagues_see_each_other(client: Client, town: Town) -> None:
    ticket = town.ticket()
    address = reverse("ticket:presence", args=[ticket.number])
    assert "王敏" not in enter(client, town, "agent.wuxi").post(address).content.decode()
    client.logout()
    assert "王敏" in enter(client, town, "agent2.wuxi").post(address).content.decode()


def test_the_page_speaks_english(client: Client, town: Town) -> None:
    ticket = town.ticket(Status.CLOSED)
    client.cookies["django_language"] = "en"
    text = enter(client, town, "agent.wuxi").get(page(ticket)).content.decode()
    assert "What happened" in text
    assert "Follow-up: Solved, Satisfied" in text
    assert "Reply passed; waiting for follow-up" in text


def test_a_ticket_prints_as_pdf_with_masked_data(client: Client, town: Town) -> None:
    ticket = town.ticket(Status.CLOSED)
    answer = enter(client, town, "agent.wuxi").get(reverse("ticket:print", args=[ticket.number]))
    if answer.status_code == 503:
        pytest.skip("the font for printing is not installed here")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert Event.objects.get(verb="print").facts == {"number": ticket.number}


def test_nothing_stands_on_paper_in_clear(town: Town) -> None:
    phone, by = "回电13912345678", town.actor("agent.wuxi")
    ticket = town.ticket(Status.HANDLING, text=LEAKY, title=phone, place=phone, wish=LEAKY)
    tickets.join_contact(ticket.number, ticket.contact, LEAKY, by=by, at=timezone.now())
    paper_says = str(paper.contents(whole.read(ticket.number, by), by, timezone.now()))
    for clear in ("13912345678", "110105194912310021", "6222021001116245702"):
        assert clear not in paper_says


def test_the_page_costs_a_fixed_number_of_queries(
    client: Client, town: Town, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    short, long = town.ticket(Status.TO_SIGN), town.ticket(Status.CLOSED, joint=("320211-mz",))
    enter(client, town, "dispatcher.wuxi")
    for ticket in (long, short):
        client.get(page(ticket))
    for ticket in (long, short):
        with django_assert_max_num_queries(13):  # what lies on it beside the road is asked in one
            client.get(page(ticket))
    waiting = town.ticket(Status.TO_DISPATCH)
    client.get(page(waiting))
    with django_assert_max_num_queries(20):  # with likely duplicates, for whoever may merge it
        client.get(page(waiting))


def test_a_number_in_the_search_box_leads_to_its_page(client: Client, town: Town) -> None:
    ticket = town.ticket()
    enter(client, town, "agent.wuxi")
    assert client.get("/tickets/", {"q": ticket.number})["Location"] == page(ticket)
    assert "路灯长期不亮" in client.get("/tickets/", {"q": "路灯"}).content.decode()
    assert "没有找到符合的工单" in client.get("/tickets/", {"q": "不存在的词语"}).content.decode()


def test_what_was_found_leaves_as_a_sheet_for_who_may_export(client: Client, town: Town) -> None:
    ticket = town.ticket()
    enter(client, town, "agent.wuxi")
    assert client.get("/tickets/export/", {"q": "路灯"}).status_code == 403
    client.logout()
    answer = enter(client, town, "lead.wuxi").get("/tickets/export/", {"q": "路灯"})
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:3] == [ticket.number, "路灯长期不亮", "已登记"]
    assert Export.objects.get().filters == {"q": ["路灯"]}


def test_an_agent_of_a_prefix_is_not_an_agent_of_the_county(town: Town) -> None:
    """``32050`` is no area: whoever is posted there sees nothing of ``320505``."""
    ticket = town.ticket(region="320505")
    watcher = town.actor("supervisor.js")
    assert queries.visible_to(watcher).filter(pk=ticket.pk).exists()
    grant = watcher.grants[0]
    odd = type(watcher)(
        watcher.kind,
        watcher.name,
        watcher.person_id,
        (type(grant)(grant.role, grant.permissions, grant.scope, 0, "/0/", "32050"),),
    )
    assert not queries.visible_to(odd).filter(pk=ticket.pk).exists()


def test_moments_say_today_and_yesterday() -> None:
    from hotline.web.kit.moments import short

    now = timezone.now()
    assert short(now, now).startswith("今天")
    assert short(now - timedelta(days=1), now).startswith("昨天")
