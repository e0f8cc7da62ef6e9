"""What is typed on a bench, read and checked for shape; whether it may be done is for the flow to say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hotline.flow.followup.words import FollowUpChannel, Satisfied, Solved, Visit
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import Kind, ReasonPurpose, Urgency
from hotline.ground.organisations import queries as organisations
from hotline.lib.text import number
from hotline.web.kit import vocabulary
from hotline.web.kit.doors import today

YES_NO = [("yes", _("是")), ("no", _("否"))]


def language() -> str:
    """The reader's language."""
    return get_language() or "zh"


def reasons(purpose: ReasonPurpose) -> list[tuple[str, str]]:
    """Listed reasons for a choice field, none chosen."""
    is_english = language().startswith("en")
    listed = catalogue.reasons(purpose, today())
    return [("", "—"), *((each.code, each.name_en if is_english else each.name) for each in listed)]


def _area(rows: int = 3, **attributes: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attributes})


class DeedForm(forms.Form):
    """Every deed carries how many moves the ticket had when the page was made."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AmendForm(DeedForm):
    """What a reviewer or dispatcher may correct before passing on."""

    title = forms.CharField(label=_("标题"), max_length=120)
    kind = forms.ChoiceField(label=_("类型"))
    urgency = forms.ChoiceField(label=_("紧急程度"))
    category = forms.CharField(label=_("分类"), max_length=20, required=False)
    region = forms.CharField(label=_("区域"), max_length=12, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = vocabulary.choices(Kind, language())  # type: ignore[attr-defined]
        self.fields["urgency"].choices = vocabulary.choices(Urgency, language())  # type: ignore[attr-defined]

    def changes(self) -> dict[str, Any]:
        """The ticket's fields as they should be."""
        said = self.cleaned_data
        return {
            "title": said["title"],
            "kind": said["kind"],
            "urgency": said["urgency"],
            "category_id": said["category"] or None,
            "region_id": said["region"] or None,
        }

    def clean_category(self) -> str:
        """A category in force."""
        code = str(self.cleaned_data["category"])
        if code and catalogue.category(code, today()) is None:
            raise forms.ValidationError(_("没有这个分类，请从列表中选择。"))
        return code


