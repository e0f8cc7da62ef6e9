"""Two people at the same ticket at the same moment, in real threads: one wins, the other is told who did what."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, connection

from hotline.flow.dispatch import actions as dispatching
from hotline.flow.followup import actions as followups
from hotline.flow.handling import actions as handling
from hotline.flow.intake import actions as intake
from hotline.flow.intake import checks
from hotline.flow.intake.models import Request
from hotline.flow.tickets import errors
from hotline.flow.tickets.models import Assignment, Contact, Ticket
from hotline.flow.tickets.words import NewBeneficiary, Status, Verb
from hotline.ground.people.words import Actor
from hotline.ground.privacy import actions as privacy
from hotline.ground.privacy import errors as privacy_errors
from hotline.ground.privacy.models import Unmasking
from hotline.ground.privacy.words import MaskedField
from hotline.lib.refusal import Refusal
from tests.flow.road import CONTENT, REPLY, Road, in_order
from tests.town import MONDAY, Town

pytestmark = pytest.mark.django_db(transaction=True)
Deed = Callable[[], Any]


def at_once(*deeds: Deed) -> list[Any]:
    """Do all of them at the same moment, each in a thread and a connection of its own; what each answered or raised."""
    with hands(len(deeds)) as start:
        return start(*deeds)


@contextmanager
def hands(count: int) -> Iterator[Callable[..., list[Any]]]:
    """So many threads with a connection each, that start what they are given at the same moment, again and again."""
    start = threading.Barrier(count)

    def run(deed: Deed) -> Any:
        start.wait(10)
        try:
            return deed()
        except Exception as problem:
            return problem

    def all_at_once(*deeds: Deed) -> list[Any]:
        running = [pool.submit(run, deed) for deed in deeds]
        return [each.result(60) for each in running]

    with ThreadPoolExecutor(count) as pool:
        try:
            yield all_at_once
        finally:
            all_at_once(*[lambda: connection.close()] * count)  # each thread its own


def refusals(answers: list[Any]) -> list[Refusal]:
    """Those that were refused; nothing else may have gone wrong."""
    failed = [answer for answer in answers if isinstance(answer, Exception)]
    refused = [answer for answer in failed if isinstance(answer, Refusal)]
    assert refused == failed
    return refused


def test_of_two_who_sign_one_is_told_that_the_other_did(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_SIGN))
    lead = road.lead().pk
    hands = [town.actor("handler.binhu-cg"), Actor(road.system.kind, "另一位")]
    answers = at_once(*(lambda by=by: handling.sign(road.number, lead, by=by, at=road.at) for by in hands))
    [told] = refusals(answers)
    assert isinstance(told, errors.IllegalMove)
    winner = hands[answers.index(None)]
    assert winner.name in str(told)
    assert "签收" in str(told)
    in_order(road.ticket)


def test_of_two_dispatchers_one_sends_the_ticket(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_DISPATCH))
    moves = road.ticket.moves

    def send(name: str, code: str) -> Deed:
        by, unit = town.actor(name), town.unit(code).pk
        return lambda: dispatching.dispatch(road.number, unit, by=by, at=road.at, why="辖区管理", seen=moves)

    [told] = refusals(at_once(send("dispatcher.wuxi", "320211-cg"), send("dispatcher2.wuxi", "320211-zf")))
    assert isinstance(told, errors.SomebodyWasFaster)
    assert "派单" in str(told)
    assert Assignment.objects.filter(ticket=road.ticket, is_open=True).count() == 1
    in_order(road.ticket)


def test_of_ten_who_close_one_does(town: Town) -> None:
    road = Road(town, town.ticket(Status.FOLLOW_UP))
    by = town.actor("followup.wuxi")
    answers = at_once(*[lambda: followups.follow_up(road.number, CONTENT, by=by, at=road.at)] * 10)
    assert len(refusals(answers)) == 9
    in_order(road.ticket)


def test_a_reply_and_a_call_for_help_at_once_leave_no_orphan(town: Town) -> None:
    def both(road: Road) -> tuple[Deed, Deed]:
        number, lead, at = road.number, road.lead().pk, road.at
        helper = town.unit("320211-mz").pk
        return (
            lambda: handling.reply(number, lead, REPLY, by=road.system, at=at),
            lambda: handling.add_joint(number, lead, helper, "", by=road.system, at=at),
        )

    for _ in range(4):
        road = Road(town, town.ticket(Status.HANDLING))
        road.do(Verb.CONTACT)
        assert len(refusals(at_once(*both(road)))) == 1
        in_order(road.ticket)


def test_two_joint_units_sign_at_once_and_both_do(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_SIGN, joint=("320211-mz", "320211-zf")))
    units = [road.of("320211-mz").pk, road.of("320211-zf").pk]
    answers = at_once(*(lambda pk=pk: handling.sign(road.number, pk, by=road.system, at=road.at) for pk in units))
    assert refusals(answers) == []
    in_order(road.ticket)


def test_many_tickets_move_side_by_side(town: Town) -> None:
    roads = [Road(town, town.ticket(Status.TO_SIGN)) for _ in range(6)]
    leads = [road.lead().pk for road in roads]
    deeds = [
        lambda road=road, lead=lead: handling.sign(road.number, lead, by=road.system, at=road.at)
        for road, lead in zip(roads, leads, strict=True)
    ]
    assert refusals(at_once(*deeds)) == []
    for road in roads:
        in_order(road.ticket)


def test_the_same_request_twice_at_once_makes_one_ticket(town: Town) -> None:
    appeal = town.appeal()
    by = Actor.system()
    answers = at_once(*[lambda: intake.take_once(appeal, sender="partner", key="same", by=by, at=MONDAY)] * 4)
    assert refusals(answers) == []
    assert len({registered[0].number for registered, _ in answers}) == 1
    assert sum(not repeated for _, repeated in answers) == 1
    assert (Ticket.objects.count(), Contact.objects.count(), Request.objects.count()) == (1, 1, 1)


ROWS = ("contact", "ticket", "clock", "tickettext", "beneficiary")


def written_by(tables: Sequence[str]) -> set[str]:
    """The transactions that wrote the rows of some tables: their numbers."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(f"SELECT xmin::text FROM {table}" for table in tables))
        return {row[0] for row in cursor.fetchall()}


