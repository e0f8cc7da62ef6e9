"""Whether a text says what an expression asks for. Pure; the one judge: an index may narrow, this decides.

A Chinese word is found wherever it stands; a Latin word or a number only as a whole (``etc`` is not in ``etcetera``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, reduce
from operator import or_

from hotline.lib import chinese

from .grammar import And, Near, Node, Not, Or, Word

MOST_SPANS = 400
"""Of one word in one field: who says it oftener says nothing new."""
FEW = 60
"""Lengths of spans up to which each is moved at once: words that stand for each other have no more."""
Spans = dict[int, int]
"""By where a span begins: the places after which one ends, as the bits of a number. A text that repeats itself has
hundreds of thousands of spans of words near each other; so they are joined by the hundred, and none is lost."""
_APART = "\0"
"""Between fields while they are folded: no text holds it."""


def folded(fields: Iterable[str]) -> tuple[str, ...]:
    """Fields as they are compared: half-width, lower case, each run of blanks one."""
    whole = chinese.fold(_APART.join(fields))  # at once: what is read a hundred thousand times must be quick
    return tuple(" ".join(field.split()) for field in whole.split(_APART) if field)


def says(node: Node, fields: Sequence[str]) -> bool:
    """Whether folded fields say what the expression asks for; words are near each other within one field only."""
    if isinstance(node, Word):
        return any(_has(field, node.text) for field in fields)
    if isinstance(node, Not):
        return not says(node.part, fields)
    if isinstance(node, And):
        return all(says(part, fields) for part in node.parts)
    if isinstance(node, Or):
        return any(says(part, fields) for part in node.parts)
    return any(spans(node, field) for field in fields)


def _has(field: str, word: str) -> bool:
    pattern = _whole(word)
    return word in field if pattern is None else pattern.search(field) is not None


@lru_cache(4096)
def _whole(word: str) -> re.Pattern[str] | None:
    """What finds a word that begins or ends with a Latin letter or digit; none where plain search does."""
    before, after = _is_latin(word[0]), _is_latin(word[-1])
    if not (before or after):
        return None
    edges = ("(?<![0-9a-z])" if before else "", "(?![0-9a-z])" if after else "")
    return re.compile(f"{edges[0]}{re.escape(word)}{edges[1]}")


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def spans(node: Node, field: str) -> Spans:
    """Where words, or words near each other, stand in a field."""
    if isinstance(node, Word):
        return {start: 1 << start + len(node.text) for start in _starts(field, node.text)}
    if isinstance(node, Or):
        return _united(*(spans(part, field) for part in node.parts))
    assert isinstance(node, Near)
    left = spans(node.left, field)
    right = spans(node.right, field) if left else {}
    return _united(_led(left, right, node.distance), _led(right, left, node.distance)) if right else {}


def _starts(field: str, word: str) -> list[int]:
    """Where a word begins, also within itself: 哈哈 stands in 哈哈哈 twice."""
    pattern = _whole(word) or re.compile(re.escape(word))
    found: list[int] = []
    match = pattern.search(field)
    while match is not None and len(found) < MOST_SPANS:
        found.append(match.start())
        match = pattern.search(field, match.start() + 1)
    return found


def _united(*parts: Spans) -> Spans:
    found: Spans = {}
    for part in parts:
        for start, ends in part.items():
            found[start] = found.get(start, 0) | ends
    return found


def _led(first: Spans, then: Spans, distance: int) -> Spans:
    """The stretches from one of the first to one that follows it, without touching it, within the distance."""
    starts, lengths = sum(1 << start for start in then), _by_length(then)
    later = _Later(then)
    found: Spans = {}
    for start, ends in first.items():
        reached = _widened(ends, distance) & starts
        if lengths is None:
            found[start] = later.ends(reached)
        else:
            found[start] = reduce(or_, ((reached & those) << length for length, those in lengths.items()), 0)
    return {start: ends for start, ends in found.items() if ends}


def _by_length(spans: Spans) -> dict[int, int] | None:
    """The starts of spans by their length; None where there are many lengths, as of words near each other."""
    found: dict[int, int] = {}
    for start, ends in spans.items():
        for length in _places(ends >> start):
            found[length] = found.get(length, 0) | 1 << start
            if len(found) > FEW:
                return None
    return found


class _Later:
    """The ends of spans by sets of their starts; what eight places come to is reckoned once."""

    def __init__(self, spans: Spans) -> None:
        self.spans, self.known = spans, dict[tuple[int, int], int]()

    def ends(self, starts: int) -> int:
        """All ends of the spans that begin at these places."""
        if not starts:
            return 0
        first = ((starts & -starts).bit_length() - 1) // 8
        rest = starts >> first * 8
        eights = enumerate(rest.to_bytes(rest.bit_length() // 8 + 1, "little"), first)
        return reduce(or_, (self._of_eight(place, eight) for place, eight in eights if eight), 0)

    def _of_eight(self, place: int, eight: int) -> int:
        known = self.known.get((place, eight))
        if known is None:
            known = reduce(or_, (self.spans[place * 8 + each] for each in _places(eight)), 0)
            self.known[place, eight] = known
        return known


def _widened(places: int, distance: int) -> int:
    """Places and those that follow one of them within the distance."""
    width = 1
    while width <= distance:
        step = min(width, distance + 1 - width)
        places |= places << step
        width += step
    return places


def _places(places: int) -> Iterator[int]:
    """The places of a set, the first first."""
    while places:
        lowest = places & -places
        yield lowest.bit_length() - 1
        places ^= lowest
