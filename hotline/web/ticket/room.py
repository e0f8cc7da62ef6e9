"""The room of a joint team: members with their clocks, decisions, log and files at one glance."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from hotline.flow.handling import queries as handling
from hotline.flow.teams import queries
from hotline.flow.tickets import errors, whole
from hotline.flow.tickets.possible import Possible
from hotline.flow.tickets.words import Verb
from hotline.ground.people.words import Actor
from hotline.lib.days import end_of
from hotline.lib.refusal import Refusal
from hotline.web.kit import filling
from hotline.web.kit.doors import actor, door, now

from .chapter_teams import write
from .deed import Doing
from .deeds import ways_of
from .forms_teams import TeamLogForm

FAULTS = {"NoWords": "text", "DecisionForWhom": "unit", "DecisionPast": "due_on", "NoSuchDecision": "settles"}
"""The field that a refusal is about."""


@door()
@require_http_methods(["GET", "POST"])
def room(request: HttpRequest, number: str) -> HttpResponse:
    """The latest team of a ticket the reader sees; its members write here."""
    by = actor(request)
    found = whole.read(number, by)
    ways = {way.verb: way for way in ways_of(found, by)}
    way = Possible(Verb.TEAM_LOG)
    files = request.FILES if request.method == "POST" else None
    form = TeamLogForm(request.POST or None, files, whole=found, way=way, by=by)
    problem, status = "", 200
    if request.method == "POST":
        problem, status = _written(number, way, form, by)
        if not problem:
            messages.success(request, gettext("已记入小组日志。"))
            return HttpResponseRedirect(reverse("ticket:team", args=[number]))
    context = _context(found, by) | {"form": form if Verb.TEAM_LOG in ways else None, "problem": problem}
    context |= {"may_add": Verb.FORM_TEAM in ways, "may_dissolve": Verb.DISSOLVE_TEAM in ways}
    return render(request, "ticket/team.html", context, status=status)


def _written(number: str, way: Possible, form: TeamLogForm, by: Actor) -> tuple[str, int]:
    """Write the entry; the sentence that says why not and its status, or nothing."""
    if not form.is_valid():
        return gettext("请补正标红的内容后再提交。"), 422
    try:
        write(Doing(number, way, form.cleaned_data, by, now(), None))
    except Refusal as refusal:
        filling.tell(form, refusal, FAULTS)
        return filling.problem(form) or gettext("请补正标红的内容后再提交。"), refusal.status
    return "", 200


def _context(found: whole.Whole, by: Actor) -> dict[str, Any]:
    """Everything the room shows.

    :raises TicketNotFound: the ticket never had a team.
    """
    team = queries.teams_of(found.ticket.pk).first()
    if team is None:
        raise errors.TicketNotFound
    entries = list(team.entries.all())
    settled = {each.settles_id: each for each in entries if each.settles_id}
    last = {each.assignment.unit_id: each for each in found.branches}
    return {
        "ticket": found.ticket,
        "team": team,
        "members": [(member.unit_id, last.get(member.unit_id)) for member in team.members.all()],
        "decisions": [
            (each, end_of(each.due_on), settled.get(each.pk)) for each in queries.decisions(team) if each.due_on
        ],
        "entries": entries[::-1],
        "files": [each for each in entries if each.attachment],
        "replies": list(handling.replies(found.ticket.pk)),
    }
