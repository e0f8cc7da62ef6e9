"""Forms of leaders' instructions on the ticket page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hotline.ground.files import actions as files
from hotline.ground.people.words import Actor, Capability
from hotline.lib import masks
from hotline.watch.instructions import actions, queries
from hotline.web.kit.doors import now, today
from hotline.web.kit.widgets import UnitPicker

from .forms import DeedForm

SHORT = 30


def day() -> forms.DateInput:
    """A field for a day."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def stored(upload: Any, by: Actor, at: datetime) -> int | None:
    """The identifier under which an uploaded file is kept; the caller holds the transaction."""
    return files.store(upload.read(), upload.name, by=by, at=at).id if upload else None


class InstructForm(DeedForm):
    """What a leader instructs on the ticket; who she is, where the office enters it for her."""

    text = forms.CharField(label=_("批示内容"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)
    leader = forms.TypedChoiceField(label=_("批示领导"), coerce=int, empty_value=None, required=False)
    leader_name = forms.CharField(
        label=_("领导姓名"), max_length=60, required=False, help_text=_("不在上面名单中的领导，填写姓名和职务。")
    )
    title = forms.CharField(label=_("职务"), max_length=60, required=False)
    given_on = forms.DateField(label=_("批示日期"), widget=day())
    file = forms.FileField(label=_("批示件扫描"), required=False, help_text=_("图片或 PDF。"))

    def prepare(self) -> None:
        """The leaders who may be named; a leader writes in her own name."""
        self.initial["given_on"] = today()
        if self.by is not None and self.by.holds(Capability.LEAD_AREA):
            del self.fields["leader"], self.fields["leader_name"]
            return
        field = self.fields["leader"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *actions.leaders_of(self.whole.ticket.centre_id, now())]


class InstructionTaskForm(DeedForm):
    """Which unit does what of which instruction, by which day."""

    instruction = forms.TypedChoiceField(label=_("批示"), coerce=int)
    unit = forms.IntegerField(
        label=_("承办单位"), widget=UnitPicker, error_messages={"required": _("请从列表中选择单位。")}
    )
    what = forms.CharField(
        label=_("任务要求"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text=_("没有承办这张工单的单位看不到工单内容，请把要求写完整。"),
    )
    due_on = forms.DateField(label=_("反馈期限"), widget=day())

    def prepare(self) -> None:
        """The instructions that are open on the ticket."""
        field = self.fields["instruction"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (row.pk, f"{row.leader_name} {row.given_on:%F} {masks.mask_text(row.text)[:SHORT]}")
            for row in queries.of_ticket(self.whole.ticket.pk)
            if not row.outcome
        ]
