"""Two people do any two verbs at the same moment: one after the other, or one is told of the other."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Any

import pytest

from hotline.flow.tickets import errors, rules
from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import MOVES, Status, Verb
from hotline.ground.journal.models import Event
from hotline.ground.people.words import Actor, ActorKind
from hotline.lib.refusal import Refusal
from tests.flow.road import HANDS, Road, in_order
from tests.flow.test_moves import prepare, put
from tests.flow.test_two_people_at_once import hands, refusals
from tests.town import Town

pytestmark = pytest.mark.django_db(transaction=True)
BOTH = [Actor(ActorKind.SYSTEM, "甲同志"), Actor(ActorKind.SYSTEM, "乙同志")]
CLOCKWORK = frozenset({Verb.FEED, Verb.NORMALISE})
"""What the platform does by looking around: where somebody was faster it finds nothing to do, and tells nobody."""
SOONEST = [
    Status.REGISTERED,
    Status.IN_REVIEW,
    Status.SUPPLEMENT,
    Status.TO_DISPATCH,
    Status.MERGED,
    Status.ARBITRATION,
    Status.TO_SIGN,
    Status.RETURN_REVIEW,
    Status.HANDLING,
    Status.SUSPENDED,
    Status.REPLY_REVIEW,
    Status.FOLLOW_UP,
    Status.CLOSED,
]
"""The states, those first that a ticket reaches with the fewest moves."""
BESIDE = {Verb.MERGE: Road.main, Verb.LINK: Road.another}
"""Verbs that lock a second ticket, which must be there before the race."""
Pair = tuple[Verb, Verb]


@dataclass(frozen=True, slots=True)
class Race:
    """What came of two verbs done at once: what each answered, and what the journal says was done, in its order."""

    pair: Pair
    answers: list[Any]
    done: list[Verb]

    @property
    def told(self) -> list[Refusal]:
        """The refusals; anything else that went wrong (a deadlock, a fault) fails here."""
        return refusals(self.answers)

    @property
    def quiet(self) -> int:
        """How many of the two are the platform's and found nothing to do."""
        kept = [verb for verb, answer in zip(self.pair, self.answers, strict=True) if not isinstance(answer, Refusal)]
        return sum(verb in CLOCKWORK and kept.count(verb) > self.done.count(verb) for verb in set(kept))


def pairs() -> dict[Status, list[Pair]]:
    """Every two verbs that the table of moves allows in one state, from the table itself.

    Two that both move the ticket meet in every such state; where one of them leaves it in its state, what the two do
    to each other does not hang on the state, and they meet in the one a ticket reaches soonest.
    """
    found: dict[Status, list[Pair]] = {status: [] for status in Status}
    met: set[Pair] = set()
    for status in SOONEST:
        for pair in combinations_with_replacement([verb for verb in MOVES if status in MOVES[verb].from_], 2):
            if pair not in met or all(MOVES[verb].to for verb in pair):
                found[status].append(pair)
                met.add(pair)
    return found


def race(road: Road, pair: Pair, at_once: Callable[..., list[Any]]) -> Race:
    """Do two verbs to a ticket at the same moment, in two threads with a connection each."""
    for verb in dict.fromkeys(pair):
        with suppress(Refusal):  # the other verb's need is already met, or stands in the way of this one's
            prepare(road, verb)
    for verb, beside in BESIDE.items():
        if verb in pair:
            beside(road)
    ticket = road.ticket
    people = [road.hand(verb) if verb in HANDS else by for verb, by in zip(pair, BOTH, strict=True)]
    deeds = zip([road.doing(verb) for verb in pair], people, strict=True)
    answers = at_once(*(lambda do=do, by=by: do(road.number, by, road.at) for do, by in deeds))
    events = Event.objects.filter(topic="ticket", subject=ticket.pk, seq__gt=ticket.moves + 1).order_by("seq")
    return Race(pair, answers, [Verb(event.verb) for event in events])


def one_story(found: Race, road: Road, status: Status) -> None:
    """What was not refused was done, and nothing else; who was refused is told what was done and by whom."""
    told = found.told
    assert len(found.done) + found.quiet == 2 - len(told), f"what was not refused was done: {found}"
    assert found.done, f"nobody could do anything: {found}"
    assert rules.legal(found.done[0], status), found
    winners = (*BOTH, road.hand(found.done[0]))
    for refusal in told:
        if isinstance(refusal, errors.IllegalMove):
            assert found.done[0].zh in str(refusal), f"{found}: {refusal}"
            assert any(hand.name in str(refusal) for hand in winners), f"{found}: {refusal}"
    for number in (road.number, *(beside(road) for verb, beside in BESIDE.items() if verb in found.pair)):
        in_order(Ticket.objects.get(number=number))


@pytest.mark.parametrize("status", Status)
def test_two_verbs_at_once_leave_one_story(town: Town, status: Status) -> None:
    with hands(2) as at_once:
        for pair in pairs()[status]:
            road = put(town, status)
            one_story(race(road, pair, at_once), road, status)


def test_every_two_verbs_that_are_legal_together_meet() -> None:
    every = {
        pair
        for status in Status
        for pair in combinations_with_replacement([verb for verb in MOVES if status in MOVES[verb].from_], 2)
    }
    assert set(SOONEST) == set(Status)
    assert {pair for found in pairs().values() for pair in found} == every
    assert len(every) > 1500
