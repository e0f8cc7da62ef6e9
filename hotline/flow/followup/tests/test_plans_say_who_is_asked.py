"""A plan draws who is asked: what must be, always; the rest by stratum; who was not reached, at another hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from hotline.flow.followup import actions, errors, plans, queries, rules
from hotline.flow.followup.models import Draw, FollowUpPlan
from hotline.flow.followup.words import (
    Drawn,
    FollowUpChannel,
    NewPlan,
    Result,
    Satisfied,
    Solved,
    Stratum,
    Subject,
    Visit,
)
from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import Closing, Mark, Status, Verb
from hotline.ground.journal.models import Event
from hotline.ground.people.words import Actor, ActorKind, Grant, Scope
from hotline.lib.refusal import NotPermitted
from tests.town import MONDAY, SHANGHAI, Town

SILENT = Visit(FollowUpChannel.PHONE, is_contacted=False)
HELLO = Visit(FollowUpChannel.PHONE, True, True, Solved.SOLVED, Satisfied.SATISFIED)
UNSOLVED = Visit(FollowUpChannel.PHONE, True, True, Solved.UNSOLVED, Satisfied.DISSATISFIED, "delay", "仍不亮")
PLAIN = Subject(frozenset(), 1, "solved", "01.01.01", "320211004")
LATER = MONDAY + timedelta(hours=2)


def plan(town: Town, percent: int = 0, centre: str = "320200-rx", **more: Any) -> FollowUpPlan:
    """A plan adopted yesterday that holds from the town's Monday on."""
    new = NewPlan(town.unit(centre).pk, "抽样回访", MONDAY.date(), percent, **more)
    return plans.adopt(new, by=Actor.system(), at=MONDAY - timedelta(days=1))


def keeper(town: Town, centre: str) -> Actor:
    row = town.unit(centre)
    grant = Grant("x", frozenset({"manage_reference"}), Scope.AREA, row.pk, row.path, row.region_id)
    return Actor(ActorKind.PERSON, "管理员", None, (grant,))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"marks": frozenset({Mark.INSTRUCTED.value})}, Drawn.INSTRUCTED),
        ({"marks": frozenset({Mark.KEY_SUPERVISED.value})}, Drawn.SUPERVISED),
        ({"marks": frozenset({Mark.MAIN.value})}, Drawn.GROUP),
        ({"round": 2}, Drawn.REWORKED),
        ({"outcome": "unsolved"}, Drawn.UNSOLVED),
        ({"outcome": "partly"}, Drawn.UNSOLVED),
        ({}, Drawn.PASSED),
    ],
)
def test_what_must_be_followed_up_always_is(change: dict[str, Any], why: Drawn) -> None:
    assert rules.drawn(replace(PLAIN, **change), 0, (), chance=0) is why


def test_the_most_particular_stratum_says_how_many() -> None:
    strata = (
        Stratum("01", "", 100),
        Stratum("01.01", "3205", 100),
        Stratum("01.01", "3202", 0),
        Stratum("", "32", 100),
    )
    assert rules.drawn(PLAIN, 100, strata, chance=0) is Drawn.PASSED
    assert rules.drawn(replace(PLAIN, region="320505"), 0, strata, chance=99) is Drawn.SAMPLED
    assert rules.drawn(replace(PLAIN, category="010"), 0, strata[:1], chance=0) is Drawn.PASSED, "010 is not below 01"
    assert rules.drawn(PLAIN, 30, (), chance=29) is Drawn.SAMPLED
    assert rules.drawn(PLAIN, 30, (), chance=30) is Drawn.PASSED


def test_the_draw_is_the_same_every_time_and_spreads_evenly() -> None:
    drawn = [plans.chance(f"202003020{number:05d}", 1) for number in range(2_000)]
    assert drawn == [plans.chance(f"202003020{number:05d}", 1) for number in range(2_000)]
    assert 340 < sum(each < 20 for each in drawn) < 460
    assert plans.chance("20200302000001", 1) != plans.chance("20200302000001", 2) or drawn[0] != drawn[1]


def test_who_is_not_drawn_is_closed_with_an_end_of_its_own(town: Town) -> None:
    made = plan(town)
    ticket = town.ticket(Status.FOLLOW_UP)
    watched = town.ticket(Status.FOLLOW_UP)
    Ticket.objects.filter(pk=watched.pk).update(marks=[Mark.SUPERVISED])
    elsewhere = town.ticket(Status.HANDLING)
    assert plans.close_undrawn(at=LATER) == 1
    assert plans.close_undrawn(at=LATER) == 0, "drawn once"
    ticket.refresh_from_db()
    watched.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (ticket.status, ticket.closing) == (Status.CLOSED, Closing.REPLIED)
    assert (watched.status, elsewhere.status) == (Status.FOLLOW_UP, Status.HANDLING)
    assert dict(Draw.objects.values_list("ticket__number", "why")) == {
        ticket.number: "passed",
        watched.number: "supervised",
    }
    assert Event.objects.get(subject=ticket.pk, verb=Verb.CLOSE).facts["plan"] == made.pk
    assert queries.outlook(watched.pk, 1, at=LATER).why == Drawn.SUPERVISED


