"""Returns, disputes, extensions, suspensions and overrides: queued, decided by their people, refused in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from hotline.flow.delays import actions as extensions
from hotline.flow.delays.models import Extension
from hotline.flow.disputes import actions as returns
from hotline.flow.disputes import arbitration
from hotline.flow.disputes.models import Case, Return
from hotline.flow.disputes.words import Meeting, Objection
from hotline.flow.tickets.models import Assignment, Ticket
from hotline.flow.tickets.words import Mark, Status, Verb
from hotline.ground.people.models import Person, Posting, Role
from hotline.ground.people.words import Actor, Scope
from hotline.lib.memo import forget_all
from hotline.web.bench.words import HARD
from tests.benches import NOW, Enter
from tests.flow.road import Road
from tests.town import LONG_AGO, MONDAY, Town

SOON = MONDAY + timedelta(minutes=30)
WHY = Objection("not_ours", "三定规定第五条")


def press(client: Client, bench: str, ticket: Ticket, deed: str, **said: Any) -> Any:
    answer = client.post(f"/bench/{bench}/{ticket.number}/{deed}/", {"seen": ticket.moves, **said})
    ticket.refresh_from_db()
    return answer


def queue(client: Client, address: str) -> str:
    """A bench's list, without the message that tells what was done just before."""
    client.get("/bench/dispatch/")
    return str(client.get(f"/bench/{address}").content.decode())


def given_back(town: Town, status: Status = Status.TO_SIGN, unit: str = "", **more: Any) -> Ticket:
    """A ticket whose leading unit (or another) wants to give it back."""
    ticket = town.ticket(status, **more)
    rows = Assignment.objects.filter(ticket=ticket, is_open=True)
    mine = rows.get(unit__code=unit) if unit else rows.get(role="lead")
    returns.return_(ticket.number, mine.pk, WHY, by=Actor.system(), at=SOON)
    ticket.refresh_from_db()
    return ticket


def test_the_queue_of_returns_holds_those_of_leading_and_of_joint_units(town: Town, enter: Enter) -> None:
    lead = given_back(town)
    joint = given_back(town, Status.HANDLING, "320211-mz", joint=("320211-mz",))
    other = town.ticket(Status.TO_SIGN)
    page = enter("dispatcher.wuxi").get("/bench/returns/").content.decode()
    assert lead.number in page
    assert joint.number in page
    assert other.number not in page
    assert "<b>2</b>" in page, "the tab counts them"


def test_a_dispatcher_grants_a_return_and_it_counts_as_a_mistake(town: Town, enter: Enter) -> None:
    ticket, client = given_back(town), enter("dispatcher.wuxi")
    page = client.get(f"/bench/returns/{ticket.number}/").content.decode()
    for told in ("滨湖区城市管理局", "不属本单位职责", "三定规定第五条", "属于错派"):
        assert told in page
    assert press(client, "returns", ticket, "grant-return", is_wrong_dispatch="on", opinion="属市级").status_code == 302
    assert ticket.status == Status.TO_DISPATCH
    counts = client.get("/bench/mistakes/?period=month").content.decode()
    assert "刘洋" in counts
    assert ticket.number in counts
    assert ticket.number not in client.get("/bench/mistakes/?period=last").content.decode()
    assert ticket.number in client.get(f"/bench/mistakes/?unit={town.unit('320211-cg').pk}").content.decode()
    assert ticket.number not in client.get("/bench/mistakes/?who=孙悦").content.decode()


def test_a_return_that_is_nobodys_mistake_is_not_counted(town: Town, enter: Enter) -> None:
    ticket, client = given_back(town), enter("dispatcher.wuxi")
    press(client, "returns", ticket, "grant-return", opinion="情况有变")
    assert Return.objects.get().is_wrong_dispatch is False
    assert "这段时间没有错派" in client.get("/bench/mistakes/").content.decode()


def test_a_denied_return_needs_words_and_forces_the_unit(town: Town, enter: Enter) -> None:
    ticket, client = given_back(town), enter("dispatcher.wuxi")
    assert press(client, "returns", ticket, "deny-return", opinion="").status_code == 422
    assert press(client, "returns", ticket, "deny-return", opinion="属其职责").status_code == 302
    assert (ticket.status, ticket.marks) == (Status.TO_SIGN, [Mark.FORCED])


def test_a_joint_units_return_is_decided_while_the_lead_works(town: Town, enter: Enter) -> None:
    ticket = given_back(town, Status.HANDLING, "320211-mz", joint=("320211-mz",))
    client, joint = enter("dispatcher.wuxi"), Assignment.objects.get(ticket=ticket, unit__code="320211-mz")
    assert f'name="assignment" value="{joint.pk}"' in client.get(f"/bench/returns/{ticket.number}/").content.decode()
    assert press(client, "returns", ticket, "grant-return", assignment=joint.pk).status_code == 302
    joint.refresh_from_db()
    assert (ticket.status, joint.is_open) == (Status.HANDLING, False)


