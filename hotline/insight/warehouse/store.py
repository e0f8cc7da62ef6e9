"""Facts as Parquet files: one holding names the files of one consistent state, and is the last thing written.

Writing makes files of a new generation beside those that are read and then renames the holding into place: whoever
reads sees the whole of one state or the whole of the next. What a killed writing left is named by nobody, and swept.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hotline.lib.refusal import Clause, clause
from hotline.lib.text import number

from . import errors, soundness, summaries
from .words import CHANGED, GRAINS, SUMMARIES, Grain, Holding, Kept, Month, Piece, Place

HOLDING = "holding.json"
ROW_GROUP = 122_880
"""Rows an engine skips or reads together."""
GRACE = timedelta(hours=1)
"""How long files stay that a newer holding no longer names: a report of many questions may still read them."""
AHEAD, A_DAY, MICROSECONDS = 8 * 60, 24 * 60, 60_000_000
"""Minutes by which the hotline's clock is ahead of UTC, without summer time; of a day; what a minute has."""
CODES = pa.dictionary(pa.int32(), pa.string())
TYPES = {
    Kept.NUMBER: pa.int64(),
    Kept.MOMENT: pa.timestamp("us", "UTC"),
    Kept.DAY: pa.date32(),
    Kept.MINUTE: pa.int16(),
    Kept.CODE: CODES,
    Kept.CODES: pa.list_(pa.string()),
    Kept.YES: pa.bool_(),
    Kept.MEASURE: pa.float64(),
}
FEW = (CODES, TYPES[Kept.CODES], TYPES[Kept.DAY], TYPES[Kept.MINUTE])
SCHEMAS: Mapping[Grain, pa.Schema] = {
    grain: pa.schema([(name, TYPES[kept]) for name, kept in columns.items()]) for grain, columns in GRAINS.items()
}
SCHEMA = SCHEMAS[Grain.TICKET]
FORM = sha256("".join(map(str, (*SCHEMAS.values(), SUMMARIES))).encode()).hexdigest()[:12]
EMPTY = {Kept.CODE: "", Kept.CODES: [], Kept.YES: False}
"""What a column holds where its maker knows nothing of it; nothing at all for the other kinds."""


def conformed(grain: Grain, table: pa.Table) -> pa.Table:
    """A table with all columns of a grain in their order; minutes are those of moments, what it lacks is empty."""
    for name, kept in GRAINS[grain].items():
        if name in table.column_names:
            continue
        if kept is Kept.MINUTE:
            table = table.append_column(name, _minute(table, name.removesuffix("_minute") + "_at"))
        else:
            kind = pa.string() if kept is Kept.CODE else TYPES[kept]
            value = pa.scalar(EMPTY.get(kept), kind)
            table = table.append_column(name, pa.repeat(value, table.num_rows))
    return table.select(SCHEMAS[grain].names).cast(SCHEMAS[grain])


def _minute(table: pa.Table, moment: str) -> pa.Array:
    """The minute of the day where the hotline is, kept with the facts: turning millions of moments costs seconds."""
    if moment not in table.column_names:
        return pa.nulls(table.num_rows, TYPES[Kept.MINUTE])
    there = pc.divide(table[moment].cast(TYPES[Kept.MOMENT]).cast(pa.int64()), MICROSECONDS)
    here = pc.add(there, AHEAD)
    return pc.subtract(here, pc.multiply(pc.divide(here, A_DAY), A_DAY)).cast(TYPES[Kept.MINUTE])


