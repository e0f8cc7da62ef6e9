"""Sheets of those who watch: rules of supervision, its limits, and the weekly duties to report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import ReasonPurpose, Urgency
from hotline.ground.people.words import Actor
from hotline.ground.regions.words import RegionLevel
from hotline.watch.duties import actions as reporting
from hotline.watch.duties import queries as duties
from hotline.watch.duties.words import NewDuty, Recipient, Weekday
from hotline.watch.supervision import limits, triggers
from hotline.watch.supervision.words import Grade, NewOrderLimit, NewRule, RuleKind, RuleMode
from hotline.watch.topics import queries as topics
from hotline.web.kit import names, vocabulary
from hotline.web.kit.doors import today
from hotline.web.kit.widgets import CategoriesPicker, RegionsPicker, SeveralCodes, TopicsPicker

from . import cells, rights
from .fields import DayField, SheetForm, TextField, UnitField, WordField, WordsField
from .sheets import Asked, Column, Done, Link
from .sheets_dated import Dated, NamedRules, word

LEVELS = (RegionLevel.PROVINCE, RegionLevel.CITY, RegionLevel.COUNTY)


class RuleForm(SheetForm):
    """What makes a centre supervise."""

    name = forms.CharField(label=_("名称"), max_length=60)
    name_en = forms.CharField(label=_("英文名称"), max_length=120)
    centre = UnitField(label=_("督办中心"), help_text=_("规则看这个中心辖区内的工单，并以它的名义督办。"))
    kind = WordField(RuleKind, label=_("触发条件"))
    amount = forms.IntegerField(
        label=_("数值"),
        min_value=0,
        max_value=999,
        required=False,
        help_text=_("超期：超过几小时；重办后不满意：重办几次后；重复反映：第几次来电。"),
    )
    topics = SeveralCodes(
        label=_("专题"), widget=TopicsPicker, required=False, help_text=_("专题关注用；属于任何一个专题即符合。")
    )
    words = WordsField(label=_("词语"), longest=30, help_text=_("专题和媒体用，出现任何一个即符合。"))
    categories = SeveralCodes(
        label=_("诉求分类"),
        widget=CategoriesPicker,
        required=False,
        help_text=_("专题关注：专题、词语、分类有一即可；其他条件：只看这些分类。"),
    )
    regions = SeveralCodes(label=_("区域"), widget=RegionsPicker, required=False, help_text=_("不选为整个辖区。"))
    urgencies = forms.MultipleChoiceField(
        label=_("紧急程度"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("不选为不限。")
    )
    mode = WordField(RuleMode, label=_("触发后"))
    grade = WordField(Grade, label=_("督办等级"))
    reason = forms.ChoiceField(label=_("督办原因"))
    demand = TextField(label=_("督办要求"), max_length=500)
    from_on = DayField(label=_("生效日期"))
    until_on = DayField(label=_("到期日期"), required=False, help_text=_("留空为长期。"))

    def prepare(self) -> None:
        """Urgencies and reasons in the reader's language; a rule begins today unless told otherwise."""
        self.fields["urgencies"].choices = vocabulary.choices(Urgency, get_language() or "zh")  # type: ignore[attr-defined]
        listed = catalogue.reasons(ReasonPurpose.SUPERVISION, today())
        self.fields["reason"].choices = [(row.code, cells.either(row.name, row.name_en)) for row in listed]  # type: ignore[attr-defined]
        self.initial["from_on"] = today()


class LimitForm(SheetForm):
    """Which level gives which grade, and how long that takes."""

    level = WordField(RegionLevel, label=_("中心级别"))
    grade = WordField(Grade, label=_("督办等级"))
    sign = forms.CharField(label=_("签收时限"), max_length=10, help_text=_("例如 4h、2wd。"))
    feedback = forms.CharField(label=_("反馈时限"), max_length=10, help_text=_("例如 24h、3wd。"))
    from_on = DayField(label=_("生效日期"))
    until_on = DayField(label=_("到期日期"), required=False, help_text=_("留空为长期。"))

    def prepare(self) -> None:
        """Level and grade stay; the next row begins today unless told otherwise."""
        self.initial["from_on"] = today()
        if self.row is not None:
            self.fix("level", "grade")


