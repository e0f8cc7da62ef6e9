"""Sheets of disaster mode: sets of essential limits, prepared answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from hotline.ground.catalogue.words import ClockKind
from hotline.ground.desks import lists as dated
from hotline.ground.disaster import keeping
from hotline.ground.disaster import queries as disaster
from hotline.ground.disaster.words import NewLimitSet, NewTemplate
from hotline.ground.people.words import Actor
from hotline.ground.regions import queries as regions
from hotline.web.kit import names
from hotline.web.kit.doors import now, today

from . import cells, rights
from .fields import RegionField, SheetForm, TextField
from .forms_catalogue import UntilForm
from .sheets import Asked, Column, Deed, Done, Filter, Sheet
from .sheets_desks import state_filter

CLOCKS = (*(clock for clock in ClockKind if clock in disaster.CENTRE), *keeping.UNITS)


class LimitSetForm(SheetForm):
    """Which clocks run in a disaster, and how long."""

    code = forms.CharField(label=_("编码"), max_length=11, help_text=_("小写字母、数字或横线，确定后不能更改。"))
    name = forms.CharField(label=_("名称"), max_length=60)
    name_en = forms.CharField(label=_("英文名称"), max_length=80)
    longest_hours = forms.IntegerField(label=_("一次最长（小时）"), min_value=1, initial=72)

    def prepare(self) -> None:
        """A field for each clock; the code stays."""
        language = get_language() or "zh"
        most = gettext("最多 {most} 小时，由时限方案规定。")
        self.fields["longest_hours"].help_text = most.format(most=keeping.most_hours(now()))
        for clock in CLOCKS:
            hint = _("留空：暂停到恢复常态。") if clock in disaster.CENTRE else _("留空：按常规时限。")
            self.fields[clock.value] = forms.CharField(
                label=clock.label(language), max_length=10, required=False, help_text=hint
            )
            if self.row is not None:
                self.initial.setdefault(clock.value, self.row.limits.get(clock.value, ""))
        if self.row is not None:
            self.fix("code")


class LimitSets(Sheet):
    """Sets of essential limits."""

    slug = "disaster-limits"
    title = _("应急时限方案")
    hint = _("应急模式下只跑这里写明的中心时限；单位时限照跑，可以写得更短。")
    icon = "clock-exclamation"
    new_label = _("新增方案")
    form = LimitSetForm
    table = "disaster_limits"
    order = ("code",)
    columns = (
        Column(_("编码"), lambda row: cells.code(row.code), "cell-tight"),
        Column(_("名称"), lambda row: cells.strong(cells.either(row.name, row.name_en))),
        Column(_("时限"), lambda row: _limits(row)),
        Column(_("一次最长（小时）"), lambda row: row.longest_hours, "cell-tight"),
        Column(_("状态"), lambda row: cells.in_force(row.from_on, row.until_on), "cell-tight"),
    )

    def filters(self, by: Actor) -> list[Filter]:
        """By state."""
        return [state_filter()]

    def rows(self, asked: Asked) -> QuerySet[Any]:
        """All of them; there are few."""
        rows = disaster.all_limit_sets().filter(dated.state(asked.get("state"), _day(asked.on)))
        return rows.filter(name__contains=asked.words) if asked.words else rows

    def name(self, row: Any) -> str:
        """Its name."""
        return cells.either(row.name, row.name_en)

    def initial(self, row: Any) -> dict[str, Any]:
        """Its columns."""
        return super().initial(row) | dict(row.limits)

    def create(self, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Write one."""
        row = keeping.set_limits(_set(facts), by=by, at=at)
        return Done(_("已保存。"), key=row.code)

    def change(self, row: Any, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Write it otherwise; a retired one comes back."""
        keeping.set_limits(_set({**facts, "code": row.code}), by=by, at=at)
        return Done(_("已保存。"))

    def deeds(self, row: Any, by: Actor, on: date) -> list[Deed]:
        """End it."""

        def retire(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
            keeping.retire_limits(row.code, facts["until_on"], by=by, at=at)
            return Done(_("已设定停用日期。"))

        return (
            [] if row.until_on else [Deed("retire", _("停用"), "archive", retire, UntilForm, initial={"until_on": on})]
        )


class TemplateForm(SheetForm):
    """A prepared answer."""

    region = RegionField(label=_("区划"), required=False, help_text=_("不选表示全省通用。"))
    title = forms.CharField(label=_("标题"), max_length=60)
    title_en = forms.CharField(label=_("英文标题"), max_length=80, required=False)
    text = TextField(label=_("答复"), rows=5)
    text_en = TextField(label=_("英文答复"), rows=4, required=False)
    ordinal = forms.IntegerField(label=_("排序"), required=False, min_value=0, max_value=999)


class DisasterTemplates(Sheet):
    """Prepared answers."""

    slug = "disaster-templates"
    title = _("应急答复模板")
    hint = _("应急模式下坐席直接答复时可一键套用。")
    icon = "message-circle"
    new_label = _("新增模板")
    search_label = _("标题或答复")
    form = TemplateForm
    table = "disaster_template"
    order = ("ordinal", "pk")
    columns = (
        Column(_("标题"), lambda row: cells.strong(cells.either(row.title, row.title_en))),
        Column(_("区划"), lambda row: names.region(row.region_id) if row.region_id else gettext("全省")),
        Column(_("答复"), lambda row: cells.cut(cells.either(row.text, row.text_en), 60)),
        Column(_("状态"), lambda row: cells.in_force(row.from_on, row.until_on), "cell-tight"),
    )

    def filters(self, by: Actor) -> list[Filter]:
        """By state."""
        return [state_filter()]

    def rows(self, asked: Asked) -> QuerySet[Any]:
        """All may look, to learn what others answer."""
        rows = disaster.all_templates().filter(dated.state(asked.get("state"), _day(asked.on)))
        said = Q(title__contains=asked.words) | Q(text__contains=asked.words)
        return rows.filter(said) if asked.words else rows

    def may_create(self, by: Actor) -> bool:
        """A city keeps its own."""
        return by.holds(self.manage)

    def may_change(self, row: Any, by: Actor) -> bool:
        """A city keeps its own."""
        return rights.over_region(by, self.manage, row.region_id or regions.province().code)

    def name(self, row: Any) -> str:
        """Its title."""
        return cells.either(row.title, row.title_en)

    def initial(self, row: Any) -> dict[str, Any]:
        """Its columns."""
        return super().initial(row) | {"region": row.region_id}

    def create(self, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Write one."""
        row = keeping.set_template(None, _template(facts), by=by, at=at)
        return Done(_("已保存。"), key=str(row.pk))

    def change(self, row: Any, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Write it otherwise."""
        keeping.set_template(row.pk, _template(facts), by=by, at=at)
        return Done(_("已保存。"))

    def deeds(self, row: Any, by: Actor, on: date) -> list[Deed]:
        """End it."""

        def retire(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
            keeping.retire_template(row.pk, facts["until_on"], by=by, at=at)
            return Done(_("已设定停用日期。"))

        return (
            [] if row.until_on else [Deed("retire", _("停用"), "archive", retire, UntilForm, initial={"until_on": on})]
        )


def _limits(row: Any) -> str:
    language = get_language() or "zh"
    found = [f"{clock.label(language)} {cells.limit(row.limits[clock])}" for clock in CLOCKS if clock in row.limits]
    return " · ".join(found)


def _set(facts: Mapping[str, Any]) -> NewLimitSet:
    limits = {clock.value: facts[clock.value] for clock in CLOCKS if facts[clock.value]}
    return NewLimitSet(facts["code"], facts["name"], facts["name_en"], limits, facts["longest_hours"])


def _template(facts: Mapping[str, Any]) -> NewTemplate:
    said = (facts["title"], facts["title_en"], facts["text"], facts["text_en"])
    return NewTemplate(*said, facts["region"], facts["ordinal"] or 0)


def _day(on: date) -> date:
    return today() if on == date.max else on
