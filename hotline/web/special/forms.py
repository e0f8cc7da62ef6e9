"""Forms of disaster mode: the switch, its extension and end, the callers of an event, the call-back list."""

from __future__ import annotations

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hotline.flow.emergency.words import TryResult
from hotline.ground.disaster import queries as disaster
from hotline.ground.disaster.words import NewMode
from hotline.web.kit import names, vocabulary
from hotline.web.kit.doors import today
from hotline.web.kit.widgets import CategoryPicker, RegionPicker


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


WHY = {"required": _("请写明理由：理由会记入日志并通知各热线中心。")}
UNTIL = {"required": _("请填写结束时间：应急模式到时自动恢复常态，不能长期开着。")}
NUMBER = {"required": _("请填写要回拨的号码。")}
CALLERS = {"required": _("请至少写一个来电人：每行一个，号码在前。")}


def _sets() -> list[tuple[str, str]]:
    return [(row.code, row.name_en if names.is_english() else row.name) for row in disaster.limit_sets(today())]


class SwitchForm(forms.Form):
    """Everything a switch needs; what is missing is said by the action."""

    region = forms.CharField(label=_("区域"), widget=RegionPicker(), required=False)
    name = forms.CharField(label=_("事件名称"), max_length=60)
    name_en = forms.CharField(label=_("英文名称"), max_length=80, required=False)
    reason = forms.CharField(label=_("理由"), max_length=300, widget=_area(2), error_messages=WHY)
    expires_at = forms.DateTimeField(
        label=_("结束时间"),
        widget=_moment(),
        error_messages=UNTIL,
        help_text=_("到时自动恢复常态，可提前结束或延长。"),
    )
    limit_set = forms.ChoiceField(label=_("时限方案"), choices=_sets, required=False)
    category = forms.CharField(
        label=_("简表默认分类"), widget=CategoryPicker(), required=False, help_text=_("坐席和网上的简表不再问分类。")
    )

    def new(self) -> NewMode:
        """The switch as it is asked for."""
        said = self.cleaned_data
        return NewMode(
            said["region"],
            said["name"],
            said["name_en"],
            said["reason"],
            said["limit_set"],
            said["expires_at"],
            said["category"],
        )


class ExtendForm(forms.Form):
    """Until when, and why."""

    until = forms.DateTimeField(label=_("延长到"), widget=_moment(), error_messages=UNTIL)
    why = forms.CharField(label=_("理由"), max_length=300, error_messages=WHY)


class EndForm(forms.Form):
    """Why it is over."""

    why = forms.CharField(label=_("理由"), max_length=300, error_messages=WHY)


class BulkForm(forms.Form):
    """One event and its callers."""

    callers = forms.CharField(
        label=_("来电人"),
        widget=_area(8),
        error_messages=CALLERS,
        help_text=_("每行一个：号码 姓名 地点，用逗号或空格隔开；一次最多 100 人。"),
    )
    main = forms.CharField(
        label=_("主单"), max_length=16, required=False, help_text=_("已有主单时填工单号；留空时第一人的工单为主单。")
    )
    title = forms.CharField(label=_("标题"), max_length=120)
    text = forms.CharField(label=_("内容"), widget=_area(3), required=False)
    category = forms.CharField(label=_("分类"), widget=CategoryPicker(), required=False)
    region = forms.CharField(label=_("区域"), widget=RegionPicker(), required=False)
    place = forms.CharField(label=_("地点"), max_length=200, required=False)


class NoteForm(forms.Form):
    """Who is to be rung back."""

    phone = forms.CharField(label=_("号码"), max_length=40, error_messages=NUMBER)
    name = forms.CharField(label=_("姓名"), max_length=60, required=False)
    note = forms.CharField(label=_("说明"), max_length=200, required=False)


class TryForm(forms.Form):
    """What came of ringing back."""

    result = forms.ChoiceField(choices=lambda: vocabulary.choices(TryResult, get_language() or "zh"))
    number = forms.CharField(max_length=16, required=False)
