"""Anybody does anything in any order: what is refused changes nothing, what is done leaves everything in order."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db.models import Q
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hotline.flow.followup import actions as followups
from hotline.flow.groups import following
from hotline.flow.groups import queries as groups
from hotline.flow.groups.models import Member
from hotline.flow.handling import actions as handling
from hotline.flow.tickets import audience, queries
from hotline.flow.tickets.models import Assignment
from hotline.flow.tickets.words import MOVES, Status, Verb
from hotline.ground.catalogue.words import Urgency
from hotline.ground.journal import audit
from hotline.ground.journal.models import Event
from hotline.ground.outbox.models import Notice
from hotline.ground.people.words import Actor
from hotline.lib.refusal import Refusal
from hotline.watch.feeds.models import Delivery
from tests.flow import road_hard
from tests.flow.road import CONTENT, SILENT, UNSOLVED, Road, in_order, snapshot
from tests.town import MONDAY, PEOPLE, Town

STEPS = 28
VERBS = [verb for verb in Verb if verb is not Verb.REGISTER]
WAITS = [timedelta(minutes=1), timedelta(hours=3), timedelta(days=1), timedelta(days=9)]
UNITS = ["320211-cg", "320211-mz", "320211-zf", "320211004-jd", "320200-cg", "320505-cg"]
VISITS = [SILENT, UNSOLVED, CONTENT]
STARTS = [Status.REGISTERED, Status.TO_DISPATCH, Status.TO_SIGN, Status.HANDLING, Status.FOLLOW_UP]
STRANGERS = ["agent.suzhou", "dispatcher.suzhou", "handler.suzhou-cg", "handler.huqiu-cg", "handler.wuzhong-cg"]
ENDS = {Verb.ANSWER_DIRECTLY, Verb.REFUSE, Verb.TRANSFER}


def verb_for(data: st.DataObject, status: Status) -> Verb:
    """Mostly a verb the state allows and that leads on, now and then any."""
    if data.draw(st.integers(0, 9)) == 0:
        return data.draw(st.sampled_from(VERBS))
    fitting = [verb for verb in VERBS if status in MOVES[verb].from_ | MOVES[verb].beside]
    onward = [verb for verb in fitting if verb not in ENDS]
    return data.draw(st.sampled_from(onward + onward + fitting))


def act(data: st.DataObject, road: Road) -> None:
    """One step of somebody."""
    verb = verb_for(data, Status(road.ticket.status))
    by = road.hand(verb) if data.draw(st.integers(0, 4)) else road.town.actor(data.draw(st.sampled_from(PEOPLE))[0])
    rows = list(Assignment.objects.filter(ticket=road.ticket).order_by("pk"))
    on = data.draw(st.sampled_from([None, *rows]))
    road.at += data.draw(st.sampled_from(WAITS))
    if verb is Verb.FOLLOW_UP:
        followups.follow_up(road.number, data.draw(st.sampled_from(VISITS)), by=by, at=road.at)
    elif verb in (Verb.SEND_DOWN, Verb.ADD_JOINT) and rows:
        unit = road.town.unit(data.draw(st.sampled_from(UNITS))).pk
        doing = handling.send_down if verb is Verb.SEND_DOWN else handling.add_joint
        doing(road.number, (on or rows[-1]).pk, unit, "", by=by, at=road.at)
    else:
        if verb is Verb.FOLLOW_MAIN and road.ticket.status == Status.MERGED:
            with suppress(Refusal):  # it was answered before
                road_hard.answer_main(road)
        road.doing(verb, on)(road.number, by, road.at)


@pytest.mark.parametrize(
    "start", [Status.REGISTERED, Status.TO_DISPATCH, Status.TO_SIGN, Status.HANDLING, Status.FOLLOW_UP]
)
@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking a road in a real database takes many minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_any_sequence_of_anybodys_deeds_keeps_everything_in_order(
    town: Town, start: Status, data: st.DataObject
) -> None:
    urgency = data.draw(st.sampled_from(Urgency))
    is_secret = data.draw(st.sampled_from([False, False, True]))
    joint = data.draw(st.sampled_from([(), ("320211-mz",)]))
    road = Road(
        town,
        town.ticket(start, urgency=urgency, joint=joint, is_confidential=is_secret),
        at=MONDAY + timedelta(hours=1),
    )
    for _ in range(data.draw(st.integers(1, STEPS))):
        before = snapshot(road.ticket)
        try:
            act(data, road)
        except Refusal:
            assert snapshot(road.ticket) == before, f"a refused deed changes nothing: {done(road)}"
        else:
            in_order(road.ticket)
            hidden_from_strangers(road)
    following.follow_all(at=road.at)
    told_once(road)
    assert list(audit.verify(lengths=queries.journal_lengths())) == [], "the chains are whole"


def done(road: Road) -> list[str]:
    """What was done so far, for whoever reads a failure."""
    return list(
        Event.objects.filter(topic="ticket", subject=road.ticket.pk).order_by("seq").values_list("verb", flat=True)
    )


def hidden_from_strangers(road: Road) -> None:
    """Whoever works neither in the centre that has the ticket, nor at a unit it was sent to, sees and hears nothing."""
    ticket = road.ticket
    heard = audience.audiences([ticket.pk])[ticket.pk]
    assert heard.is_confidential == ticket.is_confidential
    assert not (ticket.is_confidential and Delivery.objects.filter(ticket=ticket).exists()), "no feed takes it out"
    for name in STRANGERS:
        unit = road.town.actor(name).grants[0].organisation_id
        if unit in heard.units or unit == ticket.centre_id:
            continue
        assert not queries.visible_to(road.town.actor(name)).filter(pk=ticket.pk).exists(), (name, done(road))
        assert not Notice.objects.filter(ticket=ticket.pk, organisation_id=unit).exists(), (name, done(road))


def told_once(road: Road) -> None:
    """The reporter of every ticket that followed its main was told once, and none whose main is answered waits."""
    for member in Member.objects.filter(Q(ticket=road.ticket) | Q(main=road.ticket)):
        told = Event.objects.filter(subject=member.ticket_id, verb=Verb.FOLLOW_MAIN, facts__main=member.main_id)
        times = Member.objects.filter(ticket=member.ticket_id, main=member.main_id, followed_at__isnull=False).count()
        assert told.filter(facts__to=Status.FOLLOW_UP).count() == times, done(road)
        if member.left_at is None:
            is_waiting = member.ticket.status == Status.MERGED
            assert not (is_waiting and groups.is_answered(member.main)), done(road)
        in_order(member.ticket)


def test_the_walk_can_reach_every_state(town: Town) -> None:
    reached = {Status.REGISTERED}
    for _ in Status:
        reached |= {to for move in MOVES.values() if move.from_ & reached for to in move.to}
    assert reached == set(Status)
    assert Actor.system().holds("anything")
