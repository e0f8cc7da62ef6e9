"""Sheets of reply templates and of other programs' keys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from hotline.flow.handling import template_keeping as templates
from hotline.ground.organisations import lists as units
from hotline.ground.people.words import Actor
from hotline.ground.programs import actions as program_actions
from hotline.ground.programs import queries as programs
from hotline.ground.programs.words import KeyScope
from hotline.web.kit import moments, names, vocabulary
from hotline.web.kit.doors import now

from . import cells, rights
from .fields import CategoryField, MomentField, SheetForm, TextField, UnitField
from .sheets import Asked, Column, Deed, Done, Sheet


class TemplateForm(SheetForm):
    """A text that is answered with often."""

    title = forms.CharField(label=_("标题"), max_length=80)
    organisation = UnitField(label=_("哪个单位使用"), required=False, help_text=_("留空为全省通用。"))
    category_prefix = CategoryField(label=_("适用分类"), required=False, help_text=_("留空为所有分类。"))
    ordinal = forms.IntegerField(label=_("排序"), min_value=0, max_value=999, initial=0)
    text = TextField(label=_("回复正文"), rows=9, help_text=_("可用占位词 {标题}、{单位}、{称呼}，使用时自动填入。"))


class Templates(Sheet):
    """What units answer with often."""

    slug = "templates"
    title = _("回复模板")
    hint = _("承办单位答复市民时可套用的文字。修改不影响已经发出的答复。")
    icon = "message"
    new_label = _("新增模板")
    search_label = _("标题、正文或单位")
    form = TemplateForm
    table = "reply_template"
    order = ("ordinal", "title", "pk")
    columns = (
        Column(_("标题"), lambda row: cells.strong(row.title)),
        Column(_("单位"), lambda row: names.unit(row.organisation_id) if row.organisation_id else gettext("全省通用")),
        Column(
            _("适用分类"),
            lambda row: names.category(row.category_prefix) if row.category_prefix else gettext("所有分类"),
        ),
        Column(_("正文"), lambda row: cells.cut(row.text, 48)),
    )

    def rows(self, asked: Asked) -> QuerySet[Any]:
        """Those of units in the actor's hands, and those for everybody."""
        reach = rights.units_within(asked.by, *self.looks, at="organisation__")
        return templates.listed(words=asked.words).filter(Q(organisation__isnull=True) | reach)

    def may_create(self, by: Actor) -> bool:
        """A city keeps those of its own units."""
        return by.holds(self.manage)

    def may_change(self, row: Any, by: Actor) -> bool:
        """Those for everybody belong to the province."""
        if row.organisation_id is None:
            return rights.over_province(by, self.manage)
        return rights.over_unit(by, self.manage, row.organisation_id)

    def initial(self, row: Any) -> dict[str, Any]:
        """Its columns."""
        return super().initial(row) | {"organisation": row.organisation_id}

    def create(self, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Add a template."""
        row = templates.create(_template(facts), by=by, at=at)
        return Done(_("已新增模板。"), key=str(row.pk))

    def change(self, row: Any, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Rewrite it."""
        templates.change(row.pk, _template(facts), by=by, at=at)
        return Done(_("已保存。"))

    def deeds(self, row: Any, by: Actor, on: date) -> list[Deed]:
        """Take it away."""

        def remove(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
            templates.remove(row.pk, by=by, at=at)
            return Done(_("已删除模板，原文保留在变更记录中。"))

        warning = _("删除后承办人员不能再选用；已发出的答复不变。")
        return [Deed("remove", _("删除模板"), "trash", remove, consequence=warning, leaves=True)]


class KeyForm(SheetForm):
    """A key for another program."""

    name = forms.CharField(
        label=_("用途名称"), max_length=60, help_text=_("哪个系统、做什么用，例如：市政务服务 APP 诉求提交。")
    )
    organisation = UnitField(label=_("归属的热线中心"), help_text=_("由它提交的诉求进入该中心。"))
    scopes = forms.MultipleChoiceField(label=_("权限"), widget=forms.CheckboxSelectMultiple)
    per_minute = forms.IntegerField(
        label=_("每分钟最多请求"), min_value=1, max_value=60000, initial=program_actions.PER_MINUTE
    )
    expires_at = MomentField(label=_("到期时间"), required=False, help_text=_("留空为长期；建议一年以内。"))

    def prepare(self) -> None:
        """Scopes in the reader's language; a key never changes."""
        self.fields["scopes"].choices = vocabulary.choices(KeyScope, get_language() or "zh")  # type: ignore[attr-defined]
        if self.row is not None:
            self.fix(*self.fields)


class Keys(Sheet):
    """Keys by which other programs come in."""

    slug = "keys"
    title = _("接口密钥")
    hint = _("供其他系统提交诉求、查询工单。密钥只在新建时显示一次。")
    icon = "key"
    new_label = _("新建密钥")
    search_label = _("用途或前缀")
    form = KeyForm
    order = ("-created_at", "pk")
    faults: ClassVar[Mapping[str, str]] = {"NoName": "name"}
    columns = (
        Column(_("用途"), lambda row: cells.strong(row.name)),
        Column(_("前缀"), lambda row: cells.code(row.prefix), "cell-tight"),
        Column(_("归属"), lambda row: names.unit(row.organisation_id)),
        Column(_("权限"), lambda row: _scopes(row)),
        Column(_("每分钟"), lambda row: row.per_minute, "cell-number"),
        Column(_("新建"), lambda row: f"{moments.full(row.created_at)} {row.created_by}", "cell-tight"),
        Column(_("状态"), lambda row: _key_state(row), "cell-tight"),
    )

    def rows(self, asked: Asked) -> QuerySet[Any]:
        """Keys of centres in the actor's hands."""
        rows = programs.all_keys().filter(rights.units_within(asked.by, *self.looks, at="organisation__"))
        return rows.filter(Q(name__contains=asked.words) | Q(prefix__startswith=asked.words)) if asked.words else rows

    def may_create(self, by: Actor) -> bool:
        """A city makes keys for its own centre."""
        return by.holds(self.manage)

    def may_change(self, row: Any, by: Actor) -> bool:
        """A revoked key stays revoked."""
        return row.revoked_at is None and rights.over_unit(by, self.manage, row.organisation_id)

    def name(self, row: Any) -> str:
        """What it is for."""
        return str(row.name)

    def initial(self, row: Any) -> dict[str, Any]:
        """Its columns."""
        return super().initial(row) | {"organisation": row.organisation_id}

    def create(self, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Make a key; its secret is shown once."""
        by.require_over(self.manage, *units.place(facts["organisation"]))
        scopes = [KeyScope(code) for code in facts["scopes"]]
        key = program_actions.create_key(
            facts["name"],
            facts["organisation"],
            scopes,
            per_minute=facts["per_minute"],
            expires_at=facts["expires_at"],
            by=by,
            at=at,
        )
        return Done(gettext("“{name}”的接口密钥：").format(name=facts["name"]), secret=key.secret, key=str(key.id))

    def change(self, row: Any, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """A key is never changed: it is revoked and another is made."""
        return Done(_("密钥不能修改：请停用后新建。"))

    def deeds(self, row: Any, by: Actor, on: date) -> list[Deed]:
        """Make it worthless."""

        def revoke(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
            program_actions.revoke_key(row.pk, by=by, at=at)
            return Done(_("密钥已停用，立即失效。"))

        warning = _("使用该密钥的系统立即不能再提交或查询，且不能恢复。")
        return [Deed("revoke", _("停用密钥"), "circle-x", revoke, consequence=warning)]


def _template(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "organisation_id": facts["organisation"],
        "category_prefix": facts["category_prefix"],
        "title": facts["title"],
        "text": facts["text"],
        "ordinal": facts["ordinal"],
    }


def _scopes(row: Any) -> str:
    words = [KeyScope(code).label(get_language() or "zh") for code in row.scopes]
    return cells.few(words)


def _key_state(row: Any) -> object:
    if row.revoked_at is not None:
        return cells.pill("done", "circle-x", gettext("已停用"))
    if row.expires_at is not None and row.expires_at <= now():
        return cells.pill("done", "hourglass", gettext("已到期"))
    return cells.pill("good", "circle-check", gettext("有效"))
