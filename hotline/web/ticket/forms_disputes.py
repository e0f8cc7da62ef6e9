"""The forms of disputes: giving back, deciding that, arbitration, who handles first and who is liable."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotline.flow.disputes import queries as disputes
from hotline.flow.disputes.words import Member
from hotline.flow.tickets import hanging
from hotline.flow.tickets.queries import FROM_CITIZEN
from hotline.ground.catalogue.words import ReasonPurpose
from hotline.ground.files import queries as files
from hotline.ground.people.words import Actor
from hotline.lib.days import minute
from hotline.web.kit.doors import now
from hotline.web.kit.proofs import FilesField
from hotline.web.kit.widgets import UnitPicker

from .forms import DeedForm, area

UNIT = {"required": _("请从列表中选择单位。"), "invalid": _("请从列表中选择单位。")}
MINUTES = {"required": _("请先填写会商纪要，再作裁定。")}
OPTIONAL = {"invalid": _("请从列表中选择单位，或留空。")}


def boxes() -> forms.CheckboxSelectMultiple:
    """Boxes to tick, as every form draws them."""
    return forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})


class ReturnForm(DeedForm):
    """Why the matter is not ours: a listed reason, what it rests on, whose it is, what proves it."""

    reason = forms.ChoiceField(label=_("退单原因"))
    basis = forms.CharField(
        label=_("法律或职责依据"),
        widget=area(3),
        max_length=300,
        help_text=_("写明依据的条款，如三定规定、权责清单、养护协议的名称和条目。"),
    )
    suggested = forms.IntegerField(
        label=_("建议由哪个单位办理"), widget=UnitPicker, required=False, error_messages=OPTIONAL
    )
    note = forms.CharField(label=_("补充说明"), widget=area(2), max_length=300, required=False)
    shown = forms.TypedMultipleChoiceField(label=_("引用已有附件作佐证"), coerce=int, required=False, widget=boxes())
    proof = FilesField(
        label=_("上传佐证材料"), required=False, help_text=_("照片、文件，最多 9 个；照片的位置信息会自动去除。")
    )

    def prepare(self) -> None:
        """The listed reasons, the ticket's files, and what is left of the right."""
        self.reasons("reason", ReasonPurpose.RETURN, "—")
        field = self.fields["shown"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = shown_files(self.whole.ticket, self.by)
        if not field.choices:
            del self.fields["shown"]
        mine = next(each.assignment for each in self.whole.branches if each.assignment.pk == self.way.assignment_id)
        right = disputes.right(self.whole.ticket, mine, now())
        self.told = [
            gettext("可在 {until} 前退单；本单位对这张工单还可退单 {left} 次。审核期间时限暂停。").format(
                until=minute(right.until), left=right.left
            )
        ]


def shown_files(ticket: Any, by: Actor) -> list[tuple[int, str]]:
    """The files a unit may point to, by stored file: what the citizen sent is no proof of hers."""
    rows = hanging.seen_attachments(ticket, by).exclude(purpose=FROM_CITIZEN).order_by("pk")
    kept = files.files([each.file_id for each in rows])
    return [(each.file_id, kept[each.file_id].name) for each in rows if each.file_id in kept]


class GrantReturnForm(DeedForm):
    """The unit is right."""

    is_wrong_dispatch = forms.BooleanField(
        label=_("属于错派，计入派单质量"), required=False, initial=True, help_text=_("因情况变化等原因退单的，不勾选。")
    )
    opinion = forms.CharField(label=_("审核意见"), widget=area(2), max_length=300, required=False)


class DenyReturnForm(DeedForm):
    """The unit must take it."""

    opinion = forms.CharField(
        label=_("驳回理由"), widget=area(3), max_length=300, help_text=_("承办单位会看到；写明为什么属于其职责。")
    )


class OpenArbitrationForm(DeedForm):
    """What is in dispute, who meets, when."""

    why = forms.CharField(label=_("争议事由"), widget=area(3), max_length=300)
    panel = forms.TypedMultipleChoiceField(label=_("会商成员"), coerce=Member, widget=boxes())
    meets_on = forms.DateField(label=_("会商日期"), widget=forms.DateInput(attrs={"type": "date"}), required=False)

    def prepare(self) -> None:
        """All four sit on it, unless told otherwise."""
        self.words("panel", Member)
        self.initial["panel"] = [member.value for member in Member]


class HandleFirstForm(DeedForm):
    """Who solves it now."""

    unit = forms.IntegerField(label=_("先行处置单位"), widget=UnitPicker, error_messages=UNIT)
    why = forms.CharField(
        label=_("理由"), widget=area(3), max_length=300, help_text=_("先解决问题；责任单位之后再认定，二者分别记录。")
    )


class ArbitrateForm(DeedForm):
    """What the panel decided."""

    minutes = forms.CharField(label=_("会商纪要"), widget=area(6), max_length=20_000, error_messages=MINUTES)
    ground = forms.CharField(
        label=_("裁定依据"), widget=area(2), max_length=300, help_text=_("会作为先例显示在以后的派单建议旁。")
    )
    liable = forms.IntegerField(label=_("责任单位"), widget=UnitPicker, required=False, error_messages=OPTIONAL)
    handle_first = forms.IntegerField(
        label=_("先行处置单位"),
        widget=UnitPicker,
        required=False,
        error_messages=OPTIONAL,
        help_text=_("责任一时难以认定的，先指定先行处置单位；两项至少填一项。"),
    )


class SettleForm(DeedForm):
    """Who is liable, found out later."""

    unit = forms.IntegerField(label=_("责任单位"), widget=UnitPicker, error_messages=UNIT)
    ground = forms.CharField(
        label=_("认定依据"), widget=area(3), max_length=300, help_text=_("会作为先例显示在以后的派单建议旁。")
    )
