"""Facts as Parquet files, a folder a month: written whole or not at all, read by whatever engine is asked.

A source is written month by month and said to be complete by its holding, the last file written; one without a holding
was interrupted and is not read. Writing again replaces month by month, each by one rename.
"""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from . import errors
from .words import TICKET, Holding, Kept, Month

FACT = "ticket"
HOLDING = "holding.json"
FILE = "rows.parquet"
CODES = pa.dictionary(pa.int32(), pa.string())
TYPES = {
    Kept.NUMBER: pa.int64(),
    Kept.MOMENT: pa.timestamp("us", "UTC"),
    Kept.DAY: pa.date32(),
    Kept.CODE: CODES,
    Kept.CODES: pa.list_(pa.string()),
    Kept.YES: pa.bool_(),
    Kept.MEASURE: pa.float64(),
}
SCHEMA = pa.schema([(name, TYPES[kept]) for name, kept in TICKET.items()])

FORM = sha256(str(SCHEMA).encode()).hexdigest()[:12]


class Place(NamedTuple):
    """A place in the journal."""

    tx: int
    event: int


class Store:
    """One source's facts under a folder.

    :param root: the warehouse's folder.
    :param source: a name for where the facts come from, which is also the folder's.
    :param command: what makes them, told where they are missing.
    """

    def __init__(self, root: Path, source: str, command: str = "hotline replay") -> None:
        self.folder, self.source, self.command = root / source, source, command

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until nobody else writes the source, in whatever process; a killed one holds nothing back."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def write(self, months: Iterable[tuple[Month, pa.Table]], recipe: str = "", place: Place | None = None) -> Holding:
        """Replace what the source holds; months not given are taken away."""
        (self.folder / HOLDING).unlink(missing_ok=True)
        (self.folder / FACT).mkdir(parents=True, exist_ok=True)
        written = set()
        for month, table in months:
            self.write_month(month, table)
            written.add(f"month={month}")
        self._drop(written)
        return self.remember(place, recipe)

    def holding(self) -> Holding | None:
        """What is there; None where nothing is, or not all of it, or in the form of another version."""
        try:
            found = json.loads((self.folder / HOLDING).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        if found.get("form") != FORM:
            return None
        return Holding(**found | {"place": tuple(found["place"]) if found["place"] else None})

    def remember(self, place: Place | None, recipe: str = "") -> Holding:
        """Say that the source is complete as it stands, up to a place in the journal where it follows one."""
        files = sorted((self.folder / FACT).glob(f"month=*/{FILE}"))
        months = sorted(path.parent.name.removeprefix("month=") for path in files)
        rows = sum(pq.read_metadata(path).num_rows for path in files)
        ends = (months[0], months[-1]) if months else ("", "")
        holding = Holding(self.source, rows, *ends, FORM, recipe, (place.tx, place.event) if place else None)
        passing = self.folder / f".{HOLDING}"
        passing.write_text(json.dumps(asdict(holding), ensure_ascii=False), encoding="utf-8")
        passing.rename(self.folder / HOLDING)
        return holding

    def files(self) -> str:
        """The pattern that names every file of the fact.

        :raises NothingStored: there is nothing; ``StoredInPart``: the writing was interrupted.
        """
        found = self.holding()
        if found is None or not found.first:
            missing = errors.StoredInPart if found is None and self.folder.exists() else errors.NothingStored
            raise missing(source=self.source, command=self.command)
        return str(self.folder / FACT / "*" / FILE)

    def read_month(self, month: Month) -> pa.Table | None:
        """The rows of one month, if there are any."""
        path = self.folder / FACT / f"month={month}" / FILE
        return pq.read_table(path, schema=SCHEMA, partitioning=None) if path.exists() else None

    def write_month(self, month: Month, table: pa.Table) -> None:
        """Replace one month, whole or not at all."""
        folder = self.folder / FACT / f"month={month}"
        folder.mkdir(parents=True, exist_ok=True)
        passing = folder / f".{FILE}"
        pq.write_table(table.cast(SCHEMA), passing, compression="zstd")
        passing.replace(folder / FILE)

    def _drop(self, kept: set[str]) -> None:
        for path in (self.folder / FACT).iterdir():
            if path.name not in kept:
                shutil.rmtree(path)
