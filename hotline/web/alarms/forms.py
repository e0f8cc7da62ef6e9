"""Forms of alerts. What is right is decided by the actions; forms only ask and label."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hotline.insight.alerts.words import Deed, Doubt
from hotline.lib.words import Word
from hotline.web.kit.vocabulary import choices


def _word(form: forms.Form, name: str, enum: type[Word]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices(enum, get_language() or "zh")


class AcknowledgeForm(forms.Form):
    """That somebody looks into it."""

    note = forms.CharField(
        label=_("备注"), max_length=500, required=False, help_text=_("谁在核实、打算怎么做，可不填。")
    )


class ActForm(forms.Form):
    """What it became."""

    deed = forms.ChoiceField(label=_("处置方式"))
    reference = forms.CharField(
        label=_("编号"), max_length=120, required=False, help_text=_("专题、督办单或专报的编号，没有可不填。")
    )
    note = forms.CharField(label=_("处置说明"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "deed", Deed)


class DismissForm(forms.Form):
    """Why it means nothing."""

    doubt = forms.ChoiceField(label=_("原因"), widget=forms.RadioSelect)
    note = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "doubt", Doubt)


class EndForm(forms.Form):
    """Why it is over."""

    note = forms.CharField(label=_("说明"), max_length=500)
