"""What every screen of supervision shares: the fields an order is given, reported on and judged with."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from hotline.ground.calendar.words import Limit
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import ReasonPurpose
from hotline.ground.organisations.queries import Unit
from hotline.ground.people.words import Actor
from hotline.watch.supervision import limits
from hotline.watch.supervision import queries as supervision
from hotline.watch.supervision.words import Grade, Judging, NewOrder, Verdict

from . import names, vocabulary
from .doors import now, today

MOMENT = "%Y-%m-%dT%H:%M"


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class MomentField(forms.DateTimeField):
    """A moment, to the minute."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
        super().__init__(widget=widget, **kwargs)


class OrderFields(forms.Form):
    """What an order needs; ``offer`` fits the choices to whoever gives it and to the tickets it is about."""

    grade = forms.ChoiceField(label=_("督办等级"), widget=forms.RadioSelect)
    target = forms.TypedChoiceField(
        label=_("被督办单位"), coerce=int, error_messages={"required": _("请选择被督办单位。")}
    )
    reason = forms.ChoiceField(label=_("督办原因"))
    demand = forms.CharField(label=_("督办要求"), widget=_area(4), max_length=2000)
    due_at = MomentField(label=_("反馈期限"), required=False)

    def offer(self, targets: Iterable[Unit], by: Actor) -> None:
        """Give the choices there are."""
        units = list(targets)
        centre = next(iter(supervision.centres_of(by)), None)
        grades = limits.grades(centre, now()) if centre else []
        language = get_language() or "zh"
        self.choices("grade", [(each.value, each.label(language)) for each in grades])
        self.choices("target", [(unit.id, names.unit(unit.id)) for unit in units])
        self.choices("reason", _reasons())
        if grades:
            self.fields["grade"].initial = grades[-1].value if len(grades) == 1 else grades[0].value
            self.fields["due_at"].help_text = _usual(centre, grades, language)

    def choices(self, name: str, pairs: list[tuple[Any, str]]) -> None:
        """Give a field its choices."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = pairs


class ReportFields(forms.Form):
    """What was done about an order."""

    text = forms.CharField(label=_("落实情况"), widget=_area(5), max_length=5000)


class JudgeFields(forms.Form):
    """What the centre makes of it."""

    verdict = forms.ChoiceField(label=_("结论"), widget=forms.RadioSelect)
    opinion = forms.CharField(
        label=_("意见"), widget=_area(3), max_length=500, required=False, help_text=_("退回、未落实或撤销须写明意见。")
    )
    due_at = MomentField(
        label=_("新的反馈期限"), required=False, help_text=_("只在退回时填写；留空沿用原期限，原期限已过的必须填写。")
    )

    def offer(self, verdicts: Collection[Verdict] = tuple(Verdict)) -> None:
        """The verdicts there may be; without sending back there is no new limit to give."""
        field = self.fields["verdict"]
        assert isinstance(field, forms.ChoiceField)
        words = vocabulary.choices(Verdict, get_language() or "zh")
        field.choices = [pair for pair in words if pair[0] in verdicts]
        field.initial = next(iter(verdicts), None)
        if Verdict.SENT_BACK not in verdicts:
            del self.fields["due_at"]


def order_of(said: dict[str, Any], by: Actor, at: datetime, *, firing_id: int | None = None) -> NewOrder:
    """The order as ``OrderFields`` were filled in; without a moment of its own it is due by the limits."""
    grade, target = Grade(said["grade"]), supervision.target(said["target"], at)
    centre = supervision.centre_over(target, by)
    due = said["due_at"] or limits.usual_due(centre, target, grade, at)
    return NewOrder(grade, target.id, said["reason"], said["demand"], due, centre.id, firing_id)


def judging_of(said: dict[str, Any]) -> Judging:
    """The judgement as ``JudgeFields`` were filled in."""
    return Judging(Verdict(said["verdict"]), said["opinion"], said["due_at"])


def reason_name(code: str) -> str:
    """A listed reason for supervision in the reader's language."""
    found = catalogue.reason(ReasonPurpose.SUPERVISION, code)
    return code if found is None else found.name_en if names.is_english() and found.name_en else found.name


def _reasons() -> list[tuple[str, str]]:
    listed = catalogue.reasons(ReasonPurpose.SUPERVISION, today())
    return [(row.code, row.name_en if names.is_english() and row.name_en else row.name) for row in listed]


def _usual(centre: Unit | None, grades: Iterable[Grade], language: str) -> str:
    if centre is None:
        return ""
    said = []
    for grade in grades:
        limit = Limit.parse(limits.of(centre, grade, now()).feedback)
        said.append(f"{grade.label(language)} {limit.en if names.is_english() else limit.zh}")
    return gettext("留空按督办时限：{limits}").format(limits=gettext("、").join(said))
