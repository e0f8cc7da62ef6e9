"""Keeping the dispatch directory: a row is never rewritten, it ends and another begins."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from hotline.ground.journal import actions as journal
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor
from hotline.ground.regions import queries as regions
from hotline.ground.regions.words import RegionLevel
from hotline.lib.refusal import clause

from . import errors
from .actions import MANAGE, today
from .models import Category, DirectoryRow
from .words import NewRow

TABLE = "directory"


def add(new: NewRow, *, by: Actor, at: datetime) -> DirectoryRow:
    """Say who answers for a category in a region from a day on.

    :raises NotPermitted: the actor does not keep reference data of that region (none: of the province).
    :raises ImpossibleRow: an unknown category, region, unit or department, or dates that cannot be.
    :raises RowOverlaps: another row holds for the same category and region then.
    """
    with transaction.atomic():
        _lock()
        row = _open(new, by, at)
        journal.record_reference(TABLE, row.pk, "add", by=by, at=at, facts=asdict(new))
    return row


def close(row_id: int, until_on: date, *, by: Actor, at: datetime) -> None:
    """Let a row end on a day; one that has not begun by then is taken away.

    :raises RowNotFound: there is none that still holds; ``ImpossibleRow``: the day lies in the past.
    """
    with transaction.atomic():
        _lock()
        _end(_take(row_id, by, at), until_on, at)
        journal.record_reference(TABLE, row_id, "close", by=by, at=at, facts={"until_on": until_on})


def replace(row_id: int, new: NewRow, *, by: Actor, at: datetime) -> DirectoryRow:
    """Let a row end on the day its successor begins.

    :raises RowNotFound: there is none that still holds; ``ImpossibleRow``, ``RowOverlaps``: see ``add``.
    """
    with transaction.atomic():
        _lock()
        _end(_take(row_id, by, at), new.from_on, at)
        row = _open(new, by, at)
        journal.record_reference(TABLE, row_id, "close", by=by, at=at, facts={"until_on": new.from_on, "next": row.pk})
        journal.record_reference(TABLE, row.pk, "add", by=by, at=at, facts=asdict(new) | {"replaces": row_id})
    return row


def _lock() -> None:
    """Two rows that overlap must not pass each other by: the directory is changed by one at a time."""
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('directory'))")


def _open(new: NewRow, by: Actor, at: datetime) -> DirectoryRow:
    by.require_over(MANAGE, new.region or regions.province().code)
    _check(new, at)
    _refuse_overlap(new)
    return DirectoryRow.objects.create(
        category_id=new.category,
        region_id=new.region or None,
        centre_level=new.centre_level,
        unit_id=new.unit_id,
        department=new.department,
        level=new.level,
        joint_departments=list(new.joint_departments),
        note=new.note.strip(),
        from_on=new.from_on,
        until_on=new.until_on,
    )


def _check(new: NewRow, at: datetime) -> None:
    if new.from_on < today(at):
        raise errors.ImpossibleRow(problem=clause("生效日期不能早于今天"))
    if new.until_on is not None and new.until_on <= new.from_on:
        raise errors.ImpossibleRow(problem=clause("失效日期须晚于生效日期"))
    in_force = Q(until_on__isnull=True) | Q(until_on__gt=new.from_on)
    if not Category.objects.filter(in_force, pk=new.category).exists():
        raise errors.ImpossibleRow(problem=clause("没有编码为“{category}”的有效分类", category=new.category))
    if new.region and regions.region(new.region) is None:
        raise errors.ImpossibleRow(problem=clause("没有编码为“{region}”的区域", region=new.region))
    if (new.unit_id is None) == (not new.department):
        raise errors.ImpossibleRow(problem=clause("请指定一个承办单位，或一类部门及其层级，二者选一"))
    if new.unit_id is not None and new.unit_id not in organisations.units((new.unit_id,)):
        raise errors.ImpossibleRow(problem=clause("没有这个承办单位"))
    if new.department and new.level not in set(RegionLevel):
        raise errors.ImpossibleRow(problem=clause("请选择部门的层级"))
    unknown = [code for code in (new.department, *new.joint_departments) if code and not organisations.has_kind(code)]
    if unknown:
        raise errors.ImpossibleRow(problem=clause("没有简码为“{unknown}”的部门", unknown=unknown[0]))


def _refuse_overlap(new: NewRow) -> None:
    same = DirectoryRow.objects.filter(
        category_id=new.category, region_id=new.region or None, centre_level=new.centre_level
    )
    same = same.filter(Q(until_on__isnull=True) | Q(until_on__gt=new.from_on))
    if new.until_on is not None:
        same = same.filter(from_on__lt=new.until_on)
    if (held := same.select_related("unit").first()) is not None:
        raise errors.RowOverlaps(from_on=held.from_on, unit=held.unit.name if held.unit else held.department)


def _take(row_id: int, by: Actor, at: datetime) -> DirectoryRow:
    holds = Q(until_on__isnull=True) | Q(until_on__gt=today(at))
    row = DirectoryRow.objects.select_for_update(of=("self",)).filter(holds, pk=row_id).first()
    if row is None:
        raise errors.RowNotFound
    by.require_over(MANAGE, row.region_id or regions.province().code)
    return row


def _end(row: DirectoryRow, until_on: date, at: datetime) -> None:
    if until_on < today(at):
        raise errors.ImpossibleRow(problem=clause("失效日期不能早于今天"))
    if until_on <= row.from_on:
        row.delete()
    else:
        DirectoryRow.objects.filter(pk=row.pk).update(until_on=until_on)
