"""A unit gives a ticket back in time, twice at most, with a basis; the centre grants it or forces the unit."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from hotline.flow.disputes import actions, errors, queries
from hotline.flow.disputes.models import Return
from hotline.flow.disputes.words import Objection, Verdict
from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import errors as road_errors
from hotline.flow.tickets import possible
from hotline.flow.tickets.models import Assignment, Clock
from hotline.flow.tickets.words import Mark, Status, Verb
from hotline.ground.catalogue.words import ClockKind
from hotline.ground.journal import actions as journal
from hotline.ground.people.words import Actor, ActorKind, Grant, Scope
from tests.flow.road import Road, in_order, snapshot
from tests.flow.test_two_people_at_once import at_once, refusals
from tests.town import MONDAY, Town

DAY = timedelta(days=1)
WHY = Objection("not_ours", "三定规定", "路灯由市政养护")


def give_back(road: Road, why: Objection = WHY, *, on: Assignment | None = None, by: Actor | None = None) -> int:
    """Return the leading unit's assignment, or another."""
    return actions.return_(road.number, (on or road.lead()).pk, why, by=by or road.system, at=road.at)


def posted(town: Town, code: str, scope: Scope, *verbs: Verb) -> Actor:
    """Somebody with one posting."""
    unit = town.unit(code)
    grant = Grant("x", frozenset(verbs), scope, unit.pk, unit.path, unit.region_id or "")
    return Actor(ActorKind.PERSON, "某人", None, (grant,))


def test_a_granted_return_goes_back_to_dispatch_and_counts_as_a_wrong_dispatch(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_SIGN))
    give_back(road)
    assert road.ticket.status == Status.RETURN_REVIEW
    assert not Clock.objects.filter(assignment=road.lead(), stopped_at__isnull=True).exists()
    actions.grant(road.number, "确属市政", by=road.system, at=road.at)
    ticket = road.ticket
    assert (ticket.status, ticket.lead_unit_id) == (Status.TO_DISPATCH, None)
    [asked] = queries.returns_of(ticket.pk)
    assert (asked.verdict, asked.opinion, asked.decided_by) == (Verdict.GRANTED, "确属市政", "系统")
    period: dict[str, Any] = {"since": MONDAY, "until": MONDAY + DAY}
    assert queries.wrong_dispatches_by_dispatcher(**period) == {"刘洋": 1}
    assert queries.wrong_dispatches_by_unit(**period) == {town.unit("320211-cg").pk: 1}
    elsewhere = town.unit("320500-rx").pk
    assert queries.wrong_dispatches_by_unit(**period, centre_id=elsewhere) == {}
    later: dict[str, Any] = {"since": MONDAY + DAY, "until": MONDAY + 2 * DAY}
    assert queries.wrong_dispatches_by_unit(**later) == {}
    in_order(ticket)


def test_a_denied_return_forces_the_unit_and_its_clock_runs_on_with_what_was_left(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_SIGN))
    before = road.ticket.due_at
    assert before is not None
    give_back(road)
    road.at += DAY
    actions.deny(road.number, "养护协议明确由你单位负责", by=road.system, at=road.at)
    ticket = road.ticket
    assert ticket.status == Status.TO_SIGN
    assert Mark.FORCED in ticket.marks
    handle = Clock.objects.get(assignment=road.lead(), kind=ClockKind.HANDLE, stopped_at__isnull=True)
    assert ticket.due_at == handle.due_at == before + DAY
    in_order(ticket)


def test_a_joint_units_return_leaves_the_ticket_where_it_is(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_SIGN, joint=("320211-mz",)))
    joint, due = road.of("320211-mz"), road.ticket.due_at
    give_back(road, on=joint)
    assert (road.ticket.status, road.ticket.due_at) == (Status.TO_SIGN, due)
    with pytest.raises(errors.ReturnPending):
        road.do(Verb.SIGN, on=joint)
    with pytest.raises(errors.ReturnPending):
        give_back(road, on=joint)
    actions.deny(road.number, "请配合", by=road.system, at=road.at, assignment_id=joint.pk)
    give_back(road, on=joint)
    actions.grant(road.number, "同意", by=road.system, at=road.at, assignment_id=joint.pk, is_wrong_dispatch=False)
    assert (road.ticket.status, road.ticket.due_at) == (Status.TO_SIGN, due)
    assert not road.of("320211-mz").is_open
    assert road.lead().is_open
    in_order(road.ticket)


@pytest.mark.parametrize(
    ("why", "refusal"),
    [
        (replace(WHY, reason="whim"), errors.UnlistedReason),
        (replace(WHY, reason=""), errors.UnlistedReason),
        (replace(WHY, basis=" "), errors.NoBasis),
        (replace(WHY, suggested=10**9), road_errors.UnknownUnit),
    ],
)
def test_a_return_without_reason_or_basis_changes_nothing(town: Town, why: Objection, refusal: type[Exception]) -> None:
    road = Road(town, town.ticket(Status.TO_SIGN))
    before = snapshot(road.ticket)
    with pytest.raises(refusal):
        give_back(road, why)
    assert snapshot(road.ticket) == before
    assert not Return.objects.exists()


def test_after_the_window_nothing_is_returned(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_SIGN))
    sent: datetime = road.lead().sent_at
    road.at = sent + 3 * DAY
    with pytest.raises(errors.TooLateToReturn, match="03-04"):
        give_back(road)
    road.at = sent + 2 * DAY
    give_back(road)


