"""Pure decisions of topics: does a matter fit, what becomes of the matches of a ticket."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from . import evaluating, grammar
from .words import Definition, Matter

AREA_LENGTHS = (2, 4, 6, 9)


@dataclass(frozen=True, slots=True)
class Watch:
    """A version of a topic as it judges tickets; ``umbrella`` is the code of the topic above, or empty."""

    code: str
    version: int
    definition: Definition
    area: str
    umbrella: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """What of the matches of a ticket is new (topic and version), and which topics are taken back."""

    new: Mapping[str, int]
    gone: frozenset[str]


@lru_cache(2048)
def tree(expression: str) -> grammar.Node:
    """The tree of an expression that was checked when it was saved."""
    return grammar.parse(expression)


def fits(watch: Watch, matter: Matter) -> bool:
    """Whether a ticket is of the topic; its fields are folded already."""
    asked = watch.definition
    if asked.from_on is not None and matter.registered_on < asked.from_on:
        return False
    if asked.until_on is not None and matter.registered_on >= asked.until_on:
        return False
    if asked.channels and matter.channel not in asked.channels:
        return False
    if asked.kinds and matter.kind not in asked.kinds:
        return False
    if asked.categories and not any(is_under(matter.category, each) for each in asked.categories):
        return False
    if asked.regions and not any(lies_in(matter.place, each) for each in asked.regions):
        return False
    if not (lies_in(matter.place, watch.area) or lies_in(matter.home, watch.area)):
        return False
    return evaluating.says(tree(asked.expression), matter.fields)


def is_under(category: str, branch: str) -> bool:
    """Whether a category is the branch itself or lies below it; ``01.1`` holds nothing of ``01.10``."""
    return category == branch or category.startswith(f"{branch}.")


def lies_in(region: str, area: str) -> bool:
    """Whether a region lies in an area; a code of impossible length (``32050``) holds nothing."""
    return len(area) in AREA_LENGTHS and region.startswith(area)


def settle(
    matter: Matter, running: Iterable[Watch], held: Mapping[str, int], older: Callable[[str, int], Watch | None]
) -> Settled:
    """Which topics a ticket joins and leaves.

    A match stays while its own version holds of the ticket, whatever the topic asks now; those of topics that no
    longer run stay for ever. An umbrella has whatever one of its topics has.

    :param held: the topics it is of, with the version each was matched by.
    :param older: how a version that is not the running one is found.
    """
    by_code = {watch.code: watch for watch in running}
    fitting = {watch.code for watch in by_code.values() if fits(watch, matter)}
    staying = {code for code in held if code not in by_code} | fitting
    staying |= {code for code in set(held) - staying if _still_fits(older(code, held[code]), by_code[code], matter)}
    wanted = staying | _above(staying, by_code, held, older)
    new = {code: by_code[code].version for code in wanted if code not in held}
    return Settled(new, frozenset(held) - wanted)


def _still_fits(older: Watch | None, now: Watch, matter: Matter) -> bool:
    return older is not None and older.version != now.version and fits(older, matter)


def _above(
    codes: Collection[str],
    running: Mapping[str, Watch],
    held: Mapping[str, int],
    older: Callable[[str, int], Watch | None],
) -> set[str]:
    """The running umbrellas of some topics, those of topics that no longer run among them."""
    watches = (running.get(code) or older(code, held[code]) for code in codes)
    return {watch.umbrella for watch in watches if watch is not None and watch.umbrella in running}
