"""A chapter of the ticket page: what one capability adds to it. ``book`` lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hotline.flow.tickets.possible import Possible
from hotline.flow.tickets.whole import Whole
from hotline.flow.tickets.words import Verb
from hotline.ground.people.words import Actor

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


def _all(whole: Whole, by: Actor, ways: list[Possible]) -> list[Possible]:
    return ways


def _nothing(whole: Whole, by: Actor) -> dict[str, Any] | None:
    return None


def _none(whole: Whole, by: Actor) -> list[Owed]:
    return []


@dataclass(frozen=True, slots=True)
class Chapter:
    """What one capability adds to the page: its verbs, its sentences in the timeline, its panel, what it waits for.

    ``narrow`` gets the ways of the chapter's own verbs that the table of moves allows, and gives those that make
    sense now (it may name an assignment). ``panel`` gives the context of ``template``, or nothing where there is
    nothing to show; it reads with few queries, and only what the reader may see. ``owes`` names what somebody owes.
    """

    deeds: Mapping[Verb, Deed] = field(default_factory=dict)
    tellers: Mapping[Verb, Callable[[Facts], str]] = field(default_factory=dict)
    icons: Mapping[Verb, str] = field(default_factory=dict)
    grave: frozenset[Verb] = frozenset()
    narrow: Callable[[Whole, Actor, list[Possible]], list[Possible]] = _all
    template: str = ""
    panel: Callable[[Whole, Actor], dict[str, Any] | None] = _nothing
    owes: Callable[[Whole, Actor], list[Owed]] = _none
