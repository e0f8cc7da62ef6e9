"""Anybody does anything in any order: what is refused changes nothing, what is done leaves everything in order."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from itertools import count

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
from hotline.flow.tickets.words import MOVES, Status, Tier, Verb
from hotline.ground.catalogue.words import Urgency
from hotline.ground.journal import audit
from hotline.ground.journal.models import Event
from hotline.ground.people.words import Actor
from hotline.lib.refusal import Refusal
from hotline.watch.feeds.models import Delivery
from tests.flow import road_aside, road_hard
from tests.flow.onlookers import ONLOOKERS, Onlooker
from tests.flow.road import CONTENT, SILENT, UNSOLVED, Road, in_order, snapshot
from tests.town import MONDAY, PEOPLE, Town

STEPS = 28
NUMBERS = count(1)
VERBS = [verb for verb in Verb if verb is not Verb.REGISTER]
WAITS = [timedelta(minutes=1), timedelta(hours=3), timedelta(days=1), timedelta(days=9)]
UNITS = ["320211-cg", "320211-mz", "320211-zf", "320211004-jd", "320200-cg", "320505-cg"]
VISITS = [SILENT, UNSOLVED, CONTENT, road_aside.BAD]
STARTS = [Status.REGISTERED, Status.TO_DISPATCH, Status.TO_SIGN, Status.HANDLING, Status.FOLLOW_UP]
TREE = (Verb.SEND_DOWN, Verb.ADD_JOINT, Verb.WITHDRAW)
"""Verbs by which the tree of assignments grows and is cut: drawn more often than the others that stay."""
ENDS = {Verb.ANSWER_DIRECTLY, Verb.REFUSE, Verb.TRANSFER}
CENTRE = ("agent.wuxi", "reviewer.wuxi", "dispatcher.wuxi", "followup.wuxi", "lead.wuxi", "supervisor.wuxi")
HANDLERS = {
    "320200-cg": "handler.wuxi-cg",
    "320200-jt": "handler.wuxi-jt",
    "320211-zf": "handler.binhu",
    "320211-cg": "handler.binhu-cg",
    "320211-mz": "handler.binhu-mz",
    "320211004-jd": "handler.lihu",
    "320505-cg": "handler.huqiu-cg",
}
WHO = ["right", "right", "right", "right", "platform", "anybody"]
"""Mostly the person whose work it is; now and then the platform, or anybody: another unit, another city, no right."""


def verb_for(data: st.DataObject, status: Status) -> Verb:
    """Mostly a verb the state allows and that leads on, now and then any."""
    if data.draw(st.integers(0, 9)) == 0:
        return data.draw(st.sampled_from(VERBS))
    fitting = [verb for verb in VERBS if status in MOVES[verb].from_ | MOVES[verb].beside]
    onward = [verb for verb in fitting if verb not in ENDS]
    tree = [verb for verb in TREE if verb in fitting]
    return data.draw(st.sampled_from(onward + onward + fitting + 4 * tree))


def hand_for(data: st.DataObject, road: Road, verb: Verb, on: Assignment | None) -> Actor:
    """Who does it: the person whose work it is, where the town has one; the platform; or anybody."""
    who = data.draw(st.sampled_from(WHO))
    if who == "anybody":
        return road.town.actor(data.draw(st.sampled_from(PEOPLE))[0])
    if who == "right" and MOVES[verb].tier is Tier.UNIT and on is not None and on.unit.code in HANDLERS:
        return road.town.actor(HANDLERS[on.unit.code])
    if who == "right" and MOVES[verb].tier is Tier.CENTRE:
        people = (road.town.actor(name) for name in CENTRE)
        return next((each for each in people if each.holds(verb)), road.hand(verb))
    return road.hand(verb)


def act(data: st.DataObject, road: Road) -> None:
    """One step of somebody."""
    verb = verb_for(data, Status(road.ticket.status))
    rows = list(Assignment.objects.filter(ticket=road.ticket).select_related("unit").order_by("pk"))
    on = data.draw(st.sampled_from([None, *rows]))
    by = hand_for(data, road, verb, on or (rows[-1] if rows else None))
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


@pytest.mark.parametrize("start", STARTS)
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
    """Whatever anybody does, and in whatever order, these hold after every step.

    1. No status without a journal row: every row is a move the table allows from where the row before ended
       (``in_order``).
    2. No open child under a concluded parent, and one leading unit while the units have the ticket (``in_order``).
    3. No clock runs twice, and none for who is done (``in_order``).
    4. What is refused changes no row of any table that refers to the ticket (``snapshot``).
    5. Hidden is never shown: whoever may not know of the ticket meets it by no way of reading; whoever may, finds it
       (``hidden_stays_hidden``); at the end the doors themselves are asked.
    6. Every chain of the journal is whole, at the end of each sequence.
    """
    road = begin(town, start, data)
    for step in range(data.draw(st.integers(1, STEPS))):
        before = snapshot(road.ticket)
        try:
            act(data, road)
        except Refusal:
            assert snapshot(road.ticket) == before, f"a refused deed changes nothing: {done(road)}"
        else:
            in_order(road.ticket)
            hidden_stays_hidden(road, (ONLOOKERS[(3 * step + each) % len(ONLOOKERS)] for each in range(3)))
    following.follow_all(at=road.at)
    members_in_order(road)
    hidden_stays_hidden(road, ONLOOKERS)
    doors_stay_shut(road, data.draw(st.sampled_from(ONLOOKERS)))
    assert list(audit.verify(lengths=queries.journal_lengths())) == [], "the chains are whole"


def begin(town: Town, start: Status, data: st.DataObject) -> Road:
    """A ticket to begin with: of any urgency, one in three confidential, with a joint unit or without, or at a desk."""
    matter = {
        "title": f"第{next(NUMBERS)}处路灯不亮",
        "urgency": data.draw(st.sampled_from(Urgency)),
        "is_confidential": data.draw(st.sampled_from([False, False, True])),
    }
    joint = data.draw(st.sampled_from([(), ("320211-mz",)]))
    road = Road(town, town.ticket(start, joint=joint, **matter), at=MONDAY + timedelta(hours=1))
    if start is Status.REGISTERED and data.draw(st.booleans()):
        road_aside.take_at_desk(road)
    if start is Status.HANDLING and data.draw(st.booleans()):
        grow(road)
    return road


def grow(road: Road) -> None:
    """The unit has sent it down to the street, which has asked another unit to help: a tree of three levels."""
    road.do(Verb.SEND_DOWN)
    road.do(Verb.SIGN, on=road.of("320211004-jd"))
    helper = road.town.unit("320211-zf").pk
    handling.add_joint(road.number, road.of("320211004-jd").pk, helper, "", by=road.system, at=road.at)


def done(road: Road) -> list[str]:
    """What was done so far, for whoever reads a failure."""
    return list(
        Event.objects.filter(topic="ticket", subject=road.ticket.pk).order_by("seq").values_list("verb", flat=True)
    )


def hidden_stays_hidden(road: Road, names: Iterable[str]) -> None:
    """Who may not know of the ticket is shown it by no way, who may finds it; no feed takes a secret out."""
    ticket = road.ticket
    heard = audience.audiences([ticket.pk])[ticket.pk]
    assert heard.is_confidential == ticket.is_confidential
    assert not (ticket.is_confidential and Delivery.objects.filter(ticket=ticket).exists()), "no feed takes it out"
    for name in names:
        onlooker = Onlooker(road.town, name)
        shown = onlooker.shown(ticket, road.at)
        if onlooker.knows(ticket):
            assert shown["page"] and shown["list"] and shown["number"], (name, done(road))  # noqa: PT018
        else:
            assert not any(shown.values()), (name, shown, done(road))


def doors_stay_shut(road: Road, name: str) -> None:
    """The doors themselves tell nobody of a ticket she may not know of."""
    onlooker = Onlooker(road.town, name)
    if not onlooker.knows(road.ticket):
        assert list(onlooker.leaks(road.ticket)) == [], (name, done(road))


def members_in_order(road: Road) -> None:
    """None whose main is answered waits any longer, and all of a group are in order."""
    for member in Member.objects.filter(Q(ticket=road.ticket) | Q(main=road.ticket)).select_related("ticket", "main"):
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
