"""What a unit types, read and checked for shape; whether it may be done is for the flow to say."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hotline.flow.handling.words import ContactResult, NewReply, Outcome
from hotline.lib import masks
from hotline.web.kit import vocabulary
from hotline.web.kit.proofs import FilesField

YES_NO = [("yes", _("是")), ("no", _("否"))]


def _area(rows: int, **attributes: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attributes})


class DeedForm(forms.Form):
    """Every deed carries a token, so that the same form sent twice works once."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, is_lead: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_lead = is_lead


class SignForm(DeedForm):
    """Nothing to fill in."""


class ContactForm(DeedForm):
    """How speaking with the citizen went."""

    result = forms.ChoiceField(label=_("联系结果"), widget=forms.RadioSelect)
    note = forms.CharField(label=_("说了什么"), widget=_area(3), max_length=1000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        self.fields["result"].choices = vocabulary.choices(ContactResult, language)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What was said is worth keeping where somebody was reached."""
        said = super().clean() or {}
        if said.get("result") == ContactResult.REACHED and not said.get("note", "").strip():
            self.add_error("note", _("联系上了，请写下沟通的要点。"))
        return said


class SendForm(DeedForm):
    """To which unit, and what it should do."""

    unit = forms.IntegerField(label=_("单位"), error_messages={"required": _("请从列表中选择一个单位。")})
    note = forms.CharField(label=_("要求"), widget=_area(2), max_length=300)


class WithdrawForm(DeedForm):
    """Which of ours is taken back, and why."""

    child = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(label=_("撤回理由"), max_length=300)


class ReplyForm(DeedForm):
    """The unit's result."""

    outcome = forms.ChoiceField(label=_("办理结果"), widget=forms.RadioSelect)
    is_true = forms.ChoiceField(label=_("反映的情况属实吗"), choices=YES_NO, widget=forms.RadioSelect, initial="yes")
    is_in_duty = forms.ChoiceField(label=_("属于本单位职责吗"), choices=YES_NO, widget=forms.RadioSelect, initial="yes")
    cause = forms.CharField(label=_("问题成因"), max_length=200, required=False)
    internal_text = forms.CharField(label=_("办理情况（内部，供中心审核）"), widget=_area(5), max_length=5000)
    public_text = forms.CharField(label=_("给诉求人的答复"), widget=_area(6), max_length=3000, required=False)
    may_publish = forms.BooleanField(label=_("同意在门户网站公开（自动脱敏，由中心决定）"), required=False)
    proof = FilesField(
        label=_("证明材料"), required=False, help_text=_("照片、文件，最多 9 个；照片的位置信息会自动去除。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = vocabulary.choices(Outcome, get_language() or "zh")  # type: ignore[attr-defined]
        if self.is_lead:
            self.fields["public_text"].required = True
        else:
            self.fields["public_text"].label = _("建议答复（供主办单位参考）")

    def new_reply(self) -> NewReply:
        """The reply as the flow wants it."""
        said = self.cleaned_data
        return NewReply(
            Outcome(said["outcome"]),
            said["internal_text"],
            said["public_text"],
            said["is_true"] == "yes",
            said["is_in_duty"] == "yes",
            said["cause"],
            said["may_publish"],
        )

    def proofs(self) -> list[Any]:
        """The files that prove it."""
        return list(self.cleaned_data["proof"])


def is_telling(text: str) -> bool:
    """Whether a text tells a telephone or identity number that the public must not read."""
    return masks.mask_text(text) != text


class PhraseForm(forms.Form):
    """A reply template of the unit."""

    title = forms.CharField(label=_("名称"), max_length=80)
    category_prefix = forms.CharField(label=_("适用分类"), max_length=20, required=False)
    text = forms.CharField(label=_("正文"), widget=_area(6), max_length=3000)
