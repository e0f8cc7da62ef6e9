"""Marks on numbers as the desk meets them: shown while such a number calls, proposed by who spoke with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from hotline.flow.callers import actions, queries
from hotline.flow.callers.words import Chain, NewMark
from hotline.flow.intake import drafts
from hotline.flow.intake.words import Sheet
from hotline.ground.catalogue.words import ReasonPurpose
from hotline.ground.people.words import Actor
from hotline.lib.refusal import Refusal
from hotline.web.kit.doors import actor, door, now

from .forms import language
from .sight import Reasoned, reasons

CHAINS = 3


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a number beside its calls: a mark with its reason, and matters it came with before."""

    mark: Any | None
    reason: Reasoned | None
    chains: tuple[Chain, ...]


def known(sheet: Sheet, by: Actor, at: datetime) -> Known:
    """What the desk shows of the number that calls."""
    phone = sheet.caller.get("phone", "")
    if not phone:
        return Known(None, None, ())
    mark = queries.active(phone, sheet.centre_id, at=at)
    listed = {each.code: each for each in reasons(ReasonPurpose.NUISANCE)} if mark else {}
    chains = queries.chains(phone, by, at=at)[:CHAINS]
    return Known(mark, listed.get(mark.reason) if mark else None, tuple(chains))


class MarkForm(forms.Form):
    """Why, and what happened."""

    reason = forms.ChoiceField(label=_("标记原因"))
    evidence = forms.CharField(
        label=_("事实依据"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("何时来电、说了什么或做了什么；有录音的写明录音编号。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(each.code, each.name) for each in reasons(ReasonPurpose.NUISANCE)]
        self.fields["reason"].choices = [("", gettext("请选择")), *listed]  # type: ignore[attr-defined]


@door("register")
@require_http_methods(["GET", "POST"])
def mark(request: HttpRequest, identifier: int) -> HttpResponse:
    """Propose a mark on the number of a call; another person decides."""
    by = actor(request)
    sheet = drafts.sheet(identifier, by)
    form, problem = MarkForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        new = NewMark(form.cleaned_data["reason"], form.cleaned_data["evidence"])
        try:
            actions.propose(sheet.caller.get("phone", ""), sheet.centre_id, new, by=by, at=now())
        except Refusal as refusal:
            if refusal.status in (403, 404):
                raise
            problem = refusal.sentence(gettext, language())
        else:
            messages.success(request, gettext("已提请标记，待另一人审批；来电照常接听和登记。"))
            return redirect("desk:call", identifier)
    context = {"sheet": sheet, "form": form, "problem": problem}
    return render(request, "desk/mark.html", context, status=422 if problem or form.errors else 200)
