"""The forms of attention: what is laid on a ticket or taken off it, and why."""

from __future__ import annotations

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hotline.flow.tickets import attention
from hotline.flow.tickets.words import Attention

from .forms import WhyForm


class DrawForm(WhyForm):
    """What does not lie on the ticket yet."""

    what = forms.ChoiceField(label=_("关注"), widget=forms.RadioSelect)
    field_order = ("what", "why")
    is_lying = False

    def prepare(self) -> None:
        """What there is to choose; the only choice is made."""
        lying = attention.lying(self.whole.ticket)
        offered = [each for each in Attention if (each in lying) is self.is_lying]
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each.value, each.label(get_language() or "zh")) for each in offered]
        if offered:
            self.initial["what"] = offered[0].value


class EndForm(DrawForm):
    """What lies on the ticket."""

    is_lying = True
