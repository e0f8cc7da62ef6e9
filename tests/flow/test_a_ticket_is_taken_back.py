"""The centre takes a ticket back from whoever handles it: units lose it, their clocks stop, it waits for dispatch."""

from __future__ import annotations

import pytest

from hotline.flow.dispatch import actions as dispatching
from hotline.flow.tickets import errors, queries, ringing
from hotline.flow.tickets.models import Clock
from hotline.flow.tickets.words import Status, Verb
from hotline.ground.outbox.models import Notice
from tests.flow.road import Road, in_order
from tests.town import Town


@pytest.mark.django_db(transaction=True)
def test_what_was_sent_down_is_taken_back_with_all_below_it(town: Town) -> None:
    road = Road(town, town.ticket(Status.HANDLING, lead="320211-zf"))
    road.do(Verb.SEND_DOWN)
    while ringing.ring(at=road.at):
        pass
    dispatching.take_back(road.number, "由市级统筹", by=road.system, at=road.at)
    assert road.ticket.status == Status.TO_DISPATCH
    assert road.ticket.lead_unit_id is None
    for lost in ("handler.binhu", "handler.lihu"):
        with pytest.raises(errors.TicketNotFound):
            queries.ticket(road.number, town.actor(lost))
    assert not Clock.objects.filter(ticket=road.ticket, assignment__isnull=False, stopped_at=None).exists()
    in_order(road.ticket)
    while ringing.ring(at=road.at):
        pass
    rung = Notice.objects.filter(kind="withdrawn").values_list("organisation__code", flat=True)
    assert sorted(rung) == ["320211-zf", "320211004-jd"]


def test_it_needs_a_reason_and_a_centres_own_hand(town: Town) -> None:
    road = Road(town, town.ticket(Status.HANDLING))
    with pytest.raises(errors.NoReason):
        dispatching.take_back(road.number, " ", by=road.system, at=road.at)
    for other in ("handler.binhu-cg", "dispatcher.suzhou"):
        with pytest.raises(errors.NotYours):
            dispatching.take_back(road.number, "收回", by=town.actor(other), at=road.at)
    assert road.ticket.status == Status.HANDLING
