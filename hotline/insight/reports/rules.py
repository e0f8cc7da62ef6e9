"""Pure decisions of special reports: when one is owed, its number in words, what an edit does to a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from hotline.lib.days import SHANGHAI

from .words import Block, Cadence, Difference, Document, Edit, Figure, Flaw, Part

MARK = re.compile(r"⟦([^⟦⟧|]+)(?:\|([^⟦⟧]*))?⟧")
DAY, WEEK = timedelta(days=1), timedelta(days=7)
COUNTED = re.compile(
    r"(?:第?[〇零一二三四五六七八九十百千]*)?(?<![A-Za-z\d])\d[\d,.，]*\s*(?:%|％|[万亿]?(?:件|人次|人|户|小时|天|起|次|个百分点|倍|成)|万|亿)"
    r"|[一二三四五六七八九十两]成[多半]?|百分之[一二三四五六七八九十百零点]+|[一二三四五六七八九十百千万两]{2,}(?:件|人次|户|起)"
)
"""How a statistic looks in running text: digits with what is counted, 三成, 百分之十二."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A figure of an edited text that is none, or is not what was counted."""

    key: str
    label: str
    said: str
    written: str


def numbered(of_year: int, overall: int) -> str:
    """第3期（总第57期）."""
    return f"第{of_year}期（总第{overall}期）"


def last_owed(cadence: Cadence, clock: int, weekday: int, at: datetime) -> date | None:
    """The day up to which (not included) the latest report owed by now counts; None for what is written by hand.

    :param clock: the hour from which it is owed. :param weekday: 0 is Monday; the week that ended before that day.
    """
    here = at.astimezone(SHANGHAI)
    day = here.date() if here.hour >= clock else here.date() - DAY
    if cadence is Cadence.DAILY:
        return day
    if cadence is Cadence.WEEKLY:
        return day - timedelta(days=(day.weekday() - weekday) % 7)
    return None


def periods_owed(cadence: Cadence, until: date, most: int) -> list[tuple[date, date]]:
    """The periods of a cadence that end at a day and before it, the earliest first."""
    step = DAY if cadence is Cadence.DAILY else WEEK
    return [(until - step * (back + 1), until - step * back) for back in reversed(range(most))]


def marks(text: str) -> list[str]:
    """The figures a text names, in order."""
    return [found[1] for found in MARK.finditer(text)]


def printed(text: str, figures: Mapping[str, Figure]) -> str:
    """A text with its figures as they are printed."""
    return MARK.sub(lambda found: figures[found[1]].said if found[1] in figures else "—", text)


def wrongs(text: str, figures: Mapping[str, Figure]) -> list[Wrong]:
    """The figures of a text as it was sent that are none, or do not say what was counted."""
    found = []
    for key, written in MARK.findall(text):
        figure = figures.get(key)
        if figure is None:
            found.append(Wrong(key, "", "", written))
        elif written and written != figure.said:
            found.append(Wrong(key, figure.label, figure.said, written))
    return found


def kept(text: str) -> str:
    """A text as it is kept: marks without the value they were shown with, one line."""
    return " ".join(MARK.sub(lambda found: f"⟦{found[1]}⟧", text).split())


def uncounted(text: str) -> list[str]:
    """Numbers of a text that look like statistics and are no figures."""
    return [found[0].strip() for found in COUNTED.finditer(MARK.sub("⟦⟧", text))]


def flawed(block: Block, *, allows: Iterable[str] = ()) -> Block:
    """A block with what is to be looked at in it; what the rules wrote themselves has no flaw but a moved figure.

    :param allows: numbers that the rules wrote and that may stay.
    """
    found: list[Flaw] = []
    if set(marks(block.made)) - set(marks(block.text)):
        found.append(Flaw.LOST)
    if set(uncounted(block.text)) - set(uncounted(block.made)) - set(allows):
        found.append(Flaw.UNKNOWN)
    if Flaw.MOVED in block.flaws:
        found.append(Flaw.MOVED)
    return replace(block, flaws=tuple(found))


