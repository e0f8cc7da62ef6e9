"""Defining roles: permissions are data, but only permissions that mean something."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from hotline.ground.journal import actions as journal
from hotline.ground.regions import queries as regions
from hotline.lib.refusal import clause

from . import errors
from .models import Posting, Role
from .words import Actor, Capability, NewRole, Scope

TABLE = "role"
CODE = re.compile(r"[a-z][a-z0-9_]{1,29}")
MOST_LOOKS = 1_000


def define(new: NewRole, *, verbs: Collection[str], by: Actor, at: datetime) -> Role:
    """Make a role.

    :param verbs: the verbs of the road, told from above since the ground does not know them.
    :raises NotPermitted: the actor does not manage people for the whole province.
    :raises ImpossibleRole: the code is taken or unreadable, a permission means nothing, a limit is out of range.
    """
    _require(by)
    if not CODE.fullmatch(new.code) or Role.objects.filter(code=new.code).exists():
        raise errors.ImpossibleRole(problem=clause("编码“{code}”无效或已被使用", code=new.code))
    _check(new, verbs, frozenset())
    with transaction.atomic():
        role = Role.objects.create(**_columns(new), code=new.code)
        journal.record_reference(TABLE, new.code, "define", by=by, at=at, facts=_facts(new))
    return role


def redefine(new: NewRole, *, verbs: Collection[str], by: Actor, at: datetime) -> Role:
    """Change a role; it holds for everybody posted to it from now on. Permissions it had already may stay.

    :raises UnknownRole: there is none; ``ImpossibleRole``: see ``define``.
    :raises RoleStaysPrivileged: people hold or held it with a one-time password.
    """
    _require(by)
    with transaction.atomic():
        role = Role.objects.select_for_update().filter(code=new.code).first()
        if role is None:
            raise errors.UnknownRole(code=new.code)
        before = NewRole(
            role.code,
            role.name,
            role.name_en,
            frozenset(role.permissions),
            Scope(role.scope),
            role.is_privileged,
            role.unmask_limit,
            role.ordinal,
        )
        _check(new, verbs, before.permissions)
        _keep_guarded(new, role)
        Role.objects.filter(pk=role.pk).update(**_columns(new))
        facts = {"before": _facts(before), "after": _facts(new)}
        journal.record_reference(TABLE, new.code, "redefine", by=by, at=at, facts=facts)
    role.refresh_from_db()
    return role


def remove(code: str, *, by: Actor, at: datetime) -> None:
    """Take away a role nobody was ever posted to.

    :raises RoleInUse: people hold or held it.
    """
    _require(by)
    with transaction.atomic():
        role = Role.objects.select_for_update().filter(code=code).first()
        if role is None:
            raise errors.UnknownRole(code=code)
        held = Posting.objects.filter(role=role).values("person_id").distinct().count()
        if held:
            raise errors.RoleInUse(role=role.name, count=held)
        role.delete()
        journal.record_reference(TABLE, code, "remove", by=by, at=at)


def _require(by: Actor) -> None:
    by.require_over(Capability.MANAGE_PEOPLE, regions.province().code)


def _check(new: NewRole, verbs: Collection[str], held: Collection[str]) -> None:
    unknown = sorted(new.permissions - set(verbs) - set(Capability) - set(held))
    if unknown:
        raise errors.ImpossibleRole(problem=clause("没有“{unknown}”这项权限", unknown=unknown[0]))
    if not new.name.strip() or not new.name_en.strip():
        raise errors.ImpossibleRole(problem=clause("请填写中文和英文名称"))
    if not 0 <= new.unmask_limit <= MOST_LOOKS:
        raise errors.ImpossibleRole(
            problem=clause("每日查看脱敏信息的次数须在 0–{most_looks} 之间", most_looks=MOST_LOOKS)
        )


def _keep_guarded(new: NewRole, role: Role) -> None:
    """Taking the one-time password from a role would lay its holders' accounts open to a single person."""
    if role.is_privileged and not new.is_privileged:
        held = Posting.objects.filter(role=role).values("person_id").distinct().count()
        if held:
            raise errors.RoleStaysPrivileged(role=role.name, count=held)


def _columns(new: NewRole) -> dict[str, object]:
    return {
        "name": new.name.strip(),
        "name_en": new.name_en.strip(),
        "permissions": sorted(new.permissions),
        "scope": new.scope,
        "is_privileged": new.is_privileged,
        "unmask_limit": new.unmask_limit,
        "ordinal": new.ordinal,
    }


def _facts(new: NewRole) -> dict[str, object]:
    return _columns(new) | {"code": new.code}
