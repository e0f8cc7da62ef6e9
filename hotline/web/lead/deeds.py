"""What is done to an instruction or a task: the form it reads, what it does, and the sentence that tells it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext

from hotline.ground.people.words import Actor
from hotline.lib.refusal import Refusal
from hotline.watch.instructions import actions, tasking
from hotline.watch.instructions.words import Judgement, Outcome
from hotline.web.kit import filling
from hotline.web.kit.doors import actor, now

from . import forms

Run = Callable[[int, Any, Actor, datetime], object]
FAULTS = {
    "NoUnit": "unit",
    "TaskedAlready": "unit",
    "NoDate": "due_on",
    "DatePast": "due_on",
    "DateAhead": "given_on",
    "LeaderUnnamed": "leader_name",
    "LeaderElsewhere": "leader",
    "NoReason": "opinion",
    "NoNumber": "number",
    "TasksOpen": "outcome",
    "NoTasks": "outcome",
}
"""The field that a refusal is about."""


def at_fault() -> str:
    """What stands above a form with something wrong in its fields."""
    return gettext("请补正标红的内容后再提交。")


@dataclass(frozen=True, slots=True)
class Deed:
    """One button: ``run`` gets the instruction's or the task's identifier and what was filled in."""

    form: type[django_forms.Form]
    run: Run
    told: Callable[[], str]


def _judge(task: int, said: Any, by: Actor, at: datetime) -> None:
    tasking.judge(task, Judgement(said["judgement"]), said["opinion"], by=by, at=at, due_on=said["due_on"])


def _report(task: int, said: Any, by: Actor, at: datetime) -> None:
    tasking.report(task, said["text"], by=by, at=at, file_id=forms.stored(said["file"], by, at))


ON_INSTRUCTION: dict[str, Deed] = {
    "conclude": Deed(
        forms.ConcludeForm,
        lambda i, said, by, at: actions.conclude(i, Outcome(said["outcome"]), said["conclusion"], by=by, at=at),
        lambda: gettext("批示已办结，并回报领导。"),
    ),
    "read": Deed(
        forms.NothingForm, lambda i, said, by, at: actions.read_back(i, by=by, at=at), lambda: gettext("已阅。")
    ),
}
ON_TASK: dict[str, Deed] = {
    "judge": Deed(forms.JudgeForm, _judge, lambda: gettext("评判已记录，并告知承办单位。")),
    "take-back": Deed(
        forms.WhyForm,
        lambda t, said, by, at: tasking.take_back(t, said["why"], by=by, at=at),
        lambda: gettext("任务已收回。"),
    ),
}
OF_UNIT: dict[str, Deed] = {
    "sign": Deed(
        forms.NothingForm,
        lambda t, said, by, at: tasking.sign(t, by=by, at=at),
        lambda: gettext("已签收，请在期限前反馈落实情况。"),
    ),
    "report": Deed(forms.FeedbackForm, _report, lambda: gettext("反馈已提交，等待评判。")),
}


def done(request: HttpRequest, deed: Deed, form: django_forms.Form, subject: int) -> tuple[str, int]:
    """Do it; the sentence that says why not and its status, or nothing. What is hidden stays hidden."""
    by, at = actor(request), now()
    return attempted(request, form, deed.told(), lambda: deed.run(subject, form.cleaned_data, by, at))


def attempted(request: HttpRequest, form: django_forms.Form, told: str, work: Callable[[], object]) -> tuple[str, int]:
    """Do the work whole or not at all, and tell it; a refusal stands beside its field, else above, with its status."""
    if not form.is_valid():
        return at_fault(), 422
    try:
        with transaction.atomic():
            work()
    except Refusal as refusal:
        filling.tell(form, refusal, FAULTS)
        return filling.problem(form) or at_fault(), refusal.status
    messages.success(request, told)
    return "", 200
