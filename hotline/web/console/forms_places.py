"""Forms of regions and organisations."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from hotline.ground.calendar import queries as calendars
from hotline.ground.organisations.words import OrganisationKind
from hotline.ground.regions.words import RegionLevel

from . import cells
from .fields import RegionField, SheetForm, UnitField, WordField, WordsField


class RegionForm(SheetForm):
    """A region: its code tells its level and what it lies in."""

    code = forms.CharField(
        label=_("编码"),
        max_length=9,
        help_text=_("4 位为设区市，6 位为县（市、区），9 位为乡镇（街道）；前几位即上级编码。"),
    )
    name = forms.CharField(label=_("名称"), max_length=60)
    name_en = forms.CharField(label=_("英文名称"), max_length=80, required=False)
    is_zone = forms.BooleanField(label=_("开发区等功能区"), required=False)

    def prepare(self) -> None:
        """A code stays for ever."""
        if self.row is not None:
            self.fix("code", "is_zone")


class PopulationForm(SheetForm):
    """How many people live in a region in a year."""

    year = forms.IntegerField(label=_("年份"))
    people = forms.IntegerField(label=_("常住人口（人）"), min_value=1)
    source = forms.CharField(label=_("来源"), max_length=120, help_text=_("例如：统计年鉴、人口普查公报。"))


class OrganisationForm(SheetForm):
    """An organisation as an administrator describes it."""

    code = forms.CharField(label=_("编码"), max_length=40, help_text=_("全省唯一，确定后不能更改，例如 320200-cgj。"))
    name = forms.CharField(label=_("名称"), max_length=80)
    name_en = forms.CharField(label=_("英文名称"), max_length=160, required=False)
    short_name = forms.CharField(label=_("简称"), max_length=40, required=False)
    kind = WordField(OrganisationKind, label=_("类型"))
    level = WordField(RegionLevel, label=_("级别"))
    region = RegionField(label=_("所在区划"), required=False, help_text=_("不选表示省级机构。"))
    parent = UnitField(label=_("上级机构"), required=False)
    short_code = forms.CharField(
        label=_("部门简码"),
        max_length=30,
        required=False,
        help_text=_("派单目录按简码在各地找到同类部门，例如 cgj 为城管局。"),
    )
    aliases = WordsField(label=_("别名"), longest=60, help_text=_("市民和下级常用的叫法，用逗号隔开，检索时都能找到。"))
    calendar_code = forms.ChoiceField(label=_("工作日历"), help_text=_("该单位的工作时间，决定其时限如何计算。"))
    duty_phone = forms.CharField(label=_("值班电话"), max_length=30, required=False)
    ticks_joint = forms.BooleanField(
        label=_("派单时预先勾选目录中的协办单位"),
        required=False,
        help_text=_("只对热线中心有效。不勾选时，协办单位只作为建议显示，由派单员逐个勾选。"),
    )

    def prepare(self) -> None:
        """The calendars there are; a code stays for ever, a place in the tree is changed by a deed of its own."""
        rows = calendars.calendars()
        self.fields["calendar_code"].choices = [  # type: ignore[attr-defined]
            (row.code, cells.either(row.name, row.name_en)) for row in rows
        ]
        if self.row is not None:
            self.fix("code")
            del self.fields["parent"]


class ParentForm(SheetForm):
    """Another organisation to hang under."""

    parent = UnitField(label=_("新的上级机构"), required=False, help_text=_("留空表示不再有上级；下级机构一并划转。"))


class WhyForm(SheetForm):
    """A reason in words."""

    why = forms.CharField(label=_("原因"), max_length=200, help_text=_("记入变更记录，供审计查看。"))
