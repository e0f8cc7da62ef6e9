"""Wrong person, wrong place: every verb asks for a permission and for reach."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline.flow.groups import errors as groups
from hotline.flow.intake import actions as intake
from hotline.flow.tickets import actions, errors, queries, rules
from hotline.flow.tickets.models import Assignment
from hotline.flow.tickets.words import MOVES, Status, Tier, Verb
from hotline.ground.people.words import Actor, ActorKind, Grant, Scope
from hotline.lib.refusal import NotPermitted, Refusal
from tests.flow.road import Road, snapshot
from tests.town import MONDAY, PEOPLE, Town

ELSEWHERE = ["agent.suzhou", "dispatcher.suzhou", "handler.suzhou-cg", "handler.huqiu-cg", "handler.wuzhong-cg"]
RIGHT = {  # verb: (state, somebody who may)
    Verb.SUBMIT: (Status.REGISTERED, "agent.wuxi"),
    Verb.AMEND: (Status.REGISTERED, "agent.wuxi"),
    Verb.ANSWER_DIRECTLY: (Status.REGISTERED, "agent.wuxi"),
    Verb.PROPOSE_REFUSAL: (Status.REGISTERED, "agent.wuxi"),
    Verb.TRANSFER: (Status.REGISTERED, "agent.wuxi"),
    Verb.JOIN_CONTACT: (Status.CLOSED, "agent.wuxi"),
    Verb.REFUSE: (Status.IN_REVIEW, "lead.wuxi"),
    Verb.ACCEPT: (Status.IN_REVIEW, "reviewer.wuxi"),
    Verb.SEND_BACK: (Status.IN_REVIEW, "reviewer.wuxi"),
    Verb.DISPATCH: (Status.TO_DISPATCH, "dispatcher.wuxi"),
    Verb.RECALL: (Status.TO_SIGN, "dispatcher.wuxi"),
    Verb.URGE: (Status.TO_SIGN, "supervisor.js"),
    Verb.SIGN: (Status.TO_SIGN, "handler.binhu-cg"),
    Verb.CONTACT: (Status.HANDLING, "handler.binhu-cg"),
    Verb.ADD_JOINT: (Status.HANDLING, "handler.binhu-cg"),
    Verb.SEND_DOWN: (Status.HANDLING, "handler.binhu-cg"),
    Verb.PASS_REPLY: (Status.REPLY_REVIEW, "reviewer.wuxi"),
    Verb.REJECT_REPLY: (Status.REPLY_REVIEW, "reviewer.wuxi"),
    Verb.FOLLOW_UP: (Status.FOLLOW_UP, "followup.wuxi"),
    Verb.REWORK: (Status.FOLLOW_UP, "followup.wuxi"),
    Verb.CLOSE: (Status.FOLLOW_UP, "followup.wuxi"),
    Verb.REOPEN: (Status.CLOSED, "followup.wuxi"),
    Verb.ADD_NOTE: (Status.HANDLING, "handler.binhu-cg"),
    Verb.ATTACH: (Status.HANDLING, "handler.binhu-cg"),
}


CLOCKWORK = (Verb.FEED, Verb.NORMALISE)
"""What no person does: the platform looks at the tickets by itself."""
UNSEEN = (groups.NoSuchTicket,)
"""Refusals that say of another's ticket what they say of one that does not exist."""


@pytest.mark.parametrize("verb", RIGHT)
def test_each_verb_is_done_by_its_person_and_refused_to_everybody_without_it(town: Town, verb: Verb) -> None:
    status, right = RIGHT[verb]
    road = Road(town, town.ticket(status))
    before = snapshot(road.ticket)
    standing = standing_of(road)
    for username, *_ in PEOPLE:
        actor = town.actor(username)
        if not rules.permitted(actor, verb, standing):
            with pytest.raises(errors.NotYours, match=road.number):
                road.do(verb, by=actor)
    assert snapshot(road.ticket) == before
    moves = road.ticket.moves
    road.do(verb, by=town.actor(right))
    assert road.ticket.moves > moves


def standing_of(road: Road) -> rules.Standing:
    """What permissions are weighed against: with the leading unit's assignment, if there is one."""
    lead = Assignment.objects.filter(ticket=road.ticket, parent=None, role="lead").order_by("-pk").first()
    return actions.standing(road.ticket, lead)


