"""Keeping the sensitivity of the watch: a set for every day from which it holds."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from django.db import IntegrityError, transaction

from hotline.flow.tickets import said
from hotline.ground.journal import actions as journal
from hotline.ground.people.words import Actor, Capability
from hotline.ground.regions import queries as regions
from hotline.lib.days import civil_day
from hotline.lib.refusal import clause

from . import errors
from .models import Setting
from .words import Sensitivity

TABLE = "alert_setting"


def add(from_on: date, how: Sensitivity, note: str, *, by: Actor, at: datetime) -> Setting:
    """Write a sensitivity that holds from a day on.

    :raises NotPermitted: the actor does not keep the province's reference data.
    :raises SettingInForce: there is one from this day; ``SettingPast``: the day is not tomorrow or later;
        ``ImpossibleSetting``: what it asks for cannot be.
    """
    by.require_over(Capability.MANAGE_REFERENCE, regions.province().code)
    _check(from_on, how, at)
    try:
        with transaction.atomic():
            row = Setting.objects.create(from_on=from_on, note=said.words(note, said.LINE), **asdict(how))
            journal.record_reference(TABLE, row.pk, "add", by=by, at=at, facts=_facts(row))
    except IntegrityError:
        raise errors.SettingInForce(on=f"{from_on:%F}") from None
    return row


def change(pk: int, how: Sensitivity, note: str, *, by: Actor, at: datetime) -> None:
    """Rewrite a sensitivity that does not hold yet.

    :raises SettingPast: it holds already; ``ImpossibleSetting``: see ``add``.
    """
    by.require_over(Capability.MANAGE_REFERENCE, regions.province().code)
    with transaction.atomic():
        row = Setting.objects.select_for_update().get(pk=pk)
        _check(row.from_on, how, at)
        for name, value in asdict(how).items():
            setattr(row, name, value)
        row.note = said.words(note, said.LINE)
        row.save()
        journal.record_reference(TABLE, row.pk, "change", by=by, at=at, facts=_facts(row))


def _check(from_on: date, how: Sensitivity, at: datetime) -> None:
    if from_on <= civil_day(at):
        raise errors.SettingPast
    if not 1 <= how.false_alarms <= 50:
        raise errors.ImpossibleSetting(problem=clause("误报率须在 1% 到 50% 之间"))
    if how.grave <= how.serious:
        raise errors.ImpossibleSetting(problem=clause("“严重”的升幅须大于“较重”的升幅"))
    if how.least_history < 28:
        raise errors.ImpossibleSetting(problem=clause("历史天数至少 28 天"))
    if how.new_count < 2 or how.least_rise < 10 or how.weak_rise < 10:
        raise errors.ImpossibleSetting(problem=clause("升幅至少 10%，新现件数至少 2 件"))


def _facts(row: Setting) -> dict[str, object]:
    return {"from_on": f"{row.from_on:%F}", **{name: getattr(row, name) for name in Sensitivity.__slots__}}
