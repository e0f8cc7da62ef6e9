"""Forms of joint teams."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hotline.flow.teams import queries
from hotline.flow.teams.words import EntryKind
from hotline.lib.text import number
from hotline.web.kit import names
from hotline.web.kit.vocabulary import choices
from hotline.web.kit.widgets import UnitPicker, UnitsPicker

from .forms import DeedForm

SHORT = 40


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class FormTeamForm(DeedForm):
    """Which units, why, who convenes, who comes; where a team stands, only who joins it."""

    units = forms.TypedMultipleChoiceField(label=_("成员单位"), widget=UnitsPicker, coerce=int, required=False)
    aim = forms.CharField(label=_("联动事由"), widget=forms.Textarea(attrs={"rows": 2}), max_length=300)
    convener = forms.IntegerField(
        label=_("召集单位"), widget=UnitPicker, required=False, help_text=_("成员单位之一；不选则由热线中心召集。")
    )
    people = forms.CharField(
        label=_("参加人员"), max_length=300, required=False, help_text=_("各单位派出的人员，如“商务局王某”。")
    )

    def prepare(self) -> None:
        """The units that have the ticket are ticked already."""
        having = [each.assignment.unit_id for each in self.whole.branches if each.assignment.is_open]
        stands = queries.standing(self.whole.ticket.pk)
        if stands is None:
            self.initial["units"] = having
        else:
            del self.fields["aim"], self.fields["convener"]
        asked = self.data.getlist("units") if hasattr(self.data, "getlist") else []
        more = self.data.get("units_more", "") if self.data else ""
        known = sorted({unit for each in [*having, *asked, more] if (unit := number(each)) is not None})
        field = self.fields["units"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each, names.unit(each)) for each in known]


class TeamLogForm(DeedForm):
    """One entry of the log."""

    kind = forms.ChoiceField(label=_("记录类型"), widget=forms.RadioSelect, initial=EntryKind.NOTE.value)
    text = forms.CharField(label=_("记录内容"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5000)
    unit = forms.TypedChoiceField(
        label=_("由谁完成"), coerce=int, empty_value=None, required=False, help_text=_("议定事项须填写。")
    )
    due_on = forms.DateField(label=_("完成日期"), widget=_day(), required=False, help_text=_("议定事项须填写。"))
    settles = forms.TypedChoiceField(
        label=_("落实哪一项"), coerce=int, empty_value=None, required=False, help_text=_("议定落实须选择。")
    )
    file = forms.FileField(label=_("附件"), required=False)

    def prepare(self) -> None:
        """The members, and the decisions that wait."""
        language = get_language() or "zh"
        stands = queries.standing(self.whole.ticket.pk)
        members = [member.unit_id for member in stands.members.all()] if stands else []
        waiting = queries.unsettled(stands) if stands else []
        options: dict[str, list[Any]] = {
            "kind": choices(EntryKind, language),
            "unit": [("", "—"), *((each, names.unit(each)) for each in members)],
            "settles": [("", "—"), *((each.pk, f"{each.number}. {each.text[:SHORT]}") for each in waiting)],
        }
        if not waiting:
            del self.fields["settles"]
            options["kind"] = [pair for pair in options["kind"] if pair[0] != EntryKind.DONE]
        for name, found in options.items():
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField):
                field.choices = found


class DissolveForm(DeedForm):
    """What came of it."""

    conclusion = forms.CharField(label=_("小组结论"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5000)
