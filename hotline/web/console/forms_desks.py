"""Forms of special desks: desks, scripts, questions, and who belongs to them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hotline.ground.calendar import queries as calendars
from hotline.ground.catalogue.words import Kind, Urgency
from hotline.ground.desks import lists as desk_lists
from hotline.ground.desks.words import AlertWhen, AnswerKind, Choice, YesNo
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.words import OrganisationKind
from hotline.ground.people import queries as people
from hotline.web.kit import names
from hotline.web.kit.doors import today

from . import cells, rights
from .fields import CategoryField, DayField, SheetForm, TextField, UnitField, WordField, WordsField

PARTS = re.compile(r"\s*[|｜]\s*")
DANGER = "!"


def _calendars() -> list[tuple[str, Any]]:
    found = [(row.code, cells.either(row.name, row.name_en)) for row in calendars.calendars() if row.spans]
    return [("", _("全天 24 小时")), *found]


class DeskForm(SheetForm):
    """A special desk of a centre."""

    centre = UnitField(label=_("热线中心"))
    code = forms.CharField(label=_("编码"), max_length=20, help_text=_("小写字母、数字或横线，确定后不能更改。"))
    line = forms.CharField(label=_("号码或按键"), max_length=12, help_text=_("如 0、8、12350；本中心内不能重复。"))
    name = forms.CharField(label=_("名称"), max_length=40)
    name_en = forms.CharField(label=_("英文名称"), max_length=60)
    calendar = forms.ChoiceField(label=_("服务时间"), required=False, choices=_calendars)
    elsewhere = TextField(label=_("下班后可以找谁"), max_length=200, required=False, rows=2)
    elsewhere_en = TextField(label=_("英文：下班后可以找谁"), max_length=300, required=False, rows=2)
    category = CategoryField(label=_("预设分类"), required=False)
    kind = WordField(Kind, label=_("预设类型"))
    urgency = WordField(Urgency, label=_("最低紧急程度"))
    keeps_secret = forms.BooleanField(label=_("默认保密"), required=False)
    alert_when = WordField(AlertWhen, label=_("即时通知接收人"))
    answer_limit = forms.CharField(
        label=_("专员答复时限"), max_length=10, required=False, help_text=_("如 30min、4wh、1wd；没有专员的留空。")
    )
    ordinal = forms.IntegerField(label=_("排序"), required=False, min_value=0, max_value=999)
    from_on = DayField(label=_("启用日期"))

    def prepare(self) -> None:
        """Centre, code and beginning are given once."""
        if self.row is None:
            self.initial.setdefault("from_on", today())
        else:
            self.fix("centre", "code")
            del self.fields["from_on"]

    def clean_centre(self) -> int:
        """A hotline centre there is."""
        unit = self.row.centre_id if self.row is not None else self.cleaned_data["centre"]
        found = organisations.units([unit]).get(unit)
        if found is None or found.kind is not OrganisationKind.CENTRE:
            raise forms.ValidationError(_("专席须设在热线中心，请从列表中选择。"))
        return int(unit)


class DeskChoice(forms.TypedChoiceField):
    """One of the desks the reader keeps."""

    def __init__(self) -> None:
        super().__init__(label=_("专席"), coerce=int)


class OfDesk(SheetForm):
    """A form about one desk; which one stays once the row exists."""

    desk = DeskChoice()

    def prepare(self) -> None:
        """The desks of the reader's area."""
        assert self.by is not None
        rows = desk_lists.desks(within=rights.units_within(self.by, rights.REFERENCE, rights.JOURNAL, at="centre__"))
        found = [(row.pk, f"{names.unit(row.centre_id)} · {cells.either(row.name, row.name_en)}") for row in rows]
        field = self.fields["desk"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = found
        if self.row is not None:
            self.fix("desk")


class ScriptForm(OfDesk):
    """A version of what a desk says."""

    from_on = DayField(label=_("生效日期"), help_text=_("新版最早从明天起；已生效的版本不能再改。"))
    text = TextField(label=_("受理话术"), rows=4)
    text_en = TextField(label=_("英文话术"), required=False, rows=4)
    danger_words = WordsField(
        label=_("危险词"), longest=30, help_text=_("听到即提升紧急程度，并按专席设置通知接收人。用逗号隔开。")
    )
    raised = WordField(Urgency, label=_("出现危险信号时的紧急程度"))

    def prepare(self) -> None:
        """The next one begins tomorrow unless told otherwise."""
        super().prepare()
        self.initial.setdefault("from_on", today() + timedelta(days=1))
        self.initial.setdefault("raised", Urgency.URGENT)


class QuestionForm(SheetForm):
    """A question of a version that is not in force yet."""

    script = forms.TypedChoiceField(label=_("脚本"), coerce=int)
    ordinal = forms.IntegerField(label=_("第几题"), min_value=1, max_value=99)
    kind = WordField(AnswerKind, label=_("回答方式"))
    text = forms.CharField(label=_("问题"), max_length=200)
    text_en = forms.CharField(label=_("英文问题"), max_length=300, required=False)
    is_required = forms.BooleanField(label=_("必答"), required=False, initial=True)
    choices = WordsField(
        label=_("选项（单选）"),
        longest=120,
        by_lines=True,
        rows=4,
        help_text=_("每行一个：中文 | English。行首加 ! 的回答是危险信号。"),
    )
    grave = forms.ChoiceField(
        label=_("哪个回答是危险信号（是或否）"),
        required=False,
        choices=lambda: [("", _("都不是")), *((each.value, cells.either(each.zh, each.en)) for each in YesNo)],
    )

    def prepare(self) -> None:
        """The versions that are still to come; the script of a question stays."""
        assert self.by is not None
        within = rights.units_within(self.by, rights.REFERENCE, rights.JOURNAL, at="desk__centre__")
        rows = desk_lists.scripts(within=within)
        if self.row is None:
            rows = rows.filter(from_on__gt=today())
        field = self.fields["script"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(row.pk, script_name(row)) for row in rows]
        if self.row is not None:
            self.fix("script")

    def listed(self) -> tuple[tuple[Choice, ...], tuple[str, ...]]:
        """The choices as they were written, numbered, and which of them mean danger."""
        choices: list[Choice] = []
        grave: list[str] = []
        for number, line in enumerate(self.cleaned_data["choices"], start=1):
            if line.startswith(DANGER):
                grave.append(str(number))
            chinese, _bar, english = PARTS.sub("|", line.lstrip(DANGER).strip()).partition("|")
            choices.append(Choice(str(number), chinese, english))
        if self.cleaned_data["kind"] == AnswerKind.YES_NO:
            return (), (self.cleaned_data["grave"],) if self.cleaned_data["grave"] else ()
        return tuple(choices), tuple(grave)

    def clean(self) -> dict[str, Any]:
        """The choices read."""
        said = dict(super().clean() or {})
        if "choices" in said and "kind" in said:
            said["read"] = self.listed()
        return said


class SkillForm(OfDesk):
    """Who may sit at a desk, from when."""

    username = forms.CharField(label=_("用户名"), max_length=40, help_text=_("须在专席所属的热线中心任职。"))
    from_on = DayField(label=_("开始日期"))

    def prepare(self) -> None:
        """From today unless told otherwise."""
        super().prepare()
        self.initial.setdefault("from_on", today())

    def clean_username(self) -> int:
        """Somebody there is."""
        return person_id(self.cleaned_data["username"])


class RecipientForm(OfDesk):
    """Who is told at once, and how."""

    name = forms.CharField(label=_("接收人"), max_length=60, help_text=_("如“市疫情防控指挥部值班室”。"))
    unit = UnitField(label=_("机构（响铃）"), required=False)
    username = forms.CharField(label=_("人员用户名（响铃）"), max_length=40, required=False)
    phone = forms.CharField(label=_("短信号码"), max_length=30, required=False)
    from_on = DayField(label=_("开始日期"))

    def prepare(self) -> None:
        """From today unless told otherwise."""
        super().prepare()
        self.initial.setdefault("from_on", today())

    def clean_username(self) -> int | None:
        """Somebody there is, or nobody."""
        said = self.cleaned_data["username"].strip()
        return person_id(said) if said else None


class SpecialismForm(OfDesk):
    """Which unit's specialists answer in a field."""

    name = forms.CharField(label=_("方向"), max_length=40)
    name_en = forms.CharField(label=_("英文方向"), max_length=60)
    unit = UnitField(label=_("专员所在单位"))
    from_on = DayField(label=_("开始日期"))

    def prepare(self) -> None:
        """From today unless told otherwise."""
        super().prepare()
        self.initial.setdefault("from_on", today())


def person_id(username: str) -> int:
    """The account with a user name.

    :raises ValidationError: there is none in use.
    """
    found = people.listed(words=username.strip()).filter(username=username.strip()).first()
    if found is None:
        raise forms.ValidationError(_("没有这个用户名的在用账号。"))
    return int(found.pk)


def script_name(row: Any) -> str:
    """Centre, desk, version and day."""
    desk = cells.either(row.desk.name, row.desk.name_en)
    return f"{names.unit(row.desk.centre_id)} · {desk} v{row.number} ({row.from_on})"
