"""What is typed on the benches of the hard cases."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hotline.flow.disputes.words import Member
from hotline.flow.followup.words import ContestVerdict
from hotline.web.kit import vocabulary
from hotline.web.kit.widgets import UnitPicker

from .forms import DeedForm, language

PICK = _("请从列表中选择单位。")
EMPTY = {"invalid": _("请从列表中选择单位，或留空。")}


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class GrantReturnForm(DeedForm):
    """The unit is right: whose return, and whether it was our mistake."""

    assignment = forms.IntegerField(widget=forms.HiddenInput, required=False)
    is_wrong_dispatch = forms.BooleanField(
        label=_("属于错派，计入派单质量"), required=False, initial=True, help_text=_("因情况变化等原因退单的，不勾选。")
    )
    opinion = forms.CharField(label=_("审核意见"), widget=_area(2), max_length=300, required=False)


class DenyReturnForm(DeedForm):
    """The unit must take it."""

    assignment = forms.IntegerField(widget=forms.HiddenInput, required=False)
    opinion = forms.CharField(
        label=_("驳回理由"), widget=_area(), max_length=300, help_text=_("承办单位会看到；写明为什么属于其职责。")
    )


class MeetingForm(DeedForm):
    """What is in dispute, who meets, when."""

    why = forms.CharField(label=_("争议事由"), widget=_area(), max_length=300)
    panel = forms.TypedMultipleChoiceField(
        label=_("会商成员"),
        coerce=Member,
        initial=[member.value for member in Member],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    meets_on = forms.DateField(label=_("会商日期"), widget=forms.DateInput(attrs={"type": "date"}), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["panel"].choices = vocabulary.choices(Member, language())  # type: ignore[attr-defined]


class HandleFirstForm(DeedForm):
    """Who solves it now."""

    first = forms.IntegerField(
        label=_("先行处置单位"), widget=UnitPicker, error_messages={"required": PICK, "invalid": PICK}
    )
    why = forms.CharField(
        label=_("理由"), widget=_area(), max_length=300, help_text=_("先解决问题；责任单位之后再认定，二者分别记录。")
    )


class ArbitrateForm(DeedForm):
    """What the panel decided."""

    minutes = forms.CharField(label=_("会商纪要"), widget=_area(6), max_length=20_000)
    ground = forms.CharField(
        label=_("裁定依据"), widget=_area(2), max_length=300, help_text=_("会作为先例显示在以后的派单建议旁。")
    )
    liable = forms.IntegerField(label=_("责任单位"), widget=UnitPicker, required=False, error_messages=EMPTY)
    handle_first = forms.IntegerField(
        label=_("先行处置单位"),
        widget=UnitPicker,
        required=False,
        error_messages=EMPTY,
        help_text=_("责任一时难以认定的，先指定先行处置单位；两项至少填一项。"),
    )


class SettleForm(DeedForm):
    """Who is liable, found out later."""

    unit = forms.IntegerField(
        label=_("责任单位"), widget=UnitPicker, error_messages={"required": PICK, "invalid": PICK}
    )
    ground = forms.CharField(
        label=_("认定依据"), widget=_area(), max_length=300, help_text=_("会作为先例显示在以后的派单建议旁。")
    )


class GrantExtensionForm(DeedForm):
    """As much as was asked for, or less."""

    extension = forms.IntegerField(widget=forms.HiddenInput)
    days = forms.IntegerField(label=_("批准延长几个工作日"), min_value=1, max_value=60, required=False)
    opinion = forms.CharField(label=_("审批意见"), widget=_area(2), max_length=300, required=False)


class DenyExtensionForm(DeedForm):
    """Why not."""

    extension = forms.IntegerField(widget=forms.HiddenInput)
    opinion = forms.CharField(label=_("不批准的理由"), widget=_area(), max_length=300)


class WhyForm(DeedForm):
    """A reason that must be given."""

    why = forms.CharField(label=_("理由"), widget=_area(), max_length=300)


class OpinionForm(DeedForm):
    """What the approver says to it, if anything."""

    opinion = forms.CharField(label=_("审批意见"), widget=_area(), max_length=300, required=False)


class DeclineForm(DeedForm):
    """Why the refusal stands."""

    opinion = forms.CharField(label=_("不予破例的理由"), widget=_area(), max_length=300)


class DecideRatingForm(DeedForm):
    """Whether a contested rating counts, and why."""

    verdict = forms.TypedChoiceField(label=_("裁定"), coerce=ContestVerdict, widget=forms.RadioSelect)
    opinion = forms.CharField(
        label=_("裁定意见"), widget=_area(), max_length=300, help_text=_("承办单位会看到；写明依据。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verdict"].choices = vocabulary.choices(ContestVerdict, language())  # type: ignore[attr-defined]
