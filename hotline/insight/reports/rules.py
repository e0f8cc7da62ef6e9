"""Pure decisions of special reports: when one is owed, its number in words, what an edit does to a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from hotline.lib.days import SHANGHAI

from . import numbers
from .words import Block, Cadence, Difference, Document, Edit, Figure, Flaw, Part

MARK = re.compile(r"⟦([^⟦⟧|]+)(?:\|([^⟦⟧]*))?⟧")
TOUCHED = re.compile(rf"({numbers.BEFORE}?[ 　]*){MARK.pattern}([ 　]*{numbers.AFTER}?)")
"""A figure with what would make another number of it."""
WAYS = {
    "up": ("增长", "上升", "提高", "增加", "上涨", "增幅", "攀升", "延长", "↑"),
    "down": ("下降", "减少", "降低", "回落", "降幅", "下滑", "提速", "缩短", "↓"),
}
DAY, WEEK = timedelta(days=1), timedelta(days=7)


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
    """The figures of a text as it was sent that are none, or do not say what was counted.

    What touches a figure and makes another number of it (``1⟦120⟧``, ``⟦120⟧万``) belongs to what was written.
    """
    found = []
    for before, key, written, after in TOUCHED.findall(text):
        figure = figures.get(key)
        if figure is None:
            found.append(Wrong(key, "", "", written))
            continue
        whole = f"{before.strip()}{written or figure.said}{after.strip()}"
        if whole != figure.said:
            found.append(Wrong(key, figure.label, figure.said, whole))
    return found


def kept(text: str) -> str:
    """A text as it is kept: marks without the value they were shown with, one line."""
    return " ".join(MARK.sub(lambda found: f"⟦{found[1]}⟧", text).split())


def flawed(block: Block) -> Block:
    """A block with what is to be looked at in it; what the rules wrote themselves has no flaw but a moved figure."""
    found: list[Flaw] = []
    if set(marks(block.made)) - set(marks(block.text)):
        found.append(Flaw.LOST)
    if set(uncounted(block.text)) - set(uncounted(block.made)):
        found.append(Flaw.UNKNOWN)
    if _is_misplaced(block):
        found.append(Flaw.PLACED)
    if _is_turned(block):
        found.append(Flaw.TURNED)
    if Flaw.MOVED in block.flaws:
        found.append(Flaw.MOVED)
    return replace(block, flaws=tuple(found))


def _is_misplaced(block: Block) -> bool:
    """Whether a figure stands where the rules did not put it: from elsewhere, in another order, behind other words."""
    given = iter(marks(block.made))
    if not all(key in given for key in marks(block.text)):
        return True
    before, after = _leads(block.made), _leads(block.text)
    others = {lead: {key for key, said in before.items() if said == lead} for lead in before.values() if lead}
    return any(lead in others and key not in others[lead] for key, lead in after.items())


def _is_turned(block: Block) -> bool:
    """Whether a figure that is told without its sign is no longer said to rise, or to fall, as it was counted."""
    before, after = _leads(block.made), _leads(block.text)
    return any((way := _way(before[key])) and _way(lead) != way for key, lead in after.items() if key in before)


def _leads(text: str) -> dict[str, str]:
    """What stands between each figure and the one before it, without marks of punctuation."""
    found, end = {}, 0
    for match in MARK.finditer(text):
        found[match[1]] = re.sub(r"[^\w↑↓]", "", text[end : match.start()])
        end = match.end()
    return found


def _way(lead: str) -> str:
    """The last word of a rise or a fall in what leads to a figure; empty where there is none."""
    told = [(lead.rfind(word), way) for way, words in WAYS.items() for word in words]
    place, way = max(told)
    return way if place >= 0 else ""


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


def taken_out(document: Document, earlier: Sequence[Document]) -> list[tuple[Block, Document]]:
    """What the rules wrote in earlier versions and a document no longer has, each with the last version that had it.

    :param earlier: versions of the document, the oldest first.
    """
    here = {block.key for block in document.blocks}
    found = {
        block.key: (block, version)
        for version in earlier
        for block in version.blocks
        if block.made and block.key not in here
    }
    return list(found.values())


def put_back(document: Document, key: str, old: Document) -> Document:
    """A document with a block that was taken out, behind what stood before it; its figures say what is counted now.

    :raises KeyError: the old version has no such block.
    """
    order = [block.key for block in old.blocks]
    block = {each.key: each for each in old.blocks}[key]
    named = {mark for text in (block.text, *_cells(block)) for mark in marks(text)}
    figures = {mark: old.figures[mark] for mark in named if mark in old.figures} | dict(document.figures)
    if any(mark in old.figures and figures[mark].said != old.figures[mark].said for mark in named):
        block = replace(block, flaws=tuple(dict.fromkeys((*block.flaws, Flaw.MOVED))))
    before = set(order[: order.index(key)])
    place = max((number + 1 for number, each in enumerate(document.blocks) if each.key in before), default=0)
    blocks = (*document.blocks[:place], block, *document.blocks[place:])
    return replace(document, blocks=blocks, figures=figures)


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
    pairs = ((before.get(key), after.get(key)) for key in keys)
    return [Difference(old, new) for old, new in pairs if _printed(old) != _printed(new)]


def _printed(figure: Figure | None) -> tuple[str, bool]:
    return (figure.said, figure.falls) if figure else ("", False)


def uncounted(text: str) -> list[str]:
    """Numbers of a text that look like statistics and are no figures."""
    return numbers.uncounted(MARK.sub("⟦⟧", text))


def flaws_of(document: Document) -> int:
    """How many things a reviewer must look at."""
    return sum(len(block.flaws) for block in document.blocks)
