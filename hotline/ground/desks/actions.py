"""Keeping the desks themselves: a centre's administrator keeps her own, the province every one."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.db import transaction

from hotline.ground.calendar import queries as calendars
from hotline.ground.calendar.words import CalendarError, Limit
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.journal import actions as journal
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.words import OrganisationKind
from hotline.ground.people.words import Actor, Capability
from hotline.lib.days import civil_day
from hotline.lib.refusal import Clause, clause

from . import errors, queries
from .models import Desk
from .words import NewDesk

TABLE = "desk"
CODE, LINE = re.compile(r"[a-z][0-9a-z-]{0,19}"), re.compile(r"[0-9*#]{1,12}")


def require(centre_id: int, by: Actor) -> None:
    """Special desks belong to whoever keeps the reference data over their centre.

    :raises NotPermitted: the actor does not.
    """
    centre = organisations.unit(centre_id)
    by.require_over(Capability.MANAGE_REFERENCE, centre.region, centre.id, centre.path)


def taken(identifier: int, by: Actor) -> Desk:
    """A desk of the actor's, locked; the caller holds the transaction.

    :raises NotFound: there is none; ``NotPermitted``: it is not hers to keep.
    """
    row = Desk.objects.select_for_update().filter(pk=identifier).first()
    if row is None:
        raise errors.NotFound
    require(row.centre_id, by)
    return row


def add(new: NewDesk, *, from_on: date, by: Actor, at: datetime) -> Desk:
    """Open a desk at a centre; it serves once a script is in force.

    :raises NotPermitted: the centre is not the actor's to keep.
    :raises ImpossibleDesk: what cannot be right, in words.
    """
    require(new.centre_id, by)
    with transaction.atomic():
        _check(new, at, but=0)
        if not CODE.fullmatch(new.code):
            raise _bad(clause("编码“{code}”须为小写字母、数字或横线，并以字母开头", code=new.code))
        if Desk.objects.filter(centre_id=new.centre_id, code=new.code).exists():
            raise _bad(clause("编码“{code}”在本中心已被使用", code=new.code))
        row = Desk.objects.create(centre_id=new.centre_id, code=new.code, from_on=from_on, **_columns(new))
        facts = {"centre": new.centre_id, "code": new.code, "from_on": from_on, **_columns(new)}
        journal.record_reference(TABLE, row.pk, "add", by=by, at=at, facts=facts)
    return row


def change(identifier: int, new: NewDesk, *, by: Actor, at: datetime) -> None:
    """Change a desk; its centre and code stay. Tickets it took keep what was said.

    :raises NotFound: there is none; ``NotPermitted``; ``ImpossibleDesk``.
    """
    with transaction.atomic():
        row = taken(identifier, by)
        _check(new, at, but=row.pk)
        after = _columns(new)
        before = {name: getattr(row, name) for name in after}
        Desk.objects.filter(pk=row.pk).update(**after)
        journal.record_reference(TABLE, row.pk, "change", by=by, at=at, facts={"before": before, "after": after})


def retire(identifier: int, until_on: date, *, by: Actor, at: datetime) -> None:
    """Let a desk end: from ``until_on`` its line leads nowhere.

    :raises ImpossibleDesk: the day lies in the past.
    """
    with transaction.atomic():
        row = taken(identifier, by)
        if until_on < civil_day(at):
            raise _bad(clause("停用日期不能早于今天"))
        Desk.objects.filter(pk=row.pk).update(until_on=until_on)
        journal.record_reference(TABLE, row.pk, "retire", by=by, at=at, facts={"until_on": until_on})


def _check(new: NewDesk, at: datetime, *, but: int) -> None:
    if organisations.unit(new.centre_id).kind is not OrganisationKind.CENTRE:
        raise _bad(clause("专席须设在热线中心"))
    if not new.name.strip() or not new.name_en.strip():
        raise _bad(clause("请填写中文和英文名称"))
    if not LINE.fullmatch(new.line):
        raise _bad(clause("号码或按键“{line}”只能是数字、* 或 #", line=new.line))
    same = queries.on_line(new.centre_id, new.line, civil_day(at))
    if same is not None and same.id != but:
        raise _bad(clause("号码或按键“{line}”已通向“{desk}”", line=new.line, desk=same.name))
    if new.calendar and not calendars.exists(new.calendar):
        raise _bad(clause("没有日历“{code}”", code=new.calendar))
    if new.calendar and not new.elsewhere.strip():
        raise _bad(clause("有服务时间的专席须写明下班后可以找谁"))
    if new.category and catalogue.category(new.category, civil_day(at)) is None:
        raise _bad(clause("没有分类“{code}”", code=new.category))
    if new.answer_limit:
        _check_limit(new.answer_limit)


def _check_limit(written: str) -> None:
    try:
        Limit.parse(written)
    except CalendarError:
        problem = clause("答复时限“{written}”无法识别，请写成 30min、2wh、1wd 等", written=written)
        raise _bad(problem) from None


def _columns(new: NewDesk) -> dict[str, Any]:
    return {
        "line": new.line,
        "name": new.name.strip(),
        "name_en": new.name_en.strip(),
        "calendar_code": new.calendar,
        "category_id": new.category or None,
        "kind": new.kind,
        "urgency": new.urgency,
        "keeps_secret": new.keeps_secret,
        "alert_when": new.alert_when,
        "answer_limit": new.answer_limit,
        "elsewhere": new.elsewhere.strip(),
        "elsewhere_en": new.elsewhere_en.strip(),
        "ordinal": new.ordinal,
    }


def _bad(problem: Clause) -> errors.ImpossibleDesk:
    return errors.ImpossibleDesk(problem=problem)
