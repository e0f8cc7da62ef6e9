"""Forms of the portal: errors stand at their field, in the citizen's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from hotline.flow.followup.words import NEGATIVE, FollowUpChannel, Satisfied, Solved, Visit
from hotline.flow.tickets.words import CallerKind, FollowUpWish
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import Kind, ReasonPurpose
from hotline.ground.regions import queries as regions
from hotline.ground.regions.queries import Place
from hotline.lib import identity
from hotline.lib.words import Word

MOST_FILES = 5
TEXT, WISH, PLACE, NAME, NOTE = 20_000, 2_000, 200, 60, 2_000
Choices = list[Any]


def language() -> str:
    """The reader's language."""
    return get_language() or "zh"


def words(kind: type[Word], *without: Word) -> Callable[[], Choices]:
    """The words of a kind as choices, in the reader's language."""
    return lambda: [(each.value, each.label(language())) for each in kind if each not in without]


def written(
    label: Any, limit: int, *, hint: Any = "", rows: int = 0, required: bool = False, **attrs: Any
) -> forms.CharField:
    """A line, or an area of so many rows."""
    widget = forms.Textarea({"rows": rows} | attrs) if rows else forms.TextInput(attrs)
    errors = {
        "required": _("请填写。"),
        "max_length": _("太长了（%(show_value)s 字），最多 %(limit_value)s 字。"),
        "null_characters_not_allowed": _("含有不能保存的字符。"),
    }
    field = forms.CharField(
        label=label, help_text=hint, required=required, max_length=limit, widget=widget, error_messages=errors
    )
    field.widget.attrs.pop("maxlength", None)  # a browser would cut a pasted text without a word
    return field


def choice(label: Any, choices: Callable[[], Choices], *, required: bool = True, hint: Any = "") -> forms.ChoiceField:
    """One of several, all in sight."""
    errors = {"required": _("请选择一项。"), "invalid_choice": _("请从列表中选择。")}
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, required=required, help_text=hint, error_messages=errors
    )


class ManyFilesInput(forms.ClearableFileInput):
    """A file field that takes several."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/input.html"


class ManyFiles(forms.FileField):
    """Several files, or none; what they are is judged when they are kept."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=ManyFilesInput(), required=False, **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        return [each for each in data or [] if isinstance(each, UploadedFile)]


def many_files() -> ManyFiles:
    """The usual file field."""
    return ManyFiles(
        label=_("照片或文件"),
        help_text=_("可不传。最多5个：照片、PDF、Word、Excel、录音、视频。照片中的拍摄信息会自动去除。"),
    )


class WhatForm(forms.Form):
    """Step one: what is the matter."""

    kind = choice(_("您想"), words(Kind))
    text = written(
        _("请说说具体情况"),
        TEXT,
        rows=7,
        required=True,
        hint=_("发生了什么、什么时候开始、影响了谁。请不要写他人的身份证号等信息。"),
    )
    wish = written(_("您希望怎样解决"), WISH, rows=2, hint=_("可不填。"))
    photos = many_files()


class WhereForm(forms.Form):
    """Step two: where it is."""

    region = forms.ChoiceField(
        label=_("在哪个市、县（区）"),
        choices=lambda: [("", gettext("请选择")), *region_choices()],
        error_messages={"required": _("请选择所在地区。"), "invalid_choice": _("请从列表中选择。")},
    )
    place = written(_("具体地点"), PLACE, hint=_("街道、小区、门牌号，或附近的标志。"), autocomplete="off")


class WhoForm(forms.Form):
    """Step three: whom to answer."""

    caller_kind = choice(_("您是"), words(CallerKind, CallerKind.ANONYMOUS))
    name = written(_("怎么称呼您"), NAME, hint=_("企业请填企业名称和联系人。"), autocomplete="name")
    phone = written(
        _("联系电话"),
        30,
        required=True,
        hint=_("承办单位会用它联系您，不会公开。"),
        inputmode="tel",
        autocomplete="tel",
    )
    confidential = choice(
        _("是否保密"),
        lambda: [("no", gettext("不需要")), ("yes", gettext("请对承办单位保密我的姓名和电话"))],
        hint=_("保密后由热线中心转告办理情况，核实起来可能慢一些。"),
    )
    follow_up = choice(
        _("办结后怎样回访您"),
        words(FollowUpWish),
        required=False,
        hint=_("选短信链接的，到期没有评价才电话回访。"),
    )
    for_other = forms.BooleanField(label=_("我是替别人反映的"), required=False)
    other_name = written(_("需要帮助的人怎么称呼"), NAME)
    other_phone = written(_("对方电话"), 30, inputmode="tel")

    def clean_phone(self) -> str:
        return checked_phone(self.cleaned_data["phone"])

    def clean_other_phone(self) -> str:
        return checked_phone(self.cleaned_data["other_phone"]) if self.cleaned_data["other_phone"] else ""

    def clean(self) -> dict[str, Any]:
        given = cast("dict[str, Any]", super().clean())
        if given.get("for_other") and not given.get("other_name"):
            self.add_error("other_name", gettext("请填写需要帮助的人怎么称呼。"))
        return given


