"""One ticket on a bench: opening it, and doing one thing to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from hotline.flow.followup import queries as followups
from hotline.flow.tickets import queries as tickets
from hotline.ground.journal import queries as journals
from hotline.lib.refusal import NotFound, Refusal
from hotline.web.kit.doors import WrongDoor, door, now
from hotline.web.kit.listing import turning

from . import actions, pane, queries, views
from .deed import Deed
from .forms import FollowUpForm
from .seats import Seat, seat
from .verbs import DEEDS

QUEUED = 25


@door()
@require_GET
def page(request: HttpRequest, bench: str, number: str) -> HttpResponse:
    """One ticket beside its queue; opening it claims it."""
    here = seat(request, bench)
    ticket = tickets.ticket(number, here.by)
    return shown(here, ticket, {})


@door()
@require_POST
def take(request: HttpRequest, bench: str, number: str) -> HttpResponse:
    """Take a ticket over from the colleague who has it open."""
    here = seat(request, bench)
    ticket = tickets.ticket(number, here.by)
    if not here.bench.is_queue or not pane.possible(here, ticket):
        raise NotFound
    actions.release_others(number, by=here.by)
    actions.claim(number, by=here.by, at=here.at, is_taking_over=True)
    return HttpResponseRedirect(here.address("ticket", number))


def shown(
    here: Seat,
    ticket: Any,
    bound: dict[str, Any],
    *,
    problem: str = "",
    typed: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The split page."""
    found = pane.context(here, ticket, bound)
    holder = _claimed(here, ticket.number) if found["may"] and here.bench.is_queue else ""
    queue = here.rows(limit=QUEUED)
    claims = queries.claims([row.number for row in queue.rows], here.at)
    others = {number: claim for number, claim in claims.items() if not queries.mine(claim, here.by)}
    numbers = [row.number for row in queue.rows]
    place = numbers.index(ticket.number) if ticket.number in numbers else -1
    found |= views.frame(here) | {
        "queue": [(row, others.get(row.number)) for row in queue.rows],
        "above": here.address("ticket", numbers[place - 1]) if place > 0 else "",
        "under": here.address("ticket", numbers[place + 1]) if place + 1 < len(numbers) else "",
        "turning": turning(here.request, queue),
        "holder": holder,
        "problem": problem,
        "typed": typed or [],
    }
    return render(here.request, "bench/ticket.html", found, status=status)


def _claimed(here: Seat, number: str) -> str:
    """Take the ticket up; the name of the colleague who has it already, or nothing."""
    actions.release_others(number, by=here.by)
    claim = actions.claim(number, by=here.by, at=here.at)
    return "" if queries.mine(claim, here.by) else claim.name


@door()
@require_POST
def do(request: HttpRequest, bench: str, number: str, deed: str) -> HttpResponse:
    """Do one thing to one ticket, then open the next."""
    here = seat(request, bench)
    ticket = tickets.ticket(number, here.by)
    button = DEEDS.get(deed)
    if button is None or here.bench not in button.benches:
        raise NotFound
    if not any(here.by.holds(verb) for verb in button.verbs):
        raise WrongDoor
    form = pane.read(here, deed, ticket)
    if not form.is_valid():
        return shown(here, ticket, {deed: form}, problem=gettext("请补正标红的内容后再提交。"), status=422)
    try:
        with transaction.atomic():
            told = button.run(here, number, form)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return _refused(here, button, deed, form, refusal, number)
    return _done(here, button, number, told)


def _done(here: Seat, button: Deed, number: str, told: str) -> HttpResponse:
    messages.success(here.request, told)
    if not button.ends:
        return HttpResponseRedirect(here.address("ticket", number))
    actions.release(number, by=here.by)
    views.put_aside(here, number)
    return HttpResponseRedirect(here.address("next"))


def _refused(here: Seat, button: Deed, deed: str, form: Any, refusal: Refusal, number: str) -> HttpResponse:
    """Told in words, with what was typed kept; a second press of the same button is no fault."""
    ticket = tickets.ticket(number, here.by)
    if _was_mine(here, button, form, ticket):
        return _done(
            here, button, number, gettext("工单 {number} 刚才已由您办好，没有重复执行。").format(number=number)
        )
    sentence = refusal.sentence(gettext, get_language() or "zh")
    form.data = form.data.copy()
    form.data["seen"] = str(ticket.moves)
    kept = [] if deed in pane.possible(here, ticket) else _typed(form)
    return shown(here, ticket, {deed: form}, problem=sentence, typed=kept, status=refusal.status)


def _was_mine(here: Seat, button: Deed, form: Any, ticket: Any) -> bool:
    """Whether the actor herself did this to the ticket right after she saw it: the same form, sent twice."""
    seen = form.cleaned_data.get("seen")
    if seen is None:
        return False
    since = journals.timeline("ticket", ticket.pk).filter(seq__gt=seen + 1, by_id=here.by.person_id)
    return since.filter(verb__in=[str(verb) for verb in button.verbs]).exists()


def _typed(form: Any) -> list[tuple[str, str]]:
    """What was typed, to be copied, where the form itself can no longer be sent."""
    lines = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if isinstance(value, str) and len(value) > 1:
            options = dict(getattr(field, "choices", ()))
            lines.append((str(field.label or ""), str(options.get(value, value))))
    return lines


@door()
@require_POST
def outlook(request: HttpRequest, bench: str, number: str) -> HttpResponse:
    """What the follow-up being typed would lead to."""
    here = seat(request, bench)
    ticket = tickets.ticket(number, here.by)
    form = FollowUpForm(request.POST)
    result = None
    if form.is_valid() and _is_answered(form):
        result = followups.preview(ticket.pk, ticket.round, form.visit(), at=now())
    found = {
        "result": result,
        "ticket": ticket,
        "outlook": followups.outlook(ticket.pk, ticket.round, at=now()),
    }
    return render(request, "bench/outlook.html", found)


def _is_answered(form: FollowUpForm) -> bool:
    said = form.cleaned_data
    return said["is_contacted"] == "no" or bool(said["solved"] and said["satisfied"])
