"""Moving the main moves the members; every reporter is told once, and asked on her own ticket."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from hotline.flow.followup import actions as followups
from hotline.flow.followup import invitations
from hotline.flow.followup.models import Invitation
from hotline.flow.followup.words import Result
from hotline.flow.groups import actions as groups
from hotline.flow.groups import errors, following, queries
from hotline.flow.handling import actions as handling
from hotline.flow.handling import queries as handled
from hotline.flow.handling.words import ContactResult
from hotline.flow.intake import actions as intake
from hotline.flow.intake import outcomes
from hotline.flow.tickets.models import Assignment, Clock, Ticket
from hotline.flow.tickets.words import Closing, Status
from hotline.ground.catalogue.words import ClockKind
from hotline.ground.outbox.models import Message
from hotline.ground.people.words import Actor
from tests.flow.road import CONTENT, REPLY, UNSOLVED, in_order
from tests.town import MONDAY, Town

LATER = MONDAY + timedelta(minutes=30)
LAST = LATER + timedelta(hours=3)


def pair(town: Town, status: Status, *, under: Status = Status.TO_DISPATCH) -> tuple[Ticket, Ticket]:
    main, one = town.ticket(status), town.ticket(under)
    groups.merge(one.number, main.number, by=town.actor("dispatcher.wuxi"), at=LATER)
    return main, one


def answer(town: Town, main: Ticket, at: datetime = LAST) -> None:
    lead = Assignment.objects.get(ticket=main, is_open=True)
    handling.contact(main.number, lead.pk, ContactResult.REACHED, "", by=Actor.system(), at=at)
    handling.reply(main.number, lead.pk, REPLY, by=Actor.system(), at=at)
    handling.pass_reply(main.number, "", by=town.actor("reviewer.wuxi"), at=at)


def test_a_passed_reply_moves_the_members_to_their_citizens(town: Town) -> None:
    main, one = pair(town, Status.HANDLING)
    two = town.ticket(Status.IN_REVIEW)
    groups.merge(two.number, main.number, by=town.actor("reviewer.wuxi"), at=LATER)
    assert following.follow_all(at=LAST) == 0
    answer(town, main)
    assert following.follow_all(at=LAST) == 2
    assert following.follow_all(at=LAST) == 0, "told once"
    for each in (one, two):
        each.refresh_from_db()
        assert (each.status, each.lead_unit_id) == (Status.FOLLOW_UP, main.lead_unit_id)
        reply = handled.public_reply(each.pk)
        assert reply is not None
        assert reply.public_text == REPLY.public_text
        in_order(each)
    [clock] = Clock.objects.filter(ticket=one, kind=ClockKind.HANDLE)
    assert clock.stopped_at == LAST, "her own handling clock stops when her answer is there"


def test_every_reporter_is_invited_once(town: Town) -> None:
    main, one = pair(town, Status.HANDLING)
    answer(town, main)
    following.follow_all(at=LAST)
    for minutes in (1, 2, 3):
        following.follow_all(at=LAST + timedelta(minutes=minutes))
        invitations.invite_all(lambda token: f"https://x/r/{token}", at=LAST + timedelta(minutes=minutes))
    assert sorted(Invitation.objects.values_list("ticket", flat=True)) == [main.pk, one.pk]
    assert list(Message.objects.order_by("ticket").values_list("ticket", flat=True)) == [main.pk, one.pk]
    phones = set(Message.objects.values_list("recipient", flat=True))
    assert phones == {main.contact.phone, one.contact.phone}


def test_what_one_reporter_says_closes_her_ticket_alone(town: Town) -> None:
    main, one = pair(town, Status.HANDLING)
    answer(town, main)
    following.follow_all(at=LAST)
    followups.follow_up(one.number, CONTENT, by=town.actor("followup.wuxi"), at=LAST)
    one.refresh_from_db()
    main.refresh_from_db()
    assert (one.status, one.closing, main.status) == (Status.CLOSED, Closing.FOLLOWED_UP, Status.FOLLOW_UP)
    in_order(one)


def test_a_member_not_satisfied_goes_to_the_mains_unit_by_itself(town: Town) -> None:
    main, one = pair(town, Status.HANDLING)
    answer(town, main)
    following.follow_all(at=LAST)
    result = followups.follow_up(one.number, UNSOLVED, by=town.actor("followup.wuxi"), at=LAST)
    one.refresh_from_db()
    main.refresh_from_db()
    assert (result, one.status, one.round, main.status) == (Result.REWORK, Status.HANDLING, 2, Status.FOLLOW_UP)
    mine = Assignment.objects.get(ticket=one)
    assert mine.unit_id == main.lead_unit_id
    assert set(Clock.objects.filter(assignment=mine).values_list("kind", flat=True)) == {"contact", "rework"}
    assert handled.public_reply(one.pk) is None, "what did not hold is her answer no more"
    in_order(one)


def test_the_mains_rework_takes_nothing_back_from_who_was_told(town: Town) -> None:
    main, one = pair(town, Status.HANDLING)
    answer(town, main)
    following.follow_all(at=LAST)
    followups.follow_up(main.number, UNSOLVED, by=town.actor("followup.wuxi"), at=LAST)
    following.follow_all(at=LAST)
    one.refresh_from_db()
    assert one.status == Status.FOLLOW_UP
    followups.follow_up(one.number, CONTENT, by=town.actor("followup.wuxi"), at=LAST)
    followups.reopen(one.number, "又不亮了", by=town.actor("followup.wuxi"), at=LAST)
    one.refresh_from_db()
    assert (one.status, one.lead_unit_id) == (Status.HANDLING, main.lead_unit_id)
    in_order(one)


def test_who_is_merged_while_the_main_is_followed_up_is_told_too(town: Town) -> None:
    _, one = pair(town, Status.FOLLOW_UP)
    assert following.follow_all(at=LAST) == 1
    one.refresh_from_db()
    assert one.status == Status.FOLLOW_UP


def test_a_direct_answer_to_the_main_answers_the_members(town: Town) -> None:
    main, one = pair(town, Status.IN_REVIEW)
    intake.answer_directly(main.number, "路灯将于今晚修复。", [], by=town.actor("reviewer.wuxi"), at=LAST)
    following.follow_all(at=LAST)
    one.refresh_from_db()
    assert one.status == Status.FOLLOW_UP
    assert outcomes.direct_answer(queries.answered_by(one.pk)) == "路灯将于今晚修复。"
    followups.follow_up(one.number, UNSOLVED, by=town.actor("followup.wuxi"), at=LAST)
    one.refresh_from_db()
    assert (one.status, one.round) == (Status.TO_DISPATCH, 2), "no unit ever had it: it is dispatched"
    in_order(one)


@pytest.mark.parametrize(
    "end",
    [
        lambda n, town: intake.refuse(n, "litigation", "", by=town.actor("reviewer.wuxi"), at=LAST),
        lambda n, town: intake.transfer(n, "110", "", by=Actor.system(), at=LAST),
    ],
    ids=["refused", "transferred"],
)
def test_what_is_decided_of_each_matter_sends_the_members_back_to_dispatch(
    town: Town, end: Callable[[str, Town], Any]
) -> None:
    main, one = pair(town, Status.IN_REVIEW)
    end(main.number, town)
    assert following.follow_all(at=LAST) == 1
    one.refresh_from_db()
    assert one.status == Status.TO_DISPATCH
    assert not queries.members(main_id=main.pk).exists()
    for each in (main, one):
        in_order(each)


def test_a_person_may_let_a_ticket_follow_and_is_told_when_it_is_too_early(town: Town) -> None:
    main, one = pair(town, Status.HANDLING)
    agent = town.actor("followup.wuxi")
    with pytest.raises(errors.MainNotDone):
        following.follow(one.number, by=agent, at=LAST)
    answer(town, main)
    assert following.follow(one.number, by=agent, at=LAST) is Status.FOLLOW_UP


def test_one_broken_ticket_keeps_nobody_waiting(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    main, one = pair(town, Status.FOLLOW_UP)
    two = town.ticket(Status.TO_DISPATCH)
    groups.merge(two.number, main.number, by=town.actor("dispatcher.wuxi"), at=LATER)
    follow = following.follow

    def breaking(number: str, **how: Any) -> Any:
        if number == one.number:
            raise RuntimeError("broken")
        return follow(number, **how)

    monkeypatch.setattr(following, "follow", breaking)
    assert following.follow_all(at=LAST) == 1
    two.refresh_from_db()
    assert two.status == Status.FOLLOW_UP
    assert one.number in caplog.text
