"""Where a unit finds the tasks that leaders' instructions gave it."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from hotline.flow.tickets.words import Verb
from hotline.lib.refusal import NotFound
from hotline.watch.instructions import queries
from hotline.watch.instructions.words import TaskState
from hotline.web.kit.doors import actor, door

from . import deeds, forms
from .cards import task_cards

ENDED = 30


@door(Verb.INSTRUCTION_FEEDBACK)
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The unit's tasks: what is open by its day, then what ended lately."""
    by = actor(request)
    rows = queries.tasks_of(by)
    open_ = task_cards(rows.filter(outcome=""), by)
    ended = task_cards(rows.exclude(outcome="").order_by("-ended_at", "-pk")[:ENDED], by)
    return render(request, "lead/tasks.html", {"open": open_, "ended": ended})


@door(Verb.INSTRUCTION_FEEDBACK)
@require_GET
def page(request: HttpRequest, identifier: int) -> HttpResponse:
    """One task: the leader's words, what is wanted, what was reported and judged."""
    return shown(request, identifier)


def shown(
    request: HttpRequest,
    identifier: int,
    form: django_forms.Form | None = None,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, with a form that came back as it was filled in."""
    by = actor(request)
    task = queries.task_of(identifier, by)
    said = sorted([*task.feedbacks.all(), *task.judgings.all()], key=lambda row: _moment(row))
    context: dict[str, Any] = {
        "card": task_cards([task], by)[0],
        "task": task,
        "said": said,
        "may_sign": task.state is TaskState.TO_SIGN,
        "form": (form or forms.FeedbackForm()) if task.signed_at and not task.outcome else None,
        "problem": problem,
    }
    return render(request, "lead/task.html", context, status=status)


def _moment(row: Any) -> Any:
    return getattr(row, "given_at", None) or row.judged_at


@door(Verb.INSTRUCTION_FEEDBACK)
@require_POST
def do(request: HttpRequest, identifier: int, deed: str) -> HttpResponse:
    """Sign a task, or report on it."""
    queries.task_of(identifier, actor(request))
    button = deeds.OF_UNIT.get(deed)
    if button is None:
        raise NotFound
    form = button.form(request.POST, request.FILES)
    problem, status = deeds.done(request, button, form, identifier)
    if problem:
        kept = form if isinstance(form, forms.FeedbackForm) else None
        return shown(request, identifier, kept, problem=problem, status=status)
    return HttpResponseRedirect(reverse("lead:task", args=[identifier]))
