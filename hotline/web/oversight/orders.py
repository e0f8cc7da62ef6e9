"""One order: all that was said, and what the reader may do; giving one about several tickets; suggestions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hotline.flow.tickets import whole
from hotline.flow.tickets.words import Verb
from hotline.ground.people.words import Actor
from hotline.insight.alerts.words import Deed
from hotline.lib.refusal import Refusal
from hotline.watch.supervision import actions as supervising
from hotline.watch.supervision import errors
from hotline.watch.supervision import queries as supervision
from hotline.watch.supervision.words import OPEN, OrderState
from hotline.web.kit import becoming, filling, orders, pages
from hotline.web.kit.doors import actor, door, now

from .wall import LOOKERS

LATEST = ("-fired_at", "-pk")
FAULTS = {
    "GradeNotGiven": "grade",
    "OutOfLine": "target",
    "NotHolding": "target",
    "UnknownUnit": "target",
    "AlreadySupervised": "target",
    "UnlistedReason": "reason",
    "NoDemand": "demand",
    "NoDue": "due_at",
    "DueInPast": "due_at",
    "NoFeedbackText": "text",
    "NoOpinion": "opinion",
}
"""The field that a refusal is about."""


class NewForm(orders.OrderFields):
    """An order about the tickets that were picked."""


@door(*LOOKERS)
@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One order."""
    return _shown(request, pk, {})


@door(*LOOKERS)
@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign for it."""
    by = actor(request)
    return _done(request, pk, "sign", forms.Form(request.POST), lambda said: supervising.sign(pk, by=by, at=now()))


@door(*LOOKERS)
@require_POST
def feed_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Report on it."""
    by, form = actor(request), orders.ReportFields(request.POST)
    return _done(request, pk, "feedback", form, lambda said: supervising.feed_back(pk, said["text"], by=by, at=now()))


@door(*LOOKERS)
@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge it."""
    by, form = actor(request), orders.JudgeFields(request.POST)
    form.offer()
    return _done(
        request, pk, "judge", form, lambda said: supervising.judge(pk, orders.judging_of(said), by=by, at=now())
    )


TOLD = {"sign": _("已签收督办单。"), "feedback": _("反馈已提交。"), "judge": _("结论已作出。")}


def _done(
    request: HttpRequest, pk: int, name: str, form: forms.Form, do: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    """Do one thing to an order; what is refused is told beside what was typed."""
    supervision.order(pk, actor(request))
    if not form.is_valid():
        return _shown(request, pk, {name: form}, status=422)
    try:
        do(form.cleaned_data)
    except Refusal as refusal:
        filling.tell(form, refusal, FAULTS)
        return _shown(request, pk, {name: form}, status=refusal.status)
    messages.success(request, TOLD[name])
    return HttpResponseRedirect(reverse("oversight:order", args=[pk]))


def _shown(request: HttpRequest, pk: int, bound: dict[str, forms.Form], *, status: int = 200) -> HttpResponse:
    by = actor(request)
    order = supervision.order(pk, by)
    judging = bound.get("judge") or _judging(order)
    context = {
        "order": order,
        "said": said(order),
        "may": _offered(order, by, bound),
        "report": bound.get("feedback") or orders.ReportFields(),
        "judging": judging,
        "problem": filling.problem(*bound.values()),
    }
    return render(request, "oversight/order.html", context, status=status)


def _judging(order: Any) -> orders.JudgeFields:
    form = orders.JudgeFields()
    form.offer(supervision.verdicts(order, now()))
    return form


def _offered(order: Any, by: Actor, bound: dict[str, forms.Form]) -> dict[str, bool]:
    """What may be done, and the form that came back with what was typed in it, though it may be too late."""
    able = may(order, by)
    return able | {"report": able["report"] or "feedback" in bound, "judge": able["judge"] or "judge" in bound}


def may(order: Any, by: Actor) -> dict[str, bool]:
    """What the reader may do to an order now."""
    ours = supervision.speaks_for(order.target_id, Verb.SUPERVISION_RECEIPT, by)
    reports = supervision.speaks_for(order.target_id, Verb.SUPERVISION_FEEDBACK, by)
    judges = supervision.speaks_for(order.centre_id, Verb.JUDGE_SUPERVISION, by)
    return {
        "sign": ours and order.state is OrderState.TO_SIGN,
        "report": reports and order.state in (OrderState.WORKING, OrderState.TO_JUDGE),
        "judge": judges and order.state in OPEN,
    }


def said(order: Any) -> list[dict[str, Any]]:
    """Feedback and judgements in the order in which they were said."""
    reports = [{"at": each.given_at, "who": each.given_by, "text": each.text} for each in order.feedbacks.all()]
    verdicts = [
        {"at": each.judged_at, "who": each.judged_by, "text": each.opinion, "verdict": each.verdict, "due": each.due_at}
        for each in order.judgements.all()
    ]
    return sorted([*reports, *verdicts], key=lambda each: each["at"])


@door(Verb.SUPERVISE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Give an order about one or several tickets."""
    numbers = list(dict.fromkeys((request.POST or request.GET).getlist("ticket")))[: supervising.MOST_TICKETS + 1]
    return _give(request, numbers, {}, None)