def test_without_a_plan_and_at_other_centres_everybody_is_asked(town: Town) -> None:
    plan(town, centre="320500-rx")
    ticket = town.ticket(Status.FOLLOW_UP)
    assert plans.close_undrawn(at=LATER) == 0
    ticket.refresh_from_db()
    assert ticket.status == Status.FOLLOW_UP


def test_a_reworked_ticket_is_asked_about_again(town: Town) -> None:
    ticket = town.ticket(Status.FOLLOW_UP)
    assert actions.follow_up(ticket.number, UNSOLVED, by=town.actor("followup.wuxi"), at=LATER) is Result.REWORK
    plan(town)
    Ticket.objects.filter(pk=ticket.pk).update(status=Status.FOLLOW_UP)
    assert plans.close_undrawn(at=LATER + timedelta(days=1)) == 0
    assert Draw.objects.get().why == Drawn.REWORKED


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"percent": 101}, "0 与 100"),
        ({"strata": (Stratum("01", "", 5), Stratum("01", "", 6))}, "写了两次"),
        ({"strata": (Stratum("", "320505", 5),)}, "辖区内"),
        ({"hours": (18, 8)}, "由小到大"),
        ({"hours": ()}, "由小到大"),
        ({"name": " "}, "请填写名称"),
        ({"from_on": date(2020, 3, 1)}, "今天以后"),
    ],
)
def test_an_impossible_plan_is_refused_in_words(town: Town, change: dict[str, Any], sentence: str) -> None:
    new = NewPlan(town.unit("320200-rx").pk, "抽样回访", date(2020, 3, 9), 20)
    with pytest.raises(errors.ImpossiblePlan, match=sentence):
        plans.adopt(replace(new, **change), by=Actor.system(), at=MONDAY)
    assert not FollowUpPlan.objects.exists()


def test_only_who_keeps_the_centre_sets_its_plan_and_none_is_rewritten(town: Town) -> None:
    new = NewPlan(town.unit("320200-rx").pk, "抽样回访", date(2020, 3, 9), 20)
    with pytest.raises(NotPermitted):
        plans.adopt(new, by=keeper(town, "320500-rx"), at=MONDAY)
    row = plans.adopt(new, by=keeper(town, "320200-rx"), at=MONDAY)
    with pytest.raises(errors.ImpossiblePlan, match="已有另一个方案"):
        plans.adopt(new, by=keeper(town, "320200-rx"), at=MONDAY)
    with pytest.raises(NotPermitted):
        plans.withdraw(row.pk, by=keeper(town, "320500-rx"), at=MONDAY)
    with pytest.raises(errors.ImpossiblePlan, match="尚未生效"):
        plans.withdraw(row.pk, by=keeper(town, "320200-rx"), at=MONDAY + timedelta(days=8))
    plans.withdraw(row.pk, by=keeper(town, "320200-rx"), at=MONDAY)
    assert not FollowUpPlan.objects.exists()


def test_a_plan_is_tried_on_closed_tickets_and_changes_none(town: Town) -> None:
    row = plan(town)
    for _ in range(2):
        town.ticket(Status.CLOSED)
    found = plans.trial(row, since=MONDAY, until=MONDAY + timedelta(days=1))
    assert (found[Drawn.PASSED], sum(found.values())) == (2, 2)
    assert not Draw.objects.exists()


def local(hour: int, minute: int = 0, day: int = 2) -> datetime:
    return datetime(2020, 3, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("tried", "after"),
    [
        ((), None),
        ((local(9, 30),), local(12)),
        ((local(9, 30), local(13)), local(18)),
        ((local(13),), local(18)),
        ((local(19),), local(8, day=3)),
        ((local(6),), local(8)),
        ((local(19), local(9, day=3)), local(12, day=3)),
        ((local(9), local(13), local(19)), local(8, day=3)),
    ],
)
def test_the_next_try_lies_in_another_part_of_the_day(tried: tuple[datetime, ...], after: datetime | None) -> None:
    assert rules.next_try(tried, (8, 12, 18)) == after


def test_a_second_try_at_the_same_hours_is_refused_but_an_answer_is_welcome(town: Town) -> None:
    plan(town, 100)
    ticket, agent = town.ticket(Status.FOLLOW_UP), town.actor("followup.wuxi")
    assert actions.follow_up(ticket.number, SILENT, by=agent, at=local(10)) is Result.AGAIN
    with pytest.raises(errors.TooSoonToTry, match="12:00"):
        actions.follow_up(ticket.number, SILENT, by=agent, at=local(11))
    assert queries.outlook(ticket.pk, 1, at=local(11)).next_at == local(12)
    assert queries.outlook(ticket.pk, 1, at=local(12)).next_at is None
    assert actions.follow_up(ticket.number, HELLO, by=agent, at=local(11, 5)) is Result.CLOSED


def test_without_a_plan_tries_are_not_bound_to_hours(town: Town) -> None:
    ticket, agent = town.ticket(Status.FOLLOW_UP), town.actor("followup.wuxi")
    for minute in range(3):
        actions.follow_up(ticket.number, SILENT, by=agent, at=local(11, minute))
    ticket.refresh_from_db()
    assert ticket.closing == Closing.UNREACHED
