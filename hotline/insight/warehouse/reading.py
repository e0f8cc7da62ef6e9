"""Reading the running database for an export: all grains as of one moment, batch by batch, over an own line (ADBC)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
from adbc_driver_postgresql import StatementOptions, dbapi
from django.db import connection
from psycopg.conninfo import make_conninfo

from . import statements
from .store import ROW_GROUP
from .words import Grain

BATCH_BYTES = 8 * 1024 * 1024
WANTED = ("host", "port", "user", "password", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey")


class Line:
    """A snapshot of the database, from which every grain is read as of the same moment."""

    def __init__(self, connected: Any) -> None:
        self.connected = connected

    def tables(self, grain: Grain, chosen: str) -> Iterator[pa.Table]:
        """The rows of a grain, as many at a time as a file keeps together; never more than that in memory."""
        with self.connected.cursor() as cursor:
            cursor.adbc_statement.set_options(**{StatementOptions.BATCH_SIZE_HINT_BYTES.value: str(BATCH_BYTES)})
            cursor.execute(statements.statement(grain, chosen))
            waiting: list[pa.RecordBatch] = []
            rows = 0
            for batch in cursor.fetch_record_batch():
                waiting.append(batch)
                rows += batch.num_rows
                if rows >= ROW_GROUP:
                    yield pa.Table.from_batches(waiting)
                    waiting, rows = [], 0
            if waiting:
                yield pa.Table.from_batches(waiting)

    def numbers(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a small query."""
        with self.connected.cursor() as cursor:
            cursor.execute(query)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    @contextmanager
    def beside(self) -> Iterator[Line]:
        """A second line that sees the very same state, so that two read at once."""
        [(name,)] = self.numbers("SELECT pg_export_snapshot()")
        with snapshot(seen=name) as line:
            yield line


@contextmanager
def snapshot(seen: str = "") -> Iterator[Line]:
    """A line to the database that sees it as it is now, whatever is written meanwhile.

    :param seen: the name of a state that another line sees, to see that one.
    """
    with dbapi.connect(make_conninfo(**_parameters())) as connected:
        with connected.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            if seen:
                cursor.execute(f"SET TRANSACTION SNAPSHOT '{seen}'")
            cursor.execute("SET LOCAL jit = off")
        try:
            yield Line(connected)
        finally:
            connected.rollback()


def _parameters() -> dict[str, str]:
    known = connection.get_connection_params()
    return {name: str(known[name]) for name in WANTED if known.get(name)}
