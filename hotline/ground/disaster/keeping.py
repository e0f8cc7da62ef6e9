"""Keeping what disaster mode is made of: sets of essential limits and prepared answers; the province keeps them."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.db import transaction

from hotline.ground.calendar.words import CalendarError, Limit
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import ClockKind
from hotline.ground.journal import actions as journal
from hotline.ground.people.words import Actor, Capability
from hotline.ground.regions import queries as regions
from hotline.lib.days import civil_day
from hotline.lib.refusal import Clause, clause

from . import errors, queries
from .models import LimitSet, Template
from .words import NewLimitSet, NewTemplate

LIMITS, TEMPLATE = "disaster_limits", "disaster_template"
CODE = re.compile(r"[a-z][0-9a-z-]{0,10}")
UNITS = (ClockKind.SIGN, ClockKind.CONTACT, ClockKind.HANDLE)
"""Clocks of units always run: what a set leaves out keeps its usual limit."""


def set_limits(new: NewLimitSet, *, by: Actor, at: datetime) -> LimitSet:
    """Write a set of essential limits, new or changed; clocks that run keep what they were given.

    :raises NotPermitted: the actor does not keep the whole province's reference data.
    :raises Impossible: what cannot be right, in words.
    """
    by.require_over(Capability.MANAGE_REFERENCE, regions.province().code)
    _check_limits(new, most_hours(at))
    columns: dict[str, Any] = {
        "name": new.name.strip(),
        "name_en": new.name_en.strip(),
        "limits": {name: written.strip() for name, written in new.limits.items() if written.strip()},
        "longest_hours": new.longest_hours,
        "until_on": None,
    }
    with transaction.atomic():
        old = LimitSet.objects.select_for_update().filter(pk=new.code).first()
        before = {name: getattr(old, name) for name in columns} if old else None
        first = columns | {"from_on": civil_day(at)}
        row, _ = LimitSet.objects.update_or_create(code=new.code, defaults=columns, create_defaults=first)
        facts = {"before": before, "after": columns}
        journal.record_reference(LIMITS, new.code, "set", by=by, at=at, facts=facts)
    return row


def most_hours(at: datetime) -> int:
    """How many hours a set may let a disaster last at most, by the policy in force."""
    return 24 * catalogue.bounds(at).disaster_days


def _check_limits(new: NewLimitSet, most: int) -> None:
    if not CODE.fullmatch(new.code):
        raise _bad(clause("编码“{code}”须为小写字母、数字或横线，最多 11 位", code=new.code))
    if not new.name.strip() or not new.name_en.strip():
        raise _bad(clause("请填写中文和英文名称"))
    if not 1 <= new.longest_hours <= most:
        raise _bad(clause("最长时间须在 1 到 {most} 小时之间", most=most))
    for name, written in new.limits.items():
        if name not in (*UNITS, *queries.CENTRE):
            raise _bad(clause("“{name}”不是可以设定的时限", name=name))
        if written.strip():
            _check_limit(written.strip())


def _check_limit(written: str) -> None:
    try:
        Limit.parse(written)
    except CalendarError:
        problem = clause("时限“{written}”无法识别，请写成 15min、1h、24h 等", written=written)
        raise _bad(problem) from None


def retire_limits(code: str, until_on: date, *, by: Actor, at: datetime) -> None:
    """Let a set end: from that day no switch may choose it; ``Impossible`` for a day in the past."""
    by.require_over(Capability.MANAGE_REFERENCE, regions.province().code)
    with transaction.atomic():
        if until_on < civil_day(at) or not LimitSet.objects.filter(pk=code).update(until_on=until_on):
            raise _bad(clause("停用日期不能早于今天"))
        journal.record_reference(LIMITS, code, "retire", by=by, at=at, facts={"until_on": until_on})


def set_template(identifier: int | None, new: NewTemplate, *, by: Actor, at: datetime) -> Template:
    """Write a prepared answer, new or changed.

    :raises NotPermitted: the region is not the actor's to keep; ``Impossible``: nothing said.
    """
    by.require_over(Capability.MANAGE_REFERENCE, new.region or regions.province().code)
    if not new.title.strip() or not new.text.strip():
        raise _bad(clause("请填写标题和答复"))
    columns = {
        "region_id": new.region or None,
        "title": new.title.strip(),
        "title_en": new.title_en.strip(),
        "text": new.text.strip(),
        "text_en": new.text_en.strip(),
        "ordinal": new.ordinal,
    }
    with transaction.atomic():
        old = Template.objects.select_for_update().filter(pk=identifier).first() if identifier else None
        if old is not None:
            by.require_over(Capability.MANAGE_REFERENCE, old.region_id or regions.province().code)
            before = {name: getattr(old, name) for name in columns}
            Template.objects.filter(pk=old.pk).update(**columns)
            facts = {"before": before, "after": columns}
            journal.record_reference(TEMPLATE, old.pk, "change", by=by, at=at, facts=facts)
            return old
        row = Template.objects.create(from_on=civil_day(at), **columns)
        journal.record_reference(TEMPLATE, row.pk, "add", by=by, at=at, facts=columns)
    return row


def retire_template(identifier: int, until_on: date, *, by: Actor, at: datetime) -> None:
    """Offer a prepared answer no more from a day; ``Impossible`` for a day in the past."""
    with transaction.atomic():
        row = Template.objects.select_for_update().filter(pk=identifier).first()
        if row is None:
            raise errors.ModeNotFound
        by.require_over(Capability.MANAGE_REFERENCE, row.region_id or regions.province().code)
        if until_on < civil_day(at):
            raise _bad(clause("停用日期不能早于今天"))
        Template.objects.filter(pk=row.pk).update(until_on=until_on)
        journal.record_reference(TEMPLATE, identifier, "retire", by=by, at=at, facts={"until_on": until_on})


def _bad(problem: Clause) -> errors.Impossible:
    return errors.Impossible(problem=problem)
