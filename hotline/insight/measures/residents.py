"""Among how many people: the base of appeals per 10,000, from the last published numbers of residents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hotline.ground.regions import lists, queries

from .sights import Seen
from .words import Dimension

PLACES = (Dimension.COUNTY.value, Dimension.CITY.value)
"""The smaller ones first: they say more exactly where."""


def of_whole(seen: Seen, where: Mapping[str, tuple[str, ...]]) -> int:
    """The residents of the places asked for; of all that is seen where none are. 0 where a place's are not known."""
    named = next((where[place] for place in PLACES if place in where), None)
    return _people(named or _home(seen))


def of_part(seen: Seen, where: Mapping[str, tuple[str, ...]], by: Sequence[str], codes: Sequence[str]) -> int:
    """The residents of one part: of its place where it has one, else of the whole."""
    parts = dict(zip(map(str, by), codes, strict=True))
    place = next((parts[name] for name in PLACES if name in parts), None)
    return of_whole(seen, where) if place is None else _people((place,))


def _home(seen: Seen) -> tuple[str, ...]:
    return seen.bounds.regions if seen.bounds is not None else (queries.province().code,)


def _people(codes: Sequence[str]) -> int:
    found = lists.residents_of(codes)
    return sum(found.values()) if len(found) == len(set(codes)) else 0
