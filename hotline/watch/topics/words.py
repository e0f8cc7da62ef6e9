"""Words of topics: what a standing watch is defined by, and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from hotline.lib.words import Word


class TopicState(Word):
    """Where a topic stands."""

    DRAFT = "draft", "草稿", "Draft"
    RUNNING = "running", "运行中", "Running"
    ENDED = "ended", "已结束", "Ended"


@dataclass(frozen=True, slots=True)
class Definition:
    """Which tickets a topic is about; an empty part narrows nothing. Codes mean their subtrees.

    :ivar from_on: tickets registered since this day; none: from the beginning.
    :ivar until_on: tickets registered before this day.
    """

    expression: str
    categories: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewTopic:
    """A topic as its author describes it.

    :ivar umbrella: the code of the topic it belongs to, whose tickets its own are too; empty: none.
    """

    code: str
    name: str
    name_en: str
    umbrella: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """What of a ticket decides whether it fits: each field as it was written, and where, of what, how, when.

    :ivar place: the region it lies in; its centre's where none is named.
    :ivar home: the region of the centre that keeps it.
    """

    fields: tuple[str, ...]
    category: str
    place: str
    home: str
    channel: str
    kind: str
    registered_on: date


@dataclass(frozen=True, slots=True)
class Found:
    """A match to be written in bulk: a ticket of a topic since a moment."""

    ticket_id: int
    topic: str
    matched_at: datetime
    registered_at: datetime


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many of the tried tickets are of another topic as well."""

    topic: str
    name: str
    name_en: str
    count: int


@dataclass(frozen=True, slots=True)
class Sample:
    """One ticket a trial found, its personal data masked; the texts in pieces, each with whether a word hit it."""

    number: str
    registered_at: datetime
    region: str
    title: tuple[tuple[str, bool], ...]
    excerpt: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a definition would have found among past tickets.

    :ivar reached: the moment back to which all tickets were looked at; later than ``since`` where time ran out.
    :ivar by_month: how many of each month, ``2020-03``, in order.
    """

    since: datetime
    until: datetime
    reached: datetime
    looked_at: int
    fitting: int
    by_month: Mapping[str, int] = field(default_factory=dict)
    samples: tuple[Sample, ...] = ()
    overlaps: tuple[Overlap, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether every ticket of the period was looked at; else the count is "at least"."""
        return self.reached <= self.since


@dataclass(frozen=True, slots=True)
class Day:
    """How many tickets of one day a topic has."""

    on: date
    count: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many tickets a topic has: registered today, in the last seven and thirty days, and day by day."""

    today: int = 0
    week: int = 0
    month: int = 0
    days: tuple[int, ...] = ()
