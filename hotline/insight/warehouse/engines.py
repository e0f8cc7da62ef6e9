"""Who answers questions about the facts: DuckDB in this process, or a Spark cluster where the settings name one.

The same Ibis expressions run on both. ``tables`` puts together, grain by grain, what the months hold, what changed
since they were written, and what changed since that in the running database.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import ibis
import pyarrow as pa

from . import errors, latest, summaries
from .latest import Latest
from .spark import Spark, spark_rows
from .store import Store
from .words import CHANGED, GRAINS, KEYS, SUMMARIES, Grain, Holding, Kept, Piece

DUCKDB, SPARK = "duckdb", "spark://"
MEMORY = "3GB"
VIEWS = 200
"""Sets of files a thread keeps names for; the oldest is forgotten."""


class Engine(Protocol):
    """What an engine must be able to do: the rest is Ibis."""

    def files(self, paths: tuple[str, ...]) -> ibis.Table:
        """Parquet files as one table."""

    def rows(self, table: pa.Table) -> ibis.Table:
        """Rows in memory as a table."""


class DuckDB:
    """The engine in this process: all its threads share one instance and its memory."""

    def __init__(self, scratch: Path) -> None:
        scratch.mkdir(parents=True, exist_ok=True)
        self.backend = ibis.duckdb.connect(
            f":memory:{scratch}",
            threads=os.cpu_count() or 1,
            memory_limit=MEMORY,
            temp_directory=str(scratch),
            preserve_insertion_order=False,
        )
        self.backend.raw_sql("SET parquet_metadata_cache = true")
        self._views: dict[tuple[str, ...], ibis.Table] = {}

    def files(self, paths: tuple[str, ...]) -> ibis.Table:
        """Parquet files as one table."""
        if paths not in self._views:
            self._views[paths] = self.backend.read_parquet(list(paths), hive_partitioning=False)
            if len(self._views) > VIEWS:
                self.backend.drop_view(self._views.pop(next(iter(self._views))).get_name())
        return self._views[paths]

    def rows(self, table: pa.Table) -> ibis.Table:
        """Rows in memory as a table, for as long as somebody asks it."""
        return ibis.memtable(table)

    def spelled(self, query: str) -> str:
        """A query with the files in place of this process's names for them, so that any DuckDB answers it."""
        for paths, view in self._views.items():
            files = ", ".join("'{}'".format(path.replace("'", "''")) for path in paths)
            query = query.replace(f'"{view.get_name()}"', f"READ_PARQUET([{files}])")
        return query


class Tables(Mapping[Grain, ibis.Table]):
    """The facts of one state of a store, grain by grain; each is put together when it is first asked for.

    A replay of tickets has no other grain; what follows the running database has all, with rows or without.
    """

    def __init__(self, engine: Engine, store: Store, holding: Holding, since: Latest | None) -> None:
        self.engine, self.store, self.holding, self.latest = engine, store, holding, since
        self._made: dict[Grain, ibis.Table] = {}
        self.summaries = Summed(self)
        self._held = [grain for grain in Grain if holding.place or any(piece.rows for piece in holding.of(grain))]

    def __getitem__(self, grain: Grain) -> ibis.Table:
        if grain not in self._held:
            raise KeyError(grain)
        known = Grain(grain)
        if known not in self._made:
            self._made[known] = self._together(known)
        return self._made[known]

    def __iter__(self) -> Iterator[Grain]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def _together(self, grain: Grain) -> ibis.Table:
        """What is stored, and the last minutes."""
        stored = self.stored(grain)
        return stored if self.latest is None else self._fresh(grain, stored, self.latest)

    def stored(self, grain: Grain) -> ibis.Table:
        """The months without what is hidden, and what changed since."""
        pieces = self.holding.of(grain)
        months = self.files([piece for piece in pieces if piece.month != CHANGED])
        changed = self.files([piece for piece in pieces if piece.month == CHANGED])
        key = "call" if grain is Grain.CALL else "ticket"
        if months is not None and (hidden := self.holding.hidden.get(key)):
            gone = self.engine.files((str(self.store.path(hidden)),))
            months = months.anti_join(gone, months[KEYS[grain]] == gone.key)
        parts = [each for each in (months, changed) if each is not None]
        return ibis.union(*parts) if len(parts) > 1 else parts[0]

    def _fresh(self, grain: Grain, stored: ibis.Table, since: Latest) -> ibis.Table:
        keys = since.keys(grain)
        if not keys:
            return stored
        gone, rows = self.engine.rows(_keys(keys)), self.engine.rows(_plain(grain, since.rows(grain)))
        kept = stored.anti_join(gone, stored[KEYS[grain]] == gone.key)
        return ibis.union(kept, rows.cast(dict(stored.schema().items())))

    def files(self, pieces: Sequence[Piece]) -> ibis.Table | None:
        """The rows of some files; None where there is no file."""
        if not pieces:
            return None
        return self.engine.files(tuple(str(self.store.path(piece.name)) for piece in pieces))