@pytest.mark.parametrize("username", ELSEWHERE)
@pytest.mark.parametrize("status", [Status.REGISTERED, Status.TO_DISPATCH, Status.TO_SIGN, Status.CLOSED])
def test_another_citys_people_neither_see_nor_move_a_ticket(town: Town, username: str, status: Status) -> None:
    road = Road(town, town.ticket(status))
    actor = town.actor(username)
    assert not queries.visible_to(actor).filter(pk=road.ticket.pk).exists()
    before = snapshot(road.ticket)
    for verb in (verb for verb in Verb if verb not in (Verb.REGISTER, *CLOCKWORK)):
        if MOVES[verb].tier is Tier.UNIT and status in (Status.REGISTERED, Status.TO_DISPATCH):
            continue  # no assignment to do it to
        with pytest.raises(Refusal) as refused:
            road.do(verb, by=actor)
        assert refused.value.status in (403, 404) or isinstance(refused.value, UNSEEN), (verb, refused.value)
    assert snapshot(road.ticket) == before


def test_a_joint_unit_does_not_do_the_leads_work(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_SIGN, joint=("320211-mz",)))
    with pytest.raises(errors.NotYours):
        road.do(Verb.SIGN, by=town.actor("handler.binhu-mz"))
    with pytest.raises(errors.NotYours):
        road.do(Verb.SIGN, by=town.actor("handler.binhu-cg"), on=road.of("320211-mz"))
    road.do(Verb.SIGN, by=town.actor("handler.binhu-mz"), on=road.of("320211-mz"))


def test_a_leader_reaches_down_her_tree_and_not_beside_it(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_SIGN, lead="320211-cg"))
    road.do(Verb.SIGN, by=town.actor("leader.binhu"))
    beside = Road(town, town.ticket(Status.TO_SIGN, lead="320200-jt", category="03.01.01"))
    with pytest.raises(errors.NotYours):
        beside.do(Verb.SIGN, by=town.actor("leader.binhu"))


def test_a_citizen_does_only_what_the_portal_offers(town: Town) -> None:
    road = Road(town, town.ticket(Status.HANDLING))
    for verb in Verb:
        may = rules.permitted(Actor.citizen(), verb, standing_of(road))
        assert may is (verb in rules.CITIZEN_VERBS)


def test_nobody_registers_for_another_centre(town: Town) -> None:
    for username in ("agent.suzhou", "handler.binhu", "supervisor.js"):
        with pytest.raises(NotPermitted, match="登记受理"):
            intake.take(town.appeal(), by=town.actor(username), at=MONDAY)


def _grant(scope: Scope, **more: object) -> Grant:
    return replace(Grant("r", frozenset(Verb), scope, 5, "/1/5/", "3202"), **more)  # type: ignore[arg-type]


HERE = rules.Standing(centre_id=5, centre_path="/1/5/", region="320211004", unit_id=7, unit_path="/2/7/")
CASES: list[tuple[Grant, Tier, bool]] = [
    (_grant(Scope.OWN_CENTRE), Tier.CENTRE, True),
    (_grant(Scope.OWN_CENTRE, organisation_id=6), Tier.CENTRE, False),
    (_grant(Scope.OWN_CENTRE), Tier.UNIT, False),
    (_grant(Scope.OWN_UNIT, organisation_id=7), Tier.UNIT, True),
    (_grant(Scope.OWN_UNIT, organisation_id=8), Tier.UNIT, False),
    (_grant(Scope.OWN_UNIT, organisation_id=7), Tier.ANYBODY, True),
    (_grant(Scope.UNIT_SUBTREE, organisation_path="/2/"), Tier.UNIT, True),
    (_grant(Scope.UNIT_SUBTREE, organisation_path="/2/8/"), Tier.UNIT, False),
    (_grant(Scope.AREA, organisation_path="/9/"), Tier.CENTRE, True),
    (_grant(Scope.AREA, region_code="3205", organisation_path="/9/"), Tier.CENTRE, False),
    (_grant(Scope.AREA, region_code="3205"), Tier.CENTRE, True),
    (_grant(Scope.AREA, region_code="32021", organisation_path="/9/"), Tier.CENTRE, False),
    (_grant(Scope.EVERYTHING, organisation_id=99, organisation_path="/9/", region_code="44"), Tier.UNIT, True),
]


@pytest.mark.parametrize(("grant", "tier", "reached"), CASES)
def test_reach_is_weighed_by_scope(grant: Grant, tier: Tier, reached: bool) -> None:
    assert rules.reaches(grant, HERE, tier) is reached


@pytest.mark.parametrize("verb", Verb)
def test_reach_without_permission_and_permission_without_reach_are_both_too_little(verb: Verb) -> None:
    wide = _grant(Scope.EVERYTHING, permissions=frozenset(Verb) - {verb})
    narrow = _grant(Scope.OWN_UNIT, organisation_id=99, permissions=frozenset({verb}))
    for grant in (wide, narrow):
        assert not rules.permitted(Actor(ActorKind.PERSON, "某人", 1, (grant,)), verb, HERE)
    assert not rules.permitted(Actor(ActorKind.PERSON, "某人", 1, (wide, narrow)), verb, HERE)