class DutyForm(SheetForm):
    """What every centre of a level reports weekly."""

    name = forms.CharField(label=_("名称"), max_length=60)
    name_en = forms.CharField(label=_("英文名称"), max_length=120)
    what = TextField(label=_("报送内容"), max_length=300)
    level = WordField(RegionLevel, label=_("中心级别"))
    recipient = WordField(Recipient, label=_("报给"))
    weekday = WordField(Weekday, label=_("星期"))
    clock = forms.TimeField(label=_("几点前"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    from_on = DayField(label=_("生效日期"))
    until_on = DayField(label=_("到期日期"), required=False, help_text=_("留空为长期。"))

    def prepare(self) -> None:
        """A duty begins tomorrow unless told otherwise."""
        self.initial["from_on"] = today() + timedelta(days=1)
        if self.row is not None:
            self.initial["weekday"] = str(self.row.weekday)


class SupervisionRules(NamedRules):
    """What makes centres supervise, or suggests it."""

    slug = "supervision-rules"
    title = _("督办规则")
    hint = _("符合条件的工单自动督办，或提示督办员决定；同一规则对同一工单只触发一次。")
    icon = "sparkles"
    new_label = _("新增规则")
    form = RuleForm
    table = "supervision_rule"
    order = ("centre__code", "pk")
    columns = (
        Column(_("名称"), lambda row: cells.strong(cells.either(row.name, row.name_en))),
        Column(_("督办中心"), lambda row: names.unit(row.centre_id)),
        Column(_("触发条件"), lambda row: condition(row)),
        Column(_("触发后"), lambda row: word(row.mode, "rule_mode"), "cell-tight"),
        Column(_("督办等级"), lambda row: word(row.grade, "grade"), "cell-tight"),
        Column(_("期间"), lambda row: cells.span(row.from_on, row.until_on), "cell-tight"),
        Column(_("状态"), lambda row: cells.in_force(row.from_on, row.until_on), "cell-tight"),
    )

    def rows(self, asked: Asked) -> QuerySet[Any]:
        """The rules of the centres in the actor's hands."""
        return self.named(triggers.all_rules().filter(rights.units_within(asked.by, *self.looks, at="centre__")), asked)

    def may_create(self, by: Actor) -> bool:
        """A city keeps the rules of its own centre."""
        return by.holds(self.manage)

    def links(self, by: Actor) -> list[Link]:
        """Try one."""
        return [Link(_("试一试"), reverse("console:try_rule"), "wand")]

    def row_links(self, row: Any, by: Actor) -> list[Link]:
        """Try this one."""
        return [Link(_("用历史工单试一试"), reverse("console:try_rule") + f"?rule={row.pk}", "wand")]

    def initial(self, row: Any) -> dict[str, Any]:
        """The row as the form shows it."""
        return super().initial(row) | {"centre": row.centre_id}

    def create(self, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Let a rule begin."""
        return Done(_("已新增规则。"), key=str(triggers.add(new_rule(facts), by=by, at=at).pk))

    def succeed(self, row: Any, facts: Mapping[str, Any], by: Actor, at: datetime) -> Any:
        """End it on the day its successor begins."""
        return triggers.replace_rule(row.pk, new_rule(facts), by=by, at=at)

    def stop(self, row: Any, until_on: date, by: Actor, at: datetime) -> None:
        """Let it end."""
        triggers.end(row.pk, until_on, by=by, at=at)


class SupervisionLimits(Dated):
    """How long signing and feedback take."""

    slug = "supervision-limits"
    title = _("督办时限")
    hint = _("哪一级中心可以下达哪种督办，签收和反馈各多久；没有行的等级不能下达。")
    icon = "hourglass"
    new_label = _("新增时限")
    form = LimitForm
    table = "order_limit"
    order = ("level", "grade", "-from_on", "pk")
    columns = (
        Column(_("中心级别"), lambda row: word(row.level, "level"), "cell-tight"),
        Column(_("督办等级"), lambda row: word(row.grade, "grade"), "cell-tight"),
        Column(_("签收时限"), lambda row: cells.limit(row.sign)),
        Column(_("反馈时限"), lambda row: cells.limit(row.feedback)),
        Column(_("期间"), lambda row: cells.span(row.from_on, row.until_on), "cell-tight"),
        Column(_("状态"), lambda row: cells.in_force(row.from_on, row.until_on), "cell-tight"),
    )

    def rows(self, asked: Asked) -> QuerySet[Any]:
        """Every row."""
        return self.kept(limits.rows(), asked)

    def name(self, row: Any) -> str:
        """Level and grade."""
        return f"{word(row.level, 'level')} {word(row.grade, 'grade')}"

    def create(self, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Let limits begin; what held for the same ends."""
        new = NewOrderLimit(
            Grade(facts["grade"]), facts["level"], facts["sign"], facts["feedback"], facts["from_on"], facts["until_on"]
        )
        return Done(_("已保存。"), key=str(limits.set_limit(new, by=by, at=at).pk))

    def change(self, row: Any, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """End it on the day its successor begins."""
        return self.create({**facts, "grade": row.grade, "level": row.level}, by, at)

    def stop(self, row: Any, until_on: date, by: Actor, at: datetime) -> None:
        """Let it end."""
        limits.end(row.pk, until_on, by=by, at=at)


class ReportDuties(NamedRules):
    """What centres report every week."""

    slug = "report-duties"
    title = _("报送制度")
    hint = _("各级中心每周向谁报什么、几点前报；到期前一天提醒，逾期告知上级。")
    icon = "calendar-event"
    new_label = _("新增报送")
    form = DutyForm
    table = "report_duty"
    order = ("level", "weekday", "clock", "pk")
    columns = (
        Column(_("名称"), lambda row: cells.strong(cells.either(row.name, row.name_en))),
        Column(_("中心级别"), lambda row: word(row.level, "level"), "cell-tight"),
        Column(_("报给"), lambda row: word(row.recipient, "recipient"), "cell-tight"),
        Column(_("时间"), lambda row: f"{word(str(row.weekday), 'weekday')} {row.clock:%H:%M}", "cell-tight"),
        Column(_("报送内容"), lambda row: row.what),
        Column(_("状态"), lambda row: cells.in_force(row.from_on, row.until_on), "cell-tight"),
    )

    def rows(self, asked: Asked) -> QuerySet[Any]:
        """Every duty."""
        return self.named(duties.all_duties(), asked)

    def create(self, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Let a duty begin."""
        return Done(_("已保存。"), key=str(reporting.add(_duty(facts), by=by, at=at).pk))

    def succeed(self, row: Any, facts: Mapping[str, Any], by: Actor, at: datetime) -> Any:
        """End it on the day its successor begins."""
        return reporting.change(row.pk, _duty(facts), by=by, at=at)

    def stop(self, row: Any, until_on: date, by: Actor, at: datetime) -> None:
        """Let it end."""
        reporting.end(row.pk, until_on, by=by, at=at)


def condition(row: Any) -> object:
    """What makes a rule fire, in few words."""
    more = [str(row.amount)] if row.amount else []
    named = topics.names(row.topics)
    more += [cells.either(*named.get(code, (code, code))) for code in row.topics]
    more += [*row.words, *row.categories, *(names.region(each) for each in row.regions)]
    more += [word(each, "urgency") for each in row.urgencies]
    return format_html("{} <span class='text-secondary'>{}</span>", word(row.kind, "rule_kind"), cells.few(more, 4))


def new_rule(facts: Mapping[str, Any]) -> NewRule:
    """The rule as the form was filled in."""
    return NewRule(
        name=facts["name"],
        name_en=facts["name_en"],
        centre_id=facts["centre"],
        kind=RuleKind(facts["kind"]),
        mode=RuleMode(facts["mode"]),
        grade=Grade(facts["grade"]),
        reason=facts["reason"],
        demand=facts["demand"],
        from_on=facts["from_on"],
        until_on=facts["until_on"],
        amount=facts["amount"] or 0,
        words=tuple(facts["words"]),
        categories=tuple(facts["categories"]),
        regions=tuple(facts["regions"]),
        urgencies=tuple(facts["urgencies"]),
        topics=tuple(facts["topics"]),
    )


def _duty(facts: Mapping[str, Any]) -> NewDuty:
    return NewDuty(
        facts["name"],
        facts["name_en"],
        facts["what"],
        facts["level"],
        Recipient(facts["recipient"]),
        int(facts["weekday"]),
        facts["clock"],
        facts["from_on"],
        facts["until_on"],
    )
