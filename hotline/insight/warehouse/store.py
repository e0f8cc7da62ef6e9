"""Facts as Parquet files, a folder a month: written whole or not at all, read by whatever engine is asked.

A source is written month by month and said to be complete by its holding, the last file written; one without a holding
was interrupted and is not read. Writing again replaces month by month, each by one rename.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from . import errors
from .words import TICKET, Holding, Kept, Month

FACT = "ticket"
HOLDING = "holding.json"
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


class Store:
    """One source's facts under a folder.

    :param root: the warehouse's folder.
    :param source: a name for where the facts come from, which is also the folder's.
    :param command: what makes them, told where they are missing.
    """

    def __init__(self, root: Path, source: str, command: str = "hotline replay") -> None:
        self.folder, self.source, self.command = root / source, source, command

    def write(self, months: Iterable[tuple[Month, pa.Table]], recipe: str = "") -> Holding:
        """Replace what the source holds; months not given are taken away."""
        (self.folder / HOLDING).unlink(missing_ok=True)
        written: list[Month] = []
        rows = 0
        for month, table in months:
            self._write_month(month, table)
            written.append(month)
            rows += table.num_rows
        self._drop({f"month={month}" for month in written})
        holding = Holding(self.source, rows, str(written[0]), str(written[-1]), recipe)
        passing = self.folder / f".{HOLDING}"
        passing.write_text(json.dumps(asdict(holding), ensure_ascii=False), encoding="utf-8")
        passing.rename(self.folder / HOLDING)
        return holding

    def holding(self) -> Holding | None:
        """What is there; None where nothing is, or not all of it."""
        try:
            return Holding(**json.loads((self.folder / HOLDING).read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None

    def files(self) -> str:
        """The pattern that names every file of the fact.

        :raises NothingStored: there is nothing; ``StoredInPart``: the writing was interrupted.
        """
        if self.holding() is None:
            missing = errors.StoredInPart if self.folder.exists() else errors.NothingStored
            raise missing(source=self.source, command=self.command)
        return str(self.folder / FACT / "*" / "*.parquet")

    def _write_month(self, month: Month, table: pa.Table) -> None:
        final = self.folder / FACT / f"month={month}"
        passing = self.folder / FACT / f".{month}"
        shutil.rmtree(passing, ignore_errors=True)
        passing.mkdir(parents=True)
        pq.write_table(table.cast(SCHEMA), passing / "part-0.parquet", compression="zstd")
        shutil.rmtree(final, ignore_errors=True)
        passing.rename(final)

    def _drop(self, kept: set[str]) -> None:
        for path in (self.folder / FACT).iterdir():
            if path.name not in kept:
                shutil.rmtree(path)
