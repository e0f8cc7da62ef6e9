"""From the inbox a unit gives back or asks for more time, and reads what came of it."""

from __future__ import annotations

from hotline.flow.disputes import actions as returns
from hotline.flow.disputes.models import Return
from hotline.flow.tickets.models import Assignment, Ticket
from hotline.flow.tickets.words import Status
from hotline.ground.people.words import Actor
from tests.benches import NOW, Enter
from tests.town import Town


def mine(ticket: Ticket) -> Assignment:
    return Assignment.objects.get(ticket=ticket, role="lead", is_open=True)


def test_the_inbox_offers_what_may_be_asked_for_and_leads_back(town: Town, enter: Enter) -> None:
    unsigned, signed, unit = town.ticket(Status.TO_SIGN), town.ticket(Status.HANDLING), enter("handler.binhu-cg")
    page = unit.get(f"/office/{unsigned.number}/{mine(unsigned).pk}/").content.decode()
    assert f"/tickets/{unsigned.number}/do/return/?assignment={mine(unsigned).pk}" in page
    assert "/do/extend/" not in page
    page = unit.get(f"/office/{signed.number}/{mine(signed).pk}/").content.decode()
    assert "/do/extend/" in page
    assert "/do/return/" not in page
    said = {"assignment": mine(unsigned).pk, "reason": "not_ours", "basis": "三定规定", "back": "/office/?tab=to_sign"}
    answer = unit.post(f"/tickets/{unsigned.number}/do/return/", said)
    assert answer["Location"] == "/office/?tab=to_sign"
    page = unit.get(f"/office/{unsigned.number}/{mine(unsigned).pk}/").content.decode()
    assert "已申请退单，等待热线中心审核" in page
    assert "/sign/" not in page
    assert "三定规定" in page
    assert "/do/return/" not in page


def test_a_way_back_to_another_house_is_not_taken(town: Town, enter: Enter) -> None:
    ticket, unit = town.ticket(Status.TO_SIGN), enter("handler.binhu-cg")
    said = {"assignment": mine(ticket).pk, "reason": "not_ours", "basis": "三定", "back": "https://evil.example/"}
    assert unit.post(f"/tickets/{ticket.number}/do/return/", said)["Location"] == f"/tickets/{ticket.number}/"


def test_a_unit_reads_why_its_return_was_denied(town: Town, enter: Enter) -> None:
    ticket, unit = town.ticket(Status.TO_SIGN), enter("handler.binhu-cg")
    enter("handler.binhu-cg").post(
        f"/tickets/{ticket.number}/do/return/", {"assignment": mine(ticket).pk, "reason": "not_ours", "basis": "三定"}
    )
    returns.deny(ticket.number, "养护协议写明由你局负责", by=Actor.system(), at=NOW)
    assert Return.objects.get().verdict == "denied"
    page = unit.get(f"/office/{ticket.number}/{mine(ticket).pk}/").content.decode()
    assert "养护协议写明由你局负责" in page
    assert "/sign/" in page
