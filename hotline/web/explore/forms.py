"""Forms of stored questions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hotline.insight.questions.actions import LONGEST_NAME, LONGEST_NOTE
from hotline.insight.questions.words import Rhythm, Sharing
from hotline.web.kit import vocabulary


class DescribeForm(forms.Form):
    """Name, note and circle of readers."""

    name = forms.CharField(label=_("名称"), max_length=LONGEST_NAME)
    note = forms.CharField(label=_("说明"), max_length=LONGEST_NOTE, required=False)
    sharing = forms.ChoiceField(
        label=_("谁可以打开"),
        help_text=_("无论共享给谁，每个人只看到自己权限范围内的数字。"),
        initial=Sharing.OWN.value,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sharing"].choices = vocabulary.choices(Sharing, get_language() or "zh")  # type: ignore[attr-defined]


class KeepForm(DescribeForm):
    """A question to be kept."""

    asked = forms.CharField(widget=forms.HiddenInput, max_length=4000)


class WantForm(forms.Form):
    """How often the bell rings; nothing: not at all."""

    rhythm = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rhythm"].choices = vocabulary.choices(Rhythm, get_language() or "zh", blank="")  # type: ignore[attr-defined]
