"""Words of the warehouse: which facts it holds, and what each of their columns means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kept(StrEnum):
    """How a column is kept."""

    NUMBER = "int64"
    MOMENT = "moment"
    DAY = "day"
    CODE = "code"
    CODES = "codes"
    YES = "yes"
    MEASURE = "float64"


TICKET: Mapping[str, Kept] = {
    "id": Kept.NUMBER,
    "registered_at": Kept.MOMENT,
    "registered_on": Kept.DAY,  # the day where the hotline is
    "closed_at": Kept.MOMENT,  # empty while it is open
    "closed_on": Kept.DAY,
    "hours": Kept.MEASURE,  # natural hours from registration to the end; empty while it is open
    "days": Kept.NUMBER,  # working days after the day of registration, up to that of the end; empty while it is open
    "closing": Kept.CODE,  # how it came to its end; empty while it is open
    "rounds": Kept.NUMBER,  # how many times it went to its leading unit; 1 for the first
    "city": Kept.CODE,  # GB/T 2260, four digits
    "county": Kept.CODE,  # six digits; empty where only the city is known
    "field": Kept.CODE,  # the first level of the categories
    "branch": Kept.CODE,  # the second
    "category": Kept.CODE,  # the leaf
    "centre": Kept.CODE,  # the hotline centre that keeps it
    "unit": Kept.CODE,  # the leading unit; empty where no unit has it
    "is_confidential": Kept.YES,  # counted only for whoever may know of it
    "channel": Kept.CODE,
    "kind": Kept.CODE,
    "topics": Kept.CODES,  # the watches it matched
    "is_direct": Kept.YES,  # answered on the spot, sent to no unit
    "sent_at": Kept.MOMENT,  # when it was first sent to a unit; empty where it never was
    "is_returned": Kept.YES,  # a unit asked to give it back
    "is_wrongly_sent": Kept.YES,  # the centre agreed that it had been sent wrongly
    "is_extended": Kept.YES,  # a unit was granted more time
    "is_contacted": Kept.YES,  # the citizen was asked about the result, reached or not
    "is_reached": Kept.YES,  # and answered, whatever became of the answer
    "is_reworked": Kept.YES,  # sent back to the unit by a follow-up
    "is_repeated": Kept.YES,  # asked about again, or raised again and merged into another
    "is_rated": Kept.YES,  # somebody answered the follow-up
    "satisfied": Kept.CODE,  # the answer; empty where there is none
    "solved": Kept.CODE,
    "blame": Kept.CODE,  # what dissatisfied: policy, handling, wish
    "is_synthetic": Kept.YES,  # made by a replay, nothing of it happened
}
"""One row a ticket, as it stands now. No names, numbers, texts or addresses: nobody can be told from it."""


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month where the hotline is."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def next(self) -> Month:
        """The month after it."""
        return Month(self.year + self.month // 12, self.month % 12 + 1)


@dataclass(frozen=True, slots=True)
class Holding:
    """What a stock of facts is: where it came from, how much it holds."""

    source: str
    rows: int
    first: str
    last: str
    form: str
    """Which columns it has: facts of another version are written anew."""
    recipe: str = ""
    place: tuple[int, int] | None = None
    """How far the journal had been read: transaction and event."""
