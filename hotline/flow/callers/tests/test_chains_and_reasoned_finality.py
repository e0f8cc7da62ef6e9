"""The same citizen with the same matter again, and its reasoned end after the policy's rounds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hotline.flow.callers import errors, finality, queries
from hotline.flow.callers.models import Conclusion
from hotline.flow.callers.words import NewConclusion
from hotline.flow.followup import actions as followups
from hotline.flow.handling import actions as handling
from hotline.flow.handling.words import ContactResult
from hotline.flow.tickets import errors as road
from hotline.flow.tickets.models import Assignment, Contact, Ticket
from hotline.flow.tickets.words import Closing, Status
from hotline.ground.outbox.models import Message, Notice
from hotline.ground.people.words import Actor
from hotline.lib.refusal import NotPermitted
from tests.flow.road import CONTENT, REPLY, in_order, snapshot
from tests.town import MONDAY, Town

LATER = MONDAY + timedelta(hours=2)
DONE = NewConclusion("done_by_law", "《江苏省信访条例》", "路灯按规划不再新增，可向住建部门申请听证。")


def again(town: Town, first: Ticket, days: int, **matter: Any) -> Ticket:
    """The same caller, some days later."""
    ticket = town.ticket(Status.IN_REVIEW, at=MONDAY + timedelta(days=days), **matter)
    contact = Contact.objects.get(pk=first.contact_id)
    Contact.objects.filter(pk=ticket.contact_id).update(phone_index=contact.phone_index)
    return Ticket.objects.select_related("words", "contact").get(pk=ticket.pk)


def worn(town: Town, rounds: int = 3) -> Ticket:
    """A ticket to follow up, in a round."""
    ticket = town.ticket(Status.FOLLOW_UP)
    for number in range(1, rounds):
        at = MONDAY + timedelta(hours=number)
        followups.rework(ticket.number, "仍不亮", by=Actor.system(), at=at)
        mine = Assignment.objects.get(ticket=ticket, is_open=True)
        handling.contact(ticket.number, mine.pk, ContactResult.REACHED, "", by=Actor.system(), at=at)
        handling.reply(ticket.number, mine.pk, REPLY, by=Actor.system(), at=at)
        handling.pass_reply(ticket.number, "", by=Actor.system(), at=at)
    ticket.refresh_from_db()
    return ticket


def test_the_same_citizen_on_the_same_matter_is_a_chain_in_order(town: Town) -> None:
    first = town.ticket(Status.CLOSED)
    third, second = again(town, first, 90), again(town, first, 20, title="夏家边路灯还是不亮")
    other = again(
        town, first, 30, title="20路公交早高峰太挤", text="间隔太长", category="03.01.01", place="", region="3202"
    )
    stranger = town.ticket(Status.IN_REVIEW)
    agent = town.actor("agent.wuxi")
    [chain] = queries.chains(first.contact.phone, agent, at=LATER)
    assert [each.pk for each in chain.tickets] == [first.pk, second.pk, third.pk]
    assert chain.count == 3
    found = queries.chain_of(second, agent, at=LATER)
    assert found == chain
    assert queries.chain_of(other, agent, at=LATER) is None
    assert queries.chain_of(stranger, agent, at=LATER) is None


def test_a_chain_holds_only_what_the_reader_sees(town: Town) -> None:
    first = town.ticket(Status.HANDLING)
    second = again(town, first, 20)
    Ticket.objects.filter(pk=first.pk).update(is_confidential=True)
    assert queries.chain_of(second, town.actor("supervisor.js"), at=LATER) is None
    assert queries.chains(first.contact.phone, town.actor("agent.suzhou"), at=LATER) == []
    assert queries.chains("", town.actor("agent.wuxi"), at=LATER) == []


def test_nobody_is_chained_to_other_callers_without_a_number(town: Town) -> None:
    one, other = town.ticket(Status.HANDLING), town.ticket(Status.HANDLING)
    Contact.objects.filter(pk__in=[one.contact_id, other.contact_id]).update(phone="", phone_index=None)
    one = Ticket.objects.select_related("words", "contact").get(pk=one.pk)
    assert queries.chain_of(one, town.actor("agent.wuxi"), at=LATER) is None


def test_two_people_conclude_after_the_policys_rounds_and_the_citizen_is_told(town: Town) -> None:
    ticket = worn(town)
    finality.propose(ticket.number, DONE, by=town.actor("followup.wuxi"), at=LATER)
    ticket.refresh_from_db()
    assert ticket.status == Status.FOLLOW_UP
    in_order(ticket)
    assert Notice.objects.get(kind="finality_waiting").person_id == town.actor("lead.wuxi").person_id
    finality.approve(ticket.number, "同意", by=town.actor("lead.wuxi"), at=LATER)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.closing) == (Status.CLOSED, Closing.FINAL)
    in_order(ticket)
    message = Message.objects.get(template="final")
    assert message.recipient == ticket.contact.phone
    assert "可向住建部门申请听证" in message.body
    assert queries.told(ticket.pk) == DONE.explanation
    assert Notice.objects.get(kind="finality_decided").person_id == town.actor("followup.wuxi").person_id


@pytest.mark.parametrize("rounds", [1, 2])
def test_nothing_is_concluded_before_the_reworks_are_used_up(town: Town, rounds: int) -> None:
    ticket = worn(town, rounds)
    before = snapshot(ticket)
    with pytest.raises(errors.TooEarlyToConclude):
        finality.propose(ticket.number, DONE, by=town.actor("followup.wuxi"), at=LATER)
    assert snapshot(ticket) == before
    assert not Conclusion.objects.exists()


def test_who_proposed_does_not_approve_herself(town: Town) -> None:
    ticket, agent = worn(town), town.actor("followup.wuxi")
    finality.propose(ticket.number, DONE, by=agent, at=LATER)
    before = snapshot(ticket)
    for decide in (finality.approve, finality.refuse):
        with pytest.raises(errors.ConclusionNotBySelf):
            decide(ticket.number, "同意", by=agent, at=LATER)
    with pytest.raises(errors.ConclusionNotBySelf):
        finality.approve(ticket.number, "同意", by=Actor.system(), at=LATER)
    assert snapshot(ticket) == before


def test_a_refused_conclusion_leaves_the_ticket_to_be_followed_up(town: Town) -> None:
    ticket = worn(town)
    finality.propose(ticket.number, DONE, by=town.actor("followup.wuxi"), at=LATER)
    with pytest.raises(errors.ConclusionPending):
        finality.propose(ticket.number, DONE, by=town.actor("lead.wuxi"), at=LATER)
    with pytest.raises(road.NoReason):
        finality.refuse(ticket.number, "", by=town.actor("lead.wuxi"), at=LATER)
    finality.refuse(ticket.number, "可再协调一次", by=town.actor("lead.wuxi"), at=LATER)
    ticket.refresh_from_db()
    assert ticket.status == Status.FOLLOW_UP
    in_order(ticket)
    with pytest.raises(errors.NoConclusion):
        finality.approve(ticket.number, "", by=town.actor("lead.wuxi"), at=LATER)
    followups.follow_up(ticket.number, CONTENT, by=town.actor("followup.wuxi"), at=LATER)
    ticket.refresh_from_db()
    assert ticket.closing == Closing.FOLLOWED_UP
    assert not Message.objects.filter(template="final").exists()


def test_new_facts_reopen_a_concluded_ticket_and_it_may_be_concluded_again(town: Town) -> None:
    ticket = worn(town)
    finality.propose(ticket.number, DONE, by=town.actor("followup.wuxi"), at=LATER)
    finality.approve(ticket.number, "", by=town.actor("lead.wuxi"), at=LATER)
    followups.reopen(ticket.number, "规划已调整", by=town.actor("lead.wuxi"), at=LATER)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.round) == (Status.HANDLING, 4)
    assert queries.pending(ticket) is None
    in_order(ticket)


def test_another_round_voids_an_undecided_proposal(town: Town) -> None:
    ticket = worn(town)
    finality.propose(ticket.number, DONE, by=town.actor("followup.wuxi"), at=LATER)
    followups.rework(ticket.number, "再办一次", by=town.actor("followup.wuxi"), at=LATER)
    with pytest.raises(road.IllegalMove):
        finality.approve(ticket.number, "", by=town.actor("lead.wuxi"), at=LATER)
    ticket.refresh_from_db()
    assert queries.pending(ticket) is None


def test_what_is_missing_is_told(town: Town) -> None:
    ticket, agent = worn(town), town.actor("followup.wuxi")
    bad = [
        (NewConclusion("nothing", "条例", "说明"), errors.UnlistedGround),
        (NewConclusion("done_by_law", " ", "说明"), errors.NoBasis),
        (NewConclusion("done_by_law", "条例", ""), errors.NoExplanation),
        (NewConclusion("done_by_law", "条" * 301, "说明"), road.WordsTooLong),
    ]
    before = snapshot(ticket)
    for new, error in bad:
        with pytest.raises(error):
            finality.propose(ticket.number, new, by=agent, at=LATER)
    with pytest.raises(NotPermitted):
        finality.propose(ticket.number, DONE, by=Actor.system(), at=LATER)
    for username in ("agent.wuxi", "dispatcher.wuxi", "handler.binhu-cg", "agent.suzhou"):
        with pytest.raises(road.NotYours):
            finality.propose(ticket.number, DONE, by=town.actor(username), at=LATER)
    assert snapshot(ticket) == before


def test_who_left_no_mobile_number_is_sent_nothing(town: Town) -> None:
    ticket = worn(town)
    Contact.objects.filter(pk=ticket.contact_id).update(phone="051085001234")
    finality.propose(ticket.number, DONE, by=town.actor("followup.wuxi"), at=LATER)
    finality.approve(ticket.number, "", by=town.actor("lead.wuxi"), at=LATER)
    assert not Message.objects.exists()
