"""By phone, by a link, or not at all: the citizen says with her contact how she wants to be followed up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from hotline.flow.followup import actions, errors, invitations, plans, queries
from hotline.flow.followup.models import FollowUp, Invitation
from hotline.flow.followup.words import Drawn, NewPlan, Result
from hotline.flow.handling import actions as handling
from hotline.flow.intake import actions as intake
from hotline.flow.tickets.models import Clock, Contact, Ticket
from hotline.flow.tickets.words import Closing, FollowUpWish, Status
from hotline.ground.catalogue.queries import bounds
from hotline.ground.journal.models import Event
from hotline.ground.outbox.models import Message
from hotline.ground.people.words import Actor
from tests.flow.road import CONTENT, SILENT, in_order
from tests.town import MONDAY, Town

SOON, DAY = MONDAY + timedelta(hours=2), timedelta(days=1)
SYSTEM = Actor.system()


def waiting(town: Town, wish: FollowUpWish) -> Ticket:
    """A ticket that came to follow-up, whose citizen said how she wants to be asked."""
    ticket = town.ticket(Status.FOLLOW_UP)
    Contact.objects.filter(pk=ticket.contact_id).update(follow_up=wish)
    return ticket


def invite(at: datetime = SOON) -> list[int | None]:
    """The tickets whose citizens were sent a link."""
    invitations.invite_all(lambda token: f"https://x/{token}", at=at)
    return list(Message.objects.filter(template="rate").order_by("pk").values_list("ticket", flat=True))


def test_what_she_wishes_is_kept_with_her_contact(town: Town) -> None:
    appeal = town.appeal()
    [new] = intake.take(appeal, by=town.actor("agent.wuxi"), at=MONDAY)
    assert Contact.objects.get(tickets=new.id).follow_up == FollowUpWish.ANY
    wished = replace(appeal, contact=replace(appeal.contact, follow_up=FollowUpWish.CALL))
    [new] = intake.take(wished, by=town.actor("agent.wuxi"), at=MONDAY)
    assert Contact.objects.get(tickets=new.id).follow_up == FollowUpWish.CALL


def test_who_prefers_a_call_is_sent_a_link_only_after_a_call_in_vain(town: Town) -> None:
    anyway, call = waiting(town, FollowUpWish.ANY), waiting(town, FollowUpWish.CALL)
    assert invite() == [anyway.pk]
    caller = town.actor("followup.wuxi")
    assert actions.follow_up(call.number, SILENT, by=caller, at=SOON) is Result.AGAIN
    assert invite() == [anyway.pk, call.pk]


def test_who_prefers_a_link_is_not_called_while_it_may_be_used(town: Town) -> None:
    ticket, caller = waiting(town, FollowUpWish.LINK), town.actor("followup.wuxi")
    with pytest.raises(errors.LinkFirst):
        actions.follow_up(ticket.number, SILENT, by=caller, at=SOON)
    assert ticket.pk in queries.awaited_links([ticket.pk], at=SOON), "the link is about to be sent"
    invite()
    until = Invitation.objects.get(ticket=ticket).expires_at
    assert queries.awaited_links([ticket.pk], at=SOON) == {ticket.pk: until}
    with pytest.raises(errors.LinkFirst, match="短信链接"):
        actions.follow_up(ticket.number, SILENT, by=caller, at=until - timedelta(minutes=1))
    assert not FollowUp.objects.exists(), "nothing changed"
    invitations.lapse_all(at=until)
    assert queries.awaited_links([ticket.pk], at=until) == {}
    assert actions.follow_up(ticket.number, CONTENT, by=caller, at=until + DAY) is Result.CLOSED
    in_order(ticket)


def test_who_prefers_a_link_and_rings_herself_is_heard(town: Town) -> None:
    ticket = waiting(town, FollowUpWish.LINK)
    invite()
    assert actions.follow_up(ticket.number, CONTENT, by=town.actor("followup.wuxi"), at=SOON) is Result.CLOSED
    in_order(ticket)


def test_the_centre_has_its_time_to_call_after_the_link_has_lapsed(town: Town) -> None:
    def due(wish: FollowUpWish) -> datetime:
        ticket = town.ticket(Status.REPLY_REVIEW)
        Contact.objects.filter(pk=ticket.contact_id).update(follow_up=wish)
        handling.pass_reply(ticket.number, "", by=town.actor("reviewer.wuxi"), at=MONDAY + timedelta(hours=1))
        clock = Clock.objects.get(ticket=ticket, kind="follow_up")
        ticket.refresh_from_db()
        assert ticket.due_at == clock.due_at
        assert clock.started_at == MONDAY + timedelta(hours=1)
        in_order(ticket)
        return clock.due_at

    usual, waits = due(FollowUpWish.ANY), due(FollowUpWish.LINK)
    lapse = MONDAY + timedelta(hours=1) + timedelta(days=bounds(MONDAY).rating_days)
    assert due(FollowUpWish.CALL) == usual < lapse < waits


def test_who_prefers_a_link_but_left_no_mobile_number_is_called(town: Town) -> None:
    ticket = waiting(town, FollowUpWish.LINK)
    contact = Contact.objects.get(pk=ticket.contact_id)
    contact.phone = "051085012345"
    contact.save()
    invite()
    assert queries.awaited_links([ticket.pk], at=SOON) == {}
    assert actions.follow_up(ticket.number, CONTENT, by=town.actor("followup.wuxi"), at=SOON) is Result.CLOSED


def test_who_wants_no_follow_up_is_left_alone(town: Town) -> None:
    ticket, other = waiting(town, FollowUpWish.NONE), waiting(town, FollowUpWish.ANY)
    assert invite() == [other.pk]
    assert plans.close_unwanted(at=SOON) == 1
    assert plans.close_unwanted(at=SOON) == 0
    ticket.refresh_from_db()
    assert (ticket.status, ticket.closing) == (Status.CLOSED, Closing.REPLIED)
    assert Event.objects.filter(subject=ticket.pk, verb="close").get().facts["wish"] == "none"
    in_order(ticket)


def test_a_plan_draws_among_the_others_and_its_trial_says_so(town: Town) -> None:
    centre = town.unit("320200-rx").pk
    new = NewPlan(centre, "全部抽中", (MONDAY + DAY).date(), 100)
    admin = town.actor("admin.js")
    plan = plans.adopt(new, by=admin, at=MONDAY)
    at = MONDAY + 2 * DAY
    waiting(town, FollowUpWish.NONE)
    asked = waiting(town, FollowUpWish.CALL)
    plans.close_unwanted(at=at)
    assert plans.close_undrawn(at=at) == 0, "who is drawn is asked by phone"
    assert Ticket.objects.get(pk=asked.pk).status == Status.FOLLOW_UP
    actions.follow_up(asked.number, CONTENT, by=town.actor("followup.wuxi"), at=at)
    found = plans.trial(plan, since=MONDAY, until=at + DAY)
    assert (found[Drawn.SAMPLED], found[Drawn.DECLINED]) == (1, 1)