def edited(document: Document, title: str, edits: Iterable[Edit]) -> Document:
    """A document with what somebody wrote; a text written anew is looked at anew."""
    wanted = {each.key: each for each in edits}
    blocks = []
    for block in document.blocks:
        edit = wanted.get(block.key)
        if edit is None:
            blocks.append(block)
        elif edit.is_removed:
            continue
        else:
            text = kept(edit.text)
            moved = tuple(flaw for flaw in block.flaws if flaw is not Flaw.MOVED or text == block.text)
            blocks.append(flawed(replace(block, text=text, flaws=moved)))
    return replace(document, title=title, blocks=tuple(blocks))


def added(document: Document, after: str, key: str, text: str) -> Document:
    """A document with a paragraph of the analyst's own after a block; its numbers are all to be looked at."""
    new = flawed(Block(key, Part.PARAGRAPH, kept(text)))
    blocks: list[Block] = []
    for block in document.blocks:
        blocks += [block, new] if block.key == after else [block]
    return replace(document, blocks=tuple(blocks))


def restored(document: Document, key: str) -> Document:
    """A document whose block says again what the rules wrote."""
    blocks = (
        replace(each, text=each.made, flaws=()) if each.key == key and each.made else each for each in document.blocks
    )
    return replace(document, blocks=tuple(blocks))


def refreshed(document: Document, fresh: Document) -> Document:
    """A draft with the figures counted anew: what nobody touched is written anew, what somebody wrote stays.

    An edited text keeps its words; its figures say what is counted now, and where the rules would word it otherwise
    than before, it is marked to be looked at. Blocks taken out stay out; paragraphs of one's own stay where they are.
    """
    new = {block.key: block for block in fresh.blocks}
    old = {block.key for block in document.blocks}
    known = {block.key for block in document.blocks if block.made}
    figures = dict(fresh.figures)
    blocks: list[Block] = []
    for block in document.blocks:
        mine = new.get(block.key)
        if mine is None:
            blocks.append(block if not block.made else replace(block, flaws=(*block.flaws, Flaw.MOVED)))
        elif block.text == block.made:
            blocks.append(mine)
        else:
            is_moved = mine.made != block.made
            flaws = tuple(dict.fromkeys((*block.flaws, Flaw.MOVED))) if is_moved else block.flaws
            blocks.append(flawed(replace(mine, text=block.text, made=mine.made, flaws=flaws)))
    blocks += [each for each in fresh.blocks if each.key not in old and _is_new(each, document, known)]
    named = {key for block in blocks for text in (block.text, *_cells(block)) for key in marks(text)}
    figures |= {key: document.figures[key] for key in named - set(figures) if key in document.figures}
    return replace(document, blocks=tuple(blocks), figures=figures, until=fresh.until, is_synthetic=fresh.is_synthetic)


def _is_new(block: Block, document: Document, known: set[str]) -> bool:
    """Whether a block tells of what was not there to tell when the draft was made: its figures are new."""
    named = {key for text in (block.text, *_cells(block)) for key in marks(text)}
    return bool(known) and bool(named) and not named & set(document.figures)


def _cells(block: Block) -> list[str]:
    return [cell for row in block.rows for cell in row]


def differences(before: Mapping[str, Figure], after: Mapping[str, Figure]) -> list[Difference]:
    """The figures that would say something else, those that come and those that go."""
    keys = [*before, *(key for key in after if key not in before)]
    found = []
    for key in keys:
        old, new = before.get(key), after.get(key)
        if (old.said if old else "") != (new.said if new else ""):
            label = (new or old).label  # type: ignore[union-attr]
            found.append(Difference(label, old.said if old else "", new.said if new else ""))
    return found


def flaws_of(document: Document) -> int:
    """How many things a reviewer must look at."""
    return sum(len(block.flaws) for block in document.blocks)
