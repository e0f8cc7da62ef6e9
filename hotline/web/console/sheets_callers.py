"""Sheets of what is weighed about duplicates, and of how long marks on numbers last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hotline.flow.callers import queries as callers
from hotline.flow.callers import terms
from hotline.flow.callers.words import USUAL as USUAL_TERMS
from hotline.flow.callers.words import Terms
from hotline.flow.groups import queries as groups
from hotline.flow.groups import weighing
from hotline.flow.groups.words import USUAL, Ground, Scale
from hotline.ground.people.words import Actor

from . import cells
from .fields import DayField, SheetForm
from .sheets import Column, Done
from .sheets_dated import SetsByDay


def _points(label: Any, usual: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=100, initial=usual)


class WeightsForm(SheetForm):
    """How many points each reason gives at most."""

    from_on = DayField(label=_("生效日期"), help_text=_("明天或以后；到期自动换用，已有的并单不变。"))
    least = _points(_("达到多少分才提示"), USUAL.least)
    days = forms.IntegerField(label=_("只比较相隔几天以内的工单"), min_value=1, max_value=365, initial=USUAL.days)
    place = _points(Ground.PLACE.zh, USUAL.place)
    area = _points(Ground.AREA.zh, USUAL.area)
    category = _points(Ground.CATEGORY.zh, USUAL.category)
    words = _points(Ground.WORDS.zh, USUAL.words)
    time = _points(Ground.TIME.zh, USUAL.time)
    caller = _points(Ground.CALLER.zh, USUAL.caller)
    note = forms.CharField(label=_("说明"), max_length=200, required=False)

    def prepare(self) -> None:
        """Call each reason by its word in the reader's language; a set keeps its day."""
        for ground in Ground:
            self.fields[ground.value].label = cells.either(ground.zh, ground.en)
        if self.row is not None:
            self.fix("from_on")


class LikenessWeights(SetsByDay):
    """What speaks for two tickets being one matter, and how much."""

    slug = "likeness"
    title = _("重复判定权重")
    hint = _("提示疑似重复工单时，地点、分类、用词等各计多少分。没有登记时用系统默认值。")
    icon = "copy"
    new_label = _("新增一套权重")
    form = WeightsForm
    table = weighing.TABLE
    values = (
        Column(_("提示分数线"), lambda row: row.least),
        Column(_("比较天数"), lambda row: row.days),
    )

    def sets(self) -> QuerySet[Any]:
        """All of them."""
        return groups.weights()

    def create(self, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Add a set."""
        row = weighing.add(facts["from_on"], _scale(facts), facts["note"], by=by, at=at)
        return Done(_("已新增权重，到生效日期起使用。"), key=str(row.pk))

    def change(self, row: Any, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Rewrite one that does not hold yet."""
        weighing.change(row.pk, _scale(facts), facts["note"], by=by, at=at)
        return Done(_("已保存。"))


def _scale(facts: Mapping[str, Any]) -> Scale:
    return Scale(**{name: facts[name] for name in Scale.__slots__})


class TermsForm(SheetForm):
    """How long a mark lasts."""

    from_on = DayField(label=_("生效日期"), help_text=_("明天或以后；有效的标记仍按原来的日期到期。"))
    usual_days = forms.IntegerField(label=_("通常天数"), min_value=1, max_value=3650, initial=USUAL_TERMS.usual_days)
    most_days = forms.IntegerField(label=_("最长天数"), min_value=1, max_value=3650, initial=USUAL_TERMS.most_days)
    note = forms.CharField(label=_("说明"), max_length=200, required=False)


class MarkTermsSheet(SetsByDay):
    """How long marks on numbers last."""

    slug = "mark-terms"
    title = _("骚扰标记期限")
    hint = _("骚扰标记通常标记多少天、最长多少天。没有登记时用系统默认值。")
    icon = "flag"
    new_label = _("新增一套期限")
    form = TermsForm
    table = terms.TABLE
    values = (
        Column(_("通常天数"), lambda row: row.usual_days),
        Column(_("最长天数"), lambda row: row.most_days),
    )

    def sets(self) -> QuerySet[Any]:
        """All of them."""
        return callers.all_terms()

    def may_change(self, row: Any, by: Actor) -> bool:
        """What was written stays; other terms get a day of their own."""
        return False

    def create(self, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Add terms."""
        new = Terms(facts["usual_days"], facts["most_days"])
        row = terms.add(facts["from_on"], new, facts["note"], by=by, at=at)
        return Done(_("已新增期限，到生效日期起使用。"), key=str(row.pk))
