"""Chains and reasoned finality on the ticket page and for the citizen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hotline.flow.callers.tests.test_chains_and_reasoned_finality import again, worn
from hotline.flow.tickets import citizens
from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import Closing, Status
from hotline.web.portal import progress
from tests.town import MONDAY, Town

from .test_ticket_page import deed, enter, page

SAID = {"reason": "done_by_law", "basis": "照明规划", "explanation": "路灯按规划不再新增，可申请听证。"}


@pytest.fixture(autouse=True)
def that_monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the Monday on which the town's tickets came in."""
    monkeypatch.setattr(timezone, "now", lambda: MONDAY + timedelta(hours=5))


def test_the_chain_stands_on_the_page_with_earlier_answers(client: Client, town: Town) -> None:
    first = town.ticket(Status.CLOSED)
    second = again(town, first, 20)
    text = enter(client, town, "reviewer.wuxi").get(page(second)).content.decode()
    for part in ("同一诉求人反映 2 次", first.number, "当时的答复", "您好，路灯已于今日修复"):
        assert part in text
    alone = town.ticket(Status.IN_REVIEW)
    assert "同一诉求人反映" not in client.get(page(alone)).content.decode()


def test_one_proposes_another_approves_and_the_citizen_reads_why(client: Client, town: Town) -> None:
    ticket = worn(town)
    enter(client, town, "followup.wuxi")
    asked = client.get(deed(ticket, "conclude")).content.decode()
    assert "告知诉求人" in asked
    assert client.post(deed(ticket, "conclude"), SAID | {"seen": ticket.moves}).status_code == 302
    shown = client.get(page(ticket))
    assert "conclude" not in {button.verb.value for button in shown.context["buttons"]}, "another person decides"
    assert "提请依规终结：已依法办理完毕" in shown.content.decode()
    enter(client, town, "lead.wuxi")
    assert "照明规划" in client.get(deed(ticket, "conclude")).content.decode()
    assert client.post(deed(ticket, "conclude"), {"decision": "approve", "opinion": "同意"}).status_code == 302
    ticket.refresh_from_db()
    assert ticket.closing == Closing.FINAL
    assert "批准依规终结，已告知诉求人" in client.get(page(ticket)).content.decode()
    own = citizens.own(ticket.number)
    assert own is not None
    told = progress.of(own)
    assert told.answer == SAID["explanation"]
    assert "已依规终结" in told.now
    assert [line.sentence for line in told.lines][-1] == "依规终结"


def test_it_is_not_offered_before_its_time_and_refused_in_words(client: Client, town: Town) -> None:
    ticket = town.ticket(Status.FOLLOW_UP)
    enter(client, town, "followup.wuxi")
    assert "conclude" not in {button.verb.value for button in client.get(page(ticket)).context["buttons"]}
    answer = client.post(deed(ticket, "conclude"), SAID)
    assert answer.status_code == 409
    assert "须重办满 2 次" in answer.content.decode()


def test_a_merged_citizen_reads_that_it_is_handled_together(town: Town) -> None:
    ticket = town.ticket(Status.TO_DISPATCH)
    Ticket.objects.filter(pk=ticket.pk).update(status=Status.MERGED)
    own = citizens.own(ticket.number)
    assert own is not None
    assert "正在一并办理" in progress.of(own).now
