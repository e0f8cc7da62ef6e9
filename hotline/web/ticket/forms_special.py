"""The form by which a question goes to specialists."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hotline.ground.desks import queries as desks
from hotline.web.kit import names

from .forms import DeedForm


class AskForm(DeedForm):
    """Which field, and what is asked: the specialists read this and nothing else of the ticket."""

    field = forms.TypedChoiceField(label=_("专员方向"), coerce=int)
    question = forms.CharField(
        label=_("要问的问题"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("专员只看到这里写的问题，看不到工单和诉求人，请不要写姓名和电话。"),
    )

    def prepare(self) -> None:
        """The desk's own fields; the ticket's words to begin with."""
        ticket = self.whole.ticket
        desk = desks.desk_of(ticket.pk)
        found = desks.specialisms(desk.id, timezone.now()) if desk else []
        choice = self.fields["field"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(each.pk, each.name_en if names.is_english() else each.name) for each in found]
        self.initial.setdefault("question", ticket.words.text)
