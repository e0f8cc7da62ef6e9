"""Texts with the words of an expression marked in them. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from hotline.lib import chinese

Piece = tuple[str, bool]


def pieces(text: str, words: Collection[str]) -> tuple[Piece, ...]:
    """The text in pieces, each with whether a word hit it; joined they are the text again."""
    if not words or not text:
        return ((text, False),) if text else ()
    longest_first = sorted(words, key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first))
    return tuple(_marked(text, pattern))


def excerpt(text: str, words: Collection[str], width: int) -> tuple[Piece, ...]:
    """About ``width`` characters around the first hit, in pieces."""
    before = 0
    for piece, is_hit in pieces(text, words):
        if is_hit:
            break
        before += len(piece)
    else:
        before = 0
    start = max(0, min(before - width // 4, len(text) - width))
    end = start + width
    return pieces(("…" if start else "") + text[start:end] + ("…" if end < len(text) else ""), words)


def _marked(text: str, pattern: re.Pattern[str]) -> Iterator[Piece]:
    end = 0
    for match in pattern.finditer("".join(map(_fold_one, text))):
        if match.start() > end:
            yield text[end : match.start()], False
        yield text[match.start() : match.end()], True
        end = match.end()
    if end < len(text):
        yield text[end:], False


def _fold_one(char: str) -> str:
    """The folded character, or the character itself where folding would change the length."""
    folded = chinese.fold(char)
    return folded if len(folded) == 1 else char
