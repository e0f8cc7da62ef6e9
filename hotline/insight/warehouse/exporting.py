"""From the running database to the warehouse: the whole of it once, then what changed.

The journal tells what changed. A place in it is remembered with the facts, taken before they are read; what a killed
export left is simply done again from the last place. What changed is kept beside the months, and hides there what it
replaces; ``settle`` folds it into them, at night or when it has grown large.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from queue import SimpleQueue

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hotline.flow.tickets import lookups
from hotline.ground.journal import queries as journal
from hotline.lib.days import SHANGHAI, civil_day

from . import dimensions, latest, reading, statements, summaries
from .reading import Line
from .store import FORM, SCHEMAS, Store, Writing
from .words import CHANGED, KEYS, Grain, Holding, Month, Piece, Place

SOURCE = "live"
COMMAND = "hotline export"
CHUNK = 20_000
"""Tickets whose rows are asked for in one statement."""
MOST = 400_000
"""Changed tickets beyond which they are folded into the months at once."""
KEY = {grain: "call" if grain is Grain.CALL else "ticket" for grain in Grain}
GRAIN = {"ticket": Grain.TICKET, "call": Grain.CALL}
SETTLING = 50_000
"""So many contacts before the last may not be written yet while a first export reads: those are looked at once more."""


def export(root: Path, *, at: datetime | None = None) -> Holding:
    """Bring the warehouse up to the journal: everything the first time, then what changed.

    :param at: the moment; files that are no longer needed stay for a while from then on, and go at once without it.
    :raises NotWritten: there is no room for them; what was there stays.
    """
    store = Store(root, SOURCE, COMMAND)
    with store.alone():
        holding = _exported(store, at)
        return _settled(store, holding, at) if _beside(holding) > MOST else holding


def settle(root: Path, *, at: datetime | None = None) -> Holding:
    """Export, and fold what changed into the months: once a night."""
    store = Store(root, SOURCE, COMMAND)
    with store.alone():
        return _settled(store, _exported(store, at), at)


def export_anew(root: Path, *, at: datetime | None = None) -> Holding:
    """Export everything again: where tickets were deleted, of which no event tells, or files are not trusted."""
    store, place = Store(root, SOURCE, COMMAND), Place(journal.horizon(), -1)
    with store.alone(), reading.snapshot() as line:
        return _whole(store, line, place, at)


def _exported(store: Store, at: datetime | None) -> Holding:
    known, place = store.holding(), Place(journal.horizon(), -1)
    if known is None or known.place is None or store.damage(known):
        with reading.snapshot() as line:
            return _whole(store, line, place, at)
    tickets = latest.changed_tickets(known.place.tx)
    unsure = latest.contacts_after(known)
    contacts = latest.contacts_of(tickets) | (unsure - _present(store, known, Grain.CALL, unsure))
    if not tickets and not contacts:
        return store.remember(_placed(known, place))
    with reading.snapshot() as line:
        return _following(store, line, known, {"ticket": tickets, "call": contacts}, _placed(known, place, line), at)


def _whole(store: Store, line: Line, place: Place, at: datetime | None) -> Holding:
    """Every grain of every month, two of them at once: a server answers a line with one processor."""
    writing = Writing(store)
    with line.beside() as other, ThreadPoolExecutor(2) as pool:
        free = SimpleQueue[Line]()
        for each in (line, other):
            free.put(each)

        def read(month: Month, grain: Grain) -> None:
            since, until = (datetime.combine(each.first, time(), SHANGHAI) for each in (month, month.next))
            mine = free.get()
            try:
                writing.add(grain, str(month), mine.tables(grain, statements.within(grain, since, until)))
            finally:
                free.put(mine)

        jobs = [pool.submit(read, month, grain) for month in _months() for grain in Grain]
        try:
            for job in jobs:
                job.result()
        finally:
            pool.shutdown(cancel_futures=True)  # of one that failed nothing more is read
    writing.pieces.sort(key=lambda piece: (piece.grain, piece.month))
    holding = _placed(Holding(SOURCE, 0, "", "", FORM), place, line)
    return writing.done(dimensions.written(writing, holding), at)


def _following(
    store: Store, line: Line, known: Holding, keys: dict[str, set[int]], holding: Holding, at: datetime | None
) -> Holding:
    """Write anew what stands beside the months: what stood there and did not change, and what did."""
    writing = Writing(store, [piece for piece in known.pieces if piece.month not in (CHANGED, "")])
    for grain in Grain:
        changed = keys[KEY[grain]]
        kept = _kept(store, known, grain, changed)
        writing.add(grain, CHANGED, _both(kept, _read(line, grain, changed)))
    hidden: dict[str, str] = {}
    replaced, is_summed = known.replaced, any(piece.summaries for piece in known.pieces)
    for key, numbers in keys.items():
        before, now = _hidden_numbers(store, known, key), _present(store, known, GRAIN[key], numbers, months=True)
        hidden |= writing.hide(key, before | now)
        if is_summed and GRAIN[key] is Grain.TICKET and now - before:
            replaced = writing.replace(_replaced(store, known, now - before))
    return writing.done(dimensions.written(writing, replace(holding, hidden=hidden, replaced=replaced)), at)


def _settled(store: Store, known: Holding, at: datetime | None) -> Holding:
    """Fold what changed into the months; those it does not touch stay as they are."""
    changed = {piece.grain: piece for piece in known.pieces if piece.month == CHANGED}
    if not changed and not known.hidden:
        return known
    hidden = {key: pa.array(sorted(_hidden_numbers(store, known, key)), pa.int64()) for key in ("ticket", "call")}
    writing = Writing(store)
    for grain in Grain:
        months = {piece.month: piece for piece in known.of(grain) if piece.month not in (CHANGED, "")}
        fresh = _by_month(store, changed.get(grain))
        for month in sorted({*months, *fresh}):
            _fold(writing, grain, months.get(month), fresh.get(month), hidden[KEY[grain]], month)
    return writing.done(replace(known, hidden={}, replaced=""), at)


def _fold(
    writing: Writing, grain: Grain, piece: Piece | None, fresh: pa.Table | None, hidden: pa.Array, month: str
) -> None:
    """One month of a grain: its file where nothing of it changed, else a new one."""
    if piece is not None and fresh is None and not _touches(writing.store, piece, hidden):
        writing.pieces.append(piece)
        return
    kept = _without(writing.store, piece, hidden) if piece else iter(())
    writing.add(grain, month, _both(kept, iter(() if fresh is None else (fresh,))))


def _touches(store: Store, piece: Piece, hidden: pa.Array) -> bool:
    if not len(hidden):
        return False
    key = KEYS[piece.grain]
    keys = pq.read_table(store.path(piece.name), columns=[key])[key]
    return bool(pc.any(pc.is_in(keys, hidden)).as_py())


def _by_month(store: Store, piece: Piece | None) -> dict[str, pa.Table]:
    if piece is None:
        return {}
    table = pq.read_table(store.path(piece.name), schema=SCHEMAS[piece.grain])
    months = pc.strftime(table["registered_on"], "%Y-%m")
    return {each: table.filter(pc.equal(months, each)) for each in pc.unique(months).to_pylist()}


def _kept(store: Store, known: Holding, grain: Grain, changed: set[int]) -> Iterator[pa.Table]:
    """What stands beside the months and did not change."""
    gone = pa.array(sorted(changed), pa.int64())
    for piece in known.of(grain):
        if piece.month == CHANGED:
            yield from _without(store, piece, gone)


def _without(store: Store, piece: Piece, gone: pa.Array) -> Iterator[pa.Table]:
    """The rows of a file but those of some keys, a row group at a time."""
    with pq.ParquetFile(store.path(piece.name)) as file:
        for group in range(file.num_row_groups):
            table = file.read_row_group(group)
            yield table.filter(pc.invert(pc.is_in(table[KEYS[piece.grain]], gone)))


def _read(line: Line, grain: Grain, changed: set[int]) -> Iterator[pa.Table]:
    numbers = sorted(changed)
    for start in range(0, len(numbers), CHUNK):
        yield from line.tables(grain, statements.named(grain, numbers[start : start + CHUNK]))


def _both(*parts: Iterator[pa.Table]) -> Iterator[pa.Table]:
    for part in parts:
        yield from part


def _replaced(store: Store, known: Holding, numbers: set[int]) -> Iterator[pa.Table]:
    """What summaries of the months know of tickets that were hidden before, and of some that will be."""
    if known.replaced:
        yield pq.read_table(store.path(known.replaced))
    wanted = pa.array(sorted(numbers), pa.int64())
    for piece in known.of(Grain.TICKET):
        if piece.rows and piece.month != CHANGED:
            with pq.ParquetFile(store.path(piece.name)) as file:
                groups = _holding_any(file, wanted)
                table = file.read_row_groups(groups, columns=["id", *summaries.COLUMNS])
            yield table.filter(pc.is_in(table["id"], wanted))


def _hidden_numbers(store: Store, known: Holding, key: str) -> set[int]:
    name = known.hidden.get(key)
    return set(pq.read_table(store.path(name))["key"].to_pylist()) if name else set()


def _beside(known: Holding) -> int:
    """How many tickets stand beside the months."""
    return sum(piece.rows for piece in known.of(Grain.TICKET) if piece.month == CHANGED)


def _present(store: Store, known: Holding, grain: Grain, numbers: Iterable[int], *, months: bool = False) -> set[int]:
    """Those of some tickets, or contacts, that the files hold; only those of the months where that is asked."""
    wanted, found = pa.array(sorted(numbers), pa.int64()), set[int]()
    if not len(wanted):
        return found
    pieces = (piece for piece in known.of(grain) if piece.rows and not (months and piece.month == CHANGED))
    for piece in pieces:
        with pq.ParquetFile(store.path(piece.name)) as file:
            keys = file.read_row_groups(_holding_any(file, wanted), columns=["id"])["id"]
        found |= set(keys.filter(pc.is_in(keys, wanted)).to_pylist())
    return found


def _holding_any(file: pq.ParquetFile, wanted: pa.Array) -> list[int]:
    """The row groups that may hold any of some numbers."""
    return [each for each in range(file.num_row_groups) if _may_hold(file.metadata.row_group(each), wanted)]


def _may_hold(group: pq.RowGroupMetaData, wanted: pa.Array) -> bool:
    """Whether a row group may hold any of some numbers, by the ends of its first column, which is the number."""
    ends = group.column(0).statistics
    if ends is None or not ends.has_min_max:
        return True
    return bool(pc.any(pc.and_(pc.greater_equal(wanted, ends.min), pc.less_equal(wanted, ends.max))).as_py())


def _placed(holding: Holding, place: Place, line: Line | None = None) -> Holding:
    """The holding as it will be remembered: read up to a place in the journal, and how far contacts are settled.

    Contacts have numbers, but no event. All up to a number are here once every transaction has ended that had begun
    when it was the highest: until then they are read again from the last number of which that is known.
    """
    mark = line.numbers(statements.MARK)[0] if line else None
    if holding.contacts is None:
        settled, waiting, begun = max(int(mark[0]) - SETTLING, 0) if mark else 0, 0, place.tx + 1
    else:
        settled, waiting, begun = holding.contacts
    if place.tx >= begun:
        settled = waiting
    if mark and (place.tx >= begun or holding.contacts is None):
        waiting, begun = int(mark[0]), int(mark[1])
    return replace(holding, place=place, contacts=(settled, waiting, begun))


def _months() -> Iterator[Month]:
    """The months in which anything was registered or received."""
    ends = [each for each in (*lookups.registered_between(), *lookups.received_between()) if each is not None]
    if not ends:
        return
    month, last = _month(min(ends)), _month(max(ends))
    while str(month) <= str(last):
        yield month
        month = month.next


def _month(at: datetime) -> Month:
    day = civil_day(at)
    return Month(day.year, day.month)