def test_two_dispatchers_at_once_one_wins_and_the_other_keeps_what_was_typed(town: Town, enter: Enter) -> None:
    ticket = given_back(town)
    seen = ticket.moves
    press(enter("dispatcher.wuxi"), "returns", ticket, "deny-return", opinion="属其职责")
    said = {"seen": seen, "opinion": "确属市政", "is_wrong_dispatch": "on"}
    slower = enter("dispatcher2.wuxi").post(f"/bench/returns/{ticket.number}/grant-return/", said)
    assert slower.status_code == 409
    page = slower.content.decode()
    assert "刘洋" in page
    assert "确属市政" in page


def test_disputes_are_listed_by_how_far_they_have_come(town: Town, enter: Enter) -> None:
    system, client = Actor.system(), enter("dispatcher.wuxi")
    fresh, met, settled = (town.ticket(Status.TO_DISPATCH) for _ in range(3))
    for ticket in (fresh, met, settled):
        arbitration.open_arbitration(ticket.number, "各执一词", Meeting(), by=system, at=SOON)
        ticket.refresh_from_db()
    first, liable = town.unit("320211-cg").pk, town.unit("320200-cg").pk
    ruled = {"minutes": "议定先处置", "ground": "权属待查"}
    assert press(client, "arbitration", met, "arbitrate", minutes="", ground="协议", liable=liable).status_code == 422
    assert press(client, "arbitration", met, "arbitrate", **ruled, handle_first=first).status_code == 302
    assert press(client, "arbitration", settled, "arbitrate", **ruled, liable=liable).status_code == 302
    for query, shown, hidden in (
        ("", [fresh, met], [settled]),
        ("?status=met", [met], [fresh, settled]),
        ("?status=settled", [settled], [fresh, met]),
    ):
        page = queue(client, f"arbitration/{query}")
        assert all(ticket.number in page for ticket in shown), query
        assert not any(ticket.number in page for ticket in hidden), query
    assert press(client, "arbitration", met, "settle", unit=liable, ground="移交协议第三条").status_code == 302
    assert Case.objects.get(ticket=met).liable_unit_id == liable
    assert met.lead_unit_id == first


def test_what_was_settled_is_shown_with_its_ground_where_the_next_ticket_is_dispatched(
    town: Town, enter: Enter
) -> None:
    client, before = enter("dispatcher.wuxi"), town.ticket(Status.HANDLING)
    arbitration.settle(
        before.number, town.unit("320200-cg").pk, "移交协议第三条：路灯由市局养护", by=Actor.system(), at=SOON
    )
    ticket = town.ticket(Status.TO_DISPATCH)
    for address in (f"/bench/dispatch/{ticket.number}/", f"/tickets/{ticket.number}/do/dispatch/"):
        page = client.get(address).content.decode()
        assert "责任先例" in page
        assert "移交协议第三条：路灯由市局养护" in page
        assert before.number in page
    secret = town.ticket(Status.HANDLING, is_confidential=True)
    arbitration.settle(secret.number, town.unit("320200-jt").pk, "保密的依据", by=Actor.system(), at=SOON)
    assert "保密的依据" not in client.get(f"/bench/dispatch/{ticket.number}/").content.decode()


def test_a_precedent_of_another_city_is_told_without_its_number(town: Town, enter: Enter) -> None:
    before = town.ticket(Status.HANDLING)
    arbitration.settle(before.number, town.unit("320200-cg").pk, "养护移交协议", by=Actor.system(), at=SOON)
    theirs = town.ticket(Status.TO_DISPATCH)
    Ticket.objects.filter(pk=theirs.pk).update(centre=town.unit("320500-rx"), region="320505")
    page = enter("dispatcher.suzhou").get(f"/bench/dispatch/{theirs.number}/").content.decode()
    assert "养护移交协议" in page
    assert before.number not in page


def test_more_time_is_granted_as_asked_or_for_fewer_days(town: Town, enter: Enter) -> None:
    ticket, client = town.ticket(Status.HANDLING), enter("dispatcher.wuxi")
    mine = Assignment.objects.get(ticket=ticket, role="lead")
    asked = extensions.ask_days(ticket.number, mine.pk, 4, "complex", "需换电缆", by=Actor.system(), at=SOON)
    ticket.refresh_from_db()
    page = client.get(f"/bench/extensions/{ticket.number}/").content.decode()
    assert 'name="days" value="4"' in page
    assert "需换电缆" in page
    beyond = press(client, "extensions", ticket, "grant-extension", extension=asked, days=30)
    assert beyond.status_code == 422
    assert "延期最长到" in beyond.content.decode()
    assert press(client, "extensions", ticket, "grant-extension", extension=asked, days=2).status_code == 302
    assert Extension.objects.get().verdict == "granted"
    assert ticket.number not in queue(client, "extensions/")


