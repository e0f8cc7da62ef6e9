"""Forms of knowledge entries."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from hotline.ground.catalogue import queries as catalogue
from hotline.ground.knowledge.words import NewEntry
from hotline.web.kit.doors import today

from .fields import DayField, RegionField, SheetForm, TextField, UnitField, WordsField

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,39}")


class EntryForm(SheetForm):
    """An entry as its author writes it."""

    code = forms.CharField(label=_("编号"), max_length=40, help_text=_("字母、数字、点或横线，确定后不能更改。"))
    title = forms.CharField(label=_("标题"), max_length=120)
    answer = TextField(label=_("答案"), rows=12, help_text=_("直接读给市民听的话；空一行另起一段。"))
    title_en = forms.CharField(
        label=_("英文标题"), max_length=200, required=False, help_text=_("有英文答案时填写，英文界面和英文检索都用它。")
    )
    answer_en = TextField(
        label=_("英文答案"), required=False, rows=8, help_text=_("可不填；填了就与英文标题一起发布，话务员可分别引用。")
    )
    questions = WordsField(
        label=_("市民常见问法"),
        longest=200,
        by_lines=True,
        rows=4,
        help_text=_("每行一种问法，检索和自动推荐时都用得上。"),
    )
    source = forms.CharField(label=_("来源或依据"), max_length=200, help_text=_("文件名称、文号或主管部门。"))
    owner = UnitField(label=_("责任单位"), required=False)
    region = RegionField(label=_("适用区划"), required=False, help_text=_("不选为全省适用。"))
    categories = WordsField(label=_("诉求分类编码"), longest=20, rows=1, help_text=_("如 05.02.01，多个用逗号隔开。"))
    valid_from_on = DayField(label=_("生效日期"))
    valid_until_on = DayField(label=_("失效日期"), required=False, help_text=_("留空为长期有效，仍会按年提醒复核。"))
    internal_note = TextField(label=_("内部提示"), required=False, rows=2, help_text=_("只给话务员看，不读给市民。"))

    def prepare(self) -> None:
        """A code stays; an answer holds from today unless told otherwise."""
        self.initial.setdefault("valid_from_on", today())
        if self.row is not None:
            self.fix("code")

    def clean_code(self) -> str:
        """A readable code."""
        code = str(self.cleaned_data.get("code") or "")
        if self.row is None and not CODE.fullmatch(code):
            raise forms.ValidationError(_("只能用字母、数字、点、横线或下划线，至少两个。"))
        return code

    def clean_categories(self) -> list[str]:
        """Codes that exist."""
        codes: list[str] = self.cleaned_data["categories"]
        for code in codes:
            if catalogue.category(code, today()) is None:
                raise forms.ValidationError(_("没有编码为“%(code)s”的有效分类。"), params={"code": code})
        return codes

    def new(self) -> NewEntry:
        """What the author wants the entry to say."""
        said = self.cleaned_data
        return NewEntry(
            title=said["title"],
            answer=said["answer"],
            source=said["source"],
            valid_from_on=said["valid_from_on"],
            valid_until_on=said["valid_until_on"],
            questions=tuple(said["questions"]),
            internal_note=said["internal_note"],
            owner_id=said["owner"],
            region=said["region"],
            categories=tuple(said["categories"]),
            title_en=said["title_en"],
            answer_en=said["answer_en"],
        )


class ReasonForm(SheetForm):
    """Why."""

    why = TextField(label=_("理由"), max_length=200, rows=2)


class UntilForm(SheetForm):
    """Until when an entry holds."""

    until = DayField(label=_("有效至"), required=False, help_text=_("留空为长期有效。"))
