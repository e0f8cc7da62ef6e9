"""A group of duplicates on one page, two tickets side by side, and changing the main."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from hotline.flow.followup import queries as followups
from hotline.flow.groups import actions as groups
from hotline.flow.groups import errors, queries
from hotline.flow.groups.words import CHANGEABLE
from hotline.flow.tickets import hanging, whole
from hotline.flow.tickets import queries as tickets
from hotline.flow.tickets.words import MOVES, Status, Verb
from hotline.ground.people.words import Actor
from hotline.lib import text
from hotline.lib.refusal import NotFound
from hotline.web.kit.doors import actor, door, now
from hotline.web.kit.filling import fill

EDGE, SPAN = 4, 92
"""Where the line of reports begins, and how far it reaches, in per cent of its width."""


@dataclass(frozen=True, slots=True)
class Report:
    """One ticket of a group as a line of its page: who reported where and when, and what came of it."""

    ticket: Any
    is_main: bool
    member: Any | None
    shows_people: bool
    visit: Any | None
    calls: int
    left: float


@door()
@require_GET
def group(request: HttpRequest, number: str) -> HttpResponse:
    """The group a ticket belongs to, for whoever sees it: what she does not see is counted, not shown."""
    by = actor(request)
    ticket = tickets.ticket(number, by)
    found = queries.group(ticket, by)
    if found is None:
        return HttpResponseRedirect(reverse("ticket:page", args=[number]))
    reports = _reports(found, by)
    may_merge, may_leave = (_may(by, verb, found) for verb in (Verb.MERGE, Verb.UNMERGE))
    is_open = found.main is not None and found.main.status != Status.CLOSED
    context = {
        "ticket": ticket,
        "group": found,
        "reports": reports,
        "told": sum(each.ticket.status in (Status.FOLLOW_UP, Status.CLOSED) for each in reports),
        "asked": sum(each.visit is not None for each in reports),
        "solved": sum(each.visit is not None and each.visit.solved == "solved" for each in reports),
        "may_leave": may_leave and is_open,
        "may_change": may_merge and may_leave and found.main is not None and found.main.status in CHANGEABLE,
    }
    return render(request, "ticket/group.html", context)


def _may(by: Actor, verb: Verb, found: queries.Group) -> bool:
    return by.holds(verb) and found.main is not None and tickets.holds_over(verb, found.main, by)


def _reports(found: queries.Group, by: Actor) -> list[Report]:
    shown = found.shown
    members = {each.ticket_id: each for each in found.members}
    visits = followups.last_visits([each.pk for each in shown])
    first, last = shown[0].registered_at, shown[-1].registered_at
    return [
        Report(
            each,
            found.main is not None and each.pk == found.main.pk,
            members.get(each.pk),
            tickets.sees_people(each, by),
            visits.get(each.pk),
            hanging.seen_joined(each, by),
            _place(each.registered_at, first, last),
        )
        for each in shown
    ]


def _place(at: datetime, first: datetime, last: datetime) -> float:
    """Where a moment lies on the line from the first report to the last."""
    whole_ = (last - first).total_seconds()
    return round(EDGE + SPAN * ((at - first).total_seconds() / whole_ if whole_ else 0.5), 1)


@door()
@require_GET
def beside(request: HttpRequest, number: str, other: str) -> HttpResponse:
    """Two tickets side by side, with what speaks for their being one matter."""
    by = actor(request)
    if number == other:
        raise errors.IntoItself
    one, two = whole.read(number, by), whole.read(other, by)
    ways = [(each, against) for each, against in ((one, two), (two, one)) if _may_lie(each, against)]
    context = {
        "ticket": one.ticket,
        "pair": [(each, tickets.sees_people(each.ticket, by)) for each in (one, two)],
        "likeness": queries.weighed(one.ticket, two.ticket, now()),
        "ways": ways,
        "may_link": one.may(Verb.LINK) is not None,
        "is_dialog": bool(request.htmx),  # type: ignore[attr-defined]
    }
    name = "ticket/beside_dialog.html" if context["is_dialog"] else "ticket/beside.html"
    return render(request, name, context)


def _may_lie(each: whole.Whole, under: whole.Whole) -> bool:
    """Whether the reader may merge a ticket into another as both stand now; the action looks again."""
    is_free = each.may(Verb.MERGE) is not None and not queries.members(main_id=each.ticket.pk).exists()
    return is_free and groups.may_be_main(each.ticket, under.ticket)


class WhyForm(forms.Form):
    """Why another ticket becomes the main."""

    why = forms.CharField(label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


@door(Verb.MERGE)
@require_http_methods(["GET", "POST"])
def change_main(request: HttpRequest, number: str) -> HttpResponse:
    """Let a member take its main's place, with a reason."""
    by = actor(request)
    ticket = tickets.ticket(number, by)
    if Status(ticket.status) not in MOVES[Verb.UNMERGE].from_:
        raise NotFound
    form = WhyForm(request.POST or None)
    seen = text.number(request.POST.get("seen", ""))

    def do(said: dict[str, Any]) -> bool:
        groups.change_main(number, said["why"], by=by, at=now(), seen=seen)
        return True

    if request.method == "POST" and fill(form, do, {"NoReason": "why"}):
        messages.success(request, gettext("工单 {number} 已改为主单。").format(number=number))
        return HttpResponseRedirect(reverse("ticket:group", args=[number]))
    context = {"ticket": ticket, "form": form, "seen": seen if seen is not None else ticket.moves}
    return render(request, "ticket/change_main.html", context, status=422 if form.errors else 200)
