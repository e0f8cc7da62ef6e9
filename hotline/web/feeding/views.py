"""What was copied to one's department: the list, one delivery, its receipt and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hotline.flow.tickets.words import Channel, Verb
from hotline.ground.catalogue.words import Kind, Urgency
from hotline.ground.people.words import Capability
from hotline.watch.feeds import answering, queries
from hotline.watch.feeds.words import DeliveryState, FeedField, Finding
from hotline.web.kit import moments, names, pages
from hotline.web.kit.doors import actor, door, now
from hotline.web.kit.filling import fill

from .forms import AnswerForm

LATEST_FIRST = ("-delivered_at", "-pk")
RECEIVERS = (Verb.FEED_RECEIPT, Verb.FEED_BACK)
KEEPERS = (Verb.FEED, Capability.VIEW_JOURNAL)
WORDS = {FeedField.KIND: Kind, FeedField.URGENCY: Urgency, FeedField.CHANNEL: Channel}


@dataclass(frozen=True, slots=True)
class Said:
    """One field of a copy."""

    label: str
    value: str
    is_long: bool


@door(*RECEIVERS, *KEEPERS, Capability.MANAGE_REFERENCE)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The rules for who keeps them, the inbox for who receives, the agreements for who enters those."""
    by = actor(request)
    if any(by.holds(each) for each in KEEPERS):
        page = "feeding:rules"
    elif any(by.holds(each) for each in RECEIVERS):
        page = "feeding:inbox"
    else:
        page = "feeding:agreements"
    return HttpResponseRedirect(reverse(page))


@door(*RECEIVERS)
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What was copied to one's departments, by state."""
    by = actor(request)
    counts = queries.waiting(by)
    state = DeliveryState.of(request.GET.get("state", "")) or DeliveryState.DELIVERED
    page = pages.page(queries.inbox(by, state), request.GET.get("cursor", ""), LATEST_FIRST)
    tabs = [{"state": each, "count": counts[each]} for each in DeliveryState]
    context = {"tabs": tabs, "state": state, "page": page, "rows": [_row(each) for each in page.rows], "at": now()}
    context["is_receiver"] = bool(queries.receivers(by))
    return render(request, "feeding/inbox.html", context)


def _row(row: Any) -> dict[str, Any]:
    title = row.copy.get("title") or row.copy.get("text") or row.copy.get("place") or ""
    return {
        "row": row,
        "title": title,
        "feed": feed_name(row.feed),
        "due": due(row),
        "place": row.copy.get("place", ""),
    }


def due(row: Any) -> datetime | None:
    """What the department owes next, and by when."""
    if row.state is DeliveryState.DELIVERED:
        return row.receipt_due_at  # type: ignore[no-any-return]
    return row.answer_due_at if row.state is DeliveryState.RECEIVED else None


def feed_name(feed: Any) -> str:
    """Its name in the reader's language."""
    return str(feed.name_en if names.is_english() and feed.name_en else feed.name)


@door(*RECEIVERS, *KEEPERS)
@require_http_methods(["GET", "POST"])
def delivery(request: HttpRequest, identifier: int) -> HttpResponse:
    """One delivery: the copy, and the form of its answer."""
    by = actor(request)
    row = queries.delivery(identifier, by)
    form = AnswerForm(request.POST or None)

    def do(said: dict[str, Any]) -> bool:
        answering.answer(identifier, Finding(said["finding"]), said["feedback"], by=by, at=now())
        return True

    if request.method == "POST" and fill(form, do, {"NoFeedback": "feedback"}, ("AnsweredAlready",)):
        messages.success(request, gettext("已反馈，热线中心和承办单位都能看到。"))
        return HttpResponseRedirect(reverse("feeding:delivery", args=[identifier]))
    may = {verb.value: queries.receives(row.receiver_id, by, verb) for verb in RECEIVERS}
    context = {"row": row, "feed": feed_name(row.feed), "said": told(row.copy), "form": form, "may": may}
    context |= {"due": due(row), "state": row.state}
    return render(request, "feeding/delivery.html", context, status=422 if form.errors else 200)


@door(Verb.FEED_RECEIPT)
@require_POST
def receive(request: HttpRequest, identifier: int) -> HttpResponse:
    """Sign for a delivery."""
    answering.receive(identifier, by=actor(request), at=now())
    messages.success(request, gettext("已接收，请在反馈时限内核查并反馈。"))
    return HttpResponseRedirect(reverse("feeding:delivery", args=[identifier]))


def told(copy: dict[str, Any]) -> list[Said]:
    """The fields of a copy in words, in their order."""
    language = get_language() or "zh"
    return [
        Said(field.label(language), _value(field, copy[field.value]), field is FeedField.TEXT)
        for field in FeedField
        if copy.get(field.value)
    ]


def _value(field: FeedField, value: str) -> str:
    language = get_language() or "zh"
    if field in WORDS:
        found = WORDS[field].of(value)
        return found.label(language) if found else value
    if field is FeedField.CATEGORY:
        return names.category(value, is_full=True)
    if field is FeedField.REGION:
        return names.region(value, is_full=True) if value else ""
    if field is FeedField.REGISTERED:
        return moments.full(datetime.fromisoformat(value))
    return value
