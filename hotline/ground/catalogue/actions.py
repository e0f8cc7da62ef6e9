"""Keeping categories and listed reasons: they come and go by date, old tickets keep theirs."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from hotline.ground.journal import actions as journal
from hotline.ground.people.words import Actor, Capability
from hotline.ground.regions import queries as regions
from hotline.lib.days import civil_day
from hotline.lib.refusal import clause

from . import errors
from .models import Category, Reason
from .words import Blame, NewCategory, NewReason, ReasonPurpose

CATEGORY, REASON = "category", "reason"
MANAGE = Capability.MANAGE_REFERENCE
CATEGORY_CODE = re.compile(r"[0-9]{2}(\.[0-9]{2}){0,4}")
REASON_CODE = re.compile(r"[0-9a-z][0-9a-z_-]{0,39}")
NAME, NAME_EN, HINT, HINT_EN, KEYWORD = 60, 100, 200, 300, 30


def add_category(new: NewCategory, *, from_on: date, by: Actor, at: datetime) -> Category:
    """Add a category below the one its code begins with; that one is no leaf any more.

    :raises NotPermitted: the actor does not keep the whole province's reference data.
    :raises ImpossibleCategory: what cannot be right, in words.
    """
    require(by)
    with transaction.atomic():
        if not CATEGORY_CODE.fullmatch(new.code):
            raise errors.ImpossibleCategory(problem=clause("编码“{code}”须写成 07.03.02 的形式", code=new.code))
        if Category.objects.filter(pk=new.code).exists():
            raise errors.ImpossibleCategory(
                problem=clause("编码“{code}”已被使用（停用的编码也不再分配）", code=new.code)
            )
        if from_on < today(at):
            raise errors.ImpossibleCategory(problem=clause("启用日期不能早于今天"))
        parent = new.code.rpartition(".")[0]
        if parent and not _in_force(from_on).filter(pk=parent).exists():
            raise errors.ImpossibleCategory(problem=clause("没有有效的上级分类“{parent}”", parent=parent))
        depth = new.code.count(".") + 1
        row = Category.objects.create(
            **_category(new), code=new.code, parent_id=parent or None, depth=depth, is_leaf=True, from_on=from_on
        )
        Category.objects.filter(pk=parent).update(is_leaf=False)
        journal.record_reference(CATEGORY, new.code, "add", by=by, at=at, facts=_category(new) | {"from_on": from_on})
    return row


def change_category(new: NewCategory, *, by: Actor, at: datetime) -> Category:
    """Change a category's names, hint, keywords, usual kind or urgency; its code and place stay.

    :raises CategoryNotFound: there is none in force.
    """
    require(by)
    with transaction.atomic():
        row = _take_category(new.code, today(at))
        columns = _category(new)
        before = {name: getattr(row, name) for name in columns}
        Category.objects.filter(pk=row.pk).update(**columns)
        journal.record_reference(CATEGORY, new.code, "change", by=by, at=at, facts={"before": before, "after": columns})
    row.refresh_from_db()
    return row


def retire_category(code: str, until_on: date, *, by: Actor, at: datetime) -> None:
    """Let a category end: from ``until_on`` nothing new is filed under it.

    :raises CategoryNotFound: there is none in force; ``ImpossibleCategory``: the day lies in the past.
    :raises StillHasBranches: others hang below it then.
    """
    require(by)
    with transaction.atomic():
        row = _take_category(code, today(at))
        if until_on < today(at) or until_on <= row.from_on:
            raise errors.ImpossibleCategory(problem=clause("停用日期不能早于今天，且须晚于启用日期"))
        if branches := _in_force(until_on).filter(parent=row).count():
            raise errors.StillHasBranches(name=row.name, count=branches)
        Category.objects.filter(pk=row.pk).update(until_on=until_on)
        journal.record_reference(CATEGORY, code, "retire", by=by, at=at, facts={"until_on": until_on})


def set_reason(new: NewReason, *, by: Actor, at: datetime) -> Reason:
    """Add a listed reason, or change one; a changed one is in the journal with what it said before.

    :raises ImpossibleReason: what cannot be right, in words.
    """
    require(by)
    if not REASON_CODE.fullmatch(new.code):
        raise errors.ImpossibleReason(problem=clause("编码“{code}”须为小写字母、数字、横线或下划线", code=new.code))
    if not new.name.strip() or not new.name_en.strip():
        raise errors.ImpossibleReason(problem=clause("请填写中文和英文名称"))
    if new.purpose is ReasonPurpose.REFUSE and not new.advice.strip():
        raise errors.ImpossibleReason(problem=clause("不予受理的理由须写明应当去哪里办理"))
    if bool(new.blame) != (new.purpose is ReasonPurpose.DISSATISFACTION) or (new.blame and not Blame.of(new.blame)):
        raise errors.ImpossibleReason(problem=clause("不满意原因须注明属于办理类、政策类还是诉求类，其他原因不填"))
    columns: dict[str, Any] = {
        "blame": new.blame,
        "name": new.name.strip(),
        "name_en": new.name_en.strip(),
        "advice": new.advice.strip(),
        "advice_en": new.advice_en.strip(),
        "ordinal": new.ordinal,
        "until_on": None,
    }
    with transaction.atomic():
        old = Reason.objects.select_for_update().filter(purpose=new.purpose, code=new.code).first()
        before = {name: getattr(old, name) for name in columns} if old else None
        row, _ = Reason.objects.update_or_create(
            purpose=new.purpose, code=new.code, defaults=columns, create_defaults=columns | {"from_on": today(at)}
        )
        facts = {"before": before, "after": columns}
        journal.record_reference(REASON, f"{new.purpose}/{new.code}", "set", by=by, at=at, facts=facts)
    return row


def retire_reason(purpose: ReasonPurpose, code: str, *, by: Actor, at: datetime) -> None:
    """Take a reason off the list from today; what was decided for it keeps it.

    :raises ImpossibleReason: there is none on the list.
    """
    require(by)
    with transaction.atomic():
        row = Reason.objects.select_for_update().filter(purpose=purpose, code=code, until_on__isnull=True).first()
        if row is None:
            raise errors.ImpossibleReason(problem=clause("没有编码为“{code}”的在用理由", code=code))
        Reason.objects.filter(pk=row.pk).update(until_on=today(at))
        journal.record_reference(REASON, f"{purpose}/{code}", "retire", by=by, at=at)


def require(by: Actor) -> None:
    """The catalogue belongs to whoever keeps the whole province's reference data.

    :raises NotPermitted: the actor does not.
    """
    by.require_over(MANAGE, regions.province().code)


def today(at: datetime) -> date:
    """The civil day of a moment."""
    return civil_day(at)


def _in_force(on: date) -> Any:
    return Category.objects.filter(from_on__lte=on).filter(Q(until_on__isnull=True) | Q(until_on__gt=on))


def _take_category(code: str, on: date) -> Category:
    row = Category.objects.select_for_update().filter(Q(until_on__isnull=True) | Q(until_on__gt=on), pk=code).first()
    if row is None:
        raise errors.CategoryNotFound(code=code)
    return row


def _category(new: NewCategory) -> dict[str, Any]:
    name, name_en = new.name.strip(), new.name_en.strip()
    if not 0 < len(name) <= NAME or not 0 < len(name_en) <= NAME_EN:
        raise errors.ImpossibleCategory(
            problem=clause(
                "请填写中文名称（至多 {name} 字）和英文名称（至多 {name_en} 字）", name=NAME, name_en=NAME_EN
            )
        )
    if (
        len(new.hint) > HINT
        or len(new.hint_en) > HINT_EN
        or any(not 0 < len(word.strip()) <= KEYWORD for word in new.keywords)
    ):
        raise errors.ImpossibleCategory(
            problem=clause(
                "提示至多 {hint} 字（英文 {hint_en}），每个关键词 1–{keyword} 字",
                hint=HINT,
                hint_en=HINT_EN,
                keyword=KEYWORD,
            )
        )
    return {
        "name": name,
        "name_en": name_en,
        "hint": new.hint.strip(),
        "hint_en": new.hint_en.strip(),
        "keywords": [word.strip() for word in new.keywords],
        "usual_kind": new.usual_kind,
        "urgency": new.urgency,
    }
