"""Every verb in every state, allowed or not: the whole table of moves, walked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from hotline.flow.teams.errors import NoTeam
from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import errors, rules, texts
from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import MOVES, Status, Tier, Verb
from hotline.ground.journal import actions as journal
from hotline.ground.journal.queries import last_event, timeline
from hotline.lib.refusal import Refusal
from tests.flow import road_aside, road_hard
from tests.flow.road import Road, in_order, snapshot
from tests.town import Town

VERBS = [verb for verb in Verb if verb is not Verb.REGISTER]
LED_TO = {  # the plain form of a verb that stays where it is, or chooses among several states
    Verb.REOPEN: Status.HANDLING,
}


OF_A_REFUSAL = {Verb.PROPOSE_OVERRIDE, Verb.OVERRIDE_REFUSAL, Verb.DECLINE_OVERRIDE}
ASIDE = {  # a state beside the main road: where it is entered from, and by what
    Status.RETURN_REVIEW: (Status.TO_SIGN, Verb.RETURN),
    Status.ARBITRATION: (Status.TO_DISPATCH, Verb.OPEN_ARBITRATION),
    Status.SUSPENDED: (Status.HANDLING, Verb.SUSPEND),
    Status.MERGED: (Status.IN_REVIEW, Verb.MERGE),
}


def put(town: Town, status: Status) -> Road:
    """A ticket in a state."""
    if status is Status.SUPPLEMENT:
        road = Road(town, town.ticket(Status.IN_REVIEW))
        road.do(Verb.SEND_BACK)
        return road
    if status in ASIDE:
        before, verb = ASIDE[status]
        road = Road(town, town.ticket(before))
        road.do(verb)
        return road
    return Road(town, town.ticket(status))


NO_ASSIGNMENT = {verb: (errors.TicketNotFound,) for verb in VERBS if MOVES[verb].tier is Tier.UNIT}
TOLD_OTHERWISE = {**NO_ASSIGNMENT, Verb.TEAM_LOG: (NoTeam,)}
"""What else than an illegal move a verb out of its states may be: there is nothing it could be done to."""
JOINT = "320211-zf"
AT_JOINT_UNITS = [Status.TO_SIGN, Status.HANDLING, Status.RETURN_REVIEW, Status.SUSPENDED]
UNSIGNED = {Verb.SIGN, Verb.RETURN, Verb.GRANT_RETURN, Verb.DENY_RETURN}
FIRST = {  # what a joint unit did before, so that the verb finds what it is about
    Verb.WITHDRAW: Verb.SEND_DOWN,
    Verb.GRANT_RETURN: Verb.RETURN,
    Verb.DENY_RETURN: Verb.RETURN,
    Verb.GRANT_EXTENSION: Verb.EXTEND,
    Verb.DENY_EXTENSION: Verb.EXTEND,
}
BESIDE_ITS_LEAD = [verb for verb in VERBS if MOVES[verb].beside & set(AT_JOINT_UNITS)]


@contextmanager
def undone() -> Iterator[None]:
    """A block whose writes are taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def prepare(road: Road, verb: Verb) -> None:
    """What a verb needs besides the state: a conversation, a child, a refusal."""
    if verb is Verb.REPLY and road.ticket.status == Status.HANDLING:
        road.do(Verb.CONTACT)
    if verb is Verb.WITHDRAW and road.ticket.status == Status.HANDLING:
        road.do(Verb.SEND_DOWN)
    if verb in (Verb.GRANT_EXTENSION, Verb.DENY_EXTENSION):
        road.do(Verb.EXTEND)
    if verb is Verb.END_ATTENTION:
        road.do(Verb.DRAW_ATTENTION)
    road_hard.prepare(road, verb)
    if road.ticket.status in MOVES[verb].from_:
        road_aside.prepare(road, verb)
    if verb is Verb.UNPUBLISH:
        texts.publish(road.ticket.pk, "已修好", road.at)
    if verb in OF_A_REFUSAL and road.ticket.status == Status.CLOSED:
        road.number = town_refused(road).number
        if verb is not Verb.PROPOSE_OVERRIDE:
            road.do(Verb.PROPOSE_OVERRIDE, by=road.town.actor("agent.wuxi"))


def town_refused(road: Road) -> Ticket:
    """A ticket that was refused."""
    refused = Road(road.town, road.town.ticket(Status.IN_REVIEW))
    refused.do(Verb.REFUSE)
    return refused.ticket


@pytest.mark.parametrize("status", Status)
def test_every_allowed_verb_leads_where_the_table_says(town: Town, status: Status) -> None:
    road = put(town, status)
    home = road.number
    for verb in (verb for verb in VERBS if status in MOVES[verb].from_):
        with undone():
            prepare(road, verb)
            before = road.ticket
            road.do(verb)
            after = road.ticket
            wanted = LED_TO.get(verb) or (MOVES[verb].to[0] if MOVES[verb].to else status)
            assert after.status == wanted, verb
            assert after.moves == before.moves + 1, verb
            last = last_event("ticket", after.pk)
            assert last is not None
            assert last.verb == verb
            in_order(after)
        road.number = home


