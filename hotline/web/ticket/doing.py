"""Doing a verb: its form in a dialog (or a page of its own), then the action, then back to the ticket."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from hotline.flow.tickets import errors, queries, whole
from hotline.flow.tickets.possible import Possible
from hotline.flow.tickets.words import MOVES, Tier, Verb
from hotline.ground.people.words import Actor
from hotline.lib import text
from hotline.web.kit import navigation
from hotline.web.kit.doors import actor, door, now

from .deed import Deed, Doing
from .deeds import DEEDS, ways_of
from .forms import DeedForm


@door()
@require_http_methods(["GET", "POST"])
def deed(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Ask what a verb needs; with everything given, do it."""
    by = actor(request)
    found = whole.read(number, by)
    wanted = next((each for each in DEEDS if each.value == verb), None)
    if wanted is None:
        raise errors.TicketNotFound
    way = _way(request, found, wanted, by)
    how = DEEDS[wanted]
    if request.method == "GET":
        return _asked(request, found, way, how, how.form(whole=found, way=way, by=by))
    form = how.form(request.POST, request.FILES, whole=found, way=way, by=by)
    if not form.is_valid():
        return _asked(request, found, way, how, form, status=422)
    seen = request.POST.get("seen", "")
    how.run(Doing(number, way, form.cleaned_data, by, now(), text.number(seen)))
    messages.success(request, gettext("已完成：{verb}").format(verb=wanted.label(get_language() or "zh")))
    return _back(request, number, by)


def _way(request: HttpRequest, found: whole.Whole, verb: Verb, by: Actor) -> Possible:
    """The way the verb is done; one that is not possible any more is still tried, so that the action says why."""
    given = request.POST.get("assignment", "") or request.GET.get("assignment", "")
    assignment = text.number(given)
    offered = (way for way in ways_of(found, by) if way.verb is verb)
    way = next((way for way in offered if assignment in (None, way.assignment_id)), None)
    if way is not None:
        return way
    if MOVES[verb].tier is not Tier.UNIT:
        return Possible(verb)
    hers = next((each.assignment for each in found.branches if each.assignment.pk == assignment), None)
    if hers is None:
        raise errors.TicketNotFound
    return Possible(verb, hers.pk, hers.unit_id)


def _asked(
    request: HttpRequest, found: whole.Whole, way: Possible, how: Deed, form: DeedForm, status: int = 200
) -> HttpResponse:
    context = {"whole": found, "ticket": found.ticket, "way": way, "deed": how, "form": form, "verb": way.verb}
    context["back"] = request.POST.get("back") or request.GET.get("back", "")
    is_part = bool(request.htmx)  # type: ignore[attr-defined]
    response = render(request, "ticket/deed.html" if is_part else "ticket/deed_page.html", context, status=status)
    if is_part:
        response["HX-Retarget"], response["HX-Reswap"] = "#kit-dialog", "innerHTML"
    return response


def _back(request: HttpRequest, number: str, by: Actor) -> HttpResponse:
    """To where the dialog was opened from, else to the ticket; where that is out of sight now, to one's first page."""
    asked = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()})
    try:
        queries.ticket(number, by)
        at = asked if is_ours else reverse("ticket:page", args=[number])
    except errors.TicketNotFound:
        at = navigation.home(request)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=204, headers={"HX-Redirect": at})
    return HttpResponseRedirect(at)
