"""Marks on numbers: what waits for a second person, what is in force, what ended; and one mark with its decision."""

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

from hotline.flow.callers import actions, queries
from hotline.flow.callers.words import MarkState
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import ReasonPurpose
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor
from hotline.web.kit import pages
from hotline.web.kit.doors import actor, door, now, today
from hotline.web.kit.filling import attempt

from . import cells, rights
from .fields import SheetForm
from .sheets import Done

LATEST_FIRST = ("-pk",)
LOOKS = (rights.MARKS, rights.JOURNAL)
PILLS = {
    MarkState.PROPOSED: ("ask", "hourglass"),
    MarkState.ACTIVE: ("warn", "flag"),
    MarkState.REFUSED: ("done", "circle-x"),
    MarkState.EXPIRED: ("done", "clock"),
    MarkState.LIFTED: ("good", "circle-check"),
}


class DecideForm(SheetForm):
    """For how long, and what the second person says."""

    days = forms.IntegerField(label=_("标记多少天"), min_value=1, max_value=9999, required=False)
    opinion = forms.CharField(
        label=_("审批意见"), max_length=300, required=False, help_text=_("不批准时必须写明理由。")
    )


class LiftForm(SheetForm):
    """Why it ends before its time."""

    why = forms.CharField(label=_("解除理由"), max_length=300)


@door(*LOOKS)
@require_GET
def marks(request: HttpRequest) -> HttpResponse:
    """What waits, and what was decided."""
    by = actor(request)
    within = rights.units_within(by, *LOOKS, at="centre__")
    waiting = [_told(row) for row in queries.marks(within, waiting=True)]
    page = pages.page(queries.marks(within, waiting=False), request.GET.get("cursor", ""), LATEST_FIRST)
    context = {"waiting": waiting, "page": page, "rows": [_told(row) for row in page.rows]}
    return render(request, "console/marks.html", context)


@door(*LOOKS)
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """One mark: read it, approve or refuse it, lift it."""
    by, at = actor(request), now()
    row = queries.mark(pk, rights.units_within(by, *LOOKS, at="centre__"))
    state, form = queries.state(row, at), _form(request, row, by)
    if request.method == "POST" and form is not None and form.is_valid():
        decision = request.POST.get("decision", "")
        if done := attempt(form, lambda: _do(row, decision, form.cleaned_data, by)):
            messages.success(request, str(done.sentence))
            return HttpResponseRedirect(reverse("console:mark", args=[pk]))
    context = {
        "row": row,
        **_told(row),
        "form": form,
        "state": state.value,
        "is_mine": row.proposed_by_id == by.person_id,
    }
    context |= {"earlier": [_told(each) for each in queries.earlier_marks(row)[:10]], "keeps": _keeps(row, by)}
    return render(request, "console/mark.html", context, status=422 if form is not None and form.errors else 200)


def _form(request: HttpRequest, row: Any, by: Actor) -> SheetForm | None:
    """The form for what the reader may do with it now; a stale post is still tried, so that the action says why."""
    state = queries.state(row, now())
    if not _keeps(row, by):
        return None
    posted = request.POST or None
    if request.POST.get("decision") == "lift" or (posted is None and state is MarkState.ACTIVE):
        return LiftForm(posted, by=by)
    is_waiting = state is MarkState.PROPOSED and row.proposed_by_id != by.person_id
    if posted is None and not is_waiting:
        return None
    return DecideForm(posted, by=by, initial={"days": queries.terms(today()).usual_days})


def _keeps(row: Any, by: Actor) -> bool:
    return rights.over_unit(by, rights.MARKS, row.centre_id)


def _do(row: Any, decision: str, said: dict[str, Any], by: Actor) -> Done:
    if decision == "lift":
        actions.lift(row.pk, said["why"], by=by, at=now())
        return Done(gettext("标记已解除。"))
    if decision == "approve":
        actions.approve(row.pk, said["days"] or 0, said["opinion"], by=by, at=now())
        return Done(gettext("已批准标记；来电照常接听和登记。"))
    actions.refuse(row.pk, said["opinion"], by=by, at=now())
    return Done(gettext("未批准，号码没有标记。"))


def _told(row: Any) -> dict[str, Any]:
    state = queries.state(row, now())
    listed = catalogue.reason(ReasonPurpose.NUISANCE, row.reason)
    why = cells.either(listed.name, listed.name_en) if listed else row.reason
    pill = cells.pill(*PILLS[state], state.label(get_language() or "zh"))
    return {"row": row, "why": why, "pill": pill, "centre": organisations.unit(row.centre_id).id}
