"""What lies on the desk while a document is written: its figures, its bounds, its thresholds, and the blocks so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from hotline.insight.measures import comparing
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.words import Fact

from . import prose, rules
from .figures import NOWHERE, Book, Told, Where
from .prose import Named, Thresholds
from .words import Block, Document, Part


@dataclass(frozen=True, slots=True)
class Case:
    """A typical case as it may be told: the ticket, and what was asked and done, masked."""

    number: str
    text: str


CaseFinder = Callable[[Where, int], Sequence[Case]]


@dataclass
class Desk:
    """One document being written."""

    book: Book
    place: str
    """What the figures are of, as a sentence names it: 全省, 苏州市, 无锡市城市管理局."""
    by: Thresholds
    cases: CaseFinder
    parting: str = "city"
    """Into what the area is divided: cities, counties; empty where it is not."""
    places_inside: str = "各设区市"
    until: date | None = None
    """The last day that is counted, where the period is not over."""
    begins: date | None = None
    """The first day there are facts of, where the period began before."""
    focus: str = ""
    than: str = "同比"
    """Against what parts are compared: 同比, the year before, or 环比, what came just before."""
    published: Sequence[tuple[str, str, str, str]] = ()
    """Places of units as an evaluation published them: group, unit, points, rank."""
    blocks: list[Block] = field(default_factory=list)
    findings: list[tuple[str, str]] = field(default_factory=list)

    @property
    def period(self) -> Period:
        """The days that are counted."""
        return self.book.period

    @cached_property
    def year_before(self) -> Period:
        """The same days a year earlier."""
        return comparing.year_before(self.period)

    @cached_property
    def before(self) -> Period:
        """What came just before."""
        return comparing.period_before(self.period)

    @property
    def base(self) -> Period:
        """The days parts are compared with."""
        return self.year_before if self.than == "同比" else self.before

    @property
    def last_called(self) -> str:
        """What came just before is called."""
        days = self.period
        is_month = days.since.day == 1 and days.until.day == 1 and days.days <= 31
        return prose.last_called(days.days, is_month)

    def changed(self, part: Named) -> str:
        """How a part changed, behind a comma; nothing where there is nothing to compare with."""
        before = self.last_called if self.than == "环比" else ""
        said = prose.change(part.change, part.change_mark, self.than, self.by, before)
        return f"，{said}" if part.change is not None else ""

    def heading(self, key: str, text: str) -> None:
        """A heading of the first level; its number stands before it when it is printed."""
        self.blocks.append(Block(key, Part.HEADING, text, text))

    def subheading(self, key: str, text: str) -> None:
        """A heading of the second level."""
        self.blocks.append(Block(key, Part.SUBHEADING, text, text))

    def say(self, key: str, *sentences: str) -> None:
        """A paragraph of sentences; none where there is nothing to say."""
        text = "".join(sentences)
        if text:
            self.blocks.append(Block(key, Part.PARAGRAPH, text, text))

    def table(self, key: str, title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A table; none where it has no row."""
        told = tuple(tuple(row) for row in rows)
        if told:
            self.blocks.append(Block(key, Part.TABLE, title, title, tuple(head), told))

    def chart(self, key: str, title: str, rows: Iterable[tuple[str, str]], unit: str = "件") -> None:
        """A picture of bars; none where there are fewer than two."""
        told = tuple(rows)
        if len(told) > 1:
            self.blocks.append(Block(key, Part.CHART, title, title, (unit,), told))

    def annex(self, key: str, title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A table behind the text."""
        told = tuple(tuple(row) for row in rows)
        if told:
            self.blocks.append(Block(key, Part.ANNEX, title, title, tuple(head), told))

    def tell_case(self, key: str, where: Where, most: int = 1) -> None:
        """Typical cases of a matter, where there are any that may be told."""
        for place, case in enumerate(self.cases({**self.book.where, **where}, most)):
            self.blocks.append(Block(f"{key}.{place}", Part.CASE, case.text, case.text, ticket=case.number))

    def find(self, finding: str, name: str) -> None:
        """Remember what is to lead to a suggestion; once."""
        if (finding, name) not in self.findings:
            self.findings.append((finding, name))

    def total(self, where: Where = NOWHERE, key: str = "total", label: str = "") -> Told:
        """How many appeals there were."""
        return self.book.count(key, label or f"{self.place}受理量", Fact.APPEALS, where)

    def document(self, title: str, *, is_synthetic: bool) -> Document:
        """What was written, with the figures that are named in it."""
        texts = (text for block in self.blocks for text in (block.text, *(c for row in block.rows for c in row)))
        named = dict.fromkeys(key for text in texts for key in rules.marks(text))
        figures = {key: self.book.figures[key] for key in named}
        until = self.until.isoformat() if self.until else ""
        return Document(title, tuple(self.blocks), figures, is_synthetic, until)


def table_rows(parts: Sequence[Named], *, has_change: bool = False) -> list[tuple[str, ...]]:
    """Rows of name, count, share and, where it is known, change with its direction."""
    return [
        (part.name, part.count_mark, part.share_mark, *([signed(part)] if has_change else []))
        for part in parts
        if part.count
    ]


def signed(part: Named) -> str:
    """A change as a table shows it: an arrow for its direction; — where there was nothing before."""
    if part.change is None:
        return "—"
    return f"{'↑' if part.change > 0 else '↓' if part.change < 0 else ''}{part.change_mark}"
