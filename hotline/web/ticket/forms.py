"""The form of each verb. What is right is decided by the actions; forms only ask and label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from hotline.flow.dispatch import queries as dispatching
from hotline.flow.followup.words import FollowUpChannel, Satisfied, Solved
from hotline.flow.handling.words import ContactResult, Outcome
from hotline.flow.tickets.possible import Possible
from hotline.flow.tickets.whole import Whole
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import Kind, ReasonPurpose, Urgency
from hotline.ground.knowledge import queries as knowledge
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor
from hotline.lib import masks
from hotline.lib.text import number
from hotline.web.kit import disputed, names
from hotline.web.kit.doors import today
from hotline.web.kit.vocabulary import choices
from hotline.web.kit.widgets import CategoryPicker, RegionPicker, UnitPicker, UnitsPicker

YES_NO = [("yes", _("是")), ("no", _("否"))]
SUGGESTED = 5
WORDS = frozenset({"title", "text", "wish", "place"})
NAMES = {"category": "category_id", "region": "region_id"}


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class DeedForm(forms.Form):
    """A form that knows the ticket it is about, the way its verb is done, and who fills it in."""

    told: Sequence[str] = ()
    """What one should know before filling it in, a line each."""

    def __init__(self, *args: Any, whole: Whole, way: Possible, by: Actor, **kwargs: Any) -> None:
        self.whole, self.way, self.by = whole, way, by
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices that depend on the ticket."""

    def words(self, name: str, enum: Any) -> None:
        """Give a choice field the words of an enum in the reader's language."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices(enum, get_language() or "zh")

    def reasons(self, name: str, purpose: ReasonPurpose, blank: str | None = None) -> None:
        """Give a choice field the listed reasons for a purpose."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        listed = [
            (row.code, row.name_en if names.is_english() and row.name_en else row.name)
            for row in catalogue.reasons(purpose, today())
        ]
        field.choices = listed if blank is None else [("", blank), *listed]


class BareForm(DeedForm):
    """A verb that asks nothing."""


class NoteForm(DeedForm):
    """A remark."""

    note = forms.CharField(label=_("备注"), widget=area(3), max_length=2000)


class UrgeForm(DeedForm):
    """What the unit is told when it is urged."""

    note = forms.CharField(label=_("催办内容"), widget=area(3), max_length=500)


class WhyForm(DeedForm):
    """A reason in one's own words."""

    why = forms.CharField(label=_("理由"), widget=area(3), max_length=300)


class ReopenForm(DeedForm):
    """What is new."""

    new_facts = forms.CharField(label=_("新情况"), widget=area(4), max_length=2000)


class AmendForm(DeedForm):
    """What was registered, to be corrected."""

    title = forms.CharField(label=_("标题"), max_length=120)
    text = forms.CharField(label=_("内容"), widget=area(6), max_length=20_000)
    wish = forms.CharField(label=_("诉求"), widget=area(2), max_length=2000, required=False)
    kind = forms.ChoiceField(label=_("类型"))
    urgency = forms.ChoiceField(label=_("紧急程度"))
    category = forms.CharField(label=_("分类"), widget=CategoryPicker, required=False)
    region = forms.CharField(label=_("区域"), widget=RegionPicker, required=False)
    place = forms.CharField(label=_("地点"), max_length=200, required=False)
    is_confidential = forms.BooleanField(label=_("诉求人要求保密"), required=False)
    is_sensitive = forms.BooleanField(label=_("敏感事项"), required=False)

    def prepare(self) -> None:
        """Begin with what is there."""
        self.words("kind", Kind)
        self.words("urgency", Urgency)
        ticket = self.whole.ticket
        for name in self.fields:
            self.initial[name] = getattr(ticket.words if name in WORDS else ticket, NAMES.get(name, name))


