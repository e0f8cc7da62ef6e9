"""The sheet of follow-up plans: whom a centre asks from a day on, tried on last month's tickets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotline.flow.followup import plans
from hotline.flow.followup.words import Drawn, NewPlan, Stratum
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.people.words import Actor
from hotline.ground.regions import queries as regions
from hotline.lib.days import SHANGHAI
from hotline.lib.text import number
from hotline.web.kit import names
from hotline.web.kit.doors import today

from . import cells, rights
from .fields import DayField, SheetForm, UnitField, WordsField
from .sheets import Asked, Column, Deed, Done, Sheet

ALL = "*"
PARTS, MOST_PERCENT, LAST_HOUR = 3, 100, 23


class PlanForm(SheetForm):
    """Whom a centre asks, and when it rings again."""

    name = forms.CharField(label=_("名称"), max_length=80)
    centre = UnitField(label=_("热线中心"))
    from_on = DayField(label=_("生效日"), help_text=_("从这天起抽取；已经抽定的工单不变。"))
    percent = forms.IntegerField(
        label=_("抽样比例（%）"), min_value=0, max_value=100, help_text=_("不在下列分层的工单按此比例抽取。")
    )
    strata = WordsField(
        label=_("分层比例"),
        by_lines=True,
        rows=5,
        help_text=_("每行一层：分类编码 区划代码 比例，用空格分开，不限的写 *。例如：03 3202 50"),
    )
    hours = WordsField(
        label=_("时段起始钟点"), required=True, help_text=_("联系不上时，换到另一个时段再拨。例如：8、12、18")
    )

    def clean_strata(self) -> tuple[Stratum, ...]:
        """Lines as strata; a line that cannot be read is told."""
        return tuple(_stratum(line) for line in self.cleaned_data["strata"])

    def clean_hours(self) -> tuple[int, ...]:
        """Whole hours."""
        said = [number(each, LAST_HOUR) for each in self.cleaned_data["hours"]]
        hours = tuple(each for each in said if each is not None)
        if len(hours) < len(said):
            raise forms.ValidationError(_("时段请写整点，例如 8、12、18。"))
        return hours


def _stratum(line: str) -> Stratum:
    category, region, said = line.split() if len(line.split()) == PARTS else ("", "", "")
    percent = number(said, MOST_PERCENT)
    category, region = category.removeprefix(ALL), region.removeprefix(ALL)
    is_known = (not category or catalogue.category(category, today())) and (not region or regions.region(region))
    if not is_known or percent is None:
        raise forms.ValidationError(
            _("“%(line)s”读不懂：请写分类编码、区划代码和 0–100 的比例。"), params={"line": line[:30]}
        )
    return Stratum(category, region, percent)


class FollowUpPlans(Sheet):
    """Whom centres ask, by dates."""

    slug = "follow-up-plans"
    title = _("回访方案")
    hint = _(
        "批示、督办、重办和未完全解决的工单必访，其余按比例抽取；没有方案的中心全部回访。未抽中的以“已答复（未回访）”归档。"
    )
    icon = "phone-call"
    new_label = _("新增方案")
    search_label = _("名称或热线中心")
    form = PlanForm
    table = plans.TABLE
    order = ("-from_on", "pk")
    aside = "console/plan_aside.html"
    columns = (
        Column(_("名称"), lambda row: cells.strong(row.name)),
        Column(_("热线中心"), lambda row: names.unit(row.centre_id)),
        Column(_("生效日"), lambda row: f"{row.from_on:%F}", "cell-tight"),
        Column(_("抽样比例（%）"), lambda row: row.percent, "cell-number"),
        Column(_("分层比例"), lambda row: cells.few([_said(each) for each in row.strata], 3) or "—"),
        Column(_("状态"), lambda row: _state(row), "cell-tight"),
    )

    def rows(self, asked: Asked) -> QuerySet[Any]:
        """Those of centres in the actor's hands."""
        rows = plans.listed().filter(rights.units_within(asked.by, *self.looks, at="centre__"))
        return rows.filter(name__contains=asked.words) | rows.filter(centre__name__contains=asked.words)

    def may_create(self, by: Actor) -> bool:
        """A city keeps its own centre's."""
        return by.holds(self.manage)

    def may_change(self, row: Any, by: Actor) -> bool:
        """Only one that has not begun: afterwards the next plan takes its place."""
        return row.from_on > today() and rights.over_unit(by, self.manage, row.centre_id)

    def name(self, row: Any) -> str:
        """Its name."""
        return str(row.name)

    def initial(self, row: Any) -> dict[str, Any]:
        """Its columns."""
        strata = [f"{each['category'] or ALL} {each['region'] or ALL} {each['percent']}" for each in row.strata]
        return super().initial(row) | {"centre": row.centre_id, "strata": strata}

    def create(self, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Let it hold from its day on."""
        row = plans.adopt(_plan(facts), by=by, at=at)
        return Done(_("已新增方案；下面是用上月工单试算的结果。"), key=str(row.pk))

    def change(self, row: Any, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Another in its place, while it has not begun."""
        heir = plans.replace(row.pk, _plan(facts), by=by, at=at)
        return Done(_("已保存。"), key=str(heir.pk))

    def deeds(self, row: Any, by: Actor, on: date) -> list[Deed]:
        """Take back one that has not begun."""

        def withdraw(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
            plans.withdraw(row.pk, by=by, at=at)
            return Done(_("方案已撤回。"))

        warning = _("撤回后到生效日仍按现行方案回访。")
        return [Deed("withdraw", _("撤回方案"), "trash", withdraw, consequence=warning, leaves=True)]

    def more(self, row: Any, by: Actor, on: date) -> dict[str, Any]:
        """What it would have drawn of last month's tickets."""
        until = datetime.combine(on.replace(day=1), time(), SHANGHAI)
        since = (until - timedelta(days=1)).replace(day=1)
        found = plans.trial(row, since=since, until=until)
        total = sum(found.values())
        asked = total - found[Drawn.PASSED]
        return {"trial": list(found.items()), "total": total, "asked": asked, "month": f"{since:%Y-%m}"}


def _plan(facts: Mapping[str, Any]) -> NewPlan:
    return NewPlan(facts["centre"], facts["name"], facts["from_on"], facts["percent"], facts["strata"], facts["hours"])


def _said(stratum: Mapping[str, Any]) -> str:
    category = names.category(stratum["category"]) if stratum["category"] else gettext("全部分类")
    region = names.region(stratum["region"]) if stratum["region"] else gettext("全部辖区")
    return f"{category} × {region} {stratum['percent']}%"


def _state(row: Any) -> object:
    current = plans.in_force(row.centre_id, today())
    if row.from_on > today():
        return cells.pill("ask", "hourglass", gettext("待生效"))
    if current is not None and current.pk == row.pk:
        return cells.pill("good", "circle-check", gettext("生效中"))
    return cells.pill("done", "archive", gettext("已被接替"))
