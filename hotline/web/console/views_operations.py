"""Operations: messages to the outside, their texts, and what runs in the background."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from hotline.flow.tickets import lookups
from hotline.ground.outbox import actions as outbox_actions
from hotline.ground.outbox import lists, templates
from hotline.ground.outbox import queries as outbox
from hotline.ground.outbox.words import MessageState
from hotline.ground.people.words import Actor
from hotline.lib.refusal import NotFound, NotPermitted
from hotline.web.kit import pages
from hotline.web.kit.doors import actor, door, now
from hotline.web.kit.filling import attempt

from . import cells, leaving, queue, rights
from .fields import SheetForm, TextField
from .sheets import Done

LOOK = (rights.REFERENCE, rights.PLATFORM, rights.JOURNAL)
KEEP = (rights.REFERENCE, rights.PLATFORM)
ORDER = ("-written_at", "-pk")
FAILED_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Worded:
    """A text of messages as it stands in the list."""

    code: str
    language: str
    words: templates.Words
    is_changed: bool


class WordsForm(SheetForm):
    """What a message says."""

    subject = forms.CharField(label=_("主题（邮件）"), max_length=120, required=False)
    body = TextField(label=_("正文"), rows=5)


@door(*LOOK)
@require_GET
def outbox_list(request: HttpRequest) -> HttpResponse:
    """Waiting, sent, dead; by ticket."""
    by = actor(request)
    state, number = _narrowed(request)
    page = pages.page(letters(request, by), request.GET.get("cursor", ""), ORDER)
    numbers = lookups.numbers(row.ticket for row in page.rows if row.ticket)
    shown = [
        (row, outbox.masked_recipient(row), numbers.get(row.ticket or 0, ""), outbox.masked_body(row), _pill(row.state))
        for row in page.rows
    ]
    context = {
        "rows": shown,
        "page": page,
        "state": state,
        "number": number,
        "counts": {key.value: value for key, value in outbox.counts().items()},
        "states": [(each.value, each.label(get_language() or "zh")) for each in MessageState],
        "may_send": rights.over_province(by, *KEEP),
        "offer": leaving.offer(request, "outbox"),
    }
    return render(request, "console/outbox.html", context)


def _narrowed(request: HttpRequest) -> tuple[str, str]:
    state = request.GET.get("state", MessageState.DEAD.value)
    return state if MessageState.of(state) else "", request.GET.get("number", "").strip()[:20]


def letters(request: HttpRequest, by: Actor) -> QuerySet[Any]:
    """The messages asked for.

    :raises NotFound: she does not keep the whole province; messages are not divided by area.
    """
    if not rights.over_province(by, *LOOK):
        raise NotFound
    state, number = _narrowed(request)
    ticket = lookups.chain_of(number) if number else None
    return lists.listed(state=state, ticket=(ticket[0] if ticket else 0) if number else None)


@door(*KEEP)
@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a dead letter a new life."""
    by = actor(request)
    _require(by)
    outbox_actions.send_again(pk, by=by, at=now())
    messages.success(request, gettext("已重新排队，几分钟内再次发送。"))
    return HttpResponseRedirect(reverse("console:outbox"))


@door(*LOOK)
@require_GET
def texts(request: HttpRequest) -> HttpResponse:
    """The texts of messages in both languages."""
    return render(request, "console/texts.html", {"rows": worded(), "offer": leaving.offer(request, "texts")})


def worded() -> list[Worded]:
    """Every text in force, and whether somebody put it in the place of the shipped one."""
    shipped = sorted(templates.all_shipped().items())
    present = [(code, language, templates.text(code, language), original) for (code, language), original in shipped]
    return [Worded(code, language, words, words != original) for code, language, words, original in present]


@door(*LOOK)
def text(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """One text: change it, or go back to the shipped one."""
    by = actor(request)
    shipped = templates.all_shipped().get((code, language))
    if shipped is None:
        raise NotFound
    present = templates.text(code, language)
    start = {"subject": present.subject, "body": present.body}
    form = WordsForm(request.POST or None, initial=start, by=by)
    may_change = rights.over_province(by, *KEEP)
    if request.method == "POST":
        _require(by)
        if form.is_valid() and attempt(form, lambda: _change(code, language, form.cleaned_data, by)) is not None:
            messages.success(request, gettext("已保存，以后写出的消息使用新文字。"))
            return HttpResponseRedirect(request.path)
    context = {"form": form, "code": code, "language": language, "shipped": shipped, "may_change": may_change}
    return render(request, "console/text.html", context, status=422 if form.errors else 200)


@door(*LOOK)
@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """The queue: how each task stands, what failed, whether somebody works."""
    workers = queue.workers()
    context = {
        "loads": queue.loads(),
        "failed": queue.failed()[:FAILED_SHOWN],
        "last": queue.last_event(),
        "heartbeat": workers[0] if workers else None,
        "workers": len(workers),
        "offer": leaving.offer(request, "jobs"),
    }
    return render(request, "console/jobs.html", context)


def _change(code: str, language: str, facts: dict[str, Any], by: Any) -> Done:
    templates.change(code, language, facts["subject"], facts["body"], by=by, at=now())
    return Done("")


def _require(by: Any) -> None:
    if not rights.over_province(by, *KEEP):
        raise NotPermitted(verb=gettext("维护外发消息"))


def _pill(state: str) -> object:
    tone, icon = {"waiting": ("ask", "hourglass"), "sent": ("good", "circle-check"), "dead": ("bad", "circle-x")}[state]
    return cells.pill(tone, icon, MessageState(state).label(get_language() or "zh"))
