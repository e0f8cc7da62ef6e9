"""Two people do any two verbs at the same moment: one after the other, or one is told of the other."""

from __future__ import annotations

from itertools import combinations_with_replacement, cycle

import pytest

from hotline.flow.tickets import errors, rules
from hotline.flow.tickets.words import MOVES, Status, Verb
from hotline.ground.journal.models import Event
from hotline.ground.people.words import Actor, ActorKind
from tests.flow.road import Road, in_order
from tests.flow.test_moves import prepare, put
from tests.flow.test_two_people_at_once import at_once, refusals
from tests.town import Town

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = [Actor(ActorKind.SYSTEM, "甲同志"), Actor(ActorKind.SYSTEM, "乙同志")]


def movers(status: Status) -> list[Verb]:
    """The verbs that take a ticket out of a state."""
    return [verb for verb, move in MOVES.items() if status in move.from_ and move.to]


def pairs(status: Status) -> list[tuple[Verb, Verb]]:
    """Every two verbs that move a ticket out of a state, and every third verb that leaves it there with one of those.

    Which third differs from state to state: a verb that stays is legal in many.
    """
    moving = movers(status)
    staying = [verb for verb, move in MOVES.items() if status in move.from_ and not move.to]
    return [
        *combinations_with_replacement(moving, 2),
        *zip(cycle(moving), staying[list(Status).index(status) % 3 :: 3], strict=False),
    ]


def both(road: Road, pair: tuple[Verb, Verb]) -> tuple[list[object], list[Verb]]:
    """Do two verbs to a ticket at the same moment; what each answered, and what the journal then says was done."""
    for verb in dict.fromkeys(pair):
        if road.ticket.status in MOVES[verb].from_:
            prepare(road, verb)
    if Verb.MERGE in pair:
        road.main()
    ticket = road.ticket
    before = ticket.moves
    hands = [road.hand(verb) if verb is Verb.CONCLUDE else by for verb, by in zip(pair, HANDS, strict=True)]
    doings = [road.doing(verb) for verb in pair]
    answers = at_once(
        *(lambda do=do, by=by: do(road.number, by, road.at) for do, by in zip(doings, hands, strict=True))
    )
    events = Event.objects.filter(topic="ticket", subject=ticket.pk, seq__gt=before + 1).order_by("seq")
    return answers, [Verb(event.verb) for event in events]


@pytest.mark.parametrize("status", Status)
def test_two_verbs_at_once_leave_one_story(town: Town, status: Status) -> None:
    for pair in pairs(status):
        road = put(town, status)
        answers, done = both(road, pair)
        told = refusals(answers)
        assert len(done) == 2 - len(told), f"{pair}: what was not refused was done, {answers}"
        assert done, f"{pair}: nobody could do anything: {answers}"
        assert rules.legal(done[0], status), pair
        for refusal in told:
            if isinstance(refusal, errors.IllegalMove):
                assert done[0].zh in str(refusal), f"{pair}: {refusal}"
                assert any(hand.name in str(refusal) for hand in (*HANDS, road.hand(done[0]))), f"{pair}: {refusal}"
        in_order(road.ticket)
