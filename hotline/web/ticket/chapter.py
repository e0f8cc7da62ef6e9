"""A chapter of the ticket page: what one capability adds to it. ``book`` lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hotline.flow.tickets.possible import Possible
from hotline.flow.tickets.whole import Whole
from hotline.flow.tickets.words import Verb
from hotline.ground.catalogue.words import ClockKind
from hotline.ground.people.words import Actor
from hotline.web.kit import names

from .deed import Deed
from .telling import Facts


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing somebody still owes on a ticket."""

    who: str
    what: str
    due_at: datetime | None
    yellow_at: datetime | None
    is_mine: bool
    is_certain: bool = True  # not where the holidays until then are not announced yet


def decides(whole: Whole, by: Actor, what: str, kind: ClockKind, assignment_id: int | None = None) -> Owed:
    """That the ticket's centre has to decide what was asked for, and until when."""
    centre, clock = whole.ticket.centre_id, whole.decision(kind, assignment_id)
    due, yellow = (clock.due_at, clock.yellow_at) if clock else (None, None)
    is_certain = clock is None or clock.is_certain
    return Owed(names.unit(centre), what, due, yellow, centre in by.organisations(), is_certain)


def _all(whole: Whole, by: Actor, ways: list[Possible]) -> list[Possible]:
    return ways


def _nothing(whole: Whole, by: Actor) -> dict[str, Any] | None:
    return None


def _none(whole: Whole, by: Actor) -> list[Owed]:
    return []


def _no(whole: Whole, way: Possible) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Chapter:
    """What one capability adds to the page: its verbs, its sentences in the timeline, its panel, what it waits for.

    ``narrow`` gets the ways of the chapter's own verbs that the table of moves allows, and gives those that make
    sense now (it may name an assignment); ``bars`` says that a verb of the road must wait for something of the
    chapter's. ``panel`` gives the context of ``template``, or nothing where there is nothing to show; it reads with
    few queries, and only what the reader may see. ``owes`` names what somebody owes.
    """

    deeds: Mapping[Verb, Deed] = field(default_factory=dict)
    tellers: Mapping[Verb, Callable[[Facts], str]] = field(default_factory=dict)
    icons: Mapping[Verb, str] = field(default_factory=dict)
    grave: frozenset[Verb] = frozenset()
    narrow: Callable[[Whole, Actor, list[Possible]], list[Possible]] = _all
    bars: Callable[[Whole, Possible], bool] = _no
    template: str = ""
    panel: Callable[[Whole, Actor], dict[str, Any] | None] = _nothing
    owes: Callable[[Whole, Actor], list[Owed]] = _none
