"""The matcher matches what comes, goes on after a fault, and stops when told."""

from __future__ import annotations

from threading import Event

import pytest

from hotline.jobs import matcher
from hotline.watch.topics.tests.analysts import begin, defined, said, topics_of
from tests.town import Town

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_turn_matches_what_came_and_the_next_finds_nothing(town: Town) -> None:
    defined(town)
    begin()
    ticket, known = said(town, "路灯不亮"), set[int]()
    assert matcher.turn(known) > 0
    assert topics_of(ticket) == ["lamps"]
    assert matcher.turn(known) == 0
    assert known == set()  # nothing was ahead of the journal's reader


def test_after_a_fault_it_goes_on_and_it_stops_when_told(monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = Event()
    turns: list[int] = []

    def turn(known: set[int]) -> int:
        turns.append(len(turns))
        if len(turns) == 1:
            raise RuntimeError("the database is away")
        if len(turns) == 3:
            stopped.set()
        return 0

    monkeypatch.setattr(matcher, "turn", turn)
    monkeypatch.setattr(matcher, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(matcher, "AWAY_SECONDS", 0.0)
    matcher.run(stopped)
    assert turns == [0, 1, 2]


def test_what_it_keeps_in_mind_does_not_grow_for_ever(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    defined(town)
    begin()
    monkeypatch.setattr(matcher, "MOST_KNOWN", 1)
    known = {1, 2, 3}
    matcher.turn(known)
    assert known == set()
