"""Words of the warehouse: which facts it holds, and what each of their columns means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from hotline.lib.words import Word


class Kept(StrEnum):
    """How a column is kept."""

    NUMBER = "int64"
    MOMENT = "moment"
    DAY = "day"
    MINUTE = "minute"
    """Of the day where the hotline is, from 0 to 1439; of the moment of the same name."""
    CODE = "code"
    CODES = "codes"
    YES = "yes"
    MEASURE = "float64"


class Grain(Word):
    """What one row of the facts is."""

    TICKET = "ticket", "工单", "Tickets"
    MOVE = "move", "办理动作", "Moves"
    STANDING = "standing", "在办时段", "Stretches a ticket stood open"
    SENDING = "sending", "派单", "Sendings"
    LIMIT = "limit", "时限", "Time limits"
    RATING = "rating", "回访评价", "Ratings"
    CALL = "call", "来电 / 来件", "Contacts"


BEARINGS: Mapping[str, Kept] = {
    "registered_on": Kept.DAY,  # the day where the hotline is
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
    "is_synthetic": Kept.YES,  # made by a replay, nothing of it happened
}
"""What every row knows of its ticket, as it stands now: who may count it, and by what it is divided."""

TICKET: Mapping[str, Kept] = {
    "id": Kept.NUMBER,
    "registered_at": Kept.MOMENT,
    "registered_on": Kept.DAY,
    "registered_minute": Kept.MINUTE,
    "closed_at": Kept.MOMENT,  # empty while it is open
    "closed_on": Kept.DAY,
    "closed_minute": Kept.MINUTE,
    "hours": Kept.MEASURE,  # natural hours from registration to the end; empty while it is open
    "days": Kept.NUMBER,  # working days after the day of registration, up to that of the end; empty while it is open
    "closing": Kept.CODE,  # how it came to its end; empty while it is open
    "rounds": Kept.NUMBER,  # how many times it went to its leading unit; 1 for the first
    **{name: kept for name, kept in BEARINGS.items() if name not in ("registered_on", "is_synthetic")},
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
    "is_synthetic": Kept.YES,
}
"""One row a ticket, as it stands now. No names, numbers, texts or addresses: nobody can be told from it."""

MOVE: Mapping[str, Kept] = {
    "id": Kept.NUMBER,  # the event's
    "ticket": Kept.NUMBER,
    "verb": Kept.CODE,
    "done_at": Kept.MOMENT,
    "done_on": Kept.DAY,
    "from_status": Kept.CODE,  # empty where the ticket stayed where it was
    "to_status": Kept.CODE,
    "by_kind": Kept.CODE,  # what kind of actor did it
    **BEARINGS,
}
"""One row a verb done to a ticket, from the journal."""

STANDING: Mapping[str, Kept] = {
    "id": Kept.NUMBER,  # of the event that began it
    "ticket": Kept.NUMBER,
    "status": Kept.CODE,
    "since_on": Kept.DAY,  # the first day at whose end it stood so
    "until_on": Kept.DAY,  # the first day at whose end it did no longer; empty while it stands so
    **BEARINGS,
}
"""One row a stretch of days over whose ends a ticket stood open in one state; ``unit`` is who had it then.

A ticket stood open at the end of each day in ``[since_on, until_on)``. What begins and ends within a day leaves no row:
a province's tickets make some two stretches each, where a row a day would be many times that (``standing.on_days``).
"""

SENDING: Mapping[str, Kept] = {
    "id": Kept.NUMBER,  # the assignment's
    "ticket": Kept.NUMBER,
    "role": Kept.CODE,
    "rounds": Kept.NUMBER,
    "sent_at": Kept.MOMENT,
    "sent_on": Kept.DAY,
    "sent_minute": Kept.MINUTE,
    "is_returned": Kept.YES,  # the unit asked to give it back
    "is_withdrawn": Kept.YES,
    "received": Kept.CODES,  # the units for which it came from outside: it and those above it, not the sender's
    "spared": Kept.CODES,  # units that only handled the matter first, another being liable or nobody yet
    **BEARINGS,
}
"""One row an assignment; ``unit`` is the one it was sent to."""

LIMIT: Mapping[str, Kept] = {
    "id": Kept.NUMBER,  # the clock's
    "ticket": Kept.NUMBER,
    "assignment": Kept.NUMBER,  # empty for a step of the centre's
    "clock": Kept.CODE,  # sign, contact, handle (rework too) of a unit; review, dispatch and so on of the centre
    "started_at": Kept.MOMENT,
    "started_on": Kept.DAY,
    "due_at": Kept.MOMENT,
    "done_at": Kept.MOMENT,  # empty until it is done
    "settled_at": Kept.MOMENT,  # when it was done or fell due, whichever came first
    "settled_on": Kept.DAY,
    "settled_minute": Kept.MINUTE,
    "followed_on": Kept.DAY,  # when the next one took its place: in a period that ends by then this one counts
    "is_due": Kept.YES,  # neither standing still nor taken back undone before it was due
    "is_kept": Kept.YES,  # done in time
    "received": Kept.CODES,
    "spared": Kept.CODES,
    **BEARINGS,
}
"""One row a limit: a unit's by its assignment, a centre's by the ticket; ``unit`` is whose it is, empty for a centre.

