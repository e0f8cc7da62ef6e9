"""The forms of delays: more time, standing still, a level up, the urgent lane."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotline.flow.delays import queries as delays
from hotline.flow.delays.words import Room
from hotline.ground.catalogue.words import ReasonPurpose
from hotline.lib.days import minute
from hotline.web.kit.doors import now

from .forms import DeedForm, WhyForm, area


class ExtendForm(DeedForm):
    """How many working days more, and why."""

    reason = forms.ChoiceField(label=_("延期原因"))
    days = forms.IntegerField(label=_("延长几个工作日"), min_value=1, max_value=60)
    why = forms.CharField(
        label=_("已做的工作和下一步安排"), widget=area(3), max_length=300, help_text=_("热线中心据此审批。")
    )
    told_how = forms.CharField(
        label=_("如何告知了诉求人"),
        max_length=200,
        required=False,
        help_text=_("已告知的写明时间和方式；影响答复时间的，批准后由热线发短信告知新期限。"),
    )

    def prepare(self) -> None:
        """The listed reasons, and how much more time there may be."""
        self.reasons("reason", ReasonPurpose.EXTENSION, "—")
        room = delays.room(self.whole.ticket, self.way.assignment_id or 0, now())
        self.told = told_of(room) if room else []


def told_of(room: Room) -> list[str]:
    """What may still be asked, in words."""
    if not room.days or not room.times:
        return [gettext("现期限 {due}；延期次数或累计时长已达上限。").format(due=minute(room.due))]
    said = gettext("现期限 {due}；最多还可延 {days} 个工作日（到 {most}），还可批准 {times} 次。审批期间办理不停。")
    return [said.format(due=minute(room.due), days=room.days, most=minute(room.most), times=room.times)]


class DecideExtensionForm(DeedForm):
    """Which request is decided: the one that was read."""

    extension = forms.IntegerField(widget=forms.HiddenInput)

    def prepare(self) -> None:
        """The request that waits, in words."""
        row = self._asked()
        if row is not None:
            self.initial["extension"] = row.pk
            asked = gettext("{who} 申请由 {due} 延至 {until}：{why}")
            self.told = [
                asked.format(who=row.asked_by, due=minute(row.due_at), until=minute(row.wanted_due_at), why=row.why)
            ]

    def _asked(self) -> Any:
        return delays.asked(self.way.assignment_id or self._lead())

    def _lead(self) -> int:
        roots = [each.assignment for each in self.whole.branches if not each.depth and each.assignment.is_open]
        return next((each.pk for each in roots if each.role == "lead"), 0)


class GrantExtensionForm(DecideExtensionForm):
    """As much as was asked for, or less."""

    days = forms.IntegerField(label=_("批准延长几个工作日"), min_value=1, max_value=60, required=False)
    opinion = forms.CharField(label=_("审批意见"), widget=area(2), max_length=300, required=False)

    def prepare(self) -> None:
        """Begin with what was asked."""
        super().prepare()
        row = self._asked()
        if row is not None:
            self.initial["days"] = delays.days_wanted(row)


class DenyExtensionForm(DecideExtensionForm):
    """Why not."""

    opinion = forms.CharField(label=_("不批准的理由"), widget=area(3), max_length=300)


class SuspendForm(DeedForm):
    """Why nothing can be done for a while."""

    reason = forms.ChoiceField(label=_("挂起原因"))
    cause = forms.CharField(
        label=_("具体情况"), widget=area(3), max_length=300, help_text=_("写明等待什么、预计何时恢复；到期须复核。")
    )

    def prepare(self) -> None:
        """The listed reasons."""
        self.reasons("reason", ReasonPurpose.SUSPENSION, "—")


class EscalateForm(WhyForm):
    """Why it goes a level up."""

    reason = forms.ChoiceField(label=_("提级原因"))
    field_order = ("reason", "why")

    def prepare(self) -> None:
        """The listed reasons."""
        self.reasons("reason", ReasonPurpose.ESCALATION, "—")
