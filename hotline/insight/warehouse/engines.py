"""Who answers questions about the facts: DuckDB, in this process."""

from __future__ import annotations

import os
from pathlib import Path

import ibis

from .store import Store

MEMORY = "3GB"


def tickets(store: Store, scratch: Path) -> ibis.Table:
    """The tickets of a store as a table that can be asked.

    :param scratch: where the engine may put what does not fit its memory.
    :raises NothingStored: and its kind, where the store is not complete.
    """
    files = store.files()
    scratch.mkdir(parents=True, exist_ok=True)
    engine = ibis.duckdb.connect(threads=os.cpu_count() or 1, memory_limit=MEMORY, temp_directory=str(scratch))
    return engine.read_parquet(files, table_name="ticket")