class AnswerForm(DeedForm):
    """An answer on the spot."""

    text = forms.CharField(label=_("答复内容"), widget=area(5))
    entries = forms.MultipleChoiceField(
        label=_("引用的知识条目"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )

    def prepare(self) -> None:
        """Suggest the entries that fit."""
        ticket = self.whole.ticket
        said = f"{ticket.words.title} {ticket.words.text[:300]}"
        found = knowledge.suggest_for(ticket.category_id or "", said, today(), limit=SUGGESTED)
        field = self.fields["entries"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(entry.code, names.entry_title(entry)) for entry in found]
        if not found:
            field.help_text = gettext("没有合适的知识条目。")


class RefuseForm(DeedForm):
    """Why a matter is not taken, and where to go instead."""

    reason = forms.ChoiceField(label=_("不予受理的理由"))
    advice = forms.CharField(
        label=_("告知诉求人"),
        widget=area(3),
        max_length=1000,
        required=False,
        help_text=_("不填则使用该理由的标准告知语。"),
    )

    def prepare(self) -> None:
        """The listed reasons; a proposal's reason comes first."""
        self.reasons("reason", ReasonPurpose.REFUSE)


class TransferForm(DeedForm):
    """Whom the caller was handed to."""

    target = forms.ChoiceField(label=_("转接去向"))
    note = forms.CharField(label=_("备注"), widget=area(2), max_length=500, required=False)

    def prepare(self) -> None:
        """The listed targets."""
        self.reasons("target", ReasonPurpose.TRANSFER)


class SendBackForm(DeedForm):
    """What is missing."""

    reason = forms.ChoiceField(label=_("退回原因"))
    missing = forms.CharField(label=_("需要补充的内容"), widget=area(3), max_length=500)

    def prepare(self) -> None:
        """The listed reasons."""
        self.reasons("reason", ReasonPurpose.SUPPLEMENT)


class DispatchForm(DeedForm):
    """Who shall handle it, and why somebody else than the directory says."""

    lead = forms.IntegerField(
        label=_("主办单位"), widget=UnitPicker, error_messages={"required": _("请从列表中选择主办单位。")}
    )
    joint = forms.TypedMultipleChoiceField(label=_("协办单位"), widget=UnitsPicker, coerce=int, required=False)
    note = forms.CharField(label=_("派单说明"), widget=area(2), max_length=300, required=False)
    why = forms.CharField(
        label=_("改派理由"), max_length=300, required=False, help_text=_("与派单目录的首选单位不同时必须填写。")
    )

    def prepare(self) -> None:
        """Begin with the directory's first choice."""
        ticket = self.whole.ticket
        level = organisations.unit(ticket.centre_id).level
        self.candidates = dispatching.candidates(
            ticket.category_id or "", ticket.region_id or "", today(), centre_level=level
        )
        self.precedents = disputed.precedents(ticket, self.by)
        if self.candidates:
            self.initial["lead"] = self.candidates[0].unit.id
            self.initial["joint"] = [unit.id for unit in self.candidates[0].joint]
        asked = self.data.getlist("joint") if hasattr(self.data, "getlist") else []
        more = self.data.get("joint_more", "") if self.data else ""
        field = self.fields["joint"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        known = {str(each) for each in [*self.initial.get("joint", []), *asked, more] if number(each) is not None}
        field.choices = [(each, each) for each in sorted(known)]


class ContactForm(DeedForm):
    """How speaking with the citizen went."""

    result = forms.ChoiceField(label=_("联系结果"), widget=forms.RadioSelect)
    note = forms.CharField(label=_("沟通情况"), widget=area(3), max_length=1000, required=False)

    def prepare(self) -> None:
        """The results."""
        self.words("result", ContactResult)


class SendForm(DeedForm):
    """Which unit the matter goes to from here."""

    unit = forms.IntegerField(
        label=_("单位"), widget=UnitPicker, error_messages={"required": _("请从列表中选择单位。")}
    )
    note = forms.CharField(label=_("要求"), widget=area(2), max_length=300, required=False)


class SendDownForm(SendForm):
    """A unit below ours."""

    def prepare(self) -> None:
        """Only units below."""
        self.fields["unit"].widget = UnitPicker(below=self.way.unit_id)


class WithdrawForm(DeedForm):
    """Which sending is taken back, and why."""

    child = forms.TypedChoiceField(label=_("撤回哪个单位"), coerce=int)
    why = forms.CharField(label=_("理由"), widget=area(2), max_length=300)

    def prepare(self) -> None:
        """Our own open sendings."""
        field = self.fields["child"]
        assert isinstance(field, forms.ChoiceField)
        below = [branch.assignment for branch in self.whole.branches]
        field.choices = [
            (each.pk, names.unit(each.unit_id))
            for each in below
            if each.is_open and each.parent_id == self.way.assignment_id
        ]


class ReplyForm(DeedForm):
    """The unit's result: one text for the house, one for the citizen."""

    outcome = forms.ChoiceField(label=_("办理结果"), widget=forms.RadioSelect)
    is_true = forms.ChoiceField(label=_("反映是否属实"), choices=YES_NO, widget=forms.RadioSelect, initial="yes")
    is_in_duty = forms.ChoiceField(label=_("是否职责范围"), choices=YES_NO, widget=forms.RadioSelect, initial="yes")
    internal_text = forms.CharField(
        label=_("办理情况（内部）"), widget=area(4), max_length=10_000, help_text=_("调查和处理经过，诉求人看不到。")
    )
    public_text = forms.CharField(
        label=_("答复诉求人（公开）"),
        widget=area(4),
        max_length=10_000,
        required=False,
        help_text=_("诉求人会原文看到，请勿写他人信息。协办和下级单位可不填。"),
    )
    cause = forms.CharField(label=_("问题成因"), max_length=200, required=False)
    may_publish = forms.BooleanField(label=_("可在门户公开（自动脱敏）"), required=False)

    def prepare(self) -> None:
        """The outcomes."""
        self.words("outcome", Outcome)


class PassForm(DeedForm):
    """The reviewer accepts."""

    note = forms.CharField(label=_("审核意见"), widget=area(2), max_length=300, required=False)
    publish = forms.BooleanField(label=_("在门户公开这条答复（自动脱敏）"), required=False)
    public_title = forms.CharField(
        label=_("公开标题"), max_length=120, required=False, help_text=_("公开时显示的标题，请去掉姓名等个人信息。")
    )

    def prepare(self) -> None:
        """Begin with the masked title."""
        self.initial["public_title"] = masks.mask_text(self.whole.ticket.words.title)


class RejectForm(DeedForm):
    """The reviewer sends back."""

    reason = forms.ChoiceField(label=_("退回原因"))
    note = forms.CharField(label=_("需要改进之处"), widget=area(3), max_length=300)

    def prepare(self) -> None:
        """The listed reasons."""
        self.reasons("reason", ReasonPurpose.REJECT_REPLY)


class FollowUpForm(DeedForm):
    """Two questions: solved, satisfied."""

    channel = forms.ChoiceField(label=_("回访方式"), widget=forms.RadioSelect, initial=FollowUpChannel.PHONE.value)
    is_contacted = forms.ChoiceField(label=_("是否联系上"), choices=YES_NO, widget=forms.RadioSelect, initial="yes")
    was_contacted_by_unit = forms.ChoiceField(
        label=_("承办单位是否联系过"), choices=YES_NO, widget=forms.RadioSelect, required=False
    )
    solved = forms.ChoiceField(label=_("问题是否解决"), widget=forms.RadioSelect, required=False)
    satisfied = forms.ChoiceField(label=_("是否满意"), widget=forms.RadioSelect, required=False)
    cause = forms.ChoiceField(label=_("不满意原因"), required=False)
    note = forms.CharField(label=_("诉求人意见"), widget=area(3), max_length=2000, required=False)
    wants_rework = forms.ChoiceField(label=_("是否重办"), required=False)

    def prepare(self) -> None:
        """The words of the two answers."""
        self.words("channel", FollowUpChannel)
        self.words("solved", Solved)
        self.words("satisfied", Satisfied)
        self.reasons("cause", ReasonPurpose.DISSATISFACTION, "—")
        field = self.fields["wants_rework"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", gettext("按规则（未解决则重办）")),
            ("yes", gettext("重办")),
            ("no", gettext("不重办，归档")),
        ]


class AttachForm(DeedForm):
    """A file to show with the ticket."""

    file = forms.FileField(
        label=_("文件"), help_text=_("图片、PDF、Word、Excel、录音、视频；照片的位置信息会自动去除。")
    )
