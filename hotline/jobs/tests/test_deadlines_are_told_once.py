"""Deadlines: yellow before, red on expiry, once each, whatever happens to the sweep."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from hotline.flow.handling import actions as handling
from hotline.flow.tickets import sweeping
from hotline.flow.tickets.models import Assignment, Clock, Ticket
from hotline.flow.tickets.words import Status
from hotline.ground.outbox import notices
from hotline.ground.outbox.models import Notice
from hotline.ground.people.words import Actor
from hotline.jobs import sweeps

if TYPE_CHECKING:
    from tests.town import Town


def told() -> list[tuple[str, str, str]]:
    """Kind, clock and organisation of every notice."""
    rows = Notice.objects.order_by("pk").select_related("organisation")
    return [(row.kind, row.facts["clock"], row.organisation.code if row.organisation else "") for row in rows]


def sign_clock(ticket: Ticket) -> Clock:
    return Clock.objects.get(ticket=ticket, kind="sign", stopped_at__isnull=True)


def sweep(at: datetime) -> int:
    return sweeping.tell_red(at=at) + sweeping.tell_yellow(at=at)


def test_yellow_is_told_a_working_day_before_and_red_on_expiry(town: Town) -> None:
    ticket = town.ticket(Status.TO_SIGN)
    handle = Clock.objects.get(ticket=ticket, kind="handle")
    Clock.objects.filter(ticket=ticket).exclude(pk=handle.pk).update(stopped_at=handle.started_at)
    assert sweep(handle.yellow_at - timedelta(seconds=1)) == 0
    assert sweep(handle.yellow_at) == 1
    assert told() == [("yellow", "handle", "320211-cg")]
    assert sweep(handle.due_at - timedelta(seconds=1)) == 0
    assert sweep(handle.due_at) == 1
    assert told()[1:] == [("red", "handle", "320211-cg"), ("overdue", "handle", "320200-rx")]


def test_each_is_told_once_however_often_the_sweep_runs(town: Town) -> None:
    ticket = town.ticket(Status.TO_SIGN)
    at = sign_clock(ticket).due_at
    for _ in range(3):
        sweep(at)
        sweep(at + timedelta(days=1))
    assert len(told()) == len(set(told()))
    assert told().count(("red", "sign", "320211-cg")) == 1


def test_after_days_of_downtime_an_overdue_clock_is_told_as_red_and_not_as_yellow(town: Town) -> None:
    ticket = town.ticket(Status.TO_SIGN)
    assert sweep(sign_clock(ticket).due_at + timedelta(days=30)) == 3
    assert {kind for kind, _, _ in told()} == {"red", "overdue"}
    assert sweep(sign_clock(ticket).due_at + timedelta(days=31)) == 0


def test_a_stopped_clock_is_never_told(town: Town) -> None:
    ticket = town.ticket(Status.TO_SIGN)
    due = sign_clock(ticket).due_at
    assignment = Assignment.objects.get(ticket=ticket)
    handling.sign(ticket.number, assignment.pk, by=Actor.system(), at=due - timedelta(minutes=1))
    sweep(due)
    assert ("red", "sign", "320211-cg") not in told()


def test_the_centres_own_clock_rings_at_the_centre_only(town: Town) -> None:
    ticket = town.ticket(Status.IN_REVIEW)
    sweep(Clock.objects.get(ticket=ticket, stopped_at__isnull=True).due_at)
    assert told() == [("red", "review", "320200-rx")]


def test_the_bell_rings_at_the_unit_that_owns_the_clock(town: Town) -> None:
    ticket = town.ticket(Status.TO_SIGN)
    sweep(sign_clock(ticket).due_at)
    assert notices.unread_count(town.actor("handler.binhu-cg")) > 0
    assert notices.unread_count(town.actor("handler.binhu-mz")) == 0


def test_telling_moves_no_ticket_and_writes_nothing_into_its_history(town: Town) -> None:
    ticket = town.ticket(Status.TO_SIGN)
    sweep(sign_clock(ticket).due_at + timedelta(days=9))
    again = Ticket.objects.get(pk=ticket.pk)
    assert (again.status, again.moves, again.changed_at) == (ticket.status, ticket.moves, ticket.changed_at)


def test_thousands_are_told_in_batches(town: Town, django_assert_max_num_queries: Any) -> None:
    ticket = town.ticket(Status.TO_SIGN)
    clock = sign_clock(ticket)
    assignments = Assignment.objects.bulk_create(
        Assignment(
            ticket=ticket,
            unit_id=clock.owner_id,
            parent=clock.assignment,
            role="joint",
            sent_at=clock.started_at,
            sent_by="x",
            is_open=False,
            withdrawn_at=clock.started_at,
            withdrawn_by="x",
        )
        for _ in range(2500)
    )
    Clock.objects.bulk_create(
        Clock(
            ticket=ticket,
            assignment=each,
            kind="sign",
            owner_id=clock.owner_id,
            limit="1wd",
            policy="v1",
            started_at=clock.started_at,
            yellow_at=clock.yellow_at,
            due_at=clock.due_at,
        )
        for each in assignments
    )
    with django_assert_max_num_queries(80):
        done = sweeps.exhaust(lambda: sweeping.tell_red(at=clock.due_at))
    assert done == 2500 + 2  # and the sign and contact clocks of the ticket itself


def test_the_task_looks_at_the_clock_itself(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = town.ticket(Status.TO_SIGN)
    monkeypatch.setattr(timezone, "now", lambda: sign_clock(ticket).due_at)
    sweeps.sweep_deadlines(timestamp=0)
    assert ("red", "sign", "320211-cg") in told()


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_tell_everything_once(town: Town) -> None:
    """The second passes over what the first holds, and waits for nothing."""
    ticket = town.ticket(Status.TO_SIGN)
    at = sign_clock(ticket).due_at + timedelta(days=30)
    with transaction.atomic():
        assert sweeping.tell_red(at=at) == 3
        assert in_another_thread(lambda: sweeping.tell_red(at=at)) == 0
    assert in_another_thread(lambda: sweeping.tell_red(at=at)) == 0
    assert len(told()) == len(set(told())) == 6


@pytest.mark.django_db(transaction=True)
def test_a_sweep_that_dies_half_way_leaves_all_for_the_next(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = town.ticket(Status.TO_SIGN)
    at = sign_clock(ticket).due_at
    update = type(Clock.objects.all()).update
    monkeypatch.setattr(type(Clock.objects.all()), "update", _die)
    with pytest.raises(SystemExit):
        sweeping.tell_red(at=at)
    monkeypatch.setattr(type(Clock.objects.all()), "update", update)
    assert told() == []
    assert sweeping.tell_red(at=at) > 0


def _die(*_: Any, **__: Any) -> int:
    raise SystemExit


def in_another_thread(work: Callable[[], Any]) -> Any:
    answers: list[Any] = []

    def target() -> None:
        try:
            answers.append(work())
        finally:
            connection.close()

    thread = threading.Thread(target=target)
    thread.start()
    thread.join()
    return answers[0]
