"""Carrying a file of tickets in: batch by batch, each whole or not at all, none twice."""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TextIO, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from hotline.flow.handling import bulk as handling
from hotline.flow.tickets import bulk as tickets
from hotline.flow.tickets.bulk import Past
from hotline.ground.journal import actions as journal
from hotline.ground.journal import bulk as journals
from hotline.ground.journal.words import subject_of
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.ground.people.words import Actor
from hotline.lib.refusal import Refusal

from . import errors, reading
from .cases import Reader
from .units import Units
from .words import Line, Mapping, Summary

T = TypeVar("T")
BATCH = 2_000
TOPIC = "import"
MARK = "\ufeff"
"""With it Excel opens the file of rejected rows in the right encoding."""


def carry_in(
    path: Path,
    mapping: Mapping,
    *,
    by: Actor,
    at: datetime,
    rejected: Path,
    told: Callable[[int], None] = lambda done: None,
) -> Summary:
    """Import a file; what cannot be taken goes to ``rejected`` with line and reason. Run again, it goes on.

    :raises FileRefused: and its kinds, before anything is written.
    """
    started = time.monotonic()
    centre = _unit(mapping, mapping.centre)
    carrier = Carrier(mapping, centre, by=by, at=at)
    lines = reading.lines(path, mapping.columns(), told)
    with Rejects(rejected) as rejects:
        for batch in _batches(lines, BATCH):
            carrier.carry(batch, rejects)
    summary = carrier.summary
    summary.units, summary.reasons, summary.rejected = carrier.units.made, rejects.reasons, rejects.count
    summary.seconds = time.monotonic() - started
    facts = {"file": path.name, "read": summary.read, "carried": summary.carried, "rejected": summary.rejected}
    with transaction.atomic():
        journal.record(TOPIC, subject_of(TOPIC, mapping.source), "carry_in", by=by, at=at, facts=facts)
    return summary


def _unit(mapping: Mapping, code: str) -> Unit:
    try:
        return organisations.unit_by_code(code)
    except ObjectDoesNotExist as error:
        raise errors.BadMapping(path=mapping.source, problem=f"没有编码为“{code}”的单位") from error


class Carrier:
    """An import under way."""

    def __init__(self, mapping: Mapping, centre: Unit, *, by: Actor, at: datetime) -> None:
        self.mapping, self.by, self.at = mapping, by, at
        self.reader = Reader(mapping, centre, at)
        parent = _unit(mapping, mapping.unit.parent) if mapping.unit.parent else centre
        self.units = Units(mapping.unit, parent, by=by, at=at)
        self.summary = Summary()

    def carry(self, batch: list[Line], rejects: Rejects) -> None:
        """Write one batch in one transaction; rows that are there already are passed over."""
        self.summary.read += len(batch)
        named = list(self._named(batch, rejects))
        known = tickets.known(self.mapping.source, [identifier for _, identifier in named])
        self.summary.present += len(known)
        with transaction.atomic():
            cases = list(self._cases([pair for pair in named if pair[1] not in known], rejects))
            self._write(cases)
        rejects.flush()

    def _named(self, batch: list[Line], rejects: Rejects) -> Iterator[tuple[Line, str]]:
        for line in batch:
            try:
                if line.problem:
                    rejects.add(line, line.problem)
                else:
                    yield line, self.reader.identifier(line)
            except Refusal as refusal:
                rejects.add(line, refusal.sentence(), type(refusal).__name__)

    def _cases(self, named: Iterable[tuple[Line, str]], rejects: Rejects) -> Iterator[Past]:
        for line, identifier in named:
            try:
                yield self.reader.case(line, identifier, self.units.unit(line.values))
            except errors.FileRefused:
                raise
            except Refusal as refusal:
                rejects.add(line, refusal.sentence(), type(refusal).__name__)

    def _write(self, cases: list[Past]) -> None:
        written = tickets.write(cases, by=self.by, at=self.at)
        answered = (
            (each.assignment_id, each.past.answer, each.past.is_public, each.past.closed_at)
            for each in written
            if each.assignment_id and each.past.answer and each.past.closed_at
        )
        handling.replies(answered, by=self.by.name)
        journals.append("ticket", tickets.chains(written), by=self.by)
        self.summary.carried += len(written)
        self.summary.closed += sum(each.past.closed_at is not None for each in written)


class Rejects:
    """The file of rejected rows: line, reason, and what the row said. Made only when there is one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self.reasons: dict[str, int] = {}
        self.waiting: list[tuple[Line, str]] = []
        self.file: TextIO | None = None

    def __enter__(self) -> Rejects:
        self.path.unlink(missing_ok=True)
        return self

    def __exit__(self, *fault: object) -> None:
        self.flush()
        if self.file is not None:
            self.file.close()

    def add(self, line: Line, sentence: str, kind: str = "") -> None:
        """Note one row."""
        self.count += 1
        kind = kind or sentence
        self.reasons[kind] = self.reasons.get(kind, 0) + 1
        self.waiting.append((line, sentence))

    def flush(self) -> None:
        """Write what was noted, in the order of the file."""
        if not self.waiting:
            return
        if self.file is None:
            self.file = self._opened()
            columns = max((line.values for line, _ in self.waiting), key=len)
            csv.writer(self.file).writerow(["行", "原因", *columns])
        for line, sentence in sorted(self.waiting, key=lambda noted: noted[0].number):
            csv.writer(self.file).writerow([line.number, sentence, *line.values.values()])
        self.waiting.clear()

    def _opened(self) -> TextIO:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # it holds personal data
        file = os.fdopen(descriptor, "w", encoding="utf-8", newline="")
        file.write(MARK)
        return file


def _batches(rows: Iterator[T], size: int) -> Iterator[list[T]]:
    while batch := list(islice(rows, size)):
        yield batch
