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
from django.utils.translation import get_language, gettext

from hotline.ground.people.words import Actor
from hotline.lib.refusal import Refusal
from hotline.watch.instructions import actions, tasking
from hotline.watch.instructions.words import Judgement, Outcome
from hotline.web.kit.doors import actor, now

from . import forms

Run = Callable[[int, Any, Actor, datetime], object]


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
    if not form.is_valid():
        return gettext("请补正标红的内容后再提交。"), 422
    by, at = actor(request), now()
    return attempted(request, deed.told(), lambda: deed.run(subject, form.cleaned_data, by, at))


def attempted(request: HttpRequest, told: str, work: Callable[[], object]) -> tuple[str, int]:
    """Do the work whole or not at all, and tell it; a refusal as its sentence and status."""
    try:
        with transaction.atomic():
            work()
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return refusal.sentence(gettext, get_language() or "zh"), refusal.status
    messages.success(request, told)
    return "", 200