class SendBackForm(DeedForm):
    """What is missing."""

    reason = forms.ChoiceField(label=_("缺什么"))
    missing = forms.CharField(label=_("请话务员补充"), widget=_area(), max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = reasons(ReasonPurpose.SUPPLEMENT)  # type: ignore[attr-defined]


class MergeForm(DeedForm):
    """Under which main ticket: one of those suggested, or another by its number."""

    main = forms.CharField(max_length=20, required=False)
    other = forms.CharField(label=_("主单编号"), max_length=20, required=False)
    why = forms.CharField(label=_("并单理由"), max_length=300, required=False)

    @property
    def number(self) -> str:
        """The main that was chosen."""
        return str(self.cleaned_data["main"] or self.cleaned_data["other"]).strip()

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        said = super().clean() or {}
        if not (said.get("main") or said.get("other")):
            self.add_error("other", _("请选择或填写主单编号。"))
        return said


class RefuseForm(DeedForm):
    """Why not, and where to go instead."""

    reason = forms.ChoiceField(label=_("不予受理的理由"))
    advice = forms.CharField(
        label=_("告诉诉求人去哪里反映"),
        widget=_area(),
        max_length=1000,
        required=False,
        help_text=_("不填则用该理由的标准告知语。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = reasons(ReasonPurpose.REFUSE)  # type: ignore[attr-defined]


class DispatchForm(DeedForm):
    """To whom, with whom, and why."""

    lead = forms.CharField(max_length=12, error_messages={"required": _("请选择主办单位。")})
    other = forms.CharField(max_length=12, required=False)
    joint = forms.MultipleChoiceField(required=False)
    helper = forms.CharField(max_length=12, required=False)
    why = forms.CharField(max_length=200, required=False)
    note = forms.CharField(label=_("派单说明"), widget=_area(2), max_length=300, required=False)

    def __init__(self, *args: Any, named: list[int] | None = None, area: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.named, self.area = named or [], area
        asked = self.data.getlist("joint") if hasattr(self.data, "getlist") else []
        self.fields["joint"].choices = [(each, each) for each in asked if number(each) is not None]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One leading unit that exists; another than the first named needs a reason."""
        said = super().clean() or {}
        chosen = said.get("other", "") if said.get("lead") == "other" else said.get("lead", "")
        if "lead" in said:
            said["lead_id"] = self._unit("lead", chosen)
            if said["lead_id"] and said["lead_id"] not in self.named[:1] and not said.get("why", "").strip():
                self.add_error("why", _("不派给目录首选单位时，请写明理由。"))
        helpers = [*said.get("joint", []), *([said["helper"]] if said.get("helper") else [])]
        said["joint_ids"] = [unit for each in dict.fromkeys(helpers) if (unit := self._unit("helper", each))]
        if said.get("lead_id") in said["joint_ids"]:
            self.add_error("helper", _("主办单位不能同时协办。"))
        return said

    def _unit(self, field: str, chosen: str) -> int | None:
        found = organisations.in_force([unit], today()) if (unit := number(chosen)) is not None else []
        if not found:
            self.add_error(field, _("请从列表中选择一个单位。"))
            return None
        if not found[0].region.startswith(self.area):
            self.add_error(field, _("这个单位不在本中心辖区内，不能派单。"))
            return None
        return found[0].id


class ReasonForm(DeedForm):
    """A reason in one's own words: recalling, reopening, taking after all."""

    why = forms.CharField(label=_("理由"), widget=_area(), max_length=500)


class PassForm(DeedForm):
    """The reviewer has looked at every point."""

    is_to_the_point = forms.BooleanField(label=_("针对诉求，没有答非所问"))
    is_founded = forms.BooleanField(label=_("有调查、有办理过程，结论有依据"))
    was_contacted = forms.BooleanField(label=_("已与诉求人联系沟通"))
    is_fit_for_public = forms.BooleanField(label=_("公开答复用语得体，不含个人信息"))
    note = forms.CharField(label=_("审核意见"), widget=_area(2), max_length=300, required=False)
    publish = forms.BooleanField(label=_("在门户网站公开这条答复（自动脱敏）"), required=False)
    public_title = forms.CharField(
        label=_("公开标题"), max_length=120, required=False, help_text=_("公开时显示的标题，请去掉姓名等个人信息。")
    )


CHECKLIST = ("is_to_the_point", "is_founded", "was_contacted", "is_fit_for_public")


class RejectForm(DeedForm):
    """Why the unit must answer again."""

    reason = forms.ChoiceField(label=_("退回原因"))
    note = forms.CharField(label=_("要求承办单位补充什么"), widget=_area(), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = reasons(ReasonPurpose.REJECT_REPLY)  # type: ignore[attr-defined]


class FollowUpForm(DeedForm):
    """What the citizen said: solved and satisfied are two answers."""

    is_contacted = forms.ChoiceField(
        label=_("联系上了吗"), choices=[("yes", _("已联系上")), ("no", _("没有联系上"))], widget=forms.RadioSelect
    )
    was_contacted_by_unit = forms.ChoiceField(
        label=_("承办单位联系过诉求人吗"),
        choices=[*YES_NO, ("", _("未问到"))],
        widget=forms.RadioSelect,
        required=False,
    )
    solved = forms.ChoiceField(label=_("问题解决了吗"), widget=forms.RadioSelect, required=False)
    satisfied = forms.ChoiceField(label=_("对办理满意吗"), widget=forms.RadioSelect, required=False)
    cause = forms.ChoiceField(label=_("不满意的原因"), required=False)
    note = forms.CharField(label=_("诉求人原话 / 备注"), widget=_area(3), max_length=1000, required=False)
    rework = forms.ChoiceField(
        label=_("是否重办"),
        choices=[("", _("按规则")), ("yes", _("退回重办")), ("no", _("不再重办"))],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["solved"].choices = vocabulary.choices(Solved, language())  # type: ignore[attr-defined]
        self.fields["satisfied"].choices = vocabulary.choices(Satisfied, language())  # type: ignore[attr-defined]
        self.fields["cause"].choices = reasons(ReasonPurpose.DISSATISFACTION)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Declining rework of an unsolved matter needs words."""
        said = super().clean() or {}
        if said.get("rework") == "no" and said.get("solved") == Solved.UNSOLVED and not said.get("note", "").strip():
            self.add_error("note", _("未解决而不再重办时，请写明理由。"))
        return said

    def visit(self) -> Visit:
        """The answers as the flow wants them; those that belong to a reached citizen only, only then."""
        said = self.cleaned_data
        reached = said["is_contacted"] == "yes"
        asked = {"yes": True, "no": False}
        if not reached:
            return Visit(FollowUpChannel.PHONE, False, note=said["note"])
        return Visit(
            FollowUpChannel.PHONE,
            True,
            asked.get(said["was_contacted_by_unit"]),
            Solved.of(said["solved"]),
            Satisfied.of(said["satisfied"]),
            said["cause"],
            said["note"],
            asked.get(said["rework"]),
        )