@door(Verb.SUPERVISE)
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an order of a suggestion: it begins as the rule has it."""
    firing = supervision.suggestion(pk, actor(request))
    rule = firing.rule
    start = {"grade": rule.grade, "reason": rule.reason, "demand": rule.demand}
    return _give(request, [firing.ticket.number], start, firing)


def _give(request: HttpRequest, numbers: list[str], start: dict[str, Any], firing: Any) -> HttpResponse:
    by, at = actor(request), now()
    if not numbers:
        raise errors.NoTicket
    found = [whole.read(number, by) for number in numbers]
    form = NewForm(request.POST or None, initial=start)
    form.offer(_targets(found, by), by)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            wanted = orders.order_of(form.cleaned_data, by, at, firing_id=firing.pk if firing else None)
            order = supervising.supervise(numbers, wanted, by=by, at=at)
        except Refusal as refusal:
            filling.tell(form, refusal, FAULTS)
            status = refusal.status
        else:
            messages.success(request, gettext("已下达：{number}").format(number=order.number))
            address = reverse("oversight:order", args=[order.pk])
            becoming.of_alert(request, Deed.ORDER, address, f"{order.number} {order.demand}")
            return HttpResponseRedirect(address)
    context = {"form": form, "tickets": [each.ticket for each in found], "firing": firing}
    context["problem"] = filling.problem(form)
    return render(request, "oversight/new.html", context, status=status)


def _targets(found: list[whole.Whole], by: Actor) -> list[Any]:
    """Whom the reader may order for all of the tickets."""
    offered = [supervision.targets(each.ticket, each.units, by, now()) for each in found]
    shared = set.intersection(*({unit.id for unit in units} for units in offered))
    return [unit for unit in offered[0] if unit.id in shared]


@door(Verb.SUPERVISE)
@require_GET
def suggestions(request: HttpRequest) -> HttpResponse:
    """What rules suggest to the reader's centre, the latest first."""
    return _suggested(request, {})


def _suggested(request: HttpRequest, wrong: dict[str, Any], status: int = 200) -> HttpResponse:
    page = pages.page(supervision.suggestions(actor(request)), request.GET.get("cursor", ""), LATEST)
    return render(request, "oversight/suggestions.html", {"page": page, **wrong}, status=status)


@door(Verb.SUPERVISE)
@require_POST
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a suggestion be; without a reason the list comes back, and says so beside the field."""
    said = request.POST.get("why", "")
    try:
        supervising.dismiss(pk, said, by=actor(request), at=now())
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        sentence = refusal.sentence(gettext, get_language() or "zh")
        return _suggested(request, {"wrong": pk, "problem": sentence, "said": said}, status=422)
    messages.success(request, gettext("已记下不督办的理由。"))
    return HttpResponseRedirect(reverse("oversight:suggestions"))
