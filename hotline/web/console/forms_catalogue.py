"""Forms of categories, directory rows and reasons."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from hotline.ground.catalogue.words import Blame, Kind, ReasonPurpose, Urgency
from hotline.ground.regions.words import RegionLevel
from hotline.web.kit.doors import today

from .fields import CategoryField, DayField, RegionField, SheetForm, TextField, UnitField, WordField, WordsField


class CategoryForm(SheetForm):
    """A category; the code is given by its place."""

    parent = CategoryField(label=_("上级分类"), required=False, help_text=_("留空为一级分类；编码自动取下一个空号。"))
    name = forms.CharField(label=_("名称"), max_length=60)
    name_en = forms.CharField(label=_("英文名称"), max_length=100)
    usual_kind = WordField(Kind, label=_("常见类型"))
    urgency = WordField(Urgency, label=_("默认紧急程度"))
    keywords = WordsField(label=_("关键词"), longest=30, help_text=_("市民常说的词，用于自动推荐分类，用逗号隔开。"))
    hint = TextField(label=_("说明"), max_length=200, required=False, rows=2, help_text=_("登记时显示在分类旁。"))
    hint_en = TextField(label=_("英文说明"), max_length=300, required=False, rows=2)
    from_on = DayField(label=_("启用日期"))

    def prepare(self) -> None:
        """Place and beginning are given once."""
        if self.row is None:
            self.initial.setdefault("from_on", today())
            self.initial.setdefault("urgency", Urgency.NORMAL)
        else:
            del self.fields["parent"]
            del self.fields["from_on"]


class MoveForm(SheetForm):
    """Where a category goes, and when."""

    parent = CategoryField(label=_("新的上级分类"), required=False)
    from_on = DayField(label=_("生效日期"))


class UntilForm(SheetForm):
    """From which day on something holds no more."""

    until_on = DayField(label=_("从哪天起不再有效"))


class DirectoryForm(SheetForm):
    """Who answers for a category in a region."""

    category = CategoryField(label=_("分类"))
    region = RegionField(label=_("区划"), required=False, help_text=_("不选表示全省通用。"))
    centre_level = WordField(
        RegionLevel,
        blank=_("各级"),
        label=_("适用的中心级别"),
        required=False,
        help_text=_("哪一级热线中心派单时用这一行。"),
    )
    unit = UnitField(label=_("指定单位"), required=False, help_text=_("与“部门简码”二选一。"))
    department = forms.CharField(
        label=_("部门简码"),
        max_length=30,
        required=False,
        help_text=_("按工单所在区划找到同类部门，例如 cgj 为城管局。"),
    )
    level = WordField(RegionLevel, blank=_("—"), label=_("部门所在级别"), required=False)
    joint_departments = WordsField(label=_("协办部门简码"), longest=30, help_text=_("用逗号隔开。"))
    note = forms.CharField(label=_("备注或依据"), max_length=200, required=False)
    from_on = DayField(label=_("生效日期"))
    until_on = DayField(label=_("到期日期"), required=False, help_text=_("留空为长期。"))

    def prepare(self) -> None:
        """A new row begins tomorrow unless told otherwise."""
        self.initial.setdefault("from_on", today() + timedelta(days=1))


class ReasonForm(SheetForm):
    """A listed reason."""

    purpose = WordField(ReasonPurpose, label=_("用途"))
    code = forms.CharField(
        label=_("编码"), max_length=40, help_text=_("小写字母、数字、横线或下划线，确定后不能更改。")
    )
    name = forms.CharField(label=_("名称"), max_length=80)
    name_en = forms.CharField(label=_("英文名称"), max_length=120)
    advice = TextField(
        label=_("给市民的指引"), max_length=300, required=False, help_text=_("不予受理必填：为什么、该去哪里办。")
    )
    advice_en = TextField(label=_("英文指引"), max_length=400, required=False)
    blame = WordField(
        Blame,
        label=_("不满意成因"),
        blank=_("不适用"),
        required=False,
        help_text=_("不满意原因必选：政策类与办理类分开统计；其他用途留空。"),
    )
    ordinal = forms.IntegerField(label=_("排序"), required=False, min_value=0, max_value=999)

    def prepare(self) -> None:
        """Purpose and code stay."""
        if self.row is not None:
            self.fix("purpose", "code")
