"""Words of transfer: what a mapping says, and what an import came to."""

from __future__ import annotations

from collections.abc import Mapping as Table
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """A text made of columns, empty ones left out, joined by ``joined``."""

    columns: tuple[str, ...] = ()
    joined: str = " · "


@dataclass(frozen=True, slots=True)
class Choice:
    """A value: by a table of what the column says, else by the first word the text holds, else the fallback."""

    column: str = ""
    table: Table[str, str] = field(default_factory=dict)
    contains: Table[str, str] = field(default_factory=dict)
    fallback: str = ""


@dataclass(frozen=True, slots=True)
class UnitRule:
    """Which unit had a ticket: an existing one by a table of codes, or one made on demand below ``parent``."""

    column: str = ""
    name: str = ""
    table: Table[str, str] = field(default_factory=dict)
    prefix: str = ""
    parent: str = ""
    fixed: str = ""
    fixed_name: str = ""
    fixed_name_en: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """How the rows of one source become tickets."""

    source: str
    centre: str
    id: str
    registered_at: str
    text: Text
    title: Text
    place: Text
    kind: Choice
    channel: Choice
    category: Choice
    urgency: Choice
    region: Choice
    unit: UnitRule
    zone: str = "Asia/Shanghai"
    times: tuple[str, ...] = ("%Y-%m-%d %H:%M:%S",)
    caller_name: str = ""
    caller_phone: str = ""
    caller_address: str = ""
    reference: str = ""
    answer: Text = Text()
    answered_at: tuple[str, ...] = ()
    closed_column: str = ""
    closed_values: frozenset[str] = frozenset()
    due_at: str = ""
    publish: bool = False
    facts: tuple[str, ...] = ()

    def columns(self) -> tuple[str, ...]:
        """Every column the mapping reads, in no repeated order."""
        texts = (*self.text.columns, *self.title.columns, *self.place.columns, *self.answer.columns)
        choices = (self.kind, self.channel, self.category, self.urgency, self.region)
        named = (self.id, self.registered_at, self.unit.column, self.unit.name, self.caller_name, self.caller_phone)
        others = (self.caller_address, self.reference, self.closed_column, self.due_at, *self.answered_at, *self.facts)
        wanted = [*named, *texts, *(choice.column for choice in choices), *others]
        return tuple(dict.fromkeys(name for name in wanted if name))


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file: where it stands and what its columns say."""

    number: int
    values: Table[str, str]
    problem: str = ""


@dataclass(slots=True)
class Summary:
    """What an import came to."""

    read: int = 0
    carried: int = 0
    closed: int = 0
    present: int = 0
    rejected: int = 0
    units: int = 0
    seconds: float = 0.0
    reasons: dict[str, int] = field(default_factory=dict)