class Summed(Mapping[str, ibis.Table]):
    """The summaries of one state of a store: those of the months, and ticket by ticket what has none or changed since.

    What was replaced is taken away by a weight of −1, so that sums come out as if every row were counted.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._made: dict[str, ibis.Table] = {}
        self._months = [piece for piece in tables.holding.of(Grain.TICKET) if piece.rows and piece.month != CHANGED]
        self._names = list(SUMMARIES) if any(piece.summaries for piece in self._months) else []

    def __getitem__(self, name: str) -> ibis.Table:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._made:
            first, *others = self._parts(name)
            kinds = dict(first.schema().items())
            self._made[name] = ibis.union(first, *(each.cast(kinds) for each in others)) if others else first
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def _parts(self, name: str) -> Iterator[ibis.Table]:
        here, engine = self.tables, self.tables.engine
        files = [str(here.store.path(piece.summaries[name])) for piece in self._months if piece.summaries]
        yield engine.files(tuple(files))
        few = [piece for piece in self._months if not piece.summaries]
        changed = [piece for piece in here.holding.of(Grain.TICKET) if piece.month == CHANGED]
        if (plain := here.files(few + changed)) is not None:
            yield summaries.weighed(plain, name)
        if here.holding.replaced:
            yield summaries.weighed(engine.files((str(here.store.path(here.holding.replaced)),)), name, -1)
        if here.latest is not None and here.latest.tickets:
            fresh = _plain(Grain.TICKET, here.latest.rows(Grain.TICKET))
            yield summaries.weighed(engine.rows(fresh), name)
            yield summaries.weighed(engine.rows(self._stale(here.latest)), name, -1)

    def _stale(self, since: Latest) -> pa.Table:
        """What is stored of the tickets that changed in the last minutes."""
        if since.stale is None:
            stored = self.tables.stored(Grain.TICKET)
            gone = self.tables.engine.rows(_keys(since.tickets))
            since.stale = _arrow(stored.semi_join(gone, stored.id == gone.key).select(*summaries.COLUMNS))
        return since.stale


def tables(store: Store, scratch: Path, engine: str = DUCKDB, *, is_fresh: bool = False) -> Tables:
    """The facts of a store as tables that can be asked, grain by grain; all of one state.

    :param scratch: where the engine may put what does not fit its memory.
    :param engine: ``duckdb``, or the address of a Spark cluster.
    :param is_fresh: whether what changed in the running database since the store was written is counted too.
    :raises NothingStored: and its kind, where the store cannot be read.
    :raises UnknownEngine: there is none of this name; ``EngineUnreachable``: it does not answer.
    """
    holding = store.required()
    return Tables(connected(engine, scratch), store, holding, latest.since(holding) if is_fresh else None)


def tickets(store: Store, scratch: Path) -> ibis.Table:
    """The tickets of a store as a table that can be asked by DuckDB."""
    return tables(store, scratch)[Grain.TICKET]


_mine = threading.local()


def connected(engine: str, scratch: Path) -> Engine:
    """The engine of this name; each thread has a line of its own to it.

    :raises UnknownEngine: there is none of this name; ``EngineUnreachable``: it does not answer.
    """
    lines: dict[tuple[str, Path], Engine] = _mine.__dict__.setdefault("lines", {})
    if (engine, scratch) not in lines:
        lines[engine, scratch] = _connect(engine, scratch)
    return lines[engine, scratch]


def _connect(engine: str, scratch: Path) -> Engine:
    if engine == DUCKDB:
        return DuckDB(scratch)
    if engine.startswith(SPARK):
        return Spark(engine, scratch)
    raise errors.UnknownEngine(engine=engine[:60])


def asked(expression: Any) -> list[dict[str, Any]]:
    """The rows an expression comes to.

    :raises FactsReplaced: the files were replaced meanwhile; ``EngineFailed``: the engine could not answer.
    """
    found: list[dict[str, Any]] = _arrow(expression).to_pylist()
    return found


def columns(expression: Any) -> dict[str, list[Any]]:
    """The same by columns: of hundreds of thousands of rows it takes a fraction of the time.

    :raises FactsReplaced: and the like, as ``asked``.
    """
    found: dict[str, list[Any]] = _arrow(expression).to_pydict()
    return found


def _arrow(expression: Any) -> pa.Table:
    try:
        backend = expression.get_backend()
        return spark_rows(backend, expression) if backend.name == "pyspark" else expression.to_pyarrow()
    except Exception as error:
        raise _refused(error) from error


def _keys(numbers: Iterable[int]) -> pa.Table:
    return pa.table({"key": pa.array(sorted(numbers), pa.int64())})


def _refused(error: Exception) -> Exception:
    said = str(error)
    if "No such file" in said or "No files found" in said or "FAILED_READ_FILE" in said:
        return errors.FactsReplaced()
    if type(error).__module__.split(".")[0] in ("duckdb", "_duckdb", "pyspark", "py4j"):
        return errors.EngineFailed(why=said.strip().splitlines()[0][:120])
    return error


def _plain(grain: Grain, table: pa.Table) -> pa.Table:
    """Codes as text, as the files have them."""
    kinds = [
        pa.field(name, pa.string() if kept is Kept.CODE else table.schema.field(name).type)
        for name, kept in GRAINS[grain].items()
    ]
    return table.cast(pa.schema(kinds))
