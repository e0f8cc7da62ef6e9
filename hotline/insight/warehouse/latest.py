"""The last minutes: what changed in the running database since the facts were written, read by the same statements.

The rows of every ticket that an event after the holding's place tells of stand for those in the files, so a figure is
right up to the moment it is asked. What was found is used again for some seconds.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

import pyarrow as pa
from django.db import connection

from hotline.ground.journal import queries as journal
from hotline.watch.topics import queries as topics

from . import statements
from .store import TYPES, conformed
from .words import GRAINS, Grain, Holding, Kept

TOPIC = "ticket"
SECONDS = 5.0
"""For so long what was found is used again: a page of many figures reads the database once."""
LAST = 2**62


@dataclass
class Latest:
    """What changed since a holding: the tickets and contacts, and their rows as they are now, read when asked for."""

    holding: Holding
    tickets: frozenset[int]
    read_at: float
    """Of the machine's clock that only goes forward."""
    seconds: float = 0.0
    """What reading took so far."""
    stale: pa.Table | None = None
    """What summaries know of the tickets as they were stored; whoever needs it first finds it out."""
    _rows: dict[Grain, pa.Table] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @cached_property
    def contacts(self) -> frozenset[int]:
        """The contacts that are new, and those of the tickets."""
        return frozenset(contacts_of(self.tickets) | contacts_after(self.holding))

    def keys(self, grain: Grain) -> frozenset[int]:
        """What rows of a grain are replaced by."""
        return self.contacts if grain is Grain.CALL else self.tickets

    def rows(self, grain: Grain) -> pa.Table:
        """The rows of a grain that changed."""
        with self._lock:
            if grain not in self._rows:
                began = time.monotonic()
                self._rows[grain] = _read(grain, self.keys(grain))
                self.seconds += time.monotonic() - began
        return self._rows[grain]


_found: dict[str, Latest] = {}


def since(holding: Holding) -> Latest | None:
    """What changed since a holding that follows the journal; None for one that does not."""
    if holding.place is None:
        return None
    known, now = _found.get(holding.source), time.monotonic()
    if known is not None and known.holding == holding and now - known.read_at < SECONDS:
        return known
    latest = Latest(holding, frozenset(changed_tickets(holding.place.tx)), now)
    latest.seconds = time.monotonic() - now
    _found[holding.source] = latest
    return latest


def forget() -> None:
    """Read the database anew at the next question: for tests, and for whoever must see her own last act at once."""
    _found.clear()


def changed_tickets(tx: int) -> set[int]:
    """The tickets that events of a transaction or a later one tell of, or whose topics changed since."""
    return journal.subjects_since(TOPIC, tx) | set(topics.changed_between(tx, LAST))


def contacts_of(tickets: Iterable[int]) -> set[int]:
    """The contacts some tickets came from, and those that were joined to them later."""
    named = statements.numbers(tickets)
    return _numbers(statements.CONTACTS_OF.format(tickets=named)) if named else set()


def contacts_after(holding: Holding) -> set[int]:
    """The contacts of which it is not known that a holding has them."""
    return _numbers(statements.CONTACTS_AFTER.format(settled=holding.contacts[0] if holding.contacts else 0))


def _numbers(query: str) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {int(row[0]) for row in cursor.fetchall()}


def _read(grain: Grain, keys: Iterable[int]) -> pa.Table:
    chosen = statements.named(grain, keys)
    with connection.cursor() as cursor:
        cursor.execute(statements.statement(grain, chosen))
        names = [column.name for column in cursor.description or ()]
        columns = list(zip(*cursor.fetchall(), strict=True)) or [()] * len(names)
    kept = GRAINS[grain]
    arrays = {
        name: pa.array(values, pa.string() if kept[name] is Kept.CODE else TYPES[kept[name]])
        for name, values in zip(names, columns, strict=True)
        if name in kept
    }
    return conformed(grain, pa.table(arrays))
