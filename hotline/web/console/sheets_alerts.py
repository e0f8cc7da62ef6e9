"""Sheets of the watch over appeals: how sensitive it is, and the thresholds of similar tickets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hotline.ground.people.words import Actor
from hotline.insight.alerts import queries, setting, thresholds
from hotline.insight.alerts.thresholds import NewRule
from hotline.insight.alerts.words import USUAL, Likeness, Sensitivity
from hotline.web.kit import names
from hotline.web.kit.doors import today
from hotline.web.kit.widgets import CategoriesPicker, RegionsPicker, SeveralCodes

from . import cells
from .fields import DayField, SheetForm, WordField
from .sheets import Asked, Column, Done
from .sheets_dated import NamedRules, SetsByDay, word


def _count(label: Any, usual: int, most: int, hint: Any = "", least: int = 1) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, initial=usual, help_text=hint)


def _clock(label: Any, usual: Any, hint: Any = "") -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, initial=usual, widget=widget, help_text=hint)


class SettingForm(SheetForm):
    """How far something has to stand out before it is told."""

    from_on = DayField(label=_("生效日期"), help_text=_("明天或以后；到期自动换用，已发出的预警不变。"))
    false_alarms = _count(
        _("误报率（%）"), USUAL.false_alarms, 50, _("一个市没有异常的日子里，至多百分之几会误报；越小越不敏感。")
    )
    least_rise = _count(_("突增：至少高出（%）"), USUAL.least_rise, 1000, least=10)
    least_excess = _count(_("突增：至少多出（件）"), USUAL.least_excess, 999)
    least_expected = _count(_("突增：通常每天至少（件）"), USUAL.least_expected, 99, _("更少的由苗头和阈值关注。"))
    least_history = _count(_("至少有几天历史"), USUAL.least_history, 366, least=28)
    weak_rise = _count(_("苗头：至少高出（%）"), USUAL.weak_rise, 1000, least=10)
    weak_excess = _count(_("苗头：每周至少多出（件）"), USUAL.weak_excess, 999)
    new_within = _count(_("新现：几天之内"), USUAL.new_within, 60, least=2)
    new_count = _count(_("新现：至少几件"), USUAL.new_count, 99, least=2)
    serious = _count(_("“较重”：高出（%）"), USUAL.serious, 9999)
    grave = _count(_("“严重”：高出（%）"), USUAL.grave, 9999)
    lift_days = _count(
        _("排除后：几天内门槛更高"), USUAL.lift_days, 365, _("以“正常波动”排除的，0 为不提高门槛。"), least=0
    )
    lift = _count(_("排除后：再多升（%）"), USUAL.lift, 1000, least=0)
    quiet_days = _count(_("恢复往常几天后结束"), USUAL.quiet_days, 30)
    quiet_from = _clock(
        _("安静时段：从"), USUAL.quiet_from, _("安静时段内不响铃，结束时一并提醒；两个时间相同为不设。")
    )
    quiet_until = _clock(_("安静时段：到"), USUAL.quiet_until)
    note = forms.CharField(label=_("说明"), max_length=200, required=False)

    def prepare(self) -> None:
        """A set begins tomorrow unless told otherwise, and keeps its day."""
        self.initial.setdefault("from_on", today() + timedelta(days=1))
        if self.row is not None:
            self.fix("from_on")


class AlertSettings(SetsByDay):
    """How sensitive the watch is."""

    slug = "alert-settings"
    title = _("预警灵敏度")
    hint = _("突增、苗头和新现达到什么程度才预警，何时提醒。没有登记时用系统默认值。")
    icon = "adjustments-horizontal"
    new_label = _("新增一套灵敏度")
    form = SettingForm
    table = setting.TABLE
    values = (
        Column(_("误报率"), lambda row: f"{row.false_alarms}%"),
        Column(_("突增"), lambda row: f"≥ {row.least_rise}%"),
        Column(_("苗头"), lambda row: f"≥ {row.weak_rise}%"),
    )
    faults = {"SettingInForce": "from_on", "SettingPast": "from_on"}

    def sets(self) -> QuerySet[Any]:
        """All of them."""
        return queries.settings()

    def may_change(self, row: Any, by: Actor) -> bool:
        """What holds already stays as it is."""
        return self.may_create(by) and bool(row.from_on > today())

    def create(self, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Add a set."""
        row = setting.add(facts["from_on"], _sensitivity(facts), facts["note"], by=by, at=at)
        return Done(_("已新增灵敏度，到生效日期起使用。"), key=str(row.pk))

    def change(self, row: Any, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Rewrite one that does not hold yet."""
        setting.change(row.pk, _sensitivity(facts), facts["note"], by=by, at=at)
        return Done(_("已保存。"))


def _sensitivity(facts: Mapping[str, Any]) -> Sensitivity:
    return Sensitivity(**{name: facts[name] for name in Sensitivity.__slots__})


class ThresholdForm(SheetForm):
    """So many similar tickets within so many days."""

    name = forms.CharField(label=_("名称"), max_length=60)
    name_en = forms.CharField(label=_("英文名称"), max_length=120)
    likeness = WordField(Likeness, label=_("怎样算相似"))
    amount = _count(_("至少几件"), 3, 999, least=2)
    days = _count(_("几天之内"), 7, 60)
    categories = SeveralCodes(
        label=_("诉求分类"), widget=CategoriesPicker, help_text=_("领域、类别或细类，包括下级分类。")
    )
    regions = SeveralCodes(label=_("区域"), widget=RegionsPicker, required=False, help_text=_("不选为全省。"))
    from_on = DayField(label=_("生效日期"))
    until_on = DayField(label=_("到期日期"), required=False, help_text=_("留空为长期。"))

    def prepare(self) -> None:
        """A rule begins today unless told otherwise."""
        self.initial["from_on"] = today()


class AlertThresholds(NamedRules):
    """When similar tickets are told."""

    slug = "alert-thresholds"
    title = _("预警阈值")
    hint = _("几天内出现几件相似诉求就预警；适合数量少但一件也不能轻视的事。")
    icon = "list-check"
    new_label = _("新增阈值")
    change_hint = _("修改后保存：本行到生效日为止，新行从生效日接上；已发出的预警不变。")
    end_warning = _("从这一天起不再有效，已发出的预警不变。")
    form = ThresholdForm
    table = thresholds.TABLE
    order = ("name", "pk")
    columns = (
        Column(_("名称"), lambda row: cells.strong(cells.either(row.name, row.name_en))),
        Column(_("怎样算相似"), lambda row: word(row.likeness, "likeness")),
        Column(_("件数"), lambda row: row.amount, "cell-number"),
        Column(_("天数"), lambda row: row.days, "cell-number"),
        Column(_("分类"), lambda row: cells.few([names.category(each) for each in row.categories], 3)),
        Column(_("状态"), lambda row: cells.in_force(row.from_on, row.until_on), "cell-tight"),
    )

    def rows(self, asked: Asked) -> QuerySet[Any]:
        """Every rule."""
        return self.named(queries.rules(), asked)

    def create(self, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Let a rule begin."""
        return Done(_("已新增阈值。"), key=str(thresholds.add(_rule(facts), by=by, at=at).pk))

    def succeed(self, row: Any, facts: Mapping[str, Any], by: Actor, at: datetime) -> Any:
        """End it on the day its successor begins."""
        return thresholds.change(row.pk, _rule(facts), by=by, at=at)

    def stop(self, row: Any, until_on: date, by: Actor, at: datetime) -> None:
        """Let it end."""
        thresholds.end(row.pk, until_on, by=by, at=at)


def _rule(facts: Mapping[str, Any]) -> NewRule:
    return NewRule(
        name=facts["name"],
        name_en=facts["name_en"],
        likeness=Likeness(facts["likeness"]),
        amount=facts["amount"],
        days=facts["days"],
        categories=tuple(facts["categories"]),
        regions=tuple(facts["regions"]),
        from_on=facts["from_on"],
        until_on=facts["until_on"],
    )
