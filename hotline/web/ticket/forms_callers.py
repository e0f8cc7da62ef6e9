"""The form of concluding a matter with reasons: the proposal, or the second person's decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotline.flow.callers import queries as callers
from hotline.ground.catalogue.words import ReasonPurpose

from .forms import DeedForm
from .telling import reason

DECISIONS = [("approve", _("同意终结，归档并告知诉求人")), ("refuse", _("不同意，继续回访或重办"))]


class ConcludeForm(DeedForm):
    """Before it is proposed: why, on what it rests, what the citizen is told. Afterwards: yes or no."""

    reason = forms.ChoiceField(label=_("终结理由"))
    basis = forms.CharField(label=_("依据"), max_length=300, help_text=_("法律、政策条文，以及历次办理的要点。"))
    explanation = forms.CharField(
        label=_("告知诉求人"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("为什么终结，还可以到哪里反映；批准后原文发给诉求人。"),
    )
    decision = forms.ChoiceField(label=_("审批"), choices=DECISIONS, widget=forms.RadioSelect)
    opinion = forms.CharField(label=_("审批意见"), max_length=300, required=False)

    def prepare(self) -> None:
        """Ask one half of it, and show the second person what was proposed."""
        waiting = callers.pending(self.whole.ticket)
        for name in ("decision", "opinion") if waiting is None else ("reason", "basis", "explanation"):
            del self.fields[name]
        if waiting is None:
            self.reasons("reason", ReasonPurpose.FINALITY, gettext("请选择"))
            return
        said = reason({"reason": waiting.reason}, ReasonPurpose.FINALITY)
        field: Any = self.fields["decision"]
        field.help_text = gettext("{who} 提请：{reason}。依据：{basis} 告知：{explanation}").format(
            who=waiting.proposed_by.name, reason=said, basis=waiting.basis, explanation=waiting.explanation
        )