def test_an_appeal_is_written_whole_by_one_transaction_or_not_at_all(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = [*(f"tickets_{name}" for name in ROWS), "journal_event WHERE topic = 'ticket'", "intake_request"]
    appeal, by = town.appeal(beneficiary=NewBeneficiary("李四", "", "", "")), Actor.system()
    monkeypatch.setattr(checks, "category", lambda code, at: "99.99.99")  # a reference to nothing
    with pytest.raises(IntegrityError):
        intake.take_once(appeal, sender="partner", key="one", by=by, at=MONDAY)
    assert written_by(tables) == set()
    monkeypatch.undo()
    intake.take_once(appeal, sender="partner", key="one", by=by, at=MONDAY)
    assert len(written_by(tables)) == 1
    assert all(written_by([table]) for table in tables)


def test_numbers_handed_out_at_once_are_all_different(town: Town) -> None:
    by = Actor.system()
    appeals = [town.appeal() for _ in range(8)]
    answers = at_once(*(lambda appeal=appeal: intake.take(appeal, by=by, at=MONDAY) for appeal in appeals))
    assert refusals(answers) == []
    assert len({registered[0].number for registered in answers}) == 8


def test_the_last_look_of_the_day_is_given_once(town: Town) -> None:
    by = replace(town.actor("agent.wuxi"), unmask_limit=1)
    answers = at_once(*[lambda: privacy.unmask("contact:1", MaskedField.PHONE, "核对联系方式", by=by, at=MONDAY)] * 4)
    assert all(isinstance(told, privacy_errors.UnmaskingUsedUp) for told in refusals(answers))
    assert Unmasking.objects.count() == 1
