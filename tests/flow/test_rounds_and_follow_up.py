"""Asking the citizen, rework, reopening, and the ends a ticket may find."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hotline.flow.followup import actions as followups
from hotline.flow.followup import errors
from hotline.flow.followup.models import FollowUp, Invitation
from hotline.flow.followup.words import Result, Satisfied, Solved, Visit
from hotline.flow.handling import actions as handling
from hotline.flow.intake import actions as intake
from hotline.flow.intake import errors as intake_errors
from hotline.flow.intake.models import Declined, Override
from hotline.flow.tickets import errors as road_errors
from hotline.flow.tickets.models import Assignment, Clock, TicketText
from hotline.flow.tickets.words import Closing, Status, Verb
from hotline.ground.catalogue.words import ClockKind
from hotline.ground.journal.queries import last_event
from hotline.ground.organisations import actions as organisations
from tests.flow.road import CONTENT, MINUTE, REPLY, SILENT, UNSOLVED, Road, in_order
from tests.town import MONDAY, Town


@pytest.fixture
def road(town: Town) -> Road:
    """The citizen is to be asked."""
    return Road(town, town.ticket(Status.FOLLOW_UP))


def ask(road: Road, visit: Visit) -> Result:
    """One follow-up."""
    road.at += MINUTE
    return followups.follow_up(road.number, visit, by=road.town.actor("followup.wuxi"), at=road.at)


def another_reply(road: Road) -> None:
    """From rework to follow-up again."""
    road.do(Verb.REPLY)
    road.do(Verb.PASS_REPLY)


def test_a_content_citizen_closes_the_ticket(road: Road) -> None:
    assert ask(road, CONTENT) is Result.CLOSED
    ticket = road.ticket
    assert (ticket.status, ticket.closing, ticket.closed_at) == (Status.CLOSED, Closing.FOLLOWED_UP, road.at)
    in_order(ticket)


@pytest.mark.parametrize(
    ("solved", "satisfied", "result"),
    [
        (Solved.SOLVED, Satisfied.DISSATISFIED, Result.CLOSED),
        (Solved.PARTLY, Satisfied.BASICALLY, Result.CLOSED),
        (Solved.UNSOLVED, Satisfied.VERY, Result.REWORK),
        (Solved.UNSOLVED, Satisfied.VERY_DISSATISFIED, Result.REWORK),
    ],
)
def test_solved_and_satisfied_are_two_answers(road: Road, solved: Solved, satisfied: Satisfied, result: Result) -> None:
    assert ask(road, replace(CONTENT, solved=solved, satisfied=satisfied, cause="delay")) is result
    row = FollowUp.objects.get()
    assert (row.solved, row.satisfied) == (solved, satisfied)
    in_order(road.ticket)


def test_silence_is_not_satisfaction_and_three_times_silence_ends_it(road: Road) -> None:
    assert [ask(road, SILENT) for _ in range(3)] == [Result.AGAIN, Result.AGAIN, Result.UNREACHED]
    assert road.ticket.closing == Closing.UNREACHED
    assert not FollowUp.objects.exclude(solved="", satisfied="").exists()
    in_order(road.ticket)


def test_tries_of_an_earlier_round_do_not_count(road: Road) -> None:
    ask(road, SILENT)
    ask(road, SILENT)
    ask(road, UNSOLVED)
    another_reply(road)
    assert ask(road, SILENT) is Result.AGAIN


@pytest.mark.parametrize(
    "visit",
    [
        replace(CONTENT, solved=None),
        replace(CONTENT, satisfied=None),
        replace(CONTENT, satisfied=Satisfied.DISSATISFIED),
        replace(CONTENT, satisfied=Satisfied.DISSATISFIED, note="  "),
        replace(SILENT, solved=Solved.SOLVED),
    ],
)
def test_half_an_answer_is_refused(road: Road, visit: Visit) -> None:
    with pytest.raises(errors.IncompleteAnswers):
        ask(road, visit)
    assert not FollowUp.objects.exists()
    assert road.ticket.status == Status.FOLLOW_UP


def test_rework_goes_to_the_same_unit_with_a_clock_of_its_own(road: Road) -> None:
    first = road.lead()
    assert ask(road, UNSOLVED) is Result.REWORK
    second = road.lead()
    assert second.pk != first.pk
    assert (second.unit_id, second.round, second.signed_by, second.note) == (first.unit_id, 2, "赵燕", "仍不亮")
    running = set(Clock.objects.filter(assignment=second, stopped_at__isnull=True).values_list("kind", flat=True))
    assert running == {ClockKind.CONTACT, ClockKind.REWORK}
    assert (road.ticket.status, road.ticket.round) == (Status.HANDLING, 2)
    in_order(road.ticket)


def test_after_two_reworks_not_solved_is_final(road: Road) -> None:
    results = []
    for _ in range(3):
        results.append(ask(road, UNSOLVED))
        if results[-1] is Result.REWORK:
            another_reply(road)
    assert results == [Result.REWORK, Result.REWORK, Result.CLOSED]
    assert road.ticket.round == 3
    in_order(road.ticket)


def test_the_agent_may_ask_for_rework_or_decline_it(road: Road) -> None:
    assert ask(road, replace(CONTENT, wants_rework=True)) is Result.REWORK
    another_reply(road)
    assert ask(road, replace(UNSOLVED, wants_rework=False)) is Result.CLOSED


def test_a_rework_without_a_word_of_reason_still_has_one(road: Road) -> None:
    assert ask(road, replace(CONTENT, solved=Solved.UNSOLVED)) is Result.REWORK
    assert road.lead().note == "未解决"
    again = Road(road.town, road.town.ticket(Status.FOLLOW_UP))
    with pytest.raises(road_errors.NoReason):
        followups.rework(again.number, " ", by=road.system, at=road.at)


def test_a_rejected_reply_keeps_its_deadline_however_often(town: Town) -> None:
    road = Road(town, town.ticket(Status.REPLY_REVIEW))
    due = Clock.objects.get(assignment=road.lead(), kind=ClockKind.HANDLE).due_at
    for _ in range(3):
        road.do(Verb.REJECT_REPLY)
        assert road.lead().due_at == road.ticket.due_at == due
        road.do(Verb.REPLY)
        in_order(road.ticket)


def test_a_rejected_reply_in_a_later_round_keeps_the_reworks_deadline(road: Road) -> None:
    ask(road, UNSOLVED)
    due = Clock.objects.get(assignment=road.lead(), kind=ClockKind.REWORK).due_at
    road.do(Verb.REPLY, after=timedelta(days=1))
    road.do(Verb.REJECT_REPLY)
    assert road.lead().due_at == due
    in_order(road.ticket)


def test_a_reply_rejected_after_its_deadline_gets_the_rework_limit(town: Town) -> None:
    road = Road(town, town.ticket(Status.REPLY_REVIEW))
    road.do(Verb.REJECT_REPLY, after=timedelta(days=20))
    due = road.lead().due_at
    assert due is not None
    assert road.at < due < road.at + timedelta(days=7)
    in_order(road.ticket)


def test_reopening_begins_a_round_with_the_last_unit(town: Town) -> None:
    road = Road(town, town.ticket(Status.CLOSED))
    with pytest.raises(errors.NothingNew):
        followups.reopen(road.number, " ", by=road.system, at=road.at)
    road.do(Verb.REOPEN)
    ticket = road.ticket
    assert (ticket.status, ticket.round, ticket.closed_at, ticket.closing) == (Status.HANDLING, 2, None, "")
    in_order(ticket)


def test_reopening_goes_to_dispatch_where_there_was_no_unit_or_it_is_gone(town: Town) -> None:
    answered = Road(town, town.ticket(Status.REGISTERED))
    answered.do(Verb.ANSWER_DIRECTLY)
    answered.do(Verb.REOPEN)
    assert answered.ticket.status == Status.TO_DISPATCH
    gone = Road(town, town.ticket(Status.CLOSED))
    organisations.retire(town.unit("320211-cg").pk, "机构改革", by=town.actor("admin.js"), at=MONDAY)
    gone.do(Verb.REOPEN)
    assert (gone.ticket.status, gone.ticket.lead_unit_id) == (Status.TO_DISPATCH, None)
    for road in (answered, gone):
        in_order(road.ticket)


def test_a_refusal_is_proposed_confirmed_and_overridden(town: Town) -> None:
    road = Road(town, town.ticket(Status.REGISTERED))
    road.do(Verb.PROPOSE_REFUSAL, by=town.actor("agent.wuxi"))
    assert road.ticket.status == Status.IN_REVIEW
    road.do(Verb.REFUSE, by=town.actor("lead.wuxi"))
    assert (road.ticket.status, road.ticket.closing) == (Status.CLOSED, Closing.REFUSED)
    declined = Declined.objects.get()
    assert (declined.proposed_by, declined.confirmed_by) == ("王敏", "周班长")
    assert "请按规定渠道" in declined.advice
    with pytest.raises(intake_errors.NoOverrideAsked):
        road.do(Verb.OVERRIDE_REFUSAL, by=town.actor("lead.wuxi"))
    road.do(Verb.PROPOSE_OVERRIDE, by=town.actor("lead.wuxi"))
    with pytest.raises(intake_errors.OwnProposal):
        road.do(Verb.OVERRIDE_REFUSAL, by=town.actor("lead.wuxi"))
    with pytest.raises(intake_errors.OverrideAsked, match="周班长"):
        road.do(Verb.PROPOSE_OVERRIDE, by=town.actor("agent.wuxi"))
    road.do(Verb.DECLINE_OVERRIDE)
    assert (road.ticket.status, road.ticket.closing) == (Status.CLOSED, Closing.REFUSED)
    road.do(Verb.PROPOSE_OVERRIDE, by=town.actor("agent.wuxi"))
    road.do(Verb.OVERRIDE_REFUSAL, by=town.actor("lead.wuxi"))
    declined.refresh_from_db()
    assert (declined.override_reason, declined.overridden_by) == ("涉及民生", "周班长")
    assert [(each.proposed_by, each.verdict) for each in Override.objects.order_by("pk")] == [
        ("周班长", "declined"),
        ("王敏", "agreed"),
    ]
    assert road.ticket.status == Status.TO_DISPATCH
    in_order(road.ticket)


def test_only_a_refusal_is_overridden(town: Town) -> None:
    road = Road(town, town.ticket(Status.CLOSED))
    with pytest.raises(intake_errors.NotRefused):
        road.do(Verb.OVERRIDE_REFUSAL)


@pytest.mark.parametrize("advice", ["", "请到法院"])
def test_an_unlisted_reason_is_refused_with_or_without_advice(town: Town, advice: str) -> None:
    road = Road(town, town.ticket(Status.IN_REVIEW))
    for doing in (intake.refuse, intake.send_back, intake.transfer):
        with pytest.raises(intake_errors.UnknownReason, match="no-such"):
            doing(road.number, "no-such", advice, by=road.system, at=road.at)
    assert road.ticket.status == Status.IN_REVIEW


def test_a_published_answer_is_masked_and_never_a_confidential_one(town: Town) -> None:
    for confidential in (False, True):
        road = Road(town, town.ticket(Status.HANDLING, is_confidential=confidential))
        road.do(Verb.CONTACT)
        public = replace(REPLY, public_text="张先生 13912345678，灯已修好。", may_publish=True)
        handling.reply(road.number, road.lead().pk, public, by=road.system, at=road.at)
        handling.pass_reply(road.number, "", by=road.system, at=road.at + MINUTE, publish=True)
        words = TicketText.objects.get(pk=road.ticket.pk)
        assert (words.published_at is None) is confidential
        assert "13912345678" not in words.public_answer


def published(road: Road, title: str = "") -> TicketText:
    """The reply passed and put on the portal."""
    handling.reply(road.number, road.lead().pk, replace(REPLY, may_publish=True), by=road.system, at=road.at)
    handling.pass_reply(road.number, "", by=road.system, at=road.at, publish=True, public_title=title)
    return TicketText.objects.get(pk=road.ticket.pk)


@pytest.mark.parametrize("way", [Verb.REWORK, Verb.REOPEN])
def test_an_answer_that_did_not_hold_does_not_stay_public(town: Town, way: Verb) -> None:
    road = Road(town, town.ticket(Status.HANDLING))
    road.do(Verb.CONTACT)
    assert published(road, "路灯，13912345678").public_title == "路灯，139****5678"
    if way is Verb.REOPEN:
        road.do(Verb.CLOSE)
    road.do(way)
    words = TicketText.objects.get(pk=road.ticket.pk)
    assert (words.published_at, words.public_answer, words.public_title) == (None, "", "")
    event = last_event("ticket", road.ticket.pk)
    assert event is not None
    assert event.facts["unpublished"]


def test_a_reviewer_takes_an_answer_back_with_a_reason_and_only_once(town: Town) -> None:
    road = Road(town, town.ticket(Status.HANDLING))
    road.do(Verb.CONTACT)
    assert published(road).published_at
    with pytest.raises(road_errors.NotYours):
        road.do(Verb.UNPUBLISH, by=town.actor("agent.suzhou"))
    road.do(Verb.UNPUBLISH, by=town.actor("reviewer.wuxi"))
    assert TicketText.objects.get(pk=road.ticket.pk).published_at is None
    assert road.ticket.status == Status.FOLLOW_UP
    with pytest.raises(road_errors.NotPublished):
        road.do(Verb.UNPUBLISH, by=town.actor("reviewer.wuxi"))


def test_a_rating_link_works_once_in_its_own_round(road: Road) -> None:
    followups.invite(road.ticket.pk, 1, "token-of-round-one", at=road.at)
    ask(road, UNSOLVED)
    another_reply(road)
    with pytest.raises(errors.InvitationUsed):
        followups.rate("token-of-round-one", CONTENT, at=road.at)
    assert road.ticket.status == Status.FOLLOW_UP
    followups.invite(road.ticket.pk, 2, "token-of-round-two", at=road.at)
    with pytest.raises(errors.IncompleteAnswers):
        followups.rate("token-of-round-two", replace(CONTENT, solved=None), at=road.at)
    assert followups.rate("token-of-round-two", CONTENT, at=road.at + MINUTE) is Result.CLOSED
    for token in ("token-of-round-two", "nonsense", ""):
        with pytest.raises(errors.InvitationUsed):
            followups.rate(token, CONTENT, at=road.at + MINUTE)
    assert Invitation.objects.filter(used_at__isnull=False).count() == 1


def test_a_rating_link_ends_after_a_week(road: Road) -> None:
    followups.invite(road.ticket.pk, 1, "token", at=road.at)
    with pytest.raises(errors.InvitationUsed):
        followups.rate("token", CONTENT, at=road.at + timedelta(days=7))


def test_a_thank_you_call_joins_a_closed_ticket_and_leaves_it_closed(town: Town) -> None:
    road = Road(town, town.ticket(Status.CLOSED))
    road.do(Verb.JOIN_CONTACT)
    assert road.ticket.status == Status.CLOSED
    assert Assignment.objects.filter(ticket=road.ticket, is_open=True).count() == 0
    in_order(road.ticket)
