"""What changed between two texts, piece by piece. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

LONGEST = 6000
SHORTEST_KEPT = 3
"""Fewer equal characters than this between two changes are part of the change: single ones only confuse."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: ``same``, ``gone`` or ``new``."""

    kind: str
    text: str


def pieces(old: str, new: str) -> list[Piece]:
    """The way from an old text to a new one."""
    if old == new:
        return [Piece("same", new)] if new else []
    if max(len(old), len(new)) > LONGEST:
        return [Piece("gone", old), Piece("new", new)]
    found: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal" and (b - a >= SHORTEST_KEPT or not found or b == len(old)):
            found.append(Piece("same", old[a:b]))
        else:
            _change(found, old[a:b], new[c:d])
    return [piece for piece in found if piece.text]


def _change(found: list[Piece], gone: str, new: str) -> None:
    """Add to the change that is under way, or begin one."""
    if len(found) >= 2 and found[-1].kind == "new" and found[-2].kind == "gone":
        gone, new = found[-2].text + gone, found[-1].text + new
        del found[-2:]
    found += [Piece("gone", gone), Piece("new", new)]
