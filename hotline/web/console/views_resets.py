"""Resets of privileged accounts: what waits for a second person, and her decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from hotline.ground.people import lists as people_lists
from hotline.ground.people.words import Actor
from hotline.ground.resets import actions, queries
from hotline.ground.resets.words import ResetKind, ResetState
from hotline.web.kit import pages
from hotline.web.kit.doors import actor, door, now
from hotline.web.kit.filling import attempt

from . import cells, rights
from .fields import SheetForm
from .sheets import Done

LATEST_FIRST = ("-pk",)
LOOKS = (rights.PEOPLE, rights.JOURNAL)
PILLS = {
    ResetState.WAITING: ("ask", "hourglass"),
    ResetState.APPROVED: ("good", "circle-check"),
    ResetState.DECLINED: ("bad", "circle-x"),
    ResetState.EXPIRED: ("done", "clock"),
}


class OpinionForm(SheetForm):
    """What the second person says."""

    opinion = forms.CharField(
        label=_("复核意见"), max_length=200, help_text=_("写明如何核实了本人，或为什么驳回；记入日志。")
    )


@door(*LOOKS)
@require_GET
def resets(request: HttpRequest) -> HttpResponse:
    """What waits, and what was decided."""
    by, at = actor(request), now()
    waiting = [_told(row) for row in queries.listed(_people(by), waiting=True, at=at)]
    page = pages.page(queries.listed(_people(by), waiting=False, at=at), request.GET.get("cursor", ""), LATEST_FIRST)
    context = {"waiting": waiting, "page": page, "rows": [_told(row) for row in page.rows]}
    return render(request, "console/resets.html", context)


@door(*LOOKS)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: read it, approve or decline it; a new password is shown once."""
    by, at = actor(request), now()
    row = queries.request(pk, _people(by))
    form = OpinionForm(request.POST or None, by=by)
    if request.method == "POST" and form.is_valid():
        is_approved = request.POST.get("decision") == "approve"

        def do() -> Done:
            return Done("", secret=actions.decide(pk, is_approved, form.cleaned_data["opinion"], by=by, at=at))

        if done := attempt(form, do):
            return _answered(request, row, is_approved, done.secret)
    can_decide = by.holds(rights.PEOPLE) and queries.state(row, at) is ResetState.WAITING
    is_second = by.person_id not in (row.asked_by_id, row.person_id)
    context = {"row": row, **_told(row), "form": form, "may_decide": can_decide and is_second, "can_decide": can_decide}
    return render(request, "console/reset.html", context, status=422 if form.errors else 200)


def _answered(request: HttpRequest, row: Any, is_approved: bool, secret: str) -> HttpResponse:
    if secret:
        done = Done(gettext("{name} 的一次性密码：").format(name=row.person.name), secret=secret)
        context = {"sheet": {"title": gettext("重置复核")}, "done": done, "back": reverse("console:resets")}
        answer = render(request, "console/secret.html", context)
        answer["Cache-Control"] = "no-store"
        return answer
    messages.success(request, gettext("已同意，重置已生效。") if is_approved else gettext("已驳回，账号没有变化。"))
    return HttpResponseRedirect(reverse("console:resets"))


def _told(row: Any) -> dict[str, Any]:
    language, state = get_language() or "zh", queries.state(row, now())
    pill = cells.pill(*PILLS[state], state.label(language))
    return {"row": row, "kind": ResetKind(row.kind).label(language), "pill": pill}


def _people(by: Actor) -> Any:
    """The people whose requests she may see; None for the whole province's."""
    if rights.over_province(by, *LOOKS):
        return None
    return people_lists.named_within(rights.units_within(by, *LOOKS, at="organisation__"))
