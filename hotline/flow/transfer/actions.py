"""Carrying a file of tickets in: part by part, each whole or not at all, none twice, on all processors."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from hotline.ground.journal import actions as journal
from hotline.ground.journal.words import subject_of
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.ground.people.words import Actor
from hotline.lib import copying
from hotline.lib.refusal import Refusal, clause
from hotline.lib.spreading import spread

from . import errors, reading
from .cases import Reader
from .parts import Carrier, Part, Row
from .rejects import Rejects
from .units import Units
from .words import Line, Mapping, Summary

BATCH = 2_000
TOPIC = "import"


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
    summary = Summary()
    carrier = Carrier(mapping, _unit(mapping, mapping.centre), by, at)
    parent = _unit(mapping, mapping.unit.parent) if mapping.unit.parent else carrier.centre
    units = Units(mapping.unit, parent, by=by, at=at)
    lines = reading.lines(path, mapping.columns(), told)
    with Rejects(rejected) as rejects:
        parts = _parts(lines, Reader(mapping, carrier.centre, at), units, rejects, summary)
        for part in spread(carrier.carry, parts):
            _absorb(part, summary, rejects)
    summary.units, summary.reasons, summary.rejected = units.made, rejects.reasons, rejects.count
    summary.seconds = time.monotonic() - started
    copying.analyse()
    facts = {"file": path.name, "read": summary.read, "carried": summary.carried, "rejected": summary.rejected}
    with transaction.atomic():
        journal.record(TOPIC, subject_of(TOPIC, mapping.source), "carry_in", by=by, at=at, facts=facts)
    return summary


def _unit(mapping: Mapping, code: str) -> Unit:
    try:
        return organisations.unit_by_code(code)
    except ObjectDoesNotExist as error:
        raise errors.BadMapping(path=mapping.source, problem=clause("没有编码为“{code}”的单位", code=code)) from error


def _parts(
    lines: Iterator[Line], reader: Reader, units: Units, rejects: Rejects, summary: Summary
) -> Iterator[list[Row]]:
    """The file in parts: each row with its identifier and its unit, which is made here where it must be."""
    while batch := list(islice(lines, BATCH)):
        summary.read += len(batch)
        with transaction.atomic():
            rows = list(_named(batch, reader, units, rejects))
        yield rows


def _named(batch: list[Line], reader: Reader, units: Units, rejects: Rejects) -> Iterator[Row]:
    for line in batch:
        if line.problem:
            rejects.add(line, line.problem)
            continue
        try:
            yield line, reader.identifier(line), units.unit(line.values)
        except errors.FileRefused:
            raise
        except Refusal as refusal:
            rejects.add(line, refusal.sentence(), type(refusal).__name__)


def _absorb(part: Part, summary: Summary, rejects: Rejects) -> None:
    summary.present += part.present
    summary.carried += part.carried
    summary.closed += part.closed
    for line, sentence, kind in part.rejected:
        rejects.add(line, sentence, kind)
    rejects.flush()
