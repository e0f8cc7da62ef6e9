"""Whether a text says what an expression asks for. Pure; the one judge: an index may narrow, this decides.

A Chinese word is found wherever it stands; a Latin word or a number only as a whole (``etc`` is not in ``etcetera``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache

from hotline.lib import chinese

from .grammar import And, Near, Node, Not, Or, Word

MOST_SPANS = 400
"""Of one word in one field: who says it oftener says nothing new."""
Span = tuple[int, int]
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
    return any(_spans(node, field) for field in fields)


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


def _spans(node: Node, field: str) -> list[Span]:
    """Where words, or words near each other, stand in a field."""
    if isinstance(node, Word):
        return _places(field, node.text)
    if isinstance(node, Or):
        return sorted({span for part in node.parts for span in _spans(part, field)})
    assert isinstance(node, Near)
    left = _spans(node.left, field)
    return _joined(left, _spans(node.right, field), node.distance) if left else []


def _places(field: str, word: str) -> list[Span]:
    pattern = _whole(word) or re.compile(re.escape(word))
    found = [(match.start(), match.end()) for match in pattern.finditer(field)]
    return found[:MOST_SPANS]


def _joined(left: list[Span], right: list[Span], distance: int) -> list[Span]:
    """The stretches from one word to another that follows or leads it, without touching it, within the distance."""
    longest = max((end - start for start, end in right), default=0)
    found = set()
    for start, end in left:
        first = bisect_left(right, (start - distance - longest, 0))
        for other, other_end in right[first:]:
            if other > end + distance:
                break
            gap = other - end if other >= end else start - other_end
            if 0 <= gap <= distance:
                found.add((min(start, other), max(end, other_end)))
    return sorted(found)
