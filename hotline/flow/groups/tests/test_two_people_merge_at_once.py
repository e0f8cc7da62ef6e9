"""Two people merge at the same moment: one wins, the other is told; and what the clockwork does of groups."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hotline.flow.groups import actions as groups
from hotline.flow.groups import errors, following, queries
from hotline.flow.groups.models import Member
from hotline.flow.tickets import ringing
from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import Status
from hotline.ground.journal.models import Event
from hotline.ground.outbox.models import Notice
from hotline.ground.people.words import Actor
from tests.flow.road import in_order
from tests.flow.test_two_people_at_once import at_once, refusals
from tests.town import MONDAY, Town

pytestmark = pytest.mark.django_db(transaction=True)
LATER = MONDAY + timedelta(minutes=30)


def test_merging_in_both_directions_makes_no_circle(town: Town) -> None:
    by = town.actor("dispatcher.wuxi")
    one, other = town.ticket(Status.TO_DISPATCH), town.ticket(Status.TO_DISPATCH)
    answers = at_once(
        lambda: groups.merge(one.number, other.number, by=by, at=LATER),
        lambda: groups.merge(other.number, one.number, by=by, at=LATER),
    )
    [refused] = refusals(answers)
    assert isinstance(refused, errors.MainIsMerged | errors.HasMembers)
    assert Member.objects.count() == 1
    for each in (one, other):
        in_order(each)


def test_a_group_that_grows_while_its_main_is_changed_stays_whole(town: Town) -> None:
    by = town.actor("dispatcher.wuxi")
    main, one, late = (town.ticket(Status.TO_DISPATCH) for _ in range(3))
    groups.merge(one.number, main.number, by=by, at=LATER)
    answers = at_once(
        lambda: groups.change_main(one.number, "材料更全", by=by, at=LATER),
        lambda: groups.merge(late.number, main.number, by=by, at=LATER),
    )
    assert len(refusals(answers)) <= 1
    mains = set(queries.members().values_list("main_id", flat=True))
    under = set(queries.members().values_list("ticket_id", flat=True))
    assert not mains & under, "no member is a main"
    assert len(mains) == 1
    for each in (main, one, late):
        in_order(each)


def test_two_clockworks_tell_a_citizen_once(town: Town) -> None:
    main, one = town.ticket(Status.FOLLOW_UP), town.ticket(Status.TO_DISPATCH)
    groups.merge(one.number, main.number, by=town.actor("dispatcher.wuxi"), at=LATER)
    done = at_once(lambda: following.follow_all(at=LATER), lambda: following.follow_all(at=LATER))
    assert sum(done) == 1
    assert Event.objects.filter(subject=one.pk, verb="follow_main").count() == 1
    assert Ticket.objects.get(pk=one.pk).status == Status.FOLLOW_UP
    in_order(one)


def test_a_member_leaves_while_it_is_told(town: Town) -> None:
    main, one = town.ticket(Status.FOLLOW_UP), town.ticket(Status.TO_DISPATCH)
    groups.merge(one.number, main.number, by=town.actor("dispatcher.wuxi"), at=LATER)
    answers = at_once(
        lambda: following.follow(one.number, by=Actor.system(), at=LATER),
        lambda: groups.unmerge(one.number, "不是同一处", by=town.actor("dispatcher.wuxi"), at=LATER),
    )
    refusals(answers)
    assert Ticket.objects.get(pk=one.pk).status == Status.TO_DISPATCH, "told or not, it left"
    assert not queries.members().exists()
    in_order(one)


def test_the_mains_unit_hears_that_more_people_wait(town: Town) -> None:
    main, one, other = town.ticket(Status.HANDLING), town.ticket(Status.TO_DISPATCH), town.ticket(Status.HANDLING)
    by = town.actor("dispatcher.wuxi")
    ringing.ring(at=LATER)
    groups.merge(one.number, main.number, by=by, at=LATER)
    groups.link(main.number, other.number, "同一路段", by=by, at=LATER)
    while ringing.ring(at=LATER):
        pass
    [told] = Notice.objects.filter(kind="merged")
    assert (told.organisation_id, told.facts["number"]) == (town.unit("320211-cg").pk, main.number)
    assert one.number not in str(told.facts)
