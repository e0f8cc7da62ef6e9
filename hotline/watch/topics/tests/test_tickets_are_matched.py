"""A ticket is held against every running topic when it comes and when it changes; a killed matcher loses nothing."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets.models import Ticket
from hotline.ground.journal import actions as journal
from hotline.ground.people.words import Actor
from hotline.watch.topics import actions, matching
from hotline.watch.topics.models import Match
from hotline.watch.topics.words import Definition
from tests.town import MONDAY, Town

from .analysts import SUZHOU, WUXI, analyst, begin, defined, later, said, topics_of

pytestmark = pytest.mark.django_db(transaction=True)


def amend(town: Town, ticket: int, **changes: str) -> None:
    number = Ticket.objects.get(pk=ticket).number
    tickets.amend(number, by=town.actor("reviewer.wuxi"), at=later(), changes=changes)


def test_a_new_ticket_joins_the_topics_it_fits_and_their_umbrella(town: Town) -> None:
    begin()
    defined(town, "streets", Definition("道路"))
    defined(town, "lamps", umbrella="streets")
    ours, theirs = said(town, "路灯不亮"), said(town, "路灯广告")
    assert matching.follow(at=later()) > 0
    assert topics_of(ours) == ["lamps", "streets"]
    assert topics_of(theirs) == []
    assert matching.follow(at=later()) == 0
    assert {row.version for row in Match.objects.all()} == {1}


@pytest.mark.parametrize(
    "asked",
    [
        Definition("路灯", categories=("02",)),
        Definition("路灯", regions=("3205",)),
        Definition("路灯", channels=("web",)),
        Definition("路灯", kinds=("praise",)),
        Definition("路灯", from_on=date(2020, 3, 3)),
        Definition("路灯", until_on=date(2020, 3, 2)),
    ],
)
def test_what_narrows_a_topic_keeps_out_the_rest(town: Town, asked: Definition) -> None:
    begin()
    defined(town, "narrow", asked)
    days = {"from_on": date(2020, 3, 2), "until_on": date(2020, 3, 3)}
    wide = Definition("路灯", ("01.01",), ("320211",), ("phone",), ("help",), **days)
    defined(town, "fitting", wide)
    ticket = said(town, "路灯不亮")
    matching.follow(at=later())
    assert topics_of(ticket) == ["fitting"]


def test_a_city_watches_its_own_area_only(town: Town) -> None:
    begin()
    defined(town, "wuxi-lamps", unit=WUXI)
    ours, theirs = said(town, "路灯不亮"), said(town, "路灯不亮", centre=SUZHOU)
    matching.follow(at=later())
    assert (topics_of(ours), topics_of(theirs)) == (["wuxi-lamps"], [])


def test_an_amended_ticket_leaves_what_it_no_longer_fits_and_the_match_is_kept_as_history(town: Town) -> None:
    begin()
    defined(town)
    ticket = said(town, "路灯不亮")
    matching.follow(at=later())
    amend(town, ticket, text="井盖丢失")
    matching.follow(at=later(90))
    assert topics_of(ticket) == []
    [gone] = Match.objects.all()
    assert (gone.withdrawn_at, gone.version) == (later(90), 1)
    amend(town, ticket, wish="修好路灯")
    matching.follow(at=later(120))
    assert topics_of(ticket) == ["lamps"]
    assert Match.objects.count() == 2


def test_a_change_counts_from_now_on_and_matches_keep_their_version(town: Town) -> None:
    begin()
    defined(town)
    old = said(town, "路灯不亮")
    matching.follow(at=later())
    new = Definition("井盖")
    actions.change("lamps", new, why="改看井盖", seen=1, by=analyst(town), at=later(61))
    fresh, other = said(town, "井盖丢失"), said(town, "路灯又不亮")
    matching.follow(at=later(70))
    assert (topics_of(old), topics_of(fresh), topics_of(other)) == (["lamps"], ["lamps"], [])
    amend(town, old, urgency="urgent")  # its words still fit the version it was matched by
    matching.follow(at=later(80))
    assert topics_of(old) == ["lamps"]
    assert Match.objects.get(ticket_id=old).version == 1
    amend(town, old, text="与此无关")
    matching.follow(at=later(90))
    assert topics_of(old) == []


def test_a_topic_that_ended_or_is_a_draft_matches_nothing_more(town: Town) -> None:
    begin()
    defined(town)
    defined(town, "later", is_draft=True)
    kept = said(town, "路灯不亮")
    matching.follow(at=later())
    actions.end("lamps", "任务完成", by=analyst(town), at=later(61))
    ticket = said(town, "路灯不亮")
    amend(town, kept, text="与此无关")
    matching.follow(at=later(62))
    assert (topics_of(kept), topics_of(ticket)) == (["lamps"], [])


def test_an_umbrella_keeps_a_ticket_while_one_of_its_topics_has_it(town: Town) -> None:
    begin()
    defined(town, "streets", Definition("道路"))
    defined(town, "lamps", umbrella="streets")
    defined(town, "covers", Definition("井盖"), umbrella="streets")
    ticket = said(town, "路灯不亮，井盖丢失")
    matching.follow(at=later())
    amend(town, ticket, text="井盖丢失")
    matching.follow(at=later(90))
    assert topics_of(ticket) == ["covers", "streets"]
    amend(town, ticket, text="与此无关")
    matching.follow(at=later(95))
    assert topics_of(ticket) == []


def test_a_matcher_killed_before_its_commit_does_the_same_again(town: Town) -> None:
    begin()
    defined(town)
    ticket = said(town, "路灯不亮")
    with transaction.atomic():
        matching.follow(at=later())
        assert topics_of(ticket) == ["lamps"]
        transaction.set_rollback(True)
    assert topics_of(ticket) == []
    matching.follow(at=later())
    assert topics_of(ticket) == ["lamps"]


def test_what_is_registered_before_the_matcher_first_starts_waits_for_it(town: Town) -> None:
    defined(town)
    ticket = said(town, "路灯不亮")
    matching.follow(at=later())
    assert topics_of(ticket) == ["lamps"]


def test_a_long_import_keeps_nobody_waiting_and_nothing_is_missed(town: Town) -> None:
    begin()
    defined(town)
    matching.follow(at=later())
    began, may_end = threading.Event(), threading.Event()

    def long_import() -> None:
        with transaction.atomic():
            journal.record("reference", 7, "import", by=Actor.system(), at=MONDAY)
            began.set()
            may_end.wait(20)
        connection.close()

    thread = threading.Thread(target=long_import)
    thread.start()
    try:
        assert began.wait(10)
        ticket = said(town, "路灯不亮")
        assert matching.follow(at=later()) == 0
        looked = matching.look_ahead((), at=later())
        assert topics_of(ticket) == ["lamps"]
        assert matching.look_ahead(looked, at=later()) == []
    finally:
        may_end.set()
        thread.join()
    assert matching.follow(at=later()) > 0
    assert Match.objects.count() == 1