What counts in ``[since, until)``: ``is_due``, ``settled_on`` in it, ``followed_on`` empty or not before ``until``.
"""

RATING: Mapping[str, Kept] = {
    "id": Kept.NUMBER,  # the visit's
    "ticket": Kept.NUMBER,
    "asked_at": Kept.MOMENT,
    "asked_on": Kept.DAY,
    "asked_minute": Kept.MINUTE,
    "asked_through": Kept.CODE,  # phone, text message, web
    "rounds": Kept.NUMBER,
    "solved": Kept.CODE,
    "satisfied": Kept.CODE,
    "cause": Kept.CODE,
    "blame": Kept.CODE,
    "result": Kept.CODE,  # what it led to
    "is_contested": Kept.YES,
    "is_struck": Kept.YES,  # contested with success: the rating counts no more
    "followed_on": Kept.DAY,  # when the ticket was validly visited next: in a period that ends by then this one counts
    "leads": Kept.CODES,  # the units that led it and were not relieved, with all above them
    "spared": Kept.CODES,
    **BEARINGS,
}
"""One row a valid follow-up, by which somebody was reached."""

CALL: Mapping[str, Kept] = {
    "id": Kept.NUMBER,
    "received_at": Kept.MOMENT,
    "received_on": Kept.DAY,
    "received_minute": Kept.MINUTE,
    "caller_kind": Kept.CODE,
    "tickets": Kept.NUMBER,  # how many it gave rise to
    "is_for_a_person": Kept.YES,  # a call that asked for a person to answer
    "is_answered": Kept.YES,  # and was answered by one
    "waited_seconds": Kept.NUMBER,  # from asking until answered or given up
    **BEARINGS,
}
"""One row a call, form, message or mail; place and centre are those of who took it, category and unit are empty.

Until a telephone system is connected, no call is known to have asked for a person, nor how long anybody waited.
"""

GRAINS: Mapping[Grain, Mapping[str, Kept]] = {
    Grain.TICKET: TICKET,
    Grain.MOVE: MOVE,
    Grain.STANDING: STANDING,
    Grain.SENDING: SENDING,
    Grain.LIMIT: LIMIT,
    Grain.RATING: RATING,
    Grain.CALL: CALL,
}
"""The columns of each grain. Every one of them has the bearings, so that what somebody may see narrows any of them."""
KEYS: Mapping[Grain, str] = {grain: "id" if grain in (Grain.TICKET, Grain.CALL) else "ticket" for grain in Grain}
"""By what rows are replaced when something changed: all rows of a ticket together."""


_WHOSE = ("registered_on", "city", "centre", "is_confidential", "is_synthetic")
_BECAME = (
    "is_direct", "closing", "is_contacted", "is_reached", "is_reworked", "is_repeated", "is_rated", "satisfied",
    "solved", "blame",
)  # fmt: skip
SUMMARIES: Mapping[str, tuple[str, ...]] = {
    "ways": (*_WHOSE, "channel", "kind", *_BECAME),
    "places": (*_WHOSE, "county", "field", *_BECAME),
    "matters": (*_WHOSE, "field", "branch", "category", *_BECAME),
}
"""By what the tickets of a month are summed up, the shortest first: asked is the first that knows all it takes."""
SUMMED = ("hours", "days")
"""What of the tickets of a summary's row is added up."""
TALLY = "tickets"
"""How many tickets a row of a summary stands for."""


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
class Piece:
    """One file of facts: the rows of a grain whose tickets were registered in a month, or what changed since."""

    grain: Grain
    month: str
    """``2020-03``; or ``CHANGED``; or empty for a grain that has no row at all."""
    name: str
    rows: int
    summaries: Mapping[str, str] = field(default_factory=dict, hash=False)
    """By name: the files in which its tickets are summed up; none where they are few."""


CHANGED = "changed"
"""In the place of a month: rows that stand for those of the months, whose keys are hidden."""


class Place(NamedTuple):
    """A place in the journal: what transactions before it wrote is in the facts."""

    tx: int
    event: int


@dataclass(frozen=True, slots=True)
class Holding:
    """What a stock of facts is: where it came from, how much it holds, and which files it is made of.

    One holding names one consistent state; a newer one names other files and leaves these as they are for a while.
    """

    source: str
    rows: int
    """Tickets."""
    first: str
    last: str
    form: str
    """Which columns it has: facts of another version are written anew."""
    recipe: str = ""
    place: Place | None = None
    """How far the journal had been read."""
    contacts: tuple[int, int, int] | None = None
    """Contacts up to the first number are all here; those up to the second will be once the third transaction ended."""
    generation: int = 0
    pieces: tuple[Piece, ...] = ()
    hidden: Mapping[str, str] = field(default_factory=dict)
    """By key (tickets, contacts): the file of those whose rows in the months no longer count."""
    replaced: str = ""
    """The file of what summaries of the months know of the hidden tickets, which is taken away from them."""
    dimensions: Mapping[str, str] = field(default_factory=dict)
    """By name: the file of what codes mean."""
    retired: Mapping[str, str] = field(default_factory=dict)
    """Files of older holdings that somebody may still be reading, with the moment since when they are not needed."""
    sizes: Mapping[str, int] = field(default_factory=dict)
    """How many bytes each file had when it was written."""

    def of(self, grain: Grain) -> tuple[Piece, ...]:
        """The files of one grain."""
        return tuple(piece for piece in self.pieces if piece.grain is grain)
