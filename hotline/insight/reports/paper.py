"""What goes on paper, whatever sets it: the imprint, and the document as a row of pieces with numbers given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from hotline.ground.organisations import queries as organisations
from hotline.lib.datafile import read_yaml
from hotline.lib.days import civil_day

from . import cases, prose, rules
from .kinds.register import KINDS
from .models import SpecialReport
from .words import Block, Document, Kind, Part

LAYOUT = Path(__file__).parent / "data" / "layout.yaml"
CHINESE = "零一二三四五六七八九十"
SYNTHETIC = "本报告所用数据含合成数据，仅供演示和检验，不反映真实情况。"
COUNTED = "统计口径：按登记时间统计，不含保密工单；满意率以有效回访为准；同比为与上年同期相比，环比为与上一统计期相比。"
PREVIEW = "草稿"
TITLE_LINE = 20
"""How many characters of a title fit a line."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """What stands around the text: in red above it, and at its end."""

    masthead: str
    issue: str
    issuer: str
    date: str
    copies_to: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing on the paper, its number given and its figures printed."""

    part: Part
    text: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    bars: tuple[tuple[str, str, float], ...] = ()
    """Of a picture: label, value as printed, length as a share of the longest."""


@cache
def layout() -> Mapping[str, Any]:
    """The measures of the page, from data."""
    found: Mapping[str, Any] = read_yaml(LAYOUT)
    return found


def imprint(row: SpecialReport) -> Imprint:
    """A report's imprint; before it is issued it has no number and says that it is a draft."""
    described, centre = KINDS[Kind(row.kind)], organisations.unit(row.centre_id)
    day = prose.day(civil_day(row.issued_at or row.changed_at))
    note = f"本期更正{row.corrects.numbered}，原期作废。" if row.corrects is not None else ""
    issue = row.numbered or f"（{PREVIEW}）"
    return Imprint(described.masthead, issue, centre.name, day, described.copies_to, note)


def pieces(document: Document) -> Iterator[Piece]:
    """The document in order; headings, tables, pictures and annexes count up."""
    counts = dict.fromkeys(Part, 0)
    annexes = [block for block in document.blocks if block.part is Part.ANNEX]
    for block in document.blocks:
        if block.part is Part.ANNEX:
            continue
        counts[block.part] += 1
        if block.part is Part.HEADING:
            counts[Part.SUBHEADING] = 0
        yield _piece(block, counts[block.part], document)
    yield from _notes(document)
    for number, block in enumerate(annexes, start=1):
        yield _piece(block, number, document)


def _piece(block: Block, number: int, document: Document) -> Piece:
    text = rules.printed(block.text, document.figures)
    rows = tuple(tuple(rules.printed(cell, document.figures) for cell in row) for row in block.rows)
    lead = {
        Part.HEADING: f"{in_words(number)}、",
        Part.SUBHEADING: f"（{in_words(number)}）",
        Part.CASE: "【典型案例】",
        Part.TABLE: f"表{number}　",
        Part.CHART: f"图{number}　",
        Part.ANNEX: f"附件{number}　",
    }.get(block.part, "")
    bars = _bars(block, document) if block.part is Part.CHART else ()
    return Piece(block.part, f"{lead}{text}", block.head, rows, bars)


def _bars(block: Block, document: Document) -> tuple[tuple[str, str, float], ...]:
    """A picture's bars; only figures have a length."""
    told = []
    for label, mark in block.rows:
        figure = next((document.figures[key] for key in rules.marks(mark) if key in document.figures), None)
        if figure is not None:
            told.append((label, figure.said, figure.numerator / (figure.denominator or 1)))
    longest = max((value for _, _, value in told), default=0) or 1
    return tuple((label, said, value / longest) for label, said, value in told)


def title_lines(title: str) -> list[str]:
    """A title in lines that break by sense: before brackets; else before 12345, behind its area, or in the middle."""
    if "（" in title:
        place = title.index("（")
    elif len(title) <= TITLE_LINE:
        return [title]
    else:
        found = title.find("12345")
        area = title.find("全省") + 2
        place = found if 6 <= found <= TITLE_LINE else area if 6 <= area <= TITLE_LINE else len(title) // 2
    return [line for line in (title[:place], title[place:]) if line]


def _notes(document: Document) -> Iterator[Piece]:
    notes = [SYNTHETIC] if document.is_synthetic else []
    notes.append(COUNTED)
    if any(block.part is Part.CASE for block in document.blocks):
        notes.append(f"案例选取：{cases.CRITERIA}")
    for note in notes:
        yield Piece(Part.PARAGRAPH, f"（{note.rstrip('。')}）")


def in_words(number: int) -> str:
    """一 to 九十九."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return CHINESE[ones]
    return f"{CHINESE[tens] if tens > 1 else ''}十{CHINESE[ones] if ones else ''}"
