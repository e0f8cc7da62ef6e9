"""Every bench opens for its people, full and empty, and for nobody else."""

from __future__ import annotations

import pytest

from hotline.flow.tickets.words import Status
from hotline.web.bench.words import Bench
from tests.benches import Enter
from tests.town import Town

SEATS = [
    (Bench.REVIEW, "reviewer.wuxi", Status.IN_REVIEW),
    (Bench.DISPATCH, "dispatcher.wuxi", Status.TO_DISPATCH),
    (Bench.SENT, "dispatcher.wuxi", Status.TO_SIGN),
    (Bench.REPLIES, "reviewer.wuxi", Status.REPLY_REVIEW),
    (Bench.FOLLOW_UP, "followup.wuxi", Status.FOLLOW_UP),
    (Bench.TICKETS, "followup.wuxi", Status.CLOSED),
]


@pytest.mark.parametrize(("bench", "who", "status"), SEATS)
def test_a_bench_shows_its_queue_and_opens_a_ticket(
    town: Town, enter: Enter, bench: Bench, who: str, status: Status
) -> None:
    ticket = town.ticket(status)
    client = enter(who)
    page = client.get(f"/bench/{bench}/")
    assert page.status_code == 200
    assert ticket.number in page.content.decode()
    opened = client.get(f"/bench/{bench}/{ticket.number}/")
    assert opened.status_code == 200
    assert "路灯长期不亮" in opened.content.decode()
    assert "<form" in opened.content.decode().partition("split-form")[2]


@pytest.mark.parametrize(("bench", "who", "status"), SEATS)
def test_an_empty_bench_says_what_to_expect(town: Town, enter: Enter, bench: Bench, who: str, status: Status) -> None:
    page = enter(who).get(f"/bench/{bench}/").content.decode()
    assert "empty-title" in page


@pytest.mark.parametrize("bench", list(Bench))
def test_who_has_no_business_at_a_bench_is_told_so(town: Town, enter: Enter, bench: Bench) -> None:
    assert enter("handler.binhu-cg").get(f"/bench/{bench}/").status_code == 403


@pytest.mark.parametrize(("bench", "who", "status"), SEATS)
def test_a_ticket_of_another_centre_is_as_absent(
    town: Town, enter: Enter, bench: Bench, who: str, status: Status
) -> None:
    ticket = town.ticket(status)
    stranger = enter("dispatcher.suzhou" if who.startswith("dispatcher") else "agent.suzhou")
    hidden = stranger.get(f"/bench/tickets/{ticket.number}/")
    absent = stranger.get("/bench/tickets/20030200000009/")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content


def test_who_is_not_logged_in_is_asked_to(town: Town, client: object) -> None:
    from django.test import Client

    answer = Client().get("/bench/review/")
    assert answer.status_code == 302
    assert "/account/login/" in answer["Location"]
