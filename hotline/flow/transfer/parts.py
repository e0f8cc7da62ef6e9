"""One part of an import: some rows made into tickets in one transaction, here or in a process beside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from hotline.flow.handling import bulk as handling
from hotline.flow.tickets import bulk as tickets
from hotline.flow.tickets.bulk import Past
from hotline.ground.journal import bulk as journals
from hotline.ground.organisations.queries import Unit
from hotline.ground.people.words import Actor
from hotline.lib.refusal import Refusal

from . import errors
from .cases import Reader
from .words import Line, Mapping

Row = tuple[Line, str, Unit | None]
"""A line, its identifier at the source, its unit."""


@dataclass(slots=True)
class Part:
    """What a part came to; rejected rows with sentence and kind."""

    present: int = 0
    carried: int = 0
    closed: int = 0
    rejected: list[tuple[Line, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Carrier:
    """Writes parts of one import."""

    mapping: Mapping
    centre: Unit
    by: Actor
    at: datetime

    def carry(self, rows: list[Row]) -> Part:
        """Write rows in one transaction; those that are there already are passed over."""
        part = Part()
        known = tickets.known(self.mapping.source, [identifier for _, identifier, _ in rows])
        part.present = len(known)
        with transaction.atomic():
            self._write(list(self._cases((row for row in rows if row[1] not in known), part)), part)
        return part

    def _cases(self, rows: Iterable[Row], part: Part) -> Iterator[Past]:
        reader = Reader(self.mapping, self.centre, self.at)
        for line, identifier, unit in rows:
            try:
                yield reader.case(line, identifier, unit)
            except errors.FileRefused:
                raise
            except Refusal as refusal:
                part.rejected.append((line, refusal.sentence(), type(refusal).__name__))

    def _write(self, cases: list[Past], part: Part) -> None:
        written = tickets.write(cases, by=self.by, at=self.at)
        answered = (
            (each.assignment_id, each.past.answer, each.past.is_public, each.past.closed_at)
            for each in written
            if each.assignment_id and each.past.answer and each.past.closed_at
        )
        handling.replies(answered, by=self.by.name)
        journals.append("ticket", tickets.chains(written), by=self.by)
        part.carried = len(written)
        part.closed = sum(each.past.closed_at is not None for each in written)
