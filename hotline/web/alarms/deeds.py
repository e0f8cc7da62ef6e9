"""What is done to an alert: one address for each verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from hotline.ground.people.words import Capability
from hotline.insight.alerts import actions
from hotline.insight.alerts.words import Deed, Doubt
from hotline.web.kit.doors import actor, door, now
from hotline.web.kit.filling import fill

from .forms import AcknowledgeForm, ActForm, DismissForm, EndForm
from .views import shown

GONE = ("MovedAlready", "NotYours")
BESIDE = {"NoWord": "note"}


def _done(request: HttpRequest, identifier: int, name: str, form: Form, do: Callable[[dict[str, Any]], None]) -> Any:
    """Do what a form stands for: back to the alert with a word, or with the form and what is wrong with it."""

    def doing(said: dict[str, Any]) -> bool:
        do(said)
        return True

    if not fill(form, doing, BESIDE, GONE):
        return shown(request, identifier, status=422, **{name: form})
    return HttpResponseRedirect(reverse("alarms:alert", args=[identifier]))


@door(Capability.ANALYSE)
@require_POST
def acknowledge(request: HttpRequest, identifier: int) -> HttpResponse:
    """Say that one looks into it."""

    def do(said: dict[str, Any]) -> None:
        actions.acknowledge(identifier, said["note"], by=actor(request), at=now())
        messages.success(request, gettext("已确认：同事会看到是您在核实。"))

    return _done(request, identifier, "acknowledge", AcknowledgeForm(request.POST), do)  # type: ignore[no-any-return]


@door(Capability.ANALYSE)
@require_POST
def act(request: HttpRequest, identifier: int) -> HttpResponse:
    """Write down what it became."""

    def do(said: dict[str, Any]) -> None:
        deed = Deed(said["deed"])
        actions.act(identifier, deed, said["note"], said["reference"], by=actor(request), at=now())
        messages.success(request, gettext("已记录处置情况。"))

    return _done(request, identifier, "act", ActForm(request.POST), do)  # type: ignore[no-any-return]


@door(Capability.ANALYSE)
@require_POST
def dismiss(request: HttpRequest, identifier: int) -> HttpResponse:
    """Say that it means nothing."""

    def do(said: dict[str, Any]) -> None:
        actions.dismiss(identifier, Doubt(said["doubt"]), said["note"], by=actor(request), at=now())
        messages.success(request, gettext("已排除这条预警。"))

    return _done(request, identifier, "dismiss", DismissForm(request.POST), do)  # type: ignore[no-any-return]


@door(Capability.ANALYSE)
@require_POST
def end(request: HttpRequest, identifier: int) -> HttpResponse:
    """Say that it is over."""

    def do(said: dict[str, Any]) -> None:
        actions.end(identifier, said["note"], by=actor(request), at=now())
        messages.success(request, gettext("已结束这条预警；再次突增会另发一条。"))

    return _done(request, identifier, "end", EndForm(request.POST), do)  # type: ignore[no-any-return]


@door(Capability.ANALYSE)
@require_POST
def drop_lift(request: HttpRequest, identifier: int) -> HttpResponse:
    """Let the series be told by the usual bar again."""
    if actions.drop_lift(identifier, by=actor(request), at=now()):
        messages.success(request, gettext("已恢复通常的预警门槛。"))
    return HttpResponseRedirect(reverse("alarms:alert", args=[identifier]))
