"""What is done to a topic: started, ended, renamed, filled back; and the reader's own bell."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from hotline.ground.people.words import Capability
from hotline.watch.topics import actions
from hotline.web.kit.doors import actor, door, now
from hotline.web.kit.filling import fill

from .forms import BackForm, BellForm, NameForm, WhyForm
from .views import READERS, topic_page

GONE = ("Ended", "Running")


@door(Capability.DEFINE_TOPICS)
@require_POST
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Let a draft watch."""
    actions.start(code, by=actor(request), at=now())
    messages.success(request, gettext("专题已启用：新登记的工单一秒内匹配。"))
    return _back_to(code)


@door(Capability.DEFINE_TOPICS)
@require_POST
def end(request: HttpRequest, code: str) -> HttpResponse:
    """Let a topic watch no longer."""
    form = WhyForm(request.POST)

    def do(said: dict[str, Any]) -> bool:
        actions.end(code, said["why"], by=actor(request), at=now())
        return True

    if not fill(form, do, {"NoWhy": "why"}, GONE):
        return topic_page(request, code, why=form)
    messages.success(request, gettext("专题已结束，已匹配的工单保留。"))
    return _back_to(code)


@door(Capability.DEFINE_TOPICS)
@require_POST
def rename(request: HttpRequest, code: str) -> HttpResponse:
    """Call a topic otherwise."""
    form = NameForm(request.POST)

    def do(said: dict[str, Any]) -> bool:
        actions.rename(code, said["name"], said["name_en"], by=actor(request), at=now())
        return True

    if not fill(form, do, {"NoName": "name"}, GONE):
        return topic_page(request, code, naming=form)
    messages.success(request, gettext("名称已修改。"))
    return _back_to(code)


@door(Capability.DEFINE_TOPICS)
@require_POST
def back(request: HttpRequest, code: str) -> HttpResponse:
    """Match old tickets too."""
    form = BackForm(request.POST)

    def do(said: dict[str, Any]) -> bool:
        actions.fill_back(code, said["since"], by=actor(request), at=now())
        return True

    if not fill(form, do, {"NotPast": "since"}, GONE):
        return topic_page(request, code, back=form)
    messages.success(request, gettext("已开始补匹配，进度见本页。"))
    return _back_to(code)


@door(*READERS)
@require_POST
def bell(request: HttpRequest, code: str) -> HttpResponse:
    """Want to hear of a topic, or no longer."""
    by = actor(request)
    if "off" in request.POST:
        actions.unsubscribe(code, by=by, at=now())
        messages.success(request, gettext("已取消提醒。"))
        return _back_to(code)
    form = BellForm(request.POST)

    def do(said: dict[str, Any]) -> bool:
        actions.subscribe(code, said["threshold"], by=by, at=now())
        return True

    if not fill(form, do, {"ImpossibleThreshold": "threshold"}, GONE):
        return topic_page(request, code, bell=form)
    messages.success(request, gettext("已订阅：达到数量的当天提醒您一次。"))
    return _back_to(code)


def _back_to(code: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("tracking:topic", args=[code]))
