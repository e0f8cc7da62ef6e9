"""One instruction, for the leader and her office: its tasks, what was reported and judged, and what is to be done."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from hotline.flow.tickets.words import Verb
from hotline.ground.people.words import Capability
from hotline.lib.refusal import NotFound
from hotline.watch.instructions import queries, tasking
from hotline.watch.instructions.words import Outcome, Stage, TaskState
from hotline.web.kit.doors import actor, door

from . import deeds, forms
from .cards import card

Bound = dict[tuple[str, int], django_forms.Form]


@door()
@require_GET
def page(request: HttpRequest, identifier: int) -> HttpResponse:
    """One instruction whole."""
    return shown(request, identifier, {})


def shown(request: HttpRequest, identifier: int, bound: Bound, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The page, with a form that came back as it was filled in."""
    by = actor(request)
    found = queries.instruction(identifier, by)
    may_judge = by.holds(Verb.JUDGE_INSTRUCTION) and not found.outcome
    one = card(found, by)
    context: dict[str, Any] = {
        "card": one,
        "tasks": [_line(task, bound, may_judge) for task in found.tasks.all()],
        "is_mine": found.leader_id == by.person_id,
        "may_task": by.holds(Verb.INSTRUCTION_TASK) and not found.outcome,
        "may_judge": may_judge,
        "is_leader": by.holds(Capability.LEAD_AREA),
        "task_form": bound.get(("task", 0)) or forms.TaskForm(auto_id="task_%s"),
        "conclude_form": bound.get(("conclude", 0)) or _conclude_form(one.stage, found),
        "problem": problem,
    }
    return render(request, "lead/instruction.html", context, status=status)


def _line(task: Any, bound: Bound, may_judge: bool) -> dict[str, Any]:
    waits = may_judge and task.state is TaskState.REPORTED
    judge = bound.get(("judge", task.pk)) or forms.JudgeForm(auto_id=f"judge{task.pk}_%s")
    back = bound.get(("take-back", task.pk)) or forms.WhyForm(auto_id=f"back{task.pk}_%s")
    said = sorted([*task.feedbacks.all(), *task.judgings.all()], key=_moment)
    return {"task": task, "judge": judge if waits else None, "take_back": back, "said": said}


def _moment(row: Any) -> Any:
    return getattr(row, "given_at", None) or row.judged_at


def _conclude_form(stage: Stage, found: Any) -> forms.ConcludeForm:
    failed = any(task.outcome == TaskState.FAILED for task in found.tasks.all())
    initial = {"outcome": Outcome.FAILED.value if failed else Outcome.DONE.value}
    if stage is not Stage.TO_CONCLUDE:
        initial = {"outcome": Outcome.WITHDRAWN.value}
    return forms.ConcludeForm(auto_id="conclude_%s", initial=initial)


@door()
@require_POST
def give(request: HttpRequest, identifier: int) -> HttpResponse:
    """Give a unit its task."""
    form = forms.TaskForm(request.POST, auto_id="task_%s")
    deed = deeds.Deed(
        forms.TaskForm,
        lambda i, said, by, at: tasking.give(i, form.new(), by=by, at=at),
        lambda: gettext("任务已下达，并告知承办单位。"),
    )
    problem, status = deeds.done(request, deed, form, identifier)
    return _answer(request, identifier, {("task", 0): form}, problem, status)


@door()
@require_POST
def do(request: HttpRequest, identifier: int, deed: str) -> HttpResponse:
    """Conclude it, or note that the leader has read what was reported back."""
    button = deeds.ON_INSTRUCTION.get(deed)
    if button is None:
        raise NotFound
    form = button.form(request.POST, auto_id=f"{deed}_%s")
    problem, status = deeds.done(request, button, form, identifier)
    if not problem and request.POST.get("next") == "home":
        return HttpResponseRedirect(reverse("lead:home"))
    return _answer(request, identifier, {(deed, 0): form}, problem, status)


@door()
@require_POST
def do_task(request: HttpRequest, identifier: int, task: int, deed: str) -> HttpResponse:
    """Judge what was reported on a task, or take it back."""
    button = deeds.ON_TASK.get(deed)
    if button is None or queries.task(task, actor(request)).instruction_id != identifier:
        raise NotFound
    form = button.form(request.POST, auto_id=f"{deed.partition('-')[2] or deed}{task}_%s")
    problem, status = deeds.done(request, button, form, task)
    return _answer(request, identifier, {(deed, task): form}, problem, status)


def _answer(request: HttpRequest, identifier: int, bound: Bound, problem: str, status: int) -> HttpResponse:
    if problem:
        return shown(request, identifier, bound, problem=problem, status=status)
    return HttpResponseRedirect(reverse("lead:instruction", args=[identifier]))
