"""A replay in the running database: written by the thousand, none twice, and taken out again.

What is drawn comes from ``insight.replay``, what is written goes through ``flow.transfer`` and ``watch.topics``; here
they meet. The journal says what is held: it begins, is complete, or was taken out. A database holds one at a time.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hotline.config import env
from hotline.config.replayed import BY, SOURCE, Part, Writer
from hotline.flow.tickets import removing
from hotline.ground.journal import actions as journal
from hotline.ground.journal import queries as journals
from hotline.ground.journal.words import subject_of
from hotline.ground.regions import queries as regions
from hotline.ground.regions.words import RegionLevel
from hotline.insight.alerts import raising
from hotline.insight.replay import actions, errors, recipes, telling
from hotline.insight.replay.words import Case
from hotline.insight.warehouse import exporting
from hotline.lib import copying
from hotline.lib.refusal import Refusal
from hotline.lib.spreading import spread
from hotline.watch.topics import queries as topics

TOPIC, SUBJECT = "replay", subject_of("replay", "database")
DATABASE, WAREHOUSE = "database", "warehouse"
BEGUN, COMPLETE, TAKEN_OUT = "begin", "complete", "take_out"
YEAR, SCALE = 2020, Fraction(1, 1000)
"""What the demonstration shows."""
BATCH = 1_000
"""Tickets of a transaction."""
Told = Callable[[int, int], None]
"""Hears how many of how many are done."""


@dataclass(frozen=True, slots=True)
class Held:
    """Which replay the database holds, and whether all of it."""

    year: int
    scale: Fraction
    seed: int
    recipe: str
    tickets: int
    is_whole: bool


def target(text: str) -> str:
    """Where a replay goes, as it was typed.

    :raises UnknownTarget: nowhere.
    """
    if text not in (DATABASE, WAREHOUSE):
        raise errors.UnknownTarget(target=text)
    return text


def where(year: int, scale: Fraction, seed: int) -> str:
    """Where a replay is already; the warehouse where it is nowhere."""
    known = held()
    is_here = known is not None and (known.year, known.scale, known.seed) == (year, scale, seed)
    return DATABASE if is_here else WAREHOUSE


def held() -> Held | None:
    """The replay that the database holds, if any."""
    event = journals.last_event(TOPIC, SUBJECT)
    if event is None or event.verb == TAKEN_OUT:
        return None
    facts = event.facts
    scale = Fraction(facts["scale"])
    return Held(facts["year"], scale, facts["seed"], facts["recipe"], facts["tickets"], event.verb == COMPLETE)


def to_database(
    year: int,
    scale: Fraction,
    *,
    seed: int = actions.SEED,
    on: date,
    at: datetime,
    told: Told = lambda done, of: None,
) -> Part:
    """Write a year and the year before as tickets; what is there already is passed over, so that a killed run goes on.

    :param on: the day whose categories and units are used.
    :raises InProduction: this is no place for them; ``AnotherHeld``, ``RecipeChanged``: another replay is there.
    :raises NoTopics: the topics it puts tickets into are not there; ``StillWriting``: another process is at it.
    :raises BadSeed: nothing can be drawn from the seed; ``NoSuchYear``: there is no recipe of the year.
    """
    recipe, seed = recipes.recipe(year), actions.seed_of(seed)
    if env.mode() == "production":
        raise errors.InProduction
    with _alone():
        known = held()
        wanted = Held(year, scale, seed, recipe.digest, actions.size(year, scale, on), False)
        _check(known, wanted)
        if known is not None and known.is_whole:
            return Part(present=known.tickets)
        if lacking := recipe.topics - set(topics.names(recipe.topics)):
            raise errors.NoTopics(codes="、".join(sorted(lacking)))
        if known is None:
            _note(BEGUN, wanted, at)
        written = present = 0
        writer = Writer(f"{year}-{actions.spelled(scale)}-{seed}", on, at)
        for part in spread(writer.write, _cases(wanted, on)):
            written, present = written + part.written, present + part.present
            told(written + present, wanted.tickets)
        copying.analyse()
        _note(COMPLETE, wanted, at)
    return Part(written, present)


def play(tell: Callable[[str], None]) -> None:
    """The demonstration's year, before anything else is in it: whatever came later is newer in every list.

    Where another replay is held already, that one stays; what stands in the way is told, and the others start.
    """
    known = held()
    if known is not None and known.is_whole:
        tell("already there")
        return
    begun = known or Held(YEAR, SCALE, actions.SEED, "", 0, False)
    try:
        done = to_database(begun.year, begun.scale, seed=begun.seed, on=timezone.localdate(), at=timezone.now())
    except Refusal as refusal:
        tell(refusal.sentence())
    else:
        tell(f"{done.written + done.present:,} synthetic tickets")


def take_out(root: Path, *, at: datetime, told: Told = lambda done, of: None) -> tuple[int, int]:
    """Delete the replay's tickets; how many went, and how many stay because somebody has tied something to them.

    :param root: the warehouse's folder: its facts are written anew.
    :raises NothingHeld: there is none.
    """
    with _alone():
        known = held()
        if known is None:
            raise errors.NothingHeld
        gone = kept = 0
        for went, stayed in removing.take_out(SOURCE, BATCH):
            gone, kept = gone + went, kept + stayed
            told(gone + kept, known.tickets)
        raising.take_out_synthetic(at=at)
        exporting.export_anew(root, at=at)
        _note(TAKEN_OUT, known, at)
    return gone, kept


def _check(known: Held | None, wanted: Held) -> None:
    if known is None:
        return
    if (known.year, known.scale, known.seed) != (wanted.year, wanted.scale, wanted.seed):
        raise errors.AnotherHeld(year=known.year, scale=actions.spelled(known.scale), seed=known.seed)
    if known.recipe != wanted.recipe:
        raise errors.RecipeChanged(year=known.year)


def _note(verb: str, held: Held, at: datetime) -> None:
    facts = {"year": held.year, "scale": str(held.scale), "seed": held.seed, "recipe": held.recipe}
    with transaction.atomic():
        journal.record(TOPIC, SUBJECT, verb, by=BY, at=at, facts=facts | {"tickets": held.tickets})


@contextmanager
def _alone() -> Iterator[None]:
    """Nobody else on this machine writes or takes out meanwhile; a killed process holds nothing back.

    :raises StillWriting: somebody does.
    """
    settings.STATE_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.STATE_DIR / "replay.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise errors.StillWriting from None
        yield


def _cases(wanted: Held, on: date) -> Iterator[list[Case]]:
    """The replay in parts, each of one transaction."""
    months = actions.drawn(wanted.year, wanted.scale, wanted.seed, on)
    cases = telling.cases(months, wanted.seed, regions.names(RegionLevel.STREET))
    while part := list(islice(cases, BATCH)):
        yield part
