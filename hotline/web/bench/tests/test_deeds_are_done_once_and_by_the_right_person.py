"""What is done on a bench: it works, leads on to the next, is refused in words, works once, and is nobody else's."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from hotline.flow.dispatch import actions as dispatching
from hotline.flow.followup.models import FollowUp
from hotline.flow.tickets.models import Assignment, Contact, Ticket, TicketText
from hotline.flow.tickets.words import Closing, Status
from hotline.ground.organisations.models import Organisation
from hotline.lib.memo import forget_all
from tests.benches import Enter
from tests.town import MONDAY, Town

CORRECT = {"title": "路灯长期不亮", "kind": "help", "urgency": "normal", "category": "01.01.01", "region": "320211004"}
CHECKED = {"is_to_the_point": "on", "is_founded": "on", "was_contacted": "on", "is_fit_for_public": "on"}
PLEASED = {"is_contacted": "yes", "solved": "solved", "satisfied": "very", "was_contacted_by_unit": "yes"}


def press(client: Client, bench: str, ticket: Ticket, deed: str, **said: object) -> int:
    answer = client.post(f"/bench/{bench}/{ticket.number}/{deed}/", {"seen": ticket.moves, **said})
    ticket.refresh_from_db()
    return int(answer.status_code)


def test_a_reviewer_corrects_accepts_and_goes_on_to_the_next(town: Town, enter: Enter) -> None:
    first, second = town.ticket(Status.IN_REVIEW), town.ticket(Status.IN_REVIEW, at=MONDAY + timedelta(minutes=5))
    client = enter("reviewer.wuxi")
    said = {"seen": first.moves, **CORRECT, "title": "夏家边路灯不亮"}
    answer = client.post(f"/bench/review/{first.number}/accept/", said, follow=True)
    first.refresh_from_db()
    assert first.status == Status.TO_DISPATCH
    assert TicketText.objects.get(pk=first.pk).title == "夏家边路灯不亮"
    assert answer.request["PATH_INFO"] == f"/bench/review/{second.number}/"
    assert "审核通过" in answer.content.decode()


def test_a_reviewer_sends_back_and_refuses_with_a_reason(town: Town, enter: Enter) -> None:
    client = enter("reviewer.wuxi")
    ticket = town.ticket(Status.IN_REVIEW)
    assert press(client, "review", ticket, "send-back", reason="place", missing="") == 422
    assert press(client, "review", ticket, "send-back", reason="place", missing="请补充门牌号") == 302
    assert ticket.status == Status.SUPPLEMENT
    other = town.ticket(Status.IN_REVIEW)
    assert press(client, "review", other, "refuse", reason="litigation", advice="") == 302
    assert (other.status, other.closing) == (Status.CLOSED, Closing.REFUSED)


def test_a_dispatcher_sends_to_the_first_choice_with_its_helpers(town: Town, enter: Enter) -> None:
    ticket, client = town.ticket(Status.TO_DISPATCH), enter("dispatcher.wuxi")
    page = client.get(f"/bench/dispatch/{ticket.number}/").content.decode()
    assert "滨湖区城市管理局" in page
    assert "目录首选" in page
    first, helper = town.unit("320211-cg").pk, town.unit("320211-mz").pk
    assert press(client, "dispatch", ticket, "dispatch", lead=str(first), joint=[str(helper)], note="请尽快") == 302
    assert ticket.status == Status.TO_SIGN
    sent = Assignment.objects.filter(ticket=ticket)
    assert {(each.unit_id, each.role) for each in sent} == {(first, "lead"), (helper, "joint")}
    assert sent.get(role="lead").explanation["is_first_choice"] is True


def test_joint_units_are_suggested_and_ticked_only_where_the_centre_wants_it(town: Town, enter: Enter) -> None:
    ticket, client, helper = town.ticket(Status.TO_DISPATCH), enter("dispatcher.wuxi"), town.unit("320211-mz").pk
    box = f'name="joint" value="{helper}"'
    page = client.get(f"/bench/dispatch/{ticket.number}/").content.decode()
    assert f"{box}>" in page
    assert "目录建议" in page
    Organisation.objects.filter(pk=town.unit("320200-rx").pk).update(ticks_joint=True)
    forget_all()
    assert f"{box} checked>" in client.get(f"/bench/dispatch/{ticket.number}/").content.decode()


def test_an_own_choice_needs_a_reason_and_lies_within_the_centre(town: Town, enter: Enter) -> None:
    ticket, client = town.ticket(Status.TO_DISPATCH), enter("dispatcher.wuxi")
    street, suzhou = str(town.unit("320211004-jd").pk), str(town.unit("320500-cg").pk)
    assert press(client, "dispatch", ticket, "dispatch", lead="other", other=street, why="") == 422
    assert press(client, "dispatch", ticket, "dispatch", lead="other", other=suzhou, why="就近") == 422
    assert press(client, "dispatch", ticket, "dispatch", lead="other", other="", why="就近") == 422
    assert ticket.status == Status.TO_DISPATCH
    assert press(client, "dispatch", ticket, "dispatch", lead="other", other=street, why="权属不明，先行处置") == 302
    assert Assignment.objects.get(ticket=ticket).explanation["why"] == "权属不明，先行处置"


def test_a_sent_ticket_is_recalled_with_a_reason(town: Town, enter: Enter) -> None:
    ticket, client = town.ticket(Status.TO_SIGN), enter("dispatcher.wuxi")
    assert press(client, "sent", ticket, "recall", why="") == 422
    assert press(client, "sent", ticket, "recall", why="派错单位") == 302
    assert ticket.status == Status.TO_DISPATCH


def test_the_second_dispatcher_is_told_who_did_what_and_keeps_what_she_typed(town: Town, enter: Enter) -> None:
    ticket, late = town.ticket(Status.TO_DISPATCH), enter("dispatcher2.wuxi")
    first, seen = town.unit("320211-cg").pk, ticket.moves
    dispatching.dispatch(ticket.number, first, by=town.actor("dispatcher.wuxi"), at=MONDAY + timedelta(minutes=30))
    said = {"seen": seen, "lead": str(first), "note": "路灯已一周不亮，请今晚修好"}
    answer = late.post(f"/bench/dispatch/{ticket.number}/dispatch/", said)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "刘洋" in page
    assert "路灯已一周不亮，请今晚修好" in page
    assert Assignment.objects.filter(ticket=ticket).count() == 1


def test_a_correction_meanwhile_keeps_the_form_and_the_next_press_works(town: Town, enter: Enter) -> None:
    ticket, client = town.ticket(Status.TO_DISPATCH), enter("dispatcher.wuxi")
    seen = ticket.moves
    press(enter("dispatcher2.wuxi"), "dispatch", ticket, "amend", **{**CORRECT, "title": "路灯坏了"})
    said = {"seen": seen, "lead": str(town.unit("320211-cg").pk), "note": "请今晚修好"}
    answer = client.post(f"/bench/dispatch/{ticket.number}/dispatch/", said)
    assert answer.status_code == 409
    assert "请今晚修好" in answer.content.decode()
    assert f'name="seen" value="{ticket.moves}"' in answer.content.decode()
    assert press(client, "dispatch", ticket, "dispatch", **{**said, "seen": ticket.moves}) == 302


def test_the_same_button_twice_does_it_once_and_complains_of_nothing(town: Town, enter: Enter) -> None:
    ticket, client = town.ticket(Status.FOLLOW_UP), enter("followup.wuxi")
    said = {"seen": ticket.moves, "is_contacted": "no", "note": "无人接听"}
    for _ in range(2):
        assert client.post(f"/bench/follow-up/{ticket.number}/follow-up/", said).status_code == 302
    assert FollowUp.objects.count() == 1


def test_a_reply_passes_only_with_every_point_checked(town: Town, enter: Enter) -> None:
    ticket, client = town.ticket(Status.REPLY_REVIEW), enter("reviewer.wuxi")
    assert press(client, "replies", ticket, "pass", is_founded="on") == 422
    assert press(client, "replies", ticket, "pass", **CHECKED) == 302
    assert ticket.status == Status.FOLLOW_UP


def test_a_reply_is_rejected_with_a_reason(town: Town, enter: Enter) -> None:
    ticket, client = town.ticket(Status.REPLY_REVIEW), enter("reviewer.wuxi")
    assert press(client, "replies", ticket, "reject", reason="vague", note="") == 422
    assert press(client, "replies", ticket, "reject", reason="vague", note="请写明修复时间") == 302
    assert ticket.status == Status.HANDLING


def test_solved_and_satisfied_are_both_asked_and_not_solved_goes_back(town: Town, enter: Enter) -> None:
    ticket, client = town.ticket(Status.FOLLOW_UP), enter("followup.wuxi")
    assert press(client, "follow-up", ticket, "follow-up", is_contacted="yes", solved="solved") == 422
    preview = client.post(
        f"/bench/follow-up/{ticket.number}/outlook/", {**PLEASED, "solved": "unsolved", "satisfied": "dissatisfied"}
    )
    assert "第 2 轮（共 3 轮）" in preview.content.decode()
    bad = {**PLEASED, "solved": "unsolved", "satisfied": "dissatisfied", "cause": "delay", "note": "还是不亮"}
    assert press(client, "follow-up", ticket, "follow-up", **bad) == 302
    assert (ticket.status, ticket.round) == (Status.HANDLING, 2)


def test_a_pleased_citizen_closes_the_ticket_and_new_facts_reopen_it(town: Town, enter: Enter) -> None:
    ticket, client = town.ticket(Status.FOLLOW_UP), enter("followup.wuxi")
    assert press(client, "follow-up", ticket, "follow-up", **PLEASED) == 302
    assert ticket.status == Status.CLOSED
    assert press(client, "tickets", ticket, "reopen", why="昨晚又不亮了") == 302
    assert ticket.status == Status.HANDLING


DEEDS = [
    ("review", "accept", Status.IN_REVIEW, "reviewer.wuxi"),
    ("review", "send-back", Status.IN_REVIEW, "reviewer.wuxi"),
    ("review", "refuse", Status.IN_REVIEW, "reviewer.wuxi"),
    ("dispatch", "dispatch", Status.TO_DISPATCH, "dispatcher.wuxi"),
    ("dispatch", "amend", Status.TO_DISPATCH, "dispatcher.wuxi"),
    ("sent", "recall", Status.TO_SIGN, "dispatcher.wuxi"),
    ("replies", "pass", Status.REPLY_REVIEW, "reviewer.wuxi"),
    ("replies", "reject", Status.REPLY_REVIEW, "reviewer.wuxi"),
    ("follow-up", "follow-up", Status.FOLLOW_UP, "followup.wuxi"),
    ("tickets", "reopen", Status.CLOSED, "followup.wuxi"),
]


@pytest.mark.parametrize(("bench", "deed", "status", "who"), DEEDS)
def test_nobody_from_elsewhere_does_it(
    town: Town, enter: Enter, bench: str, deed: str, status: Status, who: str
) -> None:
    ticket = town.ticket(status)
    moves = ticket.moves
    assert press(enter("handler.binhu-cg"), bench, ticket, deed) == 403
    stranger = enter("dispatcher.suzhou")
    hidden = stranger.post(f"/bench/dispatch/{ticket.number}/dispatch/", {"seen": 1})
    absent = stranger.post("/bench/dispatch/20030200000009/dispatch/", {"seen": 1})
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
    ticket.refresh_from_db()
    assert ticket.moves == moves
    assert Client().post(f"/bench/{bench}/{ticket.number}/{deed}/").status_code == 401


def test_the_bench_waits_for_the_link_of_who_prefers_one(town: Town, enter: Enter) -> None:
    ticket, plain = town.ticket(Status.FOLLOW_UP), town.ticket(Status.FOLLOW_UP)
    Contact.objects.filter(pk=ticket.contact_id).update(follow_up="link")
    client = enter("followup.wuxi")
    page = client.get(f"/bench/follow-up/{ticket.number}/").content.decode()
    assert "诉求人希望：短信链接评价" in page
    assert "诉求人希望通过短信链接评价，请等到" in page
    assert plain.number in client.get("/bench/follow-up/next/")["Location"], "who may be called comes first"
    silent = {"seen": ticket.moves, "is_contacted": "no"}
    refused = client.post(f"/bench/follow-up/{ticket.number}/follow-up/", silent)
    assert refused.status_code == 409
    assert "再电话回访" in refused.content.decode()
    ticket.refresh_from_db()
    assert ticket.status == Status.FOLLOW_UP
    heard = {"seen": ticket.moves, "is_contacted": "yes", "solved": "solved", "satisfied": "very"}
    client.post(f"/bench/follow-up/{ticket.number}/follow-up/", heard)
    ticket.refresh_from_db()
    assert ticket.status == Status.CLOSED, "she rang herself"


@pytest.mark.parametrize(
    ("bench", "status", "username"),
    [
        ("review", Status.IN_REVIEW, "reviewer.wuxi"),
        ("dispatch", Status.TO_DISPATCH, "dispatcher.wuxi"),
        ("replies", Status.REPLY_REVIEW, "reviewer.wuxi"),
        ("follow-up", Status.FOLLOW_UP, "followup.wuxi"),
    ],
)
def test_no_key_means_two_things(bench: str, status: Status, username: str, town: Town, enter: Enter) -> None:
    for _ in range(3):
        town.ticket(status)
    ticket = town.ticket(status)
    page = enter(username).get(f"/bench/{bench}/{ticket.number}/").content.decode()
    keys = re.findall(r'data-key="([a-z])"', page)
    assert len(keys) > 3
    assert sorted(keys) == sorted(set(keys))
