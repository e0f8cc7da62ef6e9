"""What leaders, their office and units fill in. What is right is decided by the actions; forms only ask and label."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hotline.ground.files import actions as files
from hotline.ground.people.words import Actor
from hotline.watch.instructions.words import Judgement, NewInstruction, NewTask, Outcome, Series
from hotline.web.kit.doors import today
from hotline.web.kit.vocabulary import choices
from hotline.web.kit.widgets import UnitPicker


def area(rows: int) -> forms.Textarea:
    """A field of several lines."""
    return forms.Textarea(attrs={"rows": rows})


def day() -> forms.DateInput:
    """A field for a day."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def stored(upload: Any, by: Actor, at: datetime) -> int | None:
    """The identifier under which an uploaded file is kept; the caller holds the transaction."""
    return files.store(upload.read(), upload.name, by=by, at=at).id if upload else None


class WordedForm(forms.Form):
    """A form whose choices are words in the reader's language."""

    enums: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, enum in self.enums.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices(enum, get_language() or "zh")


class InstructForm(forms.Form):
    """What a leader instructs; who she is, where the office enters it for her."""

    text = forms.CharField(label=_("批示内容"), widget=area(4), max_length=2000)
    given_on = forms.DateField(label=_("批示日期"), widget=day())
    leader = forms.TypedChoiceField(label=_("批示领导"), coerce=int, empty_value=None, required=False)
    leader_name = forms.CharField(
        label=_("领导姓名"), max_length=60, required=False, help_text=_("不在上面名单中的领导，填写姓名和职务。")
    )
    title = forms.CharField(label=_("职务"), max_length=60, required=False)
    file = forms.FileField(label=_("批示件扫描"), required=False, help_text=_("图片或 PDF。"))

    def __init__(self, *args: Any, leaders: list[tuple[int, str]], is_leader: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["given_on"] = today()
        field = self.fields["leader"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *leaders]
        if is_leader:
            del self.fields["leader"], self.fields["leader_name"]
        elif not leaders:
            del self.fields["leader"]

    def new(self, by: Actor, at: datetime) -> NewInstruction:
        """The instruction as the room wants it; the caller holds the transaction."""
        said = self.cleaned_data
        return NewInstruction(
            said["text"],
            said["given_on"],
            said["title"],
            said.get("leader"),
            said.get("leader_name", ""),
            stored(said["file"], by, at),
        )


class ReportForm(WordedForm):
    """A special report that came on paper."""

    enums = {"series": Series}
    series = forms.ChoiceField(label=_("专报系列"))
    number = forms.CharField(label=_("期号"), max_length=30)
    title = forms.CharField(label=_("标题"), max_length=120)
    issued_on = forms.DateField(label=_("印发日期"), widget=day())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["issued_on"] = today()


class TaskForm(forms.Form):
    """What one unit is to do, by which day."""

    unit = forms.IntegerField(
        label=_("承办单位"), widget=UnitPicker, error_messages={"required": _("请从列表中选择单位。")}
    )
    what = forms.CharField(
        label=_("任务要求"),
        widget=area(3),
        max_length=500,
        help_text=_("没有承办这张工单的单位看不到工单内容，请把要求写完整。"),
    )
    due_on = forms.DateField(label=_("反馈期限"), widget=day())

    def new(self) -> NewTask:
        """The task as the room wants it."""
        return NewTask(self.cleaned_data["unit"], self.cleaned_data["what"], self.cleaned_data["due_on"])


class JudgeForm(WordedForm):
    """What is thought of a unit's report."""

    enums = {"judgement": Judgement}
    judgement = forms.ChoiceField(label=_("评判"), widget=forms.RadioSelect)
    opinion = forms.CharField(
        label=_("评判意见"),
        widget=area(2),
        max_length=500,
        required=False,
        help_text=_("继续办理或未落实，须写明意见。"),
    )
    due_on = forms.DateField(label=_("新的反馈期限"), widget=day(), required=False, help_text=_("继续办理时可改期。"))


class ConcludeForm(WordedForm):
    """How it ended, in words the leader reads."""

    enums = {"outcome": Outcome}
    outcome = forms.ChoiceField(label=_("批示结果"), widget=forms.RadioSelect)
    conclusion = forms.CharField(label=_("回报内容"), widget=area(4), max_length=2000)


class WhyForm(forms.Form):
    """A reason."""

    why = forms.CharField(label=_("理由"), max_length=300)


class FeedbackForm(forms.Form):
    """How far a task has come."""

    text = forms.CharField(label=_("落实情况"), widget=area(5), max_length=2000)
    file = forms.FileField(label=_("佐证材料"), required=False)


class NothingForm(forms.Form):
    """A deed that asks nothing."""
