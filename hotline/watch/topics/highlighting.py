"""Texts with the words of an expression marked in them. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

from hotline.lib import chinese

Piece = tuple[str, bool]


def pieces(text: str, words: Collection[str]) -> tuple[Piece, ...]:
    """The text in pieces, each with whether a word hit it; joined they are the text again."""
    if not words or not text:
        return ((text, False),) if text else ()
    longest_first = sorted(words, key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first))
    return tuple(chinese.marked(text, pattern))


def excerpt(text: str, words: Collection[str], width: int) -> tuple[Piece, ...]:
    """About ``width`` characters around the first hit, in pieces."""
    return pieces(chinese.cut(text, pieces(text, words), width), words)