class Store:
    """One source's facts under a folder.

    :param root: the warehouse's folder.
    :param source: a name for where the facts come from, which is also the folder's.
    :param command: what makes them, told where they are missing.
    """

    def __init__(self, root: Path, source: str, command: str = "hotline replay") -> None:
        self.folder, self.source, self.command = root / source, source, command
        self.making: set[str] = set()
        """Files that are written and named by no holding yet."""

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until nobody else writes the source, in whatever process; a killed one holds nothing back.

        What fails leaves no file behind: a disk that is full is not filled further.

        :raises NotWritten: there is no room, or the folder may not be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with (self.folder / ".lock").open("w") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield
        except OSError as error:
            facts = {"source": self.source, "folder": self.folder, "why": _why(error), "command": self.command}
            raise errors.NotWritten(**facts) from error
        finally:
            for name in self.making:
                self.path(name).unlink(missing_ok=True)
            self.making.clear()

    def is_being_written(self) -> bool:
        """Whether somebody writes the source at this moment."""
        lock = self.folder / ".lock"
        if not lock.exists():
            return False
        with lock.open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def holding(self) -> Holding | None:
        """What is there; None where nothing is, or not all of it, or in the form of another version, or unreadable."""
        try:
            return self._read_holding()
        except ValueError:
            return None

    def _read_holding(self) -> Holding | None:
        """:raises ValueError: what stands there is no holding."""
        try:
            said = json.loads((self.folder / HOLDING).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        if not isinstance(said, dict):
            raise ValueError(HOLDING)
        return _holding(said) if said.get("form") == FORM else None

    def damaged(self) -> str:
        """Which file is missing or not as it was written; none where all is well or nothing is stored."""
        try:
            found = self._read_holding()
        except ValueError:
            return HOLDING
        return self.damage(found) if found else ""

    def damage(self, holding: Holding) -> str:
        """The same of a holding that was read."""
        names = sorted(_names(holding))
        return next((each for each in names if not self.is_sound(each, holding)), "")

    def is_sound(self, name: str, holding: Holding | None) -> bool:
        """Whether a file is there as a holding remembers it."""
        return soundness.is_sound(self.path(name), holding.sizes.get(name) if holding else None)

    def required(self) -> Holding:
        """What is there to be read.

        :raises NothingStored: there is nothing; ``StillWriting``: it is being written for the first time;
            ``StoredInPart``: that was interrupted; ``StoredByAnother``: the facts are of another version;
            ``StoredDamaged``: a file is gone, or cannot be read.
        """
        found = self.holding()
        while found is not None and found.first:
            if not (file := self.damage(found)):
                return found
            before, found = found, self.holding()
            if found == before:  # else it was replaced meanwhile, and its files were taken away
                raise errors.StoredDamaged(source=self.source, file=file, command=self.command)
        if found is None and self.is_being_written():
            raise errors.StillWriting(source=self.source)
        if found is None and (file := self.damaged()):
            raise errors.StoredDamaged(source=self.source, file=file, command=self.command)
        raise self._missing(is_whole=found is not None)(source=self.source, command=self.command)

    def _missing(self, *, is_whole: bool) -> type[errors.NothingStored | errors.StoredInPart]:
        if is_whole or not self.folder.exists():
            return errors.NothingStored
        return errors.StoredByAnother if self.is_written else errors.StoredInPart

    @property
    def is_written(self) -> bool:
        """Whether something was written whole once, in the form of whatever version."""
        return (self.folder / HOLDING).exists()

    def written_at(self) -> datetime | None:
        """When what is there was last brought up to date; None where nothing is."""
        try:
            return datetime.fromtimestamp((self.folder / HOLDING).stat().st_mtime, UTC)
        except FileNotFoundError:
            return None

    def path(self, name: str) -> Path:
        """Where a file of a holding lies."""
        return self.folder / name

    def write(self, months: Iterable[tuple[Month, pa.Table]], recipe: str = "", place: Place | None = None) -> Holding:
        """Replace what the source holds by the tickets of some months."""
        writing = Writing(self)
        for month, table in months:
            writing.add(Grain.TICKET, str(month), [table])
        return writing.done(Holding(self.source, 0, "", "", FORM, recipe, place))

    def remember(self, holding: Holding) -> Holding:
        """Let a holding be the one that is read: by one rename."""
        passing = self.folder / f".{HOLDING}"
        with passing.open("w", encoding="utf-8") as file:
            json.dump(asdict(holding), file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        passing.rename(self.folder / HOLDING)
        self.making.clear()
        return holding

    def read(self, grain: Grain) -> pa.Table:
        """All rows of a grain as they count, in memory: for tests and small sources."""
        holding = self.required()
        tables = [pq.read_table(self.path(piece.name), schema=SCHEMAS[grain]) for piece in holding.of(grain)]
        return pa.concat_tables(tables)


class Writing:
    """A generation of files in the making: nothing of it is read before ``done``.

    :param kept: the files of the holding before that stay.
    """

    def __init__(self, store: Store, kept: Iterable[Piece] = ()) -> None:
        self.store, self.before = store, store.holding()
        self.pieces = list(kept)
        self.is_anew = not self.pieces
        self.generation = (self.before.generation if self.before else _last_generation(store.folder)) + 1

    def add(self, grain: Grain, month: str, tables: Iterable[pa.Table]) -> None:
        """Write a file of a grain, row group by row group; without a row there is no file."""
        name = f"{grain}/{month}-{self.generation}.parquet"
        rows = self._written(name, SCHEMAS[grain], (conformed(grain, table) for table in tables))
        if rows:
            is_summed = grain is Grain.TICKET and month != CHANGED and rows >= summaries.LEAST
            self.pieces.append(Piece(grain, month, name, rows, self._summed(name, month) if is_summed else {}))

    def hide(self, key: str, numbers: Iterable[int]) -> dict[str, str]:
        """Write which tickets or contacts count no more in their months; nothing where there are none."""
        found = pa.table({"key": pa.array(sorted(numbers), pa.int64())})
        name = f"hidden/{key}-{self.generation}.parquet"
        return {key: name} if self._written(name, found.schema, [found]) else {}

    def replace(self, tables: Iterable[pa.Table]) -> str:
        """Write what summaries know of tickets that count no more in their months; no name where there are none."""
        schema = pa.schema([SCHEMA.field(name) for name in summaries.COLUMNS])
        name = f"summary/replaced-{self.generation}.parquet"
        return name if self._written(name, schema, (table.select(schema.names) for table in tables)) else ""

    def done(self, holding: Holding, at: datetime | None = None) -> Holding:
        """Let what was written be read; the files it replaces stay for a while where the moment is known.

        :param holding: what is to be remembered; its files, ends and number are filled in here.
        """
        for grain in Grain:
            if not any(piece.grain is grain for piece in self.pieces):
                self._empty(grain)
        tickets = [piece for piece in self.pieces if piece.grain is Grain.TICKET]
        months = sorted(piece.month for piece in tickets if piece.month not in ("", CHANGED))
        if any(piece.month == CHANGED for piece in tickets):
            months = sorted({*months, *self._changed_months(tickets)})
        ends = (months[0], months[-1]) if months else ("", "")
        rows = sum(piece.rows for piece in tickets) - self._hidden_count(holding)
        full = replace(
            holding, rows=rows, first=ends[0], last=ends[1], generation=self.generation, pieces=tuple(self.pieces)
        )
        return self._swept(replace(full, retired=self._retired(full, at), sizes=self._sizes(full)))

    def _sizes(self, holding: Holding) -> dict[str, int]:
        """The sizes of its files: of those that were there before, what they were then."""
        known = {} if self.before is None else self.before.sizes
        kept = {name: known[name] for name in _names(holding) - self.store.making if name in known}
        return kept | {name: self.store.path(name).stat().st_size for name in _names(holding) - set(kept)}

    def _summed(self, name: str, month: str) -> dict[str, str]:
        """Sum up the tickets of a month; the file of each summary by its name."""
        found = {}
        for each, table in summaries.of_file(self.store.path(name)):
            found[each] = f"summary/{each}-{month}-{self.generation}.parquet"
            schema = summaries.schema(SCHEMA, each)
            self._written(found[each], schema, [table.cast(schema)])
        return found

    def _written(self, name: str, schema: pa.Schema, tables: Iterable[pa.Table]) -> int:
        path = self.making(name)
        rows = 0
        with pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=_few(schema)) as writer:
            for table in tables:
                rows += table.num_rows
                if table.num_rows:
                    writer.write_table(table, row_group_size=ROW_GROUP)
        if not rows:
            path.unlink()
            return 0
        with path.open("rb") as file:
            os.fsync(file.fileno())
        return rows

    def making(self, name: str) -> Path:
        """Where a file is written: it is taken away again unless a holding comes to name it."""
        self.store.making.add(name)
        path = self.store.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def _empty(self, grain: Grain) -> None:
        name = f"{grain}/none-{self.generation}.parquet"
        path = self.making(name)
        pq.write_table(SCHEMAS[grain].empty_table(), path)
        self.pieces.append(Piece(grain, "", name, 0))

    def _changed_months(self, tickets: Iterable[Piece]) -> Iterator[str]:
        for piece in tickets:
            if piece.month == CHANGED:
                days = pq.read_table(self.store.path(piece.name), columns=["registered_on"])["registered_on"]
                ends = pc.min_max(days)
                yield from (ends[name].as_py().strftime("%Y-%m") for name in ("min", "max"))

    def _hidden_count(self, holding: Holding) -> int:
        name = holding.hidden.get(Grain.TICKET)
        return int(pq.read_metadata(self.store.path(name)).num_rows) if name else 0

    def _retired(self, holding: Holding, at: datetime | None) -> dict[str, str]:
        """What the holding before named and this one does not, and what is retired for less than the grace."""
        if at is None or self.before is None:
            return {}
        now = _names(holding)
        found = {name: at.isoformat() for name in _names(self.before) - now}
        found |= {name: since for name, since in self.before.retired.items() if name not in now}
        return {name: since for name, since in found.items() if datetime.fromisoformat(since) > at - GRACE}

    def _swept(self, holding: Holding) -> Holding:
        """Remember the holding, then take away the files that nobody needs any more."""
        self.store.remember(holding)
        kept = _names(holding) | set(holding.retired)
        for path in self.store.folder.glob("*/*.parquet"):
            if str(path.relative_to(self.store.folder)) not in kept:
                path.unlink(missing_ok=True)
        return holding


def _holding(said: dict[str, Any]) -> Holding:
    """:raises ValueError: something is missing in it, or of another kind."""
    try:
        said["place"] = Place(*said["place"]) if said["place"] else None
        said["contacts"] = tuple(said["contacts"]) if said["contacts"] else None
        said["pieces"] = tuple(Piece(**each | {"grain": Grain(each["grain"])}) for each in said["pieces"])
        return Holding(**said)
    except (KeyError, TypeError) as error:
        raise ValueError(HOLDING) from error


def _why(error: OSError) -> Clause | str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return clause("磁盘已满")
    return error.strerror or str(error)[:120]


def _last_generation(folder: Path) -> int:
    """The number of the newest files, whoever wrote them: none of them is written over."""
    ends = (number(path.stem.rpartition("-")[2]) for path in folder.glob("*/*.parquet"))
    return max((end for end in ends if end is not None), default=0)


def _few(schema: pa.Schema) -> list[str]:
    """The columns of few values: to name those by numbers makes files small, of any others it makes them large."""
    lists = {field.name for field in schema if pa.types.is_list(field.type)}
    return [
        f"{field.name}.list.element" if field.name in lists else field.name for field in schema if field.type in FEW
    ]


def _names(holding: Holding) -> set[str]:
    summed = {name for piece in holding.pieces for name in piece.summaries.values()}
    beside = {*holding.hidden.values(), *holding.dimensions.values(), holding.replaced} - {""}
    return {piece.name for piece in holding.pieces} | summed | beside
