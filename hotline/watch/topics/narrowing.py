"""An expression as a query of the text index: every ticket the evaluator accepts is among what the query finds.

The index holds, of every run of Chinese characters, all words of the dictionary that lie in it (``index_terms`` of
``lib.chinese``). So a text that says 健身卡退费 holds every such word of 健身卡退费, however it was cut. Latin words,
numbers, single characters and words the dictionary does not know narrow nothing; neither does what must not be said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import rjieba

from hotline.lib import chinese

from .grammar import And, Node, Not, Or, Word

MOST_TERMS = 6
_HAN = re.compile(r"[一-龥]{2,}")


def query(node: Node) -> str:
    """A literal for ``::tsquery``; empty where the index can rule out nothing."""
    if isinstance(node, Word):
        return " & ".join(_terms(node.text))
    if isinstance(node, Not):
        return ""
    if isinstance(node, Or):
        return _either([query(part) for part in node.parts])
    parts = node.parts if isinstance(node, And) else (node.left, node.right)
    return _both(query(part) for part in parts)


def _terms(word: str) -> list[str]:
    """The dictionary's words that lie in a word, the longest first."""
    found = dict.fromkeys(piece for piece in rjieba.cut_all(word) if _HAN.fullmatch(piece))
    sure = [piece for piece in found if piece not in chinese.STOP_WORDS]
    return sorted(sure, key=len, reverse=True)[:MOST_TERMS]


def _both(parts: Iterable[str]) -> str:
    known = [part for part in parts if part]
    return " & ".join(f"({part})" for part in dict.fromkeys(known))


def _either(parts: list[str]) -> str:
    if not all(parts):
        return ""
    return " | ".join(f"({part})" for part in dict.fromkeys(parts))
