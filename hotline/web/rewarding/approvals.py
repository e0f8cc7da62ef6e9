"""The approver's pages: rewards that wait, and appeals."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from hotline.flow.rewards import actions, appeals, errors, queries
from hotline.flow.rewards.words import Verdict
from hotline.ground.people.words import Capability
from hotline.web.kit.doors import actor, door, now
from hotline.web.kit.filling import fill

from .forms import VerdictForm
from .handling import rule_name

APPROVE = Capability.APPROVE_REWARDS
SHOWN = 50
BESIDE = {"NoReason": "opinion"}


@door(APPROVE)
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for one's decision."""
    by = actor(request)
    rewards = [{"row": row, "rule": rule_name(row.rule)} for row in queries.to_decide(by)[:SHOWN]]
    return render(request, "rewarding/approvals.html", {"rewards": rewards, "appeals": queries.appeals(by)[:SHOWN]})


@door(APPROVE)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, identifier: int) -> HttpResponse:
    """One reward: what was found, by which rule, and the decision."""
    by, at = actor(request), now()
    row = next((each for each in queries.to_decide(by) if each.pk == identifier), None)
    if row is None:
        raise errors.RewardNotFound
    form = VerdictForm(request.POST or None)

    def do(said: dict[str, Any]) -> bool:
        actions.decide(identifier, Verdict(said["verdict"]), said["opinion"], by=by, at=at)
        return True

    if request.method == "POST" and fill(form, do, BESIDE):
        messages.success(request, gettext("已作出决定。"))
        return HttpResponseRedirect(reverse("rewarding:approvals"))
    reports = queries.reports(row.hazard_id)
    context = {"row": row, "rule": rule_name(row.rule), "reports": reports, "form": form}
    return render(request, "rewarding/decide.html", context, status=422 if form.errors else 200)


@door(APPROVE)
@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, identifier: int) -> HttpResponse:
    """One informant's appeal, and its decision."""
    by, at = actor(request), now()
    row = queries.informant(identifier, by, APPROVE)
    form = VerdictForm(request.POST or None)

    def do(said: dict[str, Any]) -> bool:
        appeals.decide(identifier, Verdict(said["verdict"]), said["opinion"], by=by, at=at)
        return True

    if request.method == "POST" and fill(form, do, BESIDE):
        messages.success(request, gettext("已作出决定。"))
        return HttpResponseRedirect(reverse("rewarding:approvals"))
    context = {
        "row": row,
        "form": form,
        "told": queries.told(row, at),
        "appeals": queries.appeals(by).filter(informant=row),
        "report": queries.report_of(row.ticket_id),
    }
    return render(request, "rewarding/appeal.html", context, status=422 if form.errors else 200)