class TrackForm(forms.Form):
    """Number and code."""

    number = written(_("诉求编号"), 30, required=True, inputmode="numeric", autocomplete="off")
    code = written(_("查询码"), 20, required=True, autocomplete="off", autocapitalize="characters", spellcheck="false")

    def clean_number(self) -> str:
        return "".join(char for char in identity.plain(self.cleaned_data["number"]) if char.isalnum())

    def clean_code(self) -> str:
        return identity.plain(self.cleaned_data["code"]).replace(" ", "").upper()


class AddForm(forms.Form):
    """More words, more photos."""

    text = written(_("补充说明"), NOTE, rows=4)
    photos = many_files()

    def clean(self) -> dict[str, Any]:
        given = cast("dict[str, Any]", super().clean())
        if not self.errors and not given["text"].strip() and not given["photos"]:
            self.add_error("text", gettext("请写下要补充的内容，或选择要上传的文件。"))
        return given


class RateForm(forms.Form):
    """Solved and satisfied are two questions."""

    solved = choice(_("问题解决了吗？"), words(Solved))
    satisfied = choice(_("您对办理满意吗？"), words(Satisfied))
    contacted = choice(
        _("承办单位联系过您吗？"),
        lambda: [("yes", gettext("联系过")), ("no", gettext("没有")), ("", gettext("记不清"))],
        required=False,
    )
    cause = forms.ChoiceField(label=_("如果不满意，主要原因是"), choices=lambda: cause_choices(), required=False)
    note = written(_("还想说的话"), NOTE, rows=3)

    def clean(self) -> dict[str, Any]:
        given = cast("dict[str, Any]", super().clean())
        is_negative = given.get("satisfied") in {each.value for each in NEGATIVE}
        if is_negative and not given.get("cause") and not (given.get("note") or "").strip():
            self.add_error("cause", gettext("请选择或写下不满意的原因，便于改进。"))
        return given

    def visit(self, channel: FollowUpChannel) -> Visit:
        """What the citizen said, as follow-up takes it."""
        given = self.cleaned_data
        contacted = {"yes": True, "no": False}.get(given["contacted"])
        return Visit(
            channel,
            is_contacted=True,
            was_contacted_by_unit=contacted,
            solved=Solved(given["solved"]),
            satisfied=Satisfied(given["satisfied"]),
            cause=given["cause"],
            note=given["note"],
        )


def checked_phone(said: str) -> str:
    """A phone number in its one form.

    :raises ValidationError: it can be none.
    """
    known = identity.phone(said)
    if known.problem is not None:
        raise forms.ValidationError(
            gettext("这个号码无效：{problem}。").format(problem=known.problem.label(language()))
        )
    return known.normal


def region_choices() -> Choices:
    """Every county under its city; the city itself where one does not know better."""
    return [(named(city), _counties(city)) for city in regions.children(regions.province().code)]


def _counties(city: Place) -> Choices:
    whole = gettext("{city}（全市，或不清楚）").format(city=named(city))
    return [(city.code, whole), *((each.code, named(each)) for each in regions.children(city.code))]


def named(place: Place) -> str:
    """A region's name in the reader's language."""
    return place.name_en if language().startswith("en") and place.name_en else place.name


def cause_choices() -> Choices:
    """The listed causes of dissatisfaction."""
    is_english = language().startswith("en")
    listed = catalogue.reasons(ReasonPurpose.DISSATISFACTION, timezone.localdate())
    return [("", gettext("请选择")), *((each.code, each.name_en if is_english else each.name) for each in listed)]