def test_suspended_tickets_wait_for_their_review(town: Town, enter: Enter) -> None:
    road, client = Road(town, town.ticket(Status.HANDLING)), enter("dispatcher.wuxi")
    road.do(Verb.SUSPEND)
    ticket = road.ticket
    assert ticket.number in client.get("/bench/suspended/").content.decode()
    assert press(client, "suspended", ticket, "review-suspension", why="").status_code == 422
    assert press(client, "suspended", ticket, "review-suspension", why="汛期未过").status_code == 302
    assert press(client, "suspended", ticket, "resume", why="汛期已过").status_code == 302
    assert ticket.status == Status.HANDLING


def test_an_override_is_approved_by_another_person(town: Town, enter: Enter) -> None:
    road = Road(town, town.ticket(Status.IN_REVIEW))
    road.do(Verb.REFUSE)
    ticket, lead = road.ticket, enter("lead.wuxi")
    assert press(lead, "tickets", ticket, "override", why="情况紧急").status_code == 302
    page = lead.get(f"/bench/overrides/{ticket.number}/").content.decode()
    assert "override-refusal" not in page, "nobody approves what she proposed"
    own = press(lead, "overrides", ticket, "override-refusal", opinion="")
    assert own.status_code == 409
    assert "须由另一位有权人员审批" in own.content.decode()
    assert ticket.status == Status.CLOSED


def test_a_leader_who_sits_at_no_centre_finds_and_decides_the_overrides_of_her_area(town: Town, enter: Enter) -> None:
    road = Road(town, town.ticket(Status.IN_REVIEW))
    road.do(Verb.REFUSE)
    ticket = road.ticket
    assert press(enter("lead.wuxi"), "tickets", ticket, "override", why="情况紧急").status_code == 302
    for name, unit in (("mayor.wuxi", "320200-zf"), ("mayor.suzhou", "320500-zf"), ("governor.js", "320000-rx")):
        seated(town, name, "override_refusal decline_override reopen urge", unit)
    mayor = enter("mayor.wuxi")
    home = mayor.get("/account/").content.decode()
    for at in ("/bench/overrides/", "/bench/tickets/"):
        assert f'href="{at}"' in home
        assert ticket.number in mayor.get(at).content.decode()
    assert ticket.number in enter("governor.js").get("/bench/overrides/").content.decode(), "what waits comes first"
    stranger = enter("mayor.suzhou")
    assert ticket.number not in stranger.get("/bench/overrides/").content.decode()
    assert press(stranger, "overrides", ticket, "override-refusal", opinion="").status_code == 404
    assert press(mayor, "overrides", ticket, "override-refusal", opinion="同意").status_code == 302
    ticket.refresh_from_db()
    assert ticket.status == Status.TO_DISPATCH


def seated(town: Town, username: str, permissions: str, unit: str) -> None:
    """Somebody more, with a whole area in her hands."""
    facts = {
        "name": "领导",
        "name_en": "Leader",
        "scope": Scope.AREA,
        "permissions": permissions.split(),
        "ordinal": 90,
    }
    Role.objects.get_or_create(code="mayor", defaults=facts)
    person = Person.objects.create(username=username, name=username, password="x", created_at=MONDAY)
    Posting.objects.create(person=person, role_id="mayor", organisation=town.unit(unit), from_on=LONG_AGO)
    forget_all()


@pytest.mark.parametrize("bench", sorted(HARD))
def test_the_benches_open_empty_and_only_to_their_people(town: Town, enter: Enter, bench: str) -> None:
    right = {"overrides": "lead.wuxi", "ratings": "reviewer.wuxi"}.get(bench, "dispatcher.wuxi")
    page = enter(right).get(f"/bench/{bench}/").content.decode()
    assert "empty-state" in page
    for wrong in ("handler.binhu-cg", "followup.wuxi", "agent.suzhou"):
        assert enter(wrong).get(f"/bench/{bench}/").status_code == 403


def test_nobody_of_another_city_decides(town: Town, enter: Enter) -> None:
    ticket = given_back(town)
    for username in ("dispatcher.suzhou", "dispatcher.js"):
        stranger = enter(username)
        assert ticket.number not in stranger.get("/bench/returns/").content.decode()
        assert press(stranger, "returns", ticket, "grant-return", opinion="").status_code == 404
    assert Return.objects.get().verdict == ""
    assert NOW > SOON


def test_the_benches_of_decisions_show_their_own_clock(town: Town, enter: Enter) -> None:
    given_back(town, Status.HANDLING, "320211-mz", joint=("320211-mz",))
    page = enter("dispatcher.wuxi").get("/bench/returns/").content.decode()
    assert "审批时限" in page
    assert "还剩 3 小时 30 分" in page, "four hours from ten o'clock, looked at at half past"
