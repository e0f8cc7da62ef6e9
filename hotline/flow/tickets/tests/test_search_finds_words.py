"""Search: by all its ways the same answer, guarded, page by page."""

from __future__ import annotations

import random
from datetime import timedelta
from importlib import import_module
from typing import Any
from unittest import mock

import pytest
from django.db import connection

from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import queries, search, texts
from hotline.flow.tickets.models import Assignment, TicketText
from hotline.flow.tickets.rows import Row
from hotline.flow.tickets.words import Status
from hotline.lib.pages import Page
from tests.town import MONDAY, Town

NOW = MONDAY + timedelta(hours=1)
HITS = search._hits
WAYS: dict[str, dict[str, Any]] = {
    "walk": {"_expected": lambda *told: 10**9},
    "pick": {"_expected": lambda *told: 1},
    "stretches": {"_walk": lambda *told: None, "PICKED": 0, "_hits": lambda ask, words, most: HITS(ask, words, None)},
    "long stretches": {"_walk": lambda *told: None, "_pick": lambda *told: None, "LONGEST_IN_DAYS": 1},
    "shorter and shorter": {"_walk": lambda *told: None, "_pick": lambda *told: None, "MOST": 1},
    "without marks": {"_walk": lambda *told: None, "_pick": lambda *told: None, "WIDE": -1},
}


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The search, made to go one of its ways."""
    for name, value in WAYS[request.param].items():
        monkeypatch.setattr(search, name, value)
    return str(request.param)


def numbers(page: Page[Row]) -> list[str]:
    return [row.number for row in page.rows]


def test_every_way_finds_the_newest_first_and_only_what_the_actor_sees(town: Town, way: str) -> None:
    old = town.ticket(Status.TO_SIGN, at=MONDAY - timedelta(days=100))
    new = town.ticket(Status.TO_SIGN, text="小区路灯又坏了，请派人来看。")
    town.ticket(Status.TO_SIGN, title="公交改线", text="公交车太少", category="03.01.01", lead="320200-jt")
    for seeing in ("agent.wuxi", "supervisor.js", "handler.binhu-cg", "leader.binhu"):
        assert numbers(search.search(town.actor(seeing), "路灯", at=NOW)) == [new.number, old.number], seeing
    for blind in ("agent.suzhou", "handler.wuxi-jt", "admin.js"):
        assert numbers(search.search(town.actor(blind), "路灯", at=NOW)) == [], blind


def test_every_way_goes_on_where_the_last_page_ended(town: Town, way: str) -> None:
    made = [town.ticket(Status.TO_SIGN, at=MONDAY - timedelta(days=20 * number)) for number in range(5)]
    for seeing in ("agent.wuxi", "handler.binhu-cg"):
        actor, cursor, found = town.actor(seeing), "", []
        for _ in range(3):
            page = search.search(actor, "路灯 不亮", at=NOW, cursor=cursor, limit=2)
            found += numbers(page)
            cursor = page.next
        assert found == [ticket.number for ticket in made]
        assert cursor == ""


def test_every_way_gives_all_and_only_what_reading_everything_gives(town: Town, way: str) -> None:
    dice = random.Random(5)
    _some_tickets(town, dice)
    for seeing in (
        "agent.wuxi",
        "supervisor.js",
        "handler.binhu-cg",
        "leader.binhu",
        "handler.wuxi-jt",
        "agent.suzhou",
    ):
        actor = town.actor(seeing)
        for words in ("路灯", "路灯 污水", "污水"):
            page, found = search.search(actor, words, at=NOW, limit=3), []
            while page.rows:
                found += numbers(page)
                page = search.search(actor, words, at=NOW, limit=3, cursor=page.next) if page.next else Page(())
            everything = queries.visible_to(actor).select_related("words").order_by("-registered_at", "-pk")
            assert found == [
                ticket.number for ticket in everything if all(word in ticket.words.title for word in words.split())
            ], (seeing, words)


def _some_tickets(town: Town, dice: random.Random) -> None:
    """Tickets of two units and none, of two hundred days, some taken back, some amended."""
    for _ in range(30):
        at = MONDAY - timedelta(days=dice.choice([0, 0, 0, 1, 2, 40, 41, 200]))
        text = dice.choice(["路灯不亮", "污水外溢", "路灯边有污水"])
        lead = dice.choice(["320211-cg", "320200-jt"])
        ticket = town.ticket(dice.choice([Status.TO_DISPATCH, Status.TO_SIGN]), at=at, title=text, text=text, lead=lead)
        if ticket.status == Status.TO_DISPATCH and dice.random() < 0.2:
            tickets.amend(
                ticket.number,
                by=town.actor("agent.wuxi"),
                at=NOW,
                changes={"text": "请来看", "title": "路灯、污水都坏了"},
            )
        if dice.random() < 0.2:
            Assignment.objects.filter(ticket=ticket).update(
                withdrawn_at=NOW, withdrawn_by="x", is_open=False, due_at=None
            )


def test_tickets_of_before_are_marked_with_their_units_by_the_migration(town: Town) -> None:
    sent = [town.ticket(Status.TO_SIGN) for _ in range(3)]
    town.ticket(Status.TO_DISPATCH)
    vectors = dict(TicketText.objects.values_list("pk", "search"))
    for ticket in sent[:2]:
        words = ticket.words
        TicketText.objects.filter(pk=ticket.pk).update(
            search=texts.searchable(ticket, words.title, words.text, words.wish, words.place),
        )
    assert dict(TicketText.objects.values_list("pk", "search")) != vectors
    migration = import_module("hotline.flow.tickets.migrations.0007_unit_marks")
    with mock.patch.object(migration, "STRETCH", 1):
        for _ in range(2):
            migration.mark(None, mock.Mock(connection=connection))
            assert dict(TicketText.objects.values_list("pk", "search")) == vectors


def test_a_ticket_that_came_back_from_a_unit_and_is_amended_keeps_the_mark(town: Town) -> None:
    ticket = town.ticket(Status.TO_SIGN)
    words = ticket.words
    again = texts.searchable_again(ticket, words.title, words.text, words.wish, words.place)
    assert set(again.replace("'", "").split()) == set(str(words.search).replace("'", "").split())
    assert f"@u{town.unit('320211-cg').pk}" in again


def test_all_words_must_be_there(town: Town) -> None:
    ticket = town.ticket()
    actor = town.actor("agent.wuxi")
    assert numbers(search.search(actor, "路灯 夏家边", at=NOW)) == [ticket.number]
    assert numbers(search.search(actor, "路灯 污水", at=NOW)) == []
    assert numbers(search.search(actor, "！？", at=NOW)) == []


def test_a_number_finds_its_ticket(town: Town) -> None:
    ticket = town.ticket()
    assert numbers(search.search(town.actor("agent.wuxi"), f" {ticket.number} ", at=NOW)) == [ticket.number]
    assert numbers(search.search(town.actor("agent.suzhou"), ticket.number, at=NOW)) == []


def test_marks_follow_an_amended_region(town: Town) -> None:
    ticket = town.ticket(region="3205")
    tickets.amend(ticket.number, by=town.actor("agent.wuxi"), at=NOW, changes={"region_id": "320211"})

    def found(region: str) -> list[int]:
        return list(search._matching(texts.both("路灯", texts.region_mark(region))).values_list("pk", flat=True))

    assert found("3202") == [ticket.pk]
    assert found("3205") == []


def test_words_of_the_query_cannot_reach_the_marks(town: Town) -> None:
    town.ticket()
    assert numbers(search.search(town.actor("agent.wuxi"), "'@r3202' | @m202003", at=NOW)) == []


def test_the_portal_finds_masked_words_only(town: Town) -> None:
    ticket = town.ticket(Status.CLOSED, title="请回电13912345678，路灯不亮")
    assert search.published().rows == ()
    texts.publish(ticket.pk, "路灯已修复，详询13912345678。", NOW)
    [answer] = search.published("路灯 修复").rows
    assert "13912345678" not in answer.title + answer.answer
    assert search.published("13912345678").rows == ()
    assert search.published("夏家边").rows == ()  # the citizen's own words stay inside
    texts.unpublish(ticket.pk)
    assert search.published("路灯").rows == ()


def test_the_portal_shows_the_latest_answers_page_by_page(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "SHOWN", 1)
    for number in range(3):
        ticket = town.ticket(Status.CLOSED)
        texts.publish(ticket.pk, f"路灯已修复{number}。", NOW + timedelta(minutes=number))
    for words in ("", "路灯"):
        first = search.published(words, limit=2)
        second = search.published(words, limit=2, cursor=first.next)
        assert [each.answer[-2] for each in (*first.rows, *second.rows)] == ["2", "1", "0"]
        assert second.next == ""


def test_a_matter_told_again_in_other_words_is_found_similar(town: Town) -> None:
    ticket = town.ticket()
    town.ticket(title="公交改线", text="公交车太少", place="太湖广场", category="03.01.01")
    found = search.similar(
        town.actor("agent.wuxi"), "路灯不亮", "夏家边小区路灯坏了一周", "夏家边小区", region="320211004", at=NOW
    )
    assert [each.row.number for each in found] == [ticket.number]
    assert 0.25 <= found[0].likeness <= 1
    assert search.similar(town.actor("agent.suzhou"), "路灯不亮", "", "夏家边小区", region="", at=NOW) == []


def test_the_planner_is_asked_once_whatever_the_number_of_words(town: Town) -> None:
    town.ticket()
    one, *several = search._planned(["路灯", "路灯 & 不亮", "'@r32'"])
    assert one > 0
    assert len(several) == 2
    assert search._expected("路灯 & 不亮", "") >= 0


def test_no_personal_number_stands_in_the_index_and_a_query_with_one_is_masked_alike(town: Town) -> None:
    ticket = town.ticket(text="请回电 13912345678，身份证 110105194912310021。")
    vector = str(ticket.words.search)
    assert "13912345678" not in vector
    assert "110105194912310021" not in vector
    assert "13912345678" not in texts.asked("回电 13912345678")
    actor = town.actor("agent.wuxi")
    assert numbers(search.search(actor, "回电 13912345678", at=NOW)) == [ticket.number]
    assert numbers(search.search(actor, "回电 13912340000", at=NOW)) == []


def test_an_amended_text_brings_no_personal_number_into_the_index_either(town: Town) -> None:
    ticket = town.ticket()
    agent = town.actor("agent.wuxi")
    tickets.amend(ticket.number, by=agent, at=NOW, changes={"text": "改打 139-1234-5678"})
    ticket.words.refresh_from_db()
    assert "5678" in str(ticket.words.search)
    assert "1234" not in str(ticket.words.search)
