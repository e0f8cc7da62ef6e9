"""Suggesting: what speaks for one matter, with its reasons; nobody is shown what she may not see."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hotline.flow.groups import actions as groups
from hotline.flow.groups import queries, rules, tallies
from hotline.flow.groups.models import Weights
from hotline.flow.groups.words import USUAL, Ground, Matter
from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import Status
from tests.town import MONDAY, Town

SEWAGE: dict[str, Any] = {
    "title": "中央路260号门口污水外溢",
    "text": "窨井污水冒出来流到人行道上，气味难闻。",
    "category": "01.01.02",
    "place": "中央路260号",
}
HERE = Matter("中央路260号", "320211004", "01.01.02", frozenset({"污水", "窨井"}), MONDAY, b"a")


def test_a_matter_is_likest_to_itself() -> None:
    found = rules.weigh(HERE, HERE, USUAL)
    assert found is not None
    assert found.score == 110
    assert {each.ground for each in found.reasons} == set(Ground)
    assert [each.points for each in found.reasons] == sorted((each.points for each in found.reasons), reverse=True)


def test_every_reason_counts_for_itself() -> None:
    other = Matter("长江路1号", "320205001", "07.01.01", frozenset({"噪声"}), MONDAY + timedelta(days=7), b"b")
    found = rules.weigh(HERE, other, USUAL)
    assert found is not None
    assert [(each.ground, each.points) for each in found.reasons] == [(Ground.TIME, 5)]
    near = Matter("中央路260号大门", "320211005", "01.01.01", frozenset({"污水", "噪声"}), MONDAY, b"b")
    found = rules.weigh(HERE, near, USUAL)
    assert found is not None
    points = {each.ground: each.points for each in found.reasons}
    assert points == {Ground.PLACE: 35, Ground.WORDS: 12, Ground.TIME: 10, Ground.CATEGORY: 7, Ground.AREA: 5}
    assert next(each.detail for each in found.reasons if each.ground is Ground.WORDS) == "污水"


def test_matters_far_apart_in_time_are_not_compared() -> None:
    assert rules.weigh(HERE, Matter("中央路260号", "", "", frozenset(), MONDAY + timedelta(days=15)), USUAL) is None


def test_what_is_not_known_speaks_for_nothing() -> None:
    blank = Matter("", "", "", frozenset(), MONDAY)
    found = rules.weigh(blank, blank, USUAL)
    assert found is not None
    assert [each.ground for each in found.reasons] == [Ground.TIME]


def test_the_same_place_in_other_words_is_found_with_its_reasons(town: Town) -> None:
    first = town.ticket(Status.HANDLING, **SEWAGE)
    town.ticket(Status.HANDLING)
    mine = town.ticket(
        Status.IN_REVIEW, **(SEWAGE | {"title": "260号窨井堵塞", "text": "中央路260号下水道堵了，污水满街。"})
    )
    [found] = queries.suggestions(_read(mine), town.actor("reviewer.wuxi"), at=MONDAY)
    assert found.row.number == first.number
    assert found.likeness is not None
    grounds = {each.ground for each in found.likeness.reasons}
    assert {Ground.PLACE, Ground.CATEGORY, Ground.WORDS, Ground.TIME} <= grounds


def _read(ticket: Ticket) -> Ticket:
    return Ticket.objects.select_related("words", "contact").get(pk=ticket.pk)


def test_only_what_can_be_a_main_is_suggested(town: Town) -> None:
    for status in (Status.REGISTERED, Status.CLOSED):
        town.ticket(status, **SEWAGE)
    main, under = town.ticket(Status.HANDLING, **SEWAGE), town.ticket(Status.TO_DISPATCH, **SEWAGE)
    groups.merge(under.number, main.number, by=town.actor("dispatcher.wuxi"), at=MONDAY)
    mine = town.ticket(Status.IN_REVIEW, **SEWAGE)
    found = queries.suggestions(_read(mine), town.actor("reviewer.wuxi"), at=MONDAY)
    assert [each.row.number for each in found] == [main.number]


def test_a_confidential_ticket_is_suggested_to_nobody_who_may_not_see_it(town: Town) -> None:
    town.ticket(Status.HANDLING, **SEWAGE, is_confidential=True)
    mine = town.ticket(Status.IN_REVIEW, **SEWAGE)
    secret = town.ticket(Status.IN_REVIEW, **SEWAGE, is_confidential=True)
    for ticket in (mine, secret):
        shown = queries.suggestions(_read(ticket), town.actor("supervisor.js"), at=MONDAY)
        assert not any(each.row.is_confidential for each in shown)
    shown = queries.suggestions(_read(mine), town.actor("reviewer.wuxi"), at=MONDAY)
    assert not any(each.row.is_confidential for each in shown), "it could not be her ticket's main"
    shown = queries.suggestions(_read(secret), town.actor("reviewer.wuxi"), at=MONDAY)
    assert sum(each.row.is_confidential for each in shown) == 1


def test_another_citys_tickets_are_not_suggested(town: Town) -> None:
    town.ticket(Status.HANDLING, **SEWAGE)
    mine = town.ticket(Status.IN_REVIEW, **SEWAGE)
    assert queries.suggestions(_read(mine), town.actor("dispatcher.suzhou"), at=MONDAY) == []


def test_weights_hold_from_their_day_on(town: Town) -> None:
    Weights.objects.create(from_on=date(2020, 3, 3), least=200)
    town.ticket(Status.HANDLING, **SEWAGE)
    mine = _read(town.ticket(Status.IN_REVIEW, **SEWAGE))
    reviewer = town.actor("reviewer.wuxi")
    assert queries.suggestions(mine, reviewer, at=MONDAY)
    assert queries.suggestions(mine, reviewer, at=MONDAY + timedelta(days=1)) == []


def test_measures_count_tickets_cases_and_people_apart(town: Town) -> None:
    main, one, alone = (town.ticket(Status.TO_DISPATCH) for _ in range(3))
    groups.merge(one.number, main.number, by=town.actor("dispatcher.wuxi"), at=MONDAY)
    Ticket.objects.filter(pk=alone.pk).update(contact=main.contact)
    day: dict[str, Any] = {"since": MONDAY - timedelta(hours=1), "until": MONDAY + timedelta(hours=1)}
    assert tallies.registered(**day) == tallies.Registered(tickets=3, cases=2, people=2)
    assert tallies.registered(**day, centre_id=town.unit("320500-rx").pk) == tallies.Registered(0, 0, 0)
    assert tallies.largest(**day) == [tallies.Case(main.pk, 2, 2)]
    groups.unmerge(one.number, "不是同一处", by=town.actor("dispatcher.wuxi"), at=MONDAY)
    assert tallies.registered(**day) == tallies.Registered(tickets=3, cases=3, people=2)
    assert tallies.largest(**day) == []
