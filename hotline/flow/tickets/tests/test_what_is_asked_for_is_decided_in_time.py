"""What a unit or a colleague asks the centre for has a clock of its own: reminded before, told when late, each once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from hotline.flow.delays import actions as delays
from hotline.flow.delays.words import NewExtension
from hotline.flow.disputes import actions as returns
from hotline.flow.disputes import errors as disputed
from hotline.flow.disputes import queries as disputes
from hotline.flow.disputes.words import Objection
from hotline.flow.handling import actions as handling
from hotline.flow.intake import overrides
from hotline.flow.tickets import lists, moments, sweeping
from hotline.flow.tickets.models import Assignment, Clock, Ticket
from hotline.flow.tickets.words import Colour, Status, Verb
from hotline.ground.catalogue.models import LimitRow
from hotline.ground.catalogue.words import ClockKind
from hotline.ground.outbox.models import Notice
from hotline.ground.people.words import Actor
from hotline.lib.memo import forget_all
from tests.flow.road import Road, in_order
from tests.town import MONDAY, Town

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SYSTEM = Actor.system()
WHY = Objection("not_ours", "三定规定")


def ask(road: Road, more: timedelta = DAY) -> int:
    """The leading unit asks for more time."""
    work = moments.work(road.lead().pk)
    assert work is not None
    new = NewExtension("complex", "需更换电缆", work.due + more)
    return delays.ask_extension(road.number, road.lead().pk, new, by=SYSTEM, at=road.at)


def running(ticket: Ticket, kind: ClockKind) -> Clock | None:
    return Clock.objects.filter(ticket=ticket, kind=kind, stopped_at__isnull=True).first()


def give_back(town: Town) -> tuple[Road, Assignment]:
    """A ticket whose joint unit wants to give its part back while the lead handles."""
    road = Road(town, town.ticket(Status.HANDLING, joint=("320211-mz",)))
    joint = road.of("320211-mz")
    returns.return_(road.number, joint.pk, WHY, by=SYSTEM, at=road.at)
    return road, joint


def test_an_extension_is_decided_within_the_policys_limit_and_before_the_work_is_due(town: Town) -> None:
    road = Road(town, town.ticket(Status.HANDLING))
    due = road.lead().due_at
    ask(road)
    clock = running(road.ticket, ClockKind.EXTENSION_REVIEW)
    assert clock is not None
    assert (clock.owner_id, clock.due_at) == (road.ticket.centre_id, road.at + 6 * HOUR), "noon does not count"
    assert road.lead().due_at == due, "what the centre owes is not the unit's"
    work = moments.work(road.lead().pk)
    assert work is not None
    delays.deny_extension(road.number, road.asked(), "可按期办结", by=SYSTEM, at=road.at)
    assert running(road.ticket, ClockKind.EXTENSION_REVIEW) is None
    road.at = work.due - HOUR
    ask(road)
    again = running(road.ticket, ClockKind.EXTENSION_REVIEW)
    assert again is not None
    assert again.due_at == work.due, "decided after expiry it would come too late"
    in_order(road.ticket)


def test_the_limit_is_data_of_the_policy(town: Town) -> None:
    LimitRow.objects.update(extension_review="30min")
    forget_all()
    road = Road(town, town.ticket(Status.HANDLING))
    ask(road)
    clock = running(road.ticket, ClockKind.EXTENSION_REVIEW)
    assert clock is not None
    assert clock.due_at == road.at + HOUR / 2


def test_the_centre_is_reminded_and_told_once_each_and_late_as_red_only(town: Town) -> None:
    road = Road(town, town.ticket(Status.HANDLING))
    ask(road)
    clock = running(road.ticket, ClockKind.EXTENSION_REVIEW)
    assert clock is not None
    mine = Notice.objects.filter(facts__clock=ClockKind.EXTENSION_REVIEW.value)
    for at in (clock.yellow_at, clock.yellow_at + timedelta(minutes=1)):
        sweeping.tell_yellow(at=at)
    assert [row.kind for row in mine] == ["yellow"]
    for at in (clock.due_at, clock.due_at + DAY):
        sweeping.tell_red(at=at)
    assert sorted(row.kind for row in mine.all()) == ["red", "yellow"]
    assert {row.organisation_id for row in mine} == {road.ticket.centre_id}
    other = give_back(town)[0]
    for _ in range(2):  # nobody looked for a week
        sweeping.tell_red(at=other.at + 7 * DAY)
        sweeping.tell_yellow(at=other.at + 7 * DAY)
    late = Notice.objects.filter(facts__clock=ClockKind.RETURN_REVIEW.value)
    assert [row.kind for row in late] == ["red"]


def test_who_has_answered_meanwhile_waits_for_nothing(town: Town) -> None:
    road = Road(town, town.ticket(Status.HANDLING))
    ask(road)
    road.do(Verb.CONTACT)
    road.do(Verb.REPLY)
    assert running(road.ticket, ClockKind.EXTENSION_REVIEW) is None
    in_order(road.ticket)


@pytest.mark.parametrize("is_granted", [True, False])
def test_a_joint_units_return_has_a_clock_until_it_is_decided(town: Town, is_granted: bool) -> None:
    road, joint = give_back(town)
    clock = running(road.ticket, ClockKind.RETURN_REVIEW)
    assert clock is not None
    assert (clock.assignment_id, clock.owner_id) == (joint.pk, road.ticket.centre_id)
    assert clock.due_at == road.at + 4 * HOUR
    with pytest.raises(disputed.ReturnPending):
        handling.sign(road.number, joint.pk, by=SYSTEM, at=road.at)
    if is_granted:
        returns.grant(road.number, "同意", by=SYSTEM, at=road.at, assignment_id=joint.pk)
    else:
        returns.deny(road.number, "属其职责", by=SYSTEM, at=road.at, assignment_id=joint.pk)
    assert running(road.ticket, ClockKind.RETURN_REVIEW) is None
    in_order(road.ticket)


def test_while_the_ticket_stands_still_so_does_the_decision(town: Town) -> None:
    road, joint = give_back(town)
    ask(road)
    at = road.at
    road.do(Verb.SUSPEND, after=timedelta())
    assert not Clock.objects.filter(ticket=road.ticket, kind__in=moments.DECISIONS, stopped_at__isnull=True).exists()
    road.do(Verb.RESUME, after=2 * HOUR)
    for kind, due in ((ClockKind.RETURN_REVIEW, at + 6 * HOUR), (ClockKind.EXTENSION_REVIEW, at + 8 * HOUR)):
        clock = running(road.ticket, kind)
        assert clock is not None
        assert clock.due_at == due, "what was left runs on"
    assert Clock.objects.filter(assignment=joint, is_paused=True).exists(), "the unit's own clocks wait for it"
    in_order(road.ticket)


def refused(town: Town) -> Road:
    road = Road(town, town.ticket(Status.IN_REVIEW))
    road.do(Verb.REFUSE)
    road.do(Verb.PROPOSE_OVERRIDE)
    return road


@pytest.mark.parametrize("verb", [Verb.OVERRIDE_REFUSAL, Verb.DECLINE_OVERRIDE])
def test_an_override_is_decided_within_a_working_day(town: Town, verb: Verb) -> None:
    road = refused(town)
    clock = running(road.ticket, ClockKind.OVERRIDE_REVIEW)
    assert clock is not None
    assert (clock.owner_id, clock.due_at > road.at) == (road.ticket.centre_id, True)
    assert road.ticket.due_at is None, "the ticket is closed, it is not due"
    in_order(road.ticket)
    road.do(verb, by=town.actor("lead.wuxi"))
    assert running(road.ticket, ClockKind.OVERRIDE_REVIEW) is None
    in_order(road.ticket)


def test_the_bench_lists_by_the_decisions_clock_and_counts_what_is_late(town: Town) -> None:
    first, second = Road(town, town.ticket(Status.HANDLING)), Road(town, town.ticket(Status.HANDLING))
    second.at -= 10 * timedelta(minutes=1)
    ask(first)
    ask(second)
    actor, centre = town.actor("dispatcher.wuxi"), town.unit("320200-rx").pk
    wanted = [first.ticket.pk, second.ticket.pk]

    def listed(at: datetime, **more: object) -> list[str]:
        filters = lists.Filters(**more)  # type: ignore[arg-type]
        kind = ClockKind.EXTENSION_REVIEW
        page = lists.picked(actor, centre, wanted, at=at, decision=kind, filters=filters, limit=1)
        found = [row.number for row in page.rows]
        while page.next:
            page = lists.picked(actor, centre, wanted, at=at, decision=kind, filters=filters, limit=1, cursor=page.next)
            found += [row.number for row in page.rows]
        return found

    assert listed(MONDAY) == [second.number, first.number]
    late = second.at + 6 * HOUR
    assert listed(late, colour=Colour.RED) == [second.number]
    assert listed(late, colour=Colour.YELLOW) == [first.number]
    assert listed(MONDAY, colour=Colour.RED) == []
    count = lists.picked_count(actor, centre, wanted, at=late, decision=ClockKind.EXTENSION_REVIEW)
    assert (count.waiting, count.overdue) == (2, 1)
    assert not disputes.returns_waiting(centre).exists()


def test_a_proposal_is_made_by_the_room_that_waits_for_it(town: Town) -> None:
    road = refused(town)
    overrides.decline_override(road.number, "可诉讼解决", by=town.actor("lead.wuxi"), at=road.at + HOUR)
    stopped = Clock.objects.get(ticket=road.ticket, kind=ClockKind.OVERRIDE_REVIEW)
    assert stopped.stopped_at == road.at + HOUR
