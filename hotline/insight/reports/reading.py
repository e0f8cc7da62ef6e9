"""A document as others read it: runs of text and figures, the figures it names, what is to be looked at."""

from __future__ import annotations

from dataclasses import dataclass

from . import rules
from .words import Block, Difference, Document, Figure


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text, or a figure."""

    text: str
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A block with its text and its cells in runs, and whether somebody changed it."""

    block: Block
    spans: tuple[Span, ...]
    rows: tuple[tuple[tuple[Span, ...], ...], ...]
    is_changed: bool
    is_own: bool


def blocks(document: Document) -> list[Read]:
    """The blocks in order."""
    return [block(each, document) for each in document.blocks]


def block(found: Block, document: Document) -> Read:
    """One block."""
    rows = tuple(tuple(spans(cell, document) for cell in row) for row in found.rows)
    is_changed = bool(found.made) and found.text != found.made
    return Read(found, spans(found.text, document), rows, is_changed, not found.made)


def spans(text: str, document: Document) -> tuple[Span, ...]:
    """A text in runs: what is said, and the figures between."""
    found: list[Span] = []
    end = 0
    for match in rules.MARK.finditer(text):
        found += [Span(text[end : match.start()])] if match.start() > end else []
        figure = document.figures.get(match[1])
        found.append(Span(figure.said if figure else "—", figure))
        end = match.end()
    return tuple(found + ([Span(text[end:])] if end < len(text) else []))


def used(document: Document) -> list[Figure]:
    """The figures a document names, in the order in which it does."""
    texts = (text for each in document.blocks for text in (each.text, *(cell for row in each.rows for cell in row)))
    keys = dict.fromkeys(key for text in texts for key in rules.marks(text))
    return [document.figures[key] for key in keys if key in document.figures]


def flaws(document: Document) -> int:
    """How many things a reviewer must look at."""
    return rules.flaws_of(document)


def differences(before: Document, after: Document) -> list[Difference]:
    """The figures that would say something else, those that come and those that go."""
    return rules.differences(before.figures, after.figures)
