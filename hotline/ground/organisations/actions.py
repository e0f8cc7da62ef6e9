"""Keeping organisations: nothing is deleted, what changes is in the journal with what it was before."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from hotline.ground.calendar import queries as calendars
from hotline.ground.journal import actions as journal
from hotline.ground.people.words import Actor, Capability
from hotline.ground.regions import queries as regions
from hotline.lib.days import civil_day
from hotline.lib.refusal import clause

from . import errors
from .models import Duty, Organisation
from .words import NewOrganisation

TABLE = "organisation"
MANAGE = Capability.MANAGE_REFERENCE
CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{1,39}")
LONGEST_NAME = 80


def create(new: NewOrganisation, *, by: Actor, at: datetime) -> Organisation:
    """Add an organisation below another one, or at the top of its own tree.

    :raises NotPermitted: the actor does not keep reference data of that region.
    :raises ImpossibleOrganisation: what cannot be right, in words.
    """
    with transaction.atomic():
        by.require_over(MANAGE, new.region)
        _check(new)
        if not CODE.fullmatch(new.code) or Organisation.objects.filter(code=new.code).exists():
            raise errors.ImpossibleOrganisation(problem=clause("编码“{code}”无效或已被使用", code=new.code))
        above = _parent(new.parent_id)
        row = Organisation(**_columns(new), code=new.code, parent=above, path="", from_on=_today(at))
        row.save(force_insert=True)
        row.path = f"{above.path if above else '/'}{row.pk}/"
        row.save(update_fields=["path"])
        _note(row, "create", by, at, after=_columns(new))
    return row


def change(identifier: int, new: NewOrganisation, *, by: Actor, at: datetime) -> Organisation:
    """Correct what is known of an organisation; its code stays, its place in the tree is changed by ``move``.

    :raises ImpossibleOrganisation: what cannot be right, in words; ``OrganisationNotFound``.
    """
    with transaction.atomic():
        row = _take(identifier, by)
        by.require_over(MANAGE, new.region)
        _check(new)
        columns = _columns(new)
        before = {name: getattr(row, name) for name in columns}
        changed = {name: value for name, value in columns.items() if before[name] != value}
        for name, value in changed.items():
            setattr(row, name, value)
        if changed:
            row.save(update_fields=list(changed))
            _note(row, "change", by, at, before={name: before[name] for name in changed}, after=changed)
    return row


def move(identifier: int, parent_id: int | None, *, by: Actor, at: datetime) -> None:
    """Hang an organisation, with all below it, under another.

    :raises CyclicParent: the other one is itself or lies below it.
    """
    with transaction.atomic():
        row = _take(identifier, by)
        above = _parent(parent_id)
        if above is not None and above.path.startswith(row.path):
            raise errors.CyclicParent(parent=above.name, name=row.name)
        old, new = row.path, f"{above.path if above else '/'}{row.pk}/"
        if above is not None:
            by.require_over(MANAGE, above.region_id, above.pk, above.path)
        before = row.parent_id
        Organisation.objects.filter(pk=row.pk).update(parent=above)
        Organisation.objects.filter(path__startswith=old).update(
            path=Concat(Value(new), Substr(F("path"), len(old) + 1))
        )
        _note(row, "move", by, at, before=before, after=parent_id)


def retire(identifier: int, why: str, *, by: Actor, at: datetime) -> None:
    """Take an organisation out of use from today; tickets that name it keep it.

    :raises StillHasChildren: others hang below it; ``AlreadyRetired``.
    """
    with transaction.atomic():
        row = _take(identifier, by)
        if row.until_on is not None:
            raise errors.AlreadyRetired(name=row.name, until_on=row.until_on)
        if children := Organisation.objects.filter(parent=row, until_on__isnull=True).count():
            raise errors.StillHasChildren(name=row.name, count=children)
        row.until_on = _today(at)
        row.save(update_fields=["until_on"])
        _note(row, "retire", by, at, why=why, until_on=row.until_on)


def restore(identifier: int, *, by: Actor, at: datetime) -> None:
    """Take a retired organisation into use again.

    :raises NotRetired: it is in use.
    """
    with transaction.atomic():
        row = _take(identifier, by)
        if row.until_on is None:
            raise errors.NotRetired(name=row.name)
        row.until_on = None
        row.save(update_fields=["until_on"])
        _note(row, "restore", by, at)


def add_duty(
    identifier: int, starts_at: datetime, ends_at: datetime, name: str, phone: str, *, by: Actor, at: datetime
) -> Duty:
    """Put a turn on an organisation's duty list.

    :raises ImpossibleDuty: it ends before it starts, names nobody, or overlaps another turn.
    """
    with transaction.atomic():
        row = _take(identifier, by)
        if ends_at <= starts_at:
            raise errors.ImpossibleDuty(problem=clause("结束时间须晚于开始时间"))
        if not name.strip() or not phone.strip():
            raise errors.ImpossibleDuty(problem=clause("请填写姓名和电话"))
        if Duty.objects.filter(organisation=row, starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
            raise errors.ImpossibleDuty(problem=clause("与已有值班时间重叠"))
        duty = Duty.objects.create(
            organisation=row, starts_at=starts_at, ends_at=ends_at, name=name.strip(), phone=phone.strip()
        )
        _note(row, "add_duty", by, at, starts_at=starts_at, ends_at=ends_at, name=duty.name)
    return duty


def remove_duty(duty_id: int, *, by: Actor, at: datetime) -> None:
    """Take a turn off the list that has not begun.

    :raises ImpossibleDuty: there is none, or it has begun.
    """
    with transaction.atomic():
        duty = Duty.objects.select_for_update().filter(pk=duty_id).first()
        if duty is None or duty.starts_at <= at:
            raise errors.ImpossibleDuty(problem=clause("该值班不存在或已经开始"))
        row = _take(duty.organisation_id, by)
        duty.delete()
        _note(row, "remove_duty", by, at, starts_at=duty.starts_at, ends_at=duty.ends_at, name=duty.name)


def _take(identifier: int, by: Actor) -> Organisation:
    row = Organisation.objects.select_for_update(of=("self",)).filter(pk=identifier).first()
    if row is None:
        raise errors.OrganisationNotFound
    by.require_over(MANAGE, row.region_id, row.pk, row.path)
    return row


def _parent(identifier: int | None) -> Organisation | None:
    if identifier is None:
        return None
    row = Organisation.objects.select_for_update(of=("self",)).filter(pk=identifier, until_on__isnull=True).first()
    if row is None:
        raise errors.ImpossibleOrganisation(problem=clause("上级机构不存在或已停用"))
    return row


def _check(new: NewOrganisation) -> None:
    if not 0 < len(new.name.strip()) <= LONGEST_NAME:
        raise errors.ImpossibleOrganisation(problem=clause("名称须为 1–{longest_name} 字", longest_name=LONGEST_NAME))
    if regions.region(new.region) is None:
        raise errors.ImpossibleOrganisation(problem=clause("没有编码为“{region}”的区域", region=new.region))
    if not calendars.exists(new.calendar_code):
        raise errors.ImpossibleOrganisation(
            problem=clause("没有编码为“{calendar_code}”的工作日历", calendar_code=new.calendar_code)
        )


def _columns(new: NewOrganisation) -> dict[str, Any]:
    return {
        "name": new.name.strip(),
        "name_en": new.name_en.strip(),
        "short_name": new.short_name.strip(),
        "short_code": new.short_code,
        "aliases": list(new.aliases),
        "kind": new.kind,
        "level": new.level,
        "region_id": new.region,
        "calendar_code": new.calendar_code,
        "duty_phone": new.duty_phone.strip(),
        "ticks_joint": new.ticks_joint,
    }


def _today(at: datetime) -> date:
    return civil_day(at)


def _note(row: Organisation, verb: str, by: Actor, at: datetime, **facts: Any) -> None:
    journal.record_reference(TABLE, row.code, verb, by=by, at=at, facts={"name": row.name, **facts})