@pytest.mark.parametrize("status", Status)
def test_every_other_verb_is_refused_and_changes_nothing(town: Town, status: Status) -> None:
    road = put(town, status)
    before = snapshot(road.ticket)
    for verb in (verb for verb in VERBS if status not in MOVES[verb].from_ and verb is not Verb.NORMALISE):
        with undone():
            with pytest.raises(Refusal) as refused:
                road.do(verb)
            assert isinstance(refused.value, (errors.IllegalMove, *TOLD_OTHERWISE.get(verb, ()))), verb
            assert snapshot(road.ticket) == before, verb


@pytest.mark.parametrize("status", sorted(set(Status) - MOVES[Verb.NORMALISE].from_))
def test_back_to_normal_passes_over_what_waits_for_no_clock_of_the_centre(town: Town, status: Status) -> None:
    road = put(town, status)
    road_aside.stand_still(road)
    in_order(road.ticket)
    before = snapshot(road.ticket)
    assert road.do(Verb.NORMALISE) == 0
    assert snapshot(road.ticket) == before


@pytest.mark.parametrize("status", AT_JOINT_UNITS)
def test_a_joint_unit_goes_on_beside_the_lead_where_the_table_says(town: Town, status: Status) -> None:
    road = with_joint(town, status)
    for verb in BESIDE_ITS_LEAD:
        with undone():
            mine = road.of(JOINT)
            if status not in MOVES[verb].beside:
                with pytest.raises(errors.IllegalMove):
                    road.do(verb, on=mine)
                continue
            if verb not in UNSIGNED:
                road.do(Verb.SIGN, on=mine)
            if verb in FIRST:
                road.do(FIRST[verb], on=mine)
            before = road.ticket
            road.do(verb, on=mine)
            assert road.ticket.status == status, "the ticket stays where it is"
            assert road.ticket.moves == before.moves + 1, verb
            in_order(road.ticket)


def with_joint(town: Town, status: Status) -> Road:
    """A ticket in a state in which a joint unit has an unsigned part of it."""
    road = Road(town, town.ticket(Status.TO_SIGN, joint=(JOINT,)))
    if status in (Status.HANDLING, Status.SUSPENDED):
        road.do(Verb.SIGN)
    if status in ASIDE:
        road.do(ASIDE[status][1])
    return road


@pytest.mark.parametrize("status", Status)
def test_nothing_changes_when_the_journal_fails(town: Town, status: Status, monkeypatch: pytest.MonkeyPatch) -> None:
    road = put(town, status)
    home = road.number
    for verb in (verb for verb in VERBS if status in MOVES[verb].from_):
        with undone():
            prepare(road, verb)
            before = snapshot(road.ticket)
            with monkeypatch.context() as patch:
                patch.setattr(journal, "record", lambda *_, **__: 1 / 0)
                with pytest.raises(ZeroDivisionError):
                    road.do(verb)
            assert snapshot(road.ticket) == before, verb
        road.number = home


def test_a_refused_move_says_who_did_what_and_when(town: Town) -> None:
    road = put(town, Status.TO_SIGN)
    with pytest.raises(errors.IllegalMove) as refused:
        road.do(Verb.ACCEPT)
    sentence = str(refused.value)
    assert road.number in sentence
    for part in ("待签收", "审核通过", "刘洋", "派单", "03-02"):
        assert part in sentence


def test_a_units_verb_needs_the_units_assignment(town: Town) -> None:
    road = put(town, Status.TO_SIGN)
    with pytest.raises(errors.TicketNotFound):
        tickets.move(road.number, Verb.SIGN, by=road.system, at=road.at)
    assert road.ticket.status == Status.TO_SIGN


def test_an_absent_ticket_and_a_foreign_assignment_are_not_found(town: Town) -> None:
    road, other = put(town, Status.TO_SIGN), put(town, Status.TO_SIGN)
    with pytest.raises(errors.TicketNotFound):
        road.doing(Verb.SUBMIT)("00000000000000", road.system, road.at)
    with pytest.raises(errors.TicketNotFound):
        road.do(Verb.SIGN, on=other.lead())


def test_the_table_names_only_states_that_are_left_again() -> None:
    entered = {state for move in MOVES.values() for state in move.to}
    left = {state for move in MOVES.values() if move.to for state in move.from_}
    assert entered == left == set(Status)
    assert all(rules.target(verb, Status.CLOSED, None) for verb in Verb)
    with pytest.raises(ValueError, match="cannot lead"):
        rules.target(Verb.SUBMIT, Status.REGISTERED, Status.CLOSED)


@pytest.mark.parametrize("status", Status)
def test_the_timeline_reads_from_the_first_to_the_last(town: Town, status: Status) -> None:
    road = put(town, status)
    events = list(timeline("ticket", road.ticket.pk))
    assert events[0].verb == Verb.REGISTER
    assert [event.at for event in events] == sorted(event.at for event in events)
