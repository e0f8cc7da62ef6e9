"""Special reports as instructions know them: noted by hand, and instructed on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from hotline.flow.tickets.words import Verb
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor, Capability
from hotline.watch.instructions import actions, queries
from hotline.watch.instructions.words import NewReport, Series
from hotline.web.kit.doors import WrongDoor, actor, door, now

from . import deeds, forms
from .cards import report_title


@door(Verb.INSTRUCT)
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest) -> HttpResponse:
    """Note a special report that came on paper; then instruct on it."""
    by = actor(request)
    is_leader = by.holds(Capability.LEAD_AREA)
    form, problem, status = forms.ReportForm(request.POST or None), "", 200
    if request.method == "POST":
        made: list[int] = []
        told = gettext("专报已登记。")
        problem, status = deeds.attempted(request, form, told, lambda: made.append(_noted(form, by)))
        if made:
            return HttpResponseRedirect(reverse("lead:report", args=made))
    return render(
        request, "lead/report_new.html", {"form": form, "problem": problem, "is_leader": is_leader}, status=status
    )


def _noted(form: forms.ReportForm, by: Actor) -> int:
    said = form.cleaned_data
    region = next(grant.region_code for grant in by.grants if Verb.INSTRUCT in grant.permissions)
    centre = organisations.centre_for(region)
    if centre is None:
        raise WrongDoor
    new = NewReport(centre.id, Series(said["series"]), said["number"], said["title"], said["issued_on"])
    return actions.note_report(new, by=by, at=now())


@door(Verb.INSTRUCT)
@require_http_methods(["GET", "POST"])
def instruct(request: HttpRequest, identifier: int) -> HttpResponse:
    """Instruct on a special report, in one's own name or for a leader."""
    by, at = actor(request), now()
    report = queries.report(identifier, by)
    leaders = actions.leaders_of(report.centre_id, at)
    is_leader = by.holds(Capability.LEAD_AREA)
    form = forms.InstructForm(request.POST or None, request.FILES or None, leaders=leaders, is_leader=is_leader)
    problem, status = "", 200
    if request.method == "POST":
        made: list[int] = []
        problem, status = deeds.attempted(
            request,
            form,
            gettext("批示已登记。"),
            lambda: made.append(actions.instruct_on_report(identifier, form.new(by, at), by=by, at=at)),
        )
        if made:
            return HttpResponseRedirect(reverse("lead:instruction", args=made))
    context = {
        "form": form,
        "problem": problem,
        "title": report_title(report),
        "report": report,
        "is_leader": is_leader,
    }
    context["earlier"] = list(queries.on_report(report.pk, by))
    return render(request, "lead/report.html", context, status=status)