def test_the_third_return_of_a_unit_is_refused_also_when_it_was_sent_the_ticket_again(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_SIGN))
    give_back(road)
    road.do(Verb.GRANT_RETURN)
    road.do(Verb.DISPATCH)
    give_back(road)
    road.do(Verb.DENY_RETURN)
    with pytest.raises(errors.TooManyReturns, match="2"):
        give_back(road)
    assert road.ticket.status == Status.TO_SIGN


def test_only_the_unit_returns_and_only_the_centre_decides(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_SIGN))
    for code in ("320211-mz", "320505-cg"):
        with pytest.raises(road_errors.NotYours):
            give_back(road, by=posted(town, code, Scope.OWN_UNIT, Verb.RETURN))
    give_back(road, by=posted(town, "320211-cg", Scope.OWN_UNIT, Verb.RETURN))
    for code, scope in (("320500-rx", Scope.OWN_CENTRE), ("320211-cg", Scope.OWN_UNIT)):
        wrong = posted(town, code, scope, Verb.GRANT_RETURN, Verb.DENY_RETURN)
        with pytest.raises(road_errors.NotYours):
            actions.grant(road.number, "", by=wrong, at=road.at)
        with pytest.raises(road_errors.NotYours):
            actions.deny(road.number, "不行", by=wrong, at=road.at)
    actions.grant(road.number, "", by=posted(town, "320200-rx", Scope.OWN_CENTRE, Verb.GRANT_RETURN), at=road.at)


def test_a_return_is_decided_once(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_SIGN, joint=("320211-mz",)))
    joint = road.of("320211-mz")
    with pytest.raises(errors.NoReturnToDecide):
        actions.deny(road.number, "不行", by=road.system, at=road.at, assignment_id=joint.pk)
    give_back(road, on=joint)
    actions.deny(road.number, "请配合", by=road.system, at=road.at, assignment_id=joint.pk)
    with pytest.raises(errors.NoReturnToDecide):
        actions.grant(road.number, "", by=road.system, at=road.at, assignment_id=joint.pk)
    give_back(road)
    road.do(Verb.GRANT_RETURN)
    with pytest.raises(road_errors.IllegalMove):
        road.do(Verb.DENY_RETURN)


def test_no_return_is_written_when_the_journal_fails(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    road = Road(town, town.ticket(Status.TO_SIGN))
    before = snapshot(road.ticket)
    monkeypatch.setattr(journal, "record", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        give_back(road)
    assert snapshot(road.ticket) == before
    assert not Return.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_does(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_SIGN))
    give_back(road)
    answers = at_once(
        lambda: actions.grant(road.number, "同意", by=road.system, at=road.at),
        lambda: actions.deny(road.number, "不同意", by=road.system, at=road.at),
    )
    assert len(refusals(answers)) == 1
    assert Return.objects.exclude(verdict="").count() == 1
    in_order(road.ticket)


def test_proof_has_to_lie_with_the_ticket(town: Town) -> None:
    road, other = Road(town, town.ticket(Status.TO_SIGN)), Road(town, town.ticket(Status.TO_SIGN))
    file = other.file(MONDAY)
    before = snapshot(road.ticket)
    with pytest.raises(errors.UnknownProof):
        give_back(road, replace(WHY, files=(file,)))
    assert snapshot(road.ticket) == before
    tickets.attach(road.number, file, "evidence", by=road.system, at=road.at)
    give_back(road, replace(WHY, files=(file,)))
    assert queries.returns_of(road.ticket.pk)[0].files == [file]


def test_a_return_whose_assignment_was_taken_back_waits_for_nothing_and_counts_for_nothing(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_SIGN, joint=("320211-mz",)))
    joint = road.of("320211-mz")
    give_back(road, on=joint)
    assert queries.pending(road.ticket.pk) == {joint.pk}
    road.do(Verb.RECALL)
    assert not queries.pending(road.ticket.pk)
    assert not queries.is_pending(joint.pk)


def test_the_returned_part_of_a_suspended_ticket_stands_still_until_it_is_decided(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_SIGN, joint=("320211-mz",)))
    joint = road.of("320211-mz")
    give_back(road, on=joint)
    for verb in (Verb.SIGN, Verb.SUSPEND, Verb.RESUME):
        road.do(verb)
    theirs = Clock.objects.filter(assignment=joint, stopped_at__isnull=True)
    running = theirs.exclude(kind=ClockKind.RETURN_REVIEW)  # which is the centre's
    assert Clock.objects.filter(assignment=road.lead(), stopped_at__isnull=True).exists()
    assert not running.exists()
    actions.deny(road.number, "属于本单位", by=road.system, at=road.at, assignment_id=joint.pk)
    assert {clock.kind for clock in running} == {ClockKind.SIGN, ClockKind.CONTACT, ClockKind.HANDLE}
    in_order(road.ticket)


def test_a_return_is_offered_before_the_signature_only(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_SIGN))
    handler = posted(town, "320211-cg", Scope.OWN_UNIT, Verb.RETURN)
    assert Verb.RETURN in {each.verb for each in possible.verbs_for(handler, road.ticket)}
    road.do(Verb.SIGN)
    assert Verb.RETURN not in {each.verb for each in possible.verbs_for(handler, road.ticket)}
