"""Among how many people: the base of appeals per 10,000, from the last published numbers of residents."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from hotline.ground.regions import lists, queries

from .sights import Seen
from .words import Dimension

PLACES = (Dimension.COUNTY.value, Dimension.CITY.value)
"""The smaller ones first: they say more exactly where."""


def of_whole(seen: Seen, where: Mapping[str, tuple[str, ...]]) -> int:
    """The residents of the places asked for; of all that is seen where none are. 0 where a place's are not known."""
    named = next((where[place] for place in PLACES if place in where), None)
    return _people(named or _home(seen))


def of_parts(
    seen: Seen, where: Mapping[str, tuple[str, ...]], by: Sequence[str], parts: Collection[Sequence[str]]
) -> list[int]:
    """The residents of each part: of its place where it has one, else of the whole."""
    at = next((by.index(name) for name in PLACES if name in by), None)
    if at is None:
        return [of_whole(seen, where)] * len(parts)
    known = lists.residents_of({codes[at] for codes in parts})
    return [known.get(codes[at], 0) for codes in parts]


def _home(seen: Seen) -> tuple[str, ...]:
    return seen.bounds.regions if seen.bounds is not None else (queries.province().code,)


def _people(codes: Sequence[str]) -> int:
    found = lists.residents_of(codes)
    return sum(found.values()) if len(found) == len(set(codes)) else 0
