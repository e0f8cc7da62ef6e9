"""A unit contests a rating on the ticket's page, the centre decides there or on its bench; others find nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hotline.flow.followup import actions as followups
from hotline.flow.followup.models import Contest
from hotline.flow.followup.words import FollowUpChannel, Satisfied, Solved, Visit
from hotline.flow.tickets.models import Assignment, Ticket
from hotline.flow.tickets.words import Status
from tests import benches
from tests.benches import Enter
from tests.town import MONDAY, Town

now, enter = benches.now, benches.enter
BAD = Visit(FollowUpChannel.PHONE, True, True, Solved.PARTLY, Satisfied.DISSATISFIED, "delay", "等太久")


@pytest.fixture
def ticket(town: Town) -> Ticket:
    """A ticket of Wuxi's that the Binhu bureau led and the citizen rated badly."""
    waiting = town.ticket(Status.FOLLOW_UP)
    followups.follow_up(waiting.number, BAD, by=town.actor("followup.wuxi"), at=MONDAY + timedelta(minutes=30))
    return Ticket.objects.get(pk=waiting.pk)


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("报批文件.txt", "管养标准".encode(), "text/plain")


def contest(client: Client, ticket: Ticket, **more: Any) -> Any:
    mine = Assignment.objects.get(ticket=ticket, unit__code="320211-cg").pk
    said = {"ground": "policy_limit", "text": "更换灯杆须先报批", "proof": paper(), "assignment": mine, **more}
    return client.post(f"/tickets/{ticket.number}/do/contest_rating/", {"seen": ticket.moves, **said})


def page(client: Client, ticket: Ticket) -> str:
    return client.get(f"/tickets/{ticket.number}/").content.decode()


def test_a_unit_contests_with_proof_and_the_bench_decides(town: Town, enter: Enter, ticket: Ticket) -> None:
    unit, reviewer = enter("handler.binhu-cg"), enter("reviewer.wuxi")
    assert "评价申诉" in page(unit, ticket)
    assert "没有待裁定的评价申诉" in reviewer.get("/bench/ratings/").content.decode()
    mine = Assignment.objects.get(ticket=ticket, unit__code="320211-cg").pk
    form = unit.get(f"/tickets/{ticket.number}/do/contest_rating/?assignment={mine}").content.decode()
    assert "可在 04-01 10:00 前申诉" in form
    assert contest(unit, ticket).status_code == 302
    shown = page(reviewer, ticket)
    for told in ("冯刚", "受政策法规限制", "更换灯杆须先报批", "报批文件.txt", "待裁定", "裁定评价申诉"):
        assert told in shown
    assert ticket.number in reviewer.get("/bench/ratings/").content.decode()
    bench = reviewer.get(f"/bench/ratings/{ticket.number}/").content.decode()
    assert "更换灯杆须先报批" in bench
    ticket.refresh_from_db()
    where = f"/bench/ratings/{ticket.number}/decide-rating/"
    assert reviewer.post(where, {"seen": ticket.moves, "verdict": "granted", "opinion": ""}).status_code == 422
    assert reviewer.post(where, {"seen": ticket.moves, "verdict": "granted", "opinion": "属实"}).status_code == 302
    assert Contest.objects.get().verdict == "granted"
    told = page(unit, ticket)
    assert "申诉成立，评价不计入" in told
    assert "不满意" in told, "the citizen's answer stays to be read"
    assert f'href="/tickets/{ticket.number}/do/contest_rating/' not in told


def test_the_page_decides_too_but_not_for_who_took_the_rating_down(town: Town, enter: Enter, ticket: Ticket) -> None:
    contest(enter("handler.binhu-cg"), ticket)
    ticket.refresh_from_db()
    where, said = f"/tickets/{ticket.number}/do/decide_rating/", {"verdict": "denied", "opinion": "超期属实"}
    assert enter("followup.wuxi").post(where, {"seen": ticket.moves, **said}).status_code in (403, 404, 409)
    assert enter("reviewer.wuxi").post(where, {"seen": ticket.moves, **said}).status_code == 302
    assert Contest.objects.get().verdict == "denied"
    assert "申诉不成立" in page(enter("handler.binhu-cg"), ticket)


def test_without_proof_the_form_says_what_is_missing(town: Town, enter: Enter, ticket: Ticket) -> None:
    answer = contest(enter("handler.binhu-cg"), ticket, proof="")
    assert answer.status_code == 422
    assert "请上传佐证材料" in answer.content.decode()
    assert not Contest.objects.exists()


@pytest.mark.parametrize("who", ["handler.binhu-mz", "handler.huqiu-cg", "handler.suzhou-cg", "agent.suzhou"])
def test_strangers_find_nothing_to_contest(town: Town, enter: Enter, ticket: Ticket, who: str) -> None:
    assert contest(enter(who), ticket).status_code == 404
    assert not Contest.objects.exists()


def test_other_centres_and_units_have_no_such_bench(town: Town, enter: Enter) -> None:
    for who in ("dispatcher.suzhou", "handler.binhu-cg"):
        assert enter(who).get("/bench/ratings/").status_code in (403, 404)
