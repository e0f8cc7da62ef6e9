"""The sheet of roles: what a posting allows and how far it reaches."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from hotline.flow.tickets.words import Verb
from hotline.ground.people import lists
from hotline.ground.people import queries as people
from hotline.ground.people import roles as role_actions
from hotline.ground.people.words import Actor, NewRole, Scope
from hotline.web.kit import vocabulary
from hotline.web.kit.doors import today

from . import cells, rights, vocabularies
from .fields import SheetForm, WordField
from .sheets import Asked, Column, Deed, Done, Link, Sheet

VERBS = frozenset(verb.value for verb in Verb)


class RoleForm(SheetForm):
    """A role as an administrator defines it."""

    code = forms.CharField(label=_("编码"), max_length=30, help_text=_("小写字母、数字或下划线，确定后不能更改。"))
    name = forms.CharField(label=_("名称"), max_length=40)
    name_en = forms.CharField(label=_("英文名称"), max_length=60)
    scope = WordField(Scope, label=_("看得到哪些工单"))
    unmask_limit = forms.IntegerField(label=_("每日查看明文上限"), min_value=0, max_value=1000, initial=20)
    ordinal = forms.IntegerField(label=_("排序"), min_value=0, max_value=999, initial=50)
    is_privileged = forms.BooleanField(label=_("登录须动态口令"), required=False)
    permissions = forms.MultipleChoiceField(label=_("权限"), required=False, widget=forms.CheckboxSelectMultiple)

    def prepare(self) -> None:
        """Permissions in groups; a code stays."""
        held = frozenset(self.row.permissions) if self.row is not None else frozenset()
        self.fields["permissions"].choices = vocabularies.permissions(held)  # type: ignore[attr-defined]
        if self.row is not None:
            self.fix("code")


class Roles(Sheet):
    """Roles and their permissions."""

    slug = "roles"
    title = _("角色与权限")
    hint = _("角色决定能做什么、看多远。改动对在任人员立即生效。")
    icon = "shield-lock"
    new_label = _("新增角色")
    manage = rights.PEOPLE
    looks = (rights.PEOPLE, rights.JOURNAL)
    form = RoleForm
    table = "role"
    order = ("ordinal", "code")
    faults: ClassVar[Mapping[str, str]] = {}
    columns = (
        Column(_("名称"), lambda row: cells.strong(cells.either(row.name, row.name_en))),
        Column(_("编码"), lambda row: cells.code(row.code), "cell-tight"),
        Column(_("范围"), lambda row: vocabulary.label(row.scope, "scope", get_language() or "zh"), "cell-tight"),
        Column(_("权限"), lambda row: gettext("{count} 项").format(count=len(row.permissions)), "cell-number"),
        Column(
            _("在任"),
            lambda row: gettext("{count} 人").format(count=lists.posting_counts(today()).get(row.code, 0)),
            "cell-number",
        ),
        Column(_("每日查看明文"), lambda row: row.unmask_limit, "cell-number"),
        Column(_("登录须动态口令"), lambda row: gettext("是") if row.is_privileged else "", "cell-tight"),
    )

    def rows(self, asked: Asked) -> QuerySet[Any]:
        """All of them."""
        rows = people.roles()
        return rows.filter(name__contains=asked.words) if asked.words else rows

    def links(self, by: Actor) -> list[Link]:
        """The matrix."""
        return [Link(_("权限对照表"), reverse("console:matrix"), "columns")]

    def name(self, row: Any) -> str:
        """Its name."""
        return cells.either(row.name, row.name_en)

    def row_links(self, row: Any, by: Actor) -> list[Link]:
        """Who holds it."""
        return [Link(_("在任人员"), reverse("console:sheet", args=["people"]) + f"?role={row.code}", "users")]

    def create(self, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Define a role."""
        row = role_actions.define(_role(facts), verbs=VERBS, by=by, at=at)
        return Done(_("已新增角色。"), key=row.code)

    def change(self, row: Any, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Change what it allows, from now on, for everybody who holds it."""
        role_actions.redefine(_role({**facts, "code": row.code}), verbs=VERBS, by=by, at=at)
        return Done(_("已保存，对在任人员立即生效。"))

    def deeds(self, row: Any, by: Actor, on: date) -> list[Deed]:
        """Take away a role nobody ever held."""

        def remove(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
            role_actions.remove(row.code, by=by, at=at)
            return Done(_("已删除角色。"), key="")

        warning = _("只有从未任用过的角色可以删除，删除后不能恢复。")
        return [Deed("remove", _("删除角色"), "trash", remove, consequence=warning, leaves=True)]


def _role(facts: Mapping[str, Any]) -> NewRole:
    return NewRole(
        facts["code"],
        facts["name"],
        facts["name_en"],
        frozenset(facts["permissions"]),
        Scope(facts["scope"]),
        facts["is_privileged"],
        facts["unmask_limit"],
        facts["ordinal"],
    )
