"""Copies of the seals outside the database: JSON lines in a file a month, only ever appended to, each line on disk.

The folder is ``SEAL_DIR``; below it every journal has a folder of its own, named by the cluster it began in and its
database, so that a trial thrown away never mixes with the next one. A restored database keeps its first epoch and
so its folder.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from hotline.lib import chains

from . import keyed
from .audit import Fault, Finding
from .models import Epoch, Seal

LOCK = 12_345_002
BLOCK = 1_000


class CopiesDoNotFit(Exception):
    """The last seal copied to {file} is not in the database: it was restored to an earlier state, or tampered with.

    Run `hotline audit verify`; after a restore, move the folder aside and copying begins anew.
    """


@dataclass(frozen=True, slots=True)
class Copied:
    """One line of a file; ``seal`` is 0 where it cannot be read."""

    seal: int
    said: dict[str, Any]


def folder() -> Path:
    """Where this journal's seals are copied to."""
    first = Epoch.objects.order_by("pk").first()
    return Path(settings.SEAL_DIR) / f"{first.system if first else 'none'}-{connection.settings_dict['NAME']}"


def append_new() -> int:
    """Copy every seal that is not in the files yet; how many there were. Safe to run twice and side by side.

    :raises CopiesDoNotFit: the files hold a seal that the database does not.
    :raises OSError: the folder cannot be written to; nothing is lost, the next run copies what is missing.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        last = _last()
        new = Seal.objects.filter(pk__gt=last).order_by("pk")
        months: dict[str, list[Seal]] = {}
        for seal in new.iterator(chunk_size=BLOCK):
            months.setdefault(f"seals-{seal.at:%Y-%m}.jsonl", []).append(seal)
        for name, seals in months.items():
            _append(folder() / name, seals)
    return sum(map(len, months.values()))


def read() -> Iterator[Copied]:
    """Every line of every file, in order."""
    for file in sorted(folder().glob("seals-*.jsonl")):
        yield from _lines(file)


def compare() -> Iterator[Finding]:
    """Hold the copies against the database; nothing at all to compare with is worth a warning, no more."""
    rows = Seal.objects.order_by("pk").iterator(chunk_size=BLOCK)
    row, seen = next(rows, None), 0
    for copy in read():
        if not copy.seal:
            yield Finding(Fault.COPY_UNREADABLE)
            continue
        seen += 1
        while row is not None and row.pk < copy.seal:
            yield Finding(Fault.NOT_COPIED, seal=row.pk)
            row = next(rows, None)
        if row is None or row.pk != copy.seal:
            yield Finding(Fault.COPIED_ONLY, seal=copy.seal)
            continue
        if copy.said != _said(row):
            yield Finding(Fault.COPY_DIFFERS, seal=row.pk)
        row = next(rows, None)
    if not seen:
        if row is not None:
            yield Finding(Fault.NO_COPIES)
    elif row is not None:
        yield Finding(Fault.NOT_COPIED, seal=row.pk)


def _said(seal: Seal) -> dict[str, Any]:
    """A seal as its line says it."""
    plain = {"seal": seal.pk, **keyed.told(seal), "mac": bytes(seal.mac)}
    said: dict[str, Any] = json.loads(chains.canonical(plain))
    return said


def _last() -> int:
    """The last seal copied, 0 before the first."""
    for file in sorted(folder().glob("seals-*.jsonl"), reverse=True):
        for copy in reversed([each for each in _lines(file) if each.seal]):
            found = Seal.objects.filter(pk=copy.seal).first()
            if found is None or _said(found) != copy.said:
                raise CopiesDoNotFit((CopiesDoNotFit.__doc__ or "").format(file=file))
            return copy.seal
    return 0


def _lines(file: Path) -> Iterator[Copied]:
    with file.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                said = json.loads(line)
                yield Copied(int(said["seal"]), said)
            except (ValueError, KeyError, TypeError):
                yield Copied(0, {})


def _append(file: Path, seals: list[Seal]) -> None:
    """Append lines and see them onto the disk; a line torn by a crash before is left as it is, on a line of its own."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    lines = b"".join(json.dumps(_said(seal), separators=(",", ":")).encode() + b"\n" for seal in seals)
    descriptor = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
    with os.fdopen(descriptor, "r+b", buffering=0) as out:
        size = out.seek(0, os.SEEK_END)
        if size:
            out.seek(size - 1)
            lines = lines if out.read(1) == b"\n" else b"\n" + lines
        out.write(lines)
        os.fsync(out.fileno())
    if not size:
        _see_onto_disk(file.parent)


def _see_onto_disk(directory: Path) -> None:
    """A new file is safe only when its name is."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
