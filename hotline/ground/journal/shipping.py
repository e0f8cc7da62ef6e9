"""Reference data that ships with a version: a province that lacks a row gets it, once; what was taken out stays out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hotline.ground.people.words import Actor

from . import actions, queries
from .words import subject_of

SHIP = "ship"


@dataclass(frozen=True, slots=True)
class Shipped:
    """One row, or part of one, that a province lacks: its table, its code, what it is called, and how it is written."""

    table: str
    code: str
    name: str
    write: Callable[[datetime], object]

    @property
    def key(self) -> str:
        """What its event in the journal is about."""
        return f"shipped:{self.code}"


def lacking(rows: Iterable[Shipped]) -> list[Shipped]:
    """Those that were never added: what an administrator took out since does not come back."""
    found = list(rows)
    subjects = {subject_of(row.table, row.key): row for row in found}
    known = set(queries.of_verb(actions.REFERENCE, subjects, SHIP).values_list("subject", flat=True))
    return [row for subject, row in subjects.items() if subject not in known]


def add(row: Shipped, *, by: Actor, at: datetime) -> None:
    """Write a row, with its event."""
    with transaction.atomic():
        row.write(at)
        actions.record_reference(row.table, row.key, SHIP, by=by, at=at, facts={"code": row.code, "name": row.name})


def was_changed(table: str, key: object, *verbs: str) -> bool:
    """Whether somebody did one of the verbs to a row of reference data."""
    subject = subject_of(table, key)
    return any(queries.of_verb(actions.REFERENCE, [subject], verb).exists() for verb in verbs)
