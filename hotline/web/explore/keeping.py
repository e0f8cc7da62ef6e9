"""Stored questions: the list, keep, open, change, share, be told, take away and undo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hotline.ground.people.words import Capability
from hotline.insight.questions import actions, queries, texts
from hotline.insight.questions.words import NewQuestion, Rhythm, Sharing
from hotline.lib.refusal import Refusal
from hotline.lib.text import number
from hotline.web.kit.doors import actor, door, now
from hotline.web.kit.filling import fill

from . import telling
from .forms import DescribeForm, KeepForm, WantForm
from .views import OPENED

FAULTS = {"NameTaken": "name", "NameMissing": "name", "NoOrganisation": "sharing"}


@door(Capability.ANALYSE)
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What the reader keeps and what colleagues share with her."""
    by = actor(request)
    lists = {"mine": queries.mine(by), "shared": queries.shared_with(by)}
    context: dict[str, Any] = {name: [_row(each) for each in rows] for name, rows in lists.items()}
    gone = number(request.GET.get("gone", ""))
    context["gone"] = queries.taken_away(gone, by) if gone is not None else None
    return render(request, "explore/questions.html", context)


def _row(row: Any) -> dict[str, Any]:
    return {"row": row, "told": _told(row.asked), "sharing": Sharing(row.sharing)}


def _told(asked: str) -> str:
    """What a stored question asks, in short; a sentence where it can be read no more."""
    try:
        inquiry = texts.read(asked)
    except Refusal as refusal:
        return refusal.sentence(gettext, get_language() or "zh")
    separator = gettext("、")
    said = [separator.join(fact.label(telling.language()) for fact in inquiry.facts)]
    if inquiry.by:
        said.append(gettext("按{parts}").format(parts=separator.join(map(telling.division, inquiry.by))))
    said += [value for _label, value in telling.filters(inquiry.where)]
    said.append(inquiry.span.preset.label(telling.language()))
    return " · ".join(said)


@door(Capability.ANALYSE)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the question of the page."""
    form = KeepForm(request.POST)
    by, at = actor(request), now()

    def do(said: dict[str, Any]) -> int:
        asked = texts.written(texts.read(said["asked"]))
        return actions.keep(NewQuestion(said["name"], said["note"], asked, Sharing(said["sharing"])), by=by, at=at)

    identifier = fill(form, do, FAULTS)
    if identifier is None:
        return render(request, "explore/keep.html", {"form": form, "action": reverse("explore:keep")}, status=422)
    messages.success(request, gettext("已保存。以后从“我的查询”打开，数字按当时的数据重新统计。"))
    return HttpResponseRedirect(reverse("explore:stored", args=[identifier]))


@door(Capability.ANALYSE)
@require_GET
def stored(request: HttpRequest, identifier: int) -> HttpResponse:
    """Open a stored question in the explorer."""
    return _open(queries.opened(identifier, actor(request)))


@door(Capability.ANALYSE)
@require_GET
def linked(request: HttpRequest, token: str) -> HttpResponse:
    """Open what a link leads to; the figures are the reader's own."""
    return _open(queries.linked(token, actor(request)))


def _open(row: Any) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('explore:home')}?{row.asked}&{OPENED}={row.pk}")


@door(Capability.ANALYSE)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, identifier: int) -> HttpResponse:
    """Another name, note or circle of readers."""
    by = actor(request)
    row = queries.opened(identifier, by)
    form = DescribeForm(request.POST or None, initial={"name": row.name, "note": row.note, "sharing": row.sharing})

    def do(said: dict[str, Any]) -> bool:
        actions.describe(identifier, said["name"], said["note"], Sharing(said["sharing"]), by=by, at=now())
        return True

    if request.method == "POST" and fill(form, do, FAULTS, gone=("NotYours",)):
        messages.success(request, gettext("已修改。"))
        return HttpResponseRedirect(reverse("explore:questions"))
    link = request.build_absolute_uri(reverse("explore:linked", args=[row.token]))
    context = {"form": form, "row": row, "link": link, "action": request.path}
    return render(request, "explore/keep.html", context, status=422 if form.errors else 200)


@door(Capability.ANALYSE)
@require_POST
def ask_anew(request: HttpRequest, identifier: int) -> HttpResponse:
    """Let a stored question ask what the page asks."""
    asked = texts.written(texts.read(request.POST.get("asked", "")))
    actions.ask_anew(identifier, asked, by=actor(request), at=now())
    messages.success(request, gettext("已按当前条件更新。"))
    return HttpResponseRedirect(reverse("explore:stored", args=[identifier]))


@door(Capability.ANALYSE)
@require_POST
def want(request: HttpRequest, identifier: int) -> HttpResponse:
    """Be told of a stored question daily, weekly or monthly, or no longer."""
    by = actor(request)
    row, form = queries.opened(identifier, by), WantForm(request.POST)
    rhythm = Rhythm.of(form.cleaned_data["rhythm"]) if form.is_valid() else None
    actions.want(row, rhythm, by=by, at=now())
    said = (
        gettext("{rhythm} 8:00 在铃铛里提醒您查看。").format(rhythm=rhythm.label(telling.language())) if rhythm else ""
    )
    messages.success(request, said or gettext("不再提醒。"))
    return HttpResponseRedirect(reverse("explore:stored", args=[identifier]))


@door(Capability.ANALYSE)
@require_POST
def take_away(request: HttpRequest, identifier: int) -> HttpResponse:
    """Take a question away; the list holds the way back."""
    actions.take_away(identifier, by=actor(request), at=now())
    return HttpResponseRedirect(f"{reverse('explore:questions')}?gone={identifier}")


@door(Capability.ANALYSE)
@require_POST
def bring_back(request: HttpRequest, identifier: int) -> HttpResponse:
    """Undo."""
    actions.bring_back(identifier, by=actor(request), at=now())
    messages.success(request, gettext("已恢复。"))
    return HttpResponseRedirect(reverse("explore:questions"))
