"""A unit contests the rating a ticket ended with: once, in time, with proof; the centre decides, the answer stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from hotline.flow.followup import actions, contests, errors, queries, tallies
from hotline.flow.followup.models import Contest, FollowUp
from hotline.flow.followup.words import Contesting, ContestVerdict, FollowUpChannel, Satisfied, Solved, Visit
from hotline.flow.tickets import errors as road_errors
from hotline.flow.tickets.models import Assignment, Attachment, Ticket
from hotline.flow.tickets.tallies import Span
from hotline.flow.tickets.words import Status, Verb
from hotline.ground.catalogue.models import LimitPolicy
from hotline.ground.files import actions as files
from hotline.ground.journal.models import Event
from hotline.ground.outbox.models import Notice
from hotline.ground.people.words import Actor
from hotline.lib.memo import forget_all
from hotline.lib.refusal import Refusal
from tests.town import MONDAY, Town

BAD = Visit(FollowUpChannel.PHONE, True, True, Solved.PARTLY, Satisfied.DISSATISFIED, "delay", "等太久")
CLOSED = MONDAY + timedelta(minutes=30)
LATER = CLOSED + timedelta(days=1)
NEW = Contesting("policy_limit", "按照管养标准，灯杆更换须先报批。")


def rated(town: Town, visit: Visit = BAD, by: str = "followup.wuxi", **matter: Any) -> Ticket:
    """A ticket closed with a rating."""
    ticket = town.ticket(Status.FOLLOW_UP, **matter)
    actions.follow_up(ticket.number, visit, by=town.actor(by), at=CLOSED)
    ticket.refresh_from_db()
    return ticket


def proof(by: Actor, at: datetime = LATER) -> int:
    return files.store("报批文件".encode(), "报批.txt", by=by, at=at).id


def mine(ticket: Ticket, unit: str = "320211-cg") -> int:
    return Assignment.objects.get(ticket=ticket, unit__code=unit).pk


def ask(town: Town, ticket: Ticket, by: str = "handler.binhu-cg", at: datetime = LATER, **more: Any) -> int:
    actor = town.actor(by)
    new = replace(NEW, **({"fresh": (proof(actor, at),)} | more))
    return contests.contest(ticket.number, mine(ticket), new, by=actor, at=at)


def satisfaction(town: Town) -> list[bool]:
    span = Span(frozenset({town.unit("320211-cg").pk}), MONDAY, LATER + timedelta(days=9))
    return [case.counts for case in tallies.satisfied(span)]


def test_a_contest_tells_the_centre_and_hangs_its_proof_on_the_closed_ticket(town: Town) -> None:
    ticket = rated(town)
    row = Contest.objects.get(pk=ask(town, ticket))
    assert (row.unit.code, row.ground, row.asked_by, row.verdict) == ("320211-cg", "policy_limit", "冯刚", "")
    assert list(Attachment.objects.filter(ticket=ticket).values_list("file_id", "purpose")) == [(row.files[0], "proof")]
    assert [each.pk for each in queries.contests_waiting(ticket.centre_id)] == [row.pk]
    assert Notice.objects.get(kind="rating").organisation_id == ticket.centre_id
    ticket.refresh_from_db()
    assert ticket.status == Status.CLOSED
    assert satisfaction(town) == [False], "it counts until it is decided"


def test_a_granted_contest_takes_the_rating_out_and_leaves_the_answer(town: Town) -> None:
    ticket = rated(town)
    ask(town, ticket)
    before = FollowUp.objects.filter(ticket=ticket).values().get()
    contests.decide(ticket.number, ContestVerdict.GRANTED, "管养标准属实", by=town.actor("reviewer.wuxi"), at=LATER)
    assert satisfaction(town) == []
    assert FollowUp.objects.filter(ticket=ticket).values().get() == before, "what the citizen said is never changed"
    assert Notice.objects.filter(kind="rating", organisation__code="320211-cg").count() == 1
    event = Event.objects.get(subject=ticket.pk, verb=Verb.DECIDE_RATING)
    assert (event.facts["verdict"], event.facts["opinion"]) == ("granted", "管养标准属实")


def test_a_denied_contest_leaves_the_rating_where_it_counts(town: Town) -> None:
    ticket = rated(town)
    ask(town, ticket)
    contests.decide(ticket.number, ContestVerdict.DENIED, "超期属实", by=town.actor("reviewer.wuxi"), at=LATER)
    assert satisfaction(town) == [False]
    with pytest.raises(errors.ContestedAlready, match="滨湖区城市管理局"):
        ask(town, ticket)
    assert Contest.objects.count() == 1


def test_a_granted_contest_no_longer_counts_as_dissatisfied_after_rework(town: Town) -> None:
    ticket = rated(town)
    ask(town, ticket)
    assert Ticket.objects.filter(queries.dissatisfied_after(0)).count() == 1
    contests.decide(ticket.number, ContestVerdict.GRANTED, "属实", by=town.actor("reviewer.wuxi"), at=LATER)
    assert not Ticket.objects.filter(queries.dissatisfied_after(0)).exists()


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"ground": "nonsense"}, errors.UnlistedGround),
        ({"text": " "}, errors.NoCase),
        ({"fresh": ()}, errors.NoEvidence),
        ({"shown": (987654,)}, errors.NoEvidence),
        ({"text": "长" * 601}, road_errors.WordsTooLong),
    ],
)
def test_what_is_missing_is_told_and_nothing_changes(town: Town, more: Any, refusal: type[Refusal]) -> None:
    ticket = rated(town)
    with pytest.raises(refusal):
        ask(town, ticket, **more)
    assert not Contest.objects.exists()
    assert not Attachment.objects.filter(ticket=ticket).exists()
    assert not Notice.objects.filter(kind="rating").exists()


def test_the_window_is_the_policys_and_is_counted_from_the_closing(town: Town) -> None:
    ticket, last = rated(town), CLOSED + timedelta(days=30)
    with pytest.raises(errors.ContestTooLate, match="04-01"):
        ask(town, ticket, at=last + timedelta(minutes=1))
    LimitPolicy.objects.update(contest_days=3)
    forget_all()
    with pytest.raises(errors.ContestTooLate, match="03-05"):
        ask(town, ticket, at=last)
    ask(town, ticket, at=CLOSED + timedelta(days=3))


def test_only_a_dissatisfied_last_rating_can_be_contested(town: Town) -> None:
    content = replace(BAD, solved=Solved.SOLVED, satisfied=Satisfied.VERY, cause="")
    for ticket in (rated(town, content), town.ticket(Status.CLOSED)):
        with pytest.raises(errors.NothingToContest):
            ask(town, ticket)
    waiting = town.ticket(Status.FOLLOW_UP)
    with pytest.raises(road_errors.IllegalMove):
        ask(town, waiting)


def test_a_joint_unit_and_other_units_cannot_contest(town: Town) -> None:
    ticket = rated(town, joint=("320211-mz",))
    helper = town.actor("handler.binhu-mz")
    with pytest.raises(errors.NothingToContest):
        contests.contest(
            ticket.number, mine(ticket, "320211-mz"), replace(NEW, fresh=(proof(helper),)), by=helper, at=LATER
        )
    for stranger in ("handler.binhu-mz", "handler.huqiu-cg", "handler.suzhou-cg", "handler.wuxi-cg"):
        with pytest.raises(Refusal):
            ask(town, ticket, by=stranger)
    assert not Contest.objects.exists()


def test_who_took_the_rating_down_does_not_decide_and_a_verdict_needs_words(town: Town) -> None:
    reviewer = town.actor("reviewer.wuxi")
    ticket = rated(town)
    with pytest.raises(errors.NoContest):
        contests.decide(ticket.number, ContestVerdict.GRANTED, "属实", by=reviewer, at=LATER)
    ask(town, ticket)
    with pytest.raises(errors.NoOpinion):
        contests.decide(ticket.number, ContestVerdict.GRANTED, " ", by=reviewer, at=LATER)
    own = replace(town.actor("followup.wuxi"), grants=reviewer.grants)
    with pytest.raises(errors.OwnVisit):
        contests.decide(ticket.number, ContestVerdict.GRANTED, "属实", by=own, at=LATER)
    for stranger in ("agent.suzhou", "dispatcher.suzhou", "handler.binhu-cg"):
        with pytest.raises(Refusal):
            contests.decide(ticket.number, ContestVerdict.GRANTED, "属实", by=town.actor(stranger), at=LATER)
    assert Contest.objects.get().verdict == ""


def test_a_ticket_taken_up_again_leaves_the_queue_and_its_next_rating_may_be_contested(town: Town) -> None:
    ticket = rated(town)
    ask(town, ticket)
    actions.reopen(ticket.number, "又不亮了", by=town.actor("followup.wuxi"), at=LATER)
    assert not queries.contests_waiting(ticket.centre_id).exists()
    with pytest.raises(road_errors.IllegalMove):
        contests.decide(ticket.number, ContestVerdict.GRANTED, "属实", by=town.actor("reviewer.wuxi"), at=LATER)
