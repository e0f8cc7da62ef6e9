"""The specialists' queue: questions that special desks hand to the reader's unit, each with its own clock."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from hotline.flow.intake import special
from hotline.ground.desks import enquiries, errors
from hotline.ground.people.words import Actor
from hotline.lib.refusal import NotFound
from hotline.web.kit.doors import actor, door, now


class AnswerForm(forms.Form):
    """What the agent is to tell the enterprise."""

    answer = forms.CharField(
        label=_("给坐席的答复"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 7, "data-key": "alt+a"}),
        help_text=_("坐席会照此答复来电人：写清依据、办法和需要的材料。"),
    )


@door(enquiries.ANSWER)
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What is to be answered, the most urgent first, and what was answered lately."""
    by = actor(request)
    found = {"waiting": list(enquiries.waiting(by)), "lately": list(enquiries.lately(by))}
    return render(request, "special/questions.html", found)


@door(enquiries.ANSWER)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, identifier: int) -> HttpResponse:
    """One question, to be answered."""
    by = actor(request)
    row = enquiries.for_actor(by).filter(pk=identifier).first()
    if row is None:
        raise NotFound
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _answered(form, identifier, by):
        messages.success(request, gettext("已答复，坐席已收到提醒。"))
        return redirect("special:questions")
    found: dict[str, Any] = {"row": row, "form": form}
    return render(request, "special/question.html", found, status=422 if form.errors else 200)


def _answered(form: AnswerForm, identifier: int, by: Actor) -> bool:
    """Whether the answer was taken; what is wrong with it is said beside the field."""
    try:
        special.answer_enquiry(identifier, form.cleaned_data["answer"], by=by, at=now())
    except (errors.NothingAnswered, errors.WordsTooLong, errors.AlreadyAnswered) as refusal:
        form.add_error("answer", refusal.sentence(gettext, get_language() or "zh"))
        return False
    return True