FREE = [verb for verb in Verb if MOVES[verb].tier is Tier.ANYBODY]
BLIND = [  # who holds the verb and reaches the place, but must not know of a confidential ticket
    ("320000-rx", Scope.AREA, ("urge", "export")),
    ("320200-rx", Scope.AREA, ("export",)),
    ("320200-rx", Scope.OWN_CENTRE, ("export", "edit_knowledge")),
    ("320000-rx", Scope.EVERYTHING, ("urge",)),
    ("320211-mz", Scope.OWN_UNIT, ("sign", "reply")),
    ("320211-mz", Scope.UNIT_SUBTREE, ("sign", "reply")),
]


def holding(town: Town, code: str, scope: Scope, *permissions: str) -> Actor:
    """Somebody with one posting made for the test."""
    unit = town.unit(code)
    grant = Grant("x", frozenset(permissions), scope, unit.pk, unit.path, unit.region_id or "")
    return Actor(ActorKind.PERSON, "某人", town.person("supervisor.js").pk, (grant,))


@pytest.mark.parametrize("verb", FREE)
@pytest.mark.parametrize(("code", "scope", "more"), BLIND)
def test_nobody_adds_to_a_confidential_ticket_she_does_not_see(
    town: Town, verb: Verb, code: str, scope: Scope, more: tuple[str, ...]
) -> None:
    road = Road(town, town.ticket(Status.HANDLING, is_confidential=True))
    before, wrong = snapshot(road.ticket), holding(town, code, scope, verb, *more)
    assert not queries.visible_to(wrong).filter(pk=road.ticket.pk).exists()
    with pytest.raises(errors.NotYours):
        actions.move(road.number, verb, by=wrong, at=MONDAY)
    assert snapshot(road.ticket) == before


@pytest.mark.parametrize("verb", FREE)
def test_who_sees_a_confidential_ticket_adds_to_it(town: Town, verb: Verb) -> None:
    road = Road(town, town.ticket(Status.HANDLING, is_confidential=True))
    knowing = holding(town, "320000-rx", Scope.AREA, verb, "see_confidential")
    theirs = (town.actor("agent.wuxi"), town.actor("handler.binhu-cg"))
    citizen = [Actor.citizen()] if verb in rules.CITIZEN_VERBS else []
    for right in (knowing, *(each for each in theirs if each.holds(verb)), *citizen):
        moves = road.ticket.moves
        if verb in (Verb.ADD_NOTE, Verb.ATTACH):
            road.do(verb, by=right)
        else:  # what it answers (an order, a task, a team, a delivery) is not there: only the right is asked about
            actions.move(road.number, verb, by=right, at=road.at)
        assert road.ticket.moves == moves + 1


def test_a_confidential_ticket_is_not_even_urged_by_who_does_not_see_it(town: Town) -> None:
    secret, plain = (Road(town, town.ticket(Status.TO_SIGN, is_confidential=each)) for each in (True, False))
    with pytest.raises(errors.NotYours):
        secret.do(Verb.URGE, by=town.actor("supervisor.js"))
    plain.do(Verb.URGE, by=town.actor("supervisor.js"))


def test_a_unit_whose_assignment_was_taken_back_adds_nothing_more(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_SIGN, is_confidential=True))
    road.do(Verb.RECALL, by=town.actor("dispatcher.wuxi"))
    for verb in FREE:
        with pytest.raises(errors.NotYours):
            actions.move(road.number, verb, by=town.actor("handler.binhu-cg"), at=MONDAY)


def test_who_was_given_a_part_answers_it_without_seeing_the_ticket_and_does_nothing_else(town: Town) -> None:
    road = Road(town, town.ticket(Status.HANDLING))
    unit = town.unit("320500-cg")
    verbs = frozenset({Verb.INSTRUCTION_FEEDBACK, Verb.REOPEN, Verb.URGE})
    guest = Actor(ActorKind.PERSON, "受托人", None, (Grant("x", verbs, Scope.OWN_UNIT, unit.pk, unit.path, "3205"),))
    for verb, is_party in ((Verb.INSTRUCTION_FEEDBACK, False), (Verb.URGE, True), (Verb.ADD_NOTE, True)):
        with (
            pytest.raises(errors.NotYours),
            actions.moving(road.number, verb, by=guest, at=road.at, is_party=is_party),
        ):
            pass
    with actions.moving(road.number, Verb.INSTRUCTION_FEEDBACK, by=guest, at=road.at, is_party=True):
        pass
    assert not queries.visible_to(guest).filter(number=road.number).exists()
