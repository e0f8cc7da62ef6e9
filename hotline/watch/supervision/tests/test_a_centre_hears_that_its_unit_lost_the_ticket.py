"""An open order whose unit loses the ticket is told to the centre that gave it, and says so."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection

from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import Status, Verb
from hotline.ground.journal import queries as journal
from hotline.ground.journal.models import Reader
from hotline.ground.outbox.models import Notice
from hotline.ground.people.words import Actor
from hotline.watch.supervision import actions, leaving
from hotline.watch.supervision.models import Order, OrderTicket
from hotline.watch.supervision.words import Grade, Judging, NewOrder, Verdict
from tests.flow.road import Road
from tests.town import MONDAY, Town

AT = MONDAY + timedelta(minutes=30)
SOON = AT + timedelta(hours=2)
pytestmark = pytest.mark.usefixtures("reading")


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch, watched: Town) -> None:
    """The journal is followed from now on, within the test's own transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        [[now]] = cursor.fetchall()
    monkeypatch.setattr(journal, "horizon", lambda: now + 1)
    last = journal.latest_settled(1)
    Reader.objects.create(pk=leaving.READER, tx=now, event=last[-1].pk if last else 0)


def ordered(town: Town, status: Status = Status.TO_SIGN, **more: tuple[str, ...]) -> tuple[Road, Order]:
    """A ticket of the Binhu bureau, which Wuxi's centre supervises."""
    road = Road(town, town.ticket(status, **more))  # type: ignore[arg-type]
    unit = town.unit("320211-cg").pk
    new = NewOrder(Grade.ORDINARY, unit, "topic", "请限期办结。", AT + timedelta(days=2))
    return road, actions.supervise([road.number], new, by=town.actor("supervisor.wuxi"), at=AT)


def told(order: Order) -> list[tuple[int, str]]:
    rows = Notice.objects.filter(kind="supervision", facts__what="left", facts__order=order.pk)
    return [(row.organisation_id or 0, row.facts["number"]) for row in rows]


def left(order: Order) -> datetime | None:
    return OrderTicket.objects.get(order=order).left_at


@pytest.mark.parametrize("verbs", [(Verb.RETURN, Verb.GRANT_RETURN), (Verb.RECALL,), (Verb.SIGN, Verb.TAKE_BACK)])
def test_the_centre_that_gave_the_order_is_told_once(watched: Town, verbs: tuple[Verb, ...]) -> None:
    road, order = ordered(watched)
    leaving.follow(at=SOON)
    assert told(order) == [], "nothing moved"
    for verb in verbs:
        road.do(verb)
    leaving.follow(at=SOON)
    leaving.follow(at=SOON)
    assert told(order) == [(watched.unit("320200-rx").pk, road.number)]
    assert left(order) == road.at


def test_a_unit_that_gets_it_again_holds_it_again(watched: Town) -> None:
    road, order = ordered(watched)
    road.do(Verb.RECALL)
    leaving.follow(at=SOON)
    road.do(Verb.DISPATCH)
    leaving.follow(at=SOON)
    assert left(order) is None
    road.do(Verb.RECALL)
    leaving.follow(at=SOON)
    assert len(told(order)) == 2, "it was lost twice"


def test_a_unit_that_lost_it_and_has_it_back_meanwhile_is_told_of_nothing(watched: Town) -> None:
    road, order = ordered(watched)
    road.do(Verb.RECALL)
    road.do(Verb.DISPATCH)
    leaving.follow(at=SOON)
    assert (told(order), left(order)) == ([], None)


def test_an_order_that_was_judged_is_nobodys_business(watched: Town) -> None:
    road, order = ordered(watched)
    judging = Judging(Verdict.CANCELLED, "改派他人")
    actions.judge(order.pk, judging, by=watched.actor("supervisor.wuxi"), at=AT)
    road.do(Verb.RECALL)
    leaving.follow(at=SOON)
    assert (told(order), left(order)) == ([], None)


def test_a_centre_that_serves_the_place_keeps_it(watched: Town) -> None:
    ticket: Ticket = watched.ticket(Status.TO_SIGN)
    new = NewOrder(Grade.KEY, watched.unit("320200-rx").pk, "topic", "请牵头办理。", AT + timedelta(days=2))
    order = actions.supervise([ticket.number], new, by=watched.actor("supervisor.js"), at=AT)
    Road(watched, ticket).do(Verb.RECALL, by=Actor.system())
    leaving.follow(at=SOON)
    assert told(order) == []
