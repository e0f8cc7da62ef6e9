"""Keeping the weights of likeness: a set of them for every day from which it holds."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from django.db import IntegrityError, transaction

from hotline.flow.tickets import said
from hotline.ground.journal import actions as journal
from hotline.ground.people.words import Actor, Capability
from hotline.lib.days import civil_day

from . import errors
from .models import Weights
from .words import Scale

TABLE = "likeness_weights"


def add(from_on: date, scale: Scale, note: str, *, by: Actor, at: datetime) -> Weights:
    """Write weights that hold from a day on; what was merged before keeps its score.

    :raises WeightsInForce: there are some from this day already; ``WeightsPast``: the day is over.
    """
    by.require(Capability.MANAGE_REFERENCE)
    _refuse_past(from_on, at)
    try:
        with transaction.atomic():
            row = Weights.objects.create(from_on=from_on, note=said.words(note, said.LINE), **asdict(scale))
            journal.record_reference(TABLE, row.pk, "add", by=by, at=at, facts=_facts(row))
    except IntegrityError:
        raise errors.WeightsInForce(on=f"{from_on:%F}") from None
    return row


def change(pk: int, scale: Scale, note: str, *, by: Actor, at: datetime) -> None:
    """Rewrite weights that do not hold yet.

    :raises WeightsPast: they hold already: figures of the past stay as they were shown.
    """
    by.require(Capability.MANAGE_REFERENCE)
    with transaction.atomic():
        row = Weights.objects.select_for_update().get(pk=pk)
        _refuse_past(row.from_on, at)
        for name, value in asdict(scale).items():
            setattr(row, name, value)
        row.note = said.words(note, said.LINE)
        row.save()
        journal.record_reference(TABLE, row.pk, "change", by=by, at=at, facts=_facts(row))


def _refuse_past(from_on: date, at: datetime) -> None:
    if from_on <= civil_day(at):
        raise errors.WeightsPast


def _facts(row: Weights) -> dict[str, object]:
    return {"from_on": f"{row.from_on:%F}", **{name: getattr(row, name) for name in Scale.__slots__}}
