"""Un-merging, and changing the main."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hotline.flow.followup import actions as followups
from hotline.flow.groups import actions as groups
from hotline.flow.groups import errors, following, queries
from hotline.flow.handling import actions as handling
from hotline.flow.handling.words import ContactResult
from hotline.flow.tickets import errors as road_errors
from hotline.flow.tickets.models import Assignment, Clock, Ticket
from hotline.flow.tickets.words import Mark, Status, Verb
from hotline.ground.catalogue.words import ClockKind
from hotline.ground.people.words import Actor
from tests.flow.road import CONTENT, REPLY, Road, in_order, snapshot
from tests.town import MONDAY, Town

LATER = MONDAY + timedelta(minutes=30)
LAST = LATER + timedelta(hours=3)


def group(town: Town, status: Status, count: int = 2) -> list[Ticket]:
    """A main ticket in a state, and members under it."""
    made = [town.ticket(status), *(town.ticket(Status.TO_DISPATCH) for _ in range(count))]
    for each in made[1:]:
        groups.merge(each.number, made[0].number, "同一盏灯", by=town.actor("dispatcher.wuxi"), at=LATER)
    return again(made)


def again(tickets: list[Ticket]) -> list[Ticket]:
    return [Ticket.objects.get(pk=each.pk) for each in tickets]


def test_a_ticket_leaves_its_group_and_is_dispatched_by_itself(town: Town) -> None:
    main, one, two = group(town, Status.HANDLING)
    groups.unmerge(one.number, "不是同一处", by=town.actor("dispatcher.wuxi"), at=LAST)
    main, one, two = again([main, one, two])
    assert (one.status, two.status) == (Status.TO_DISPATCH, Status.MERGED)
    [clock] = Clock.objects.filter(ticket=one, stopped_at=None)
    assert clock.kind == ClockKind.DISPATCH
    assert Mark.MAIN in main.marks
    groups.unmerge(two.number, "也不是", by=town.actor("dispatcher.wuxi"), at=LAST)
    main.refresh_from_db()
    assert Mark.MAIN not in main.marks
    assert queries.group(main, Actor.system()) is None
    groups.merge(one.number, two.number, "彼此相同", by=town.actor("dispatcher.wuxi"), at=LAST)
    for each in (main, one, two):
        in_order(each)


def test_who_was_told_the_wrong_answer_begins_another_round(town: Town) -> None:
    main, one, _ = group(town, Status.HANDLING)
    _answer(town, main)
    following.follow_all(at=LAST)
    groups.unmerge(one.number, "不是同一处", by=town.actor("reviewer.wuxi"), at=LAST)
    one.refresh_from_db()
    assert (one.status, one.round, one.lead_unit_id) == (Status.TO_DISPATCH, 2, None)
    in_order(one)


def _answer(town: Town, main: Ticket) -> None:
    """The main's unit replies, and the reply passes."""
    lead = Assignment.objects.get(ticket=main, is_open=True)
    handling.contact(main.number, lead.pk, ContactResult.REACHED, "", by=Actor.system(), at=LAST)
    handling.reply(main.number, lead.pk, REPLY, by=Actor.system(), at=LAST)
    handling.pass_reply(main.number, "", by=town.actor("reviewer.wuxi"), at=LAST)


def test_nothing_is_unmerged_once_the_main_is_closed(town: Town) -> None:
    main, one, _ = group(town, Status.HANDLING)
    _answer(town, main)
    following.follow_all(at=LAST)
    followups.follow_up(main.number, CONTENT, by=town.actor("followup.wuxi"), at=LAST)
    before = snapshot(one)
    with pytest.raises(errors.TooLateToUnmerge):
        groups.unmerge(one.number, "不是同一处", by=town.actor("reviewer.wuxi"), at=LAST)
    assert snapshot(one) == before


def test_what_is_not_merged_is_not_unmerged(town: Town) -> None:
    alone = town.ticket(Status.FOLLOW_UP)
    with pytest.raises(errors.NotMerged):
        groups.unmerge(alone.number, "不是同一处", by=town.actor("reviewer.wuxi"), at=LAST)
    _, one, _ = group(town, Status.HANDLING)
    with pytest.raises(road_errors.NoReason):
        groups.unmerge(one.number, "", by=town.actor("reviewer.wuxi"), at=LAST)
    with pytest.raises(road_errors.NotYours):
        groups.unmerge(one.number, "不是同一处", by=town.actor("lead.wuxi"), at=LAST)


@pytest.mark.parametrize("status", [Status.IN_REVIEW, Status.TO_DISPATCH])
def test_a_member_takes_its_mains_place(town: Town, status: Status) -> None:
    main, one, two = group(town, status)
    groups.change_main(one.number, "材料更全", by=town.actor("dispatcher.wuxi"), at=LAST)
    main, one, two = again([main, one, two])
    assert [each.status for each in (main, one, two)] == [Status.MERGED, Status.TO_DISPATCH, Status.MERGED]
    assert (Mark.MAIN in main.marks, Mark.MAIN in one.marks) == (False, True)
    assert set(queries.members(main_id=one.pk).values_list("ticket_id", flat=True)) == {main.pk, two.pk}
    assert queries.size(one.pk) == {"tickets": 3, "people": 3}
    for each in (main, one, two):
        in_order(each)


def test_the_main_is_not_changed_once_a_unit_has_it(town: Town) -> None:
    main, one, two = group(town, Status.TO_SIGN)
    before = [snapshot(each) for each in (main, one, two)]
    with pytest.raises(errors.MainIsUnderWay):
        groups.change_main(one.number, "材料更全", by=town.actor("dispatcher.wuxi"), at=LAST)
    with pytest.raises(road_errors.IllegalMove):
        groups.change_main(main.number, "材料更全", by=town.actor("dispatcher.wuxi"), at=LAST)
    assert [snapshot(each) for each in (main, one, two)] == before


def test_a_confidential_member_does_not_become_the_main_of_open_ones(town: Town) -> None:
    main = town.ticket(Status.TO_DISPATCH)
    secret = town.ticket(Status.TO_DISPATCH, is_confidential=True)
    dispatcher = town.actor("dispatcher.wuxi")
    groups.merge(secret.number, main.number, by=dispatcher, at=LATER)
    before = snapshot(main), snapshot(secret)
    with pytest.raises(errors.MainIsConfidential):
        groups.change_main(secret.number, "材料更全", by=dispatcher, at=LAST)
    assert (snapshot(main), snapshot(secret)) == before


def test_a_group_takes_all_ways_of_the_table_of_moves(town: Town) -> None:
    main, one, _ = group(town, Status.TO_DISPATCH)
    road = Road(town, main, at=LAST)
    for verb in (Verb.DISPATCH, Verb.RECALL, Verb.DISPATCH, Verb.SIGN, Verb.SUSPEND, Verb.RESUME, Verb.TAKE_BACK):
        road.do(verb)
        following.follow_all(at=road.at)
        one.refresh_from_db()
        assert one.status == Status.MERGED, "members wait while the main is under way"
    in_order(one)
