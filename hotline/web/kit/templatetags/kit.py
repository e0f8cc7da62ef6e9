"""Tags and filters every template has without loading anything."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, FileInput, RadioSelect, Select
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from hotline.flow.tickets.words import REPLAYED, Mark, Status
from hotline.lib import masks
from hotline.web.kit import doors, moments, names, navigation, vocabulary

register = template.Library()

PILLS = {  # status -> tone, icon: who has to do something tells the tone, the icon tells what
    Status.REGISTERED: ("wait", "pencil"),
    Status.IN_REVIEW: ("wait", "clipboard-list"),
    Status.SUPPLEMENT: ("ask", "arrow-back-up"),
    Status.TO_DISPATCH: ("wait", "route"),
    Status.TO_SIGN: ("ask", "inbox"),
    Status.HANDLING: ("work", "player-play"),
    Status.REPLY_REVIEW: ("wait", "checks"),
    Status.FOLLOW_UP: ("wait", "phone-call"),
    Status.CLOSED: ("done", "archive"),
    Status.RETURN_REVIEW: ("wait", "arrow-back"),
    Status.ARBITRATION: ("wait", "scale"),
    Status.SUSPENDED: ("ask", "player-pause"),
    Status.MERGED: ("work", "git-merge"),
}
MARKS = {  # mark -> tone, icon
    Mark.SUPERVISED: ("warn", "report"),
    Mark.KEY_SUPERVISED: ("bad", "report"),
    Mark.INSTRUCTED: ("warn", "pencil"),
    Mark.EXPEDITED: ("bad", "bolt"),
    Mark.ESCALATED: ("warn", "arrow-up"),
    Mark.DISPUTED: ("warn", "scale"),
    Mark.HANDLE_FIRST: ("work", "shield"),
    Mark.FORCED: ("warn", "gavel"),
    Mark.MAIN: ("work", "git-merge"),
    Mark.TEAM: ("work", "users-group"),
    Mark.MEDIA: ("warn", "world"),
    Mark.DISASTER: ("bad", "alert-triangle"),
}
MASKS = {
    "phone": masks.phone,
    "name": masks.name,
    "identity": masks.resident_id,
    "address": masks.address,
    "email": masks.email,
    "text": masks.mask_text,
}


def drawing(name: str) -> str:
    """Where the drawing of an icon is found; those there are stand in ``tools/icons.txt``."""
    return f"{static('icons.svg')}#{name}"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """``{% icon "phone" %}``: a drawing beside a word; with a label it speaks for itself."""
    address = drawing(name)
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, address)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', address)


@register.simple_tag
def synthetic(source: str) -> SafeString:
    """``{% synthetic ticket.source %}``: says beside a number that nothing of it happened, where that is so."""
    if source != REPLAYED:
        return SafeString("")
    said = gettext("由回放生成，并未真实发生")
    return format_html('<span class="pill pill-warn" title="{}">{}{}</span>', said, icon("flask"), gettext("合成数据"))


@register.filter
def grouped(number: int) -> str:
    """``{{ trial.looked_at|grouped }}``: a count with its thousands parted, 13,230."""
    return f"{number:,}"


@register.filter
def word(value: object, enum: str = "") -> str:
    """``{{ ticket.status|word:"status" }}``: the word for a code in the reader's language."""
    return vocabulary.label(value, enum, get_language() or "zh")


@register.simple_tag
def pill(status: str) -> SafeString:
    """``{% pill ticket.status %}``: a ticket's status with its shape."""
    tone, drawing = PILLS[Status(status)]
    return format_html('<span class="pill pill-{}">{}{}</span>', tone, icon(drawing), word(status, "status"))


@register.simple_tag
def badges(marks: Iterable[str]) -> SafeString:
    """``{% badges ticket.marks %}``: what lies over a ticket beside its status, each with its shape and word."""
    known = [mark for mark in Mark if mark in set(marks)]
    drawn = ((MARKS[mark][0], icon(MARKS[mark][1]), word(mark)) for mark in known)
    return format_html_join(" ", '<span class="pill pill-{}">{}{}</span>', drawn)


@register.simple_tag
def clock(due_at: datetime | None, yellow_at: datetime | None = None, stopped_at: datetime | None = None) -> SafeString:
    """``{% clock ticket.due_at %}``: what is left of a time limit; the browser keeps it going."""
    if due_at is None:
        return format_html('<span class="text-secondary">{}</span>', "—")
    face = moments.face(due_at, doors.now(), yellow_at, stopped_at)
    running = format_html(' data-due="{}" data-yellow="{}"', int(due_at.timestamp()), int(face.yellow_at.timestamp()))
    return format_html(
        '<time class="clock clock-{}" datetime="{}" title="{}"{}>{}<span>{}</span></time>',
        face.tone,
        due_at.isoformat(),
        face.hover,
        running if face.is_running else "",
        icon(face.icon),
        face.words,
    )


@register.filter
def moment(at: datetime | None) -> SafeString:
    """``{{ ticket.registered_at|moment }}``: today 09:30, yesterday 09:30, 03-02 09:30; in full on hover."""
    if at is None:
        return format_html("{}", "—")
    return format_html(
        '<time class="moment" datetime="{}" title="{}">{}</time>',
        at.isoformat(),
        moments.full(at),
        moments.short(at, doors.now()),
    )


@register.filter
def full_moment(at: datetime | None) -> str:
    """``2020-03-02 09:30``."""
    return moments.full(at) if at else "—"


@register.filter
def masked(value: str | None, what: str) -> str:
    """``{{ contact.phone|masked:"phone" }}``: personal data as everybody may see it."""
    return MASKS[what](value) if value else ""


@register.filter
def listed(words: Iterable[object]) -> str:
    """``{{ names|listed }}``: several words in a row, parted as the reader's language parts them."""
    return gettext("、").join(str(each) for each in words)


@register.filter
def doer(name: str) -> str:
    """``{{ event.by_name|doer }}``: who did it; the platform's own name in the reader's language."""
    return names.doer(name)


@register.filter
def region_name(code: str | None) -> str:
    """A region's own name in the reader's language."""
    return names.region(code)


@register.filter
def region_path(code: str | None) -> str:
    """A region's name with those above it."""
    return names.region(code, is_full=True)


@register.filter
def entry_title(entry: Any) -> str:
    """The title of a knowledge entry in the reader's language, the Chinese one where there is no other."""
    return names.entry_title(entry)


@register.filter
def entry_answer(entry: Any) -> str:
    """The answer of a knowledge entry in the reader's language, the Chinese one where there is no other."""
    return names.entry_answer(entry)


@register.filter
def entry_answer_beside(entry: Any) -> str:
    """The answer of a knowledge entry in the language the reader's page is not in; empty where there is none."""
    return names.entry_answer_beside(entry)


@register.filter
def unit_name(identifier: int | None) -> str:
    """An organisation's name in the reader's language."""
    return names.unit(identifier)


@register.filter
def role_name(code: str) -> str:
    """A role's name in the reader's language."""
    return names.role(code)


@register.filter
def category_name(code: str | None) -> str:
    """A category's own name in the reader's language."""
    return names.category(code)


@register.filter
def category_path(code: str | None) -> str:
    """A category's name with those above it."""
    return names.category(code, is_full=True)


@register.inclusion_tag("kit/empty.html")
def empty_state(title: str, hint: str = "", icon: str = "inbox", link: str = "", link_text: str = "") -> dict[str, str]:
    """``{% empty_state "没有待办工单" "……" %}``: nothing here, and what to do next."""
    return {"title": title, "hint": hint, "icon": icon, "link": link, "link_text": link_text}


@register.inclusion_tag("kit/pager.html", takes_context=True)
def pager(context: dict[str, Any], page: Any) -> dict[str, Any]:
    """``{% pager page %}``: previous and next of a list that pages by cursor."""
    query = context["request"].GET.copy()
    links = {}
    for side in ("previous", "next"):
        if cursor := getattr(page, side, ""):
            query["cursor"] = cursor
            links[side] = f"?{query.urlencode()}"
    return {"links": links, "count": len(page.rows)}


@register.inclusion_tag("kit/tabs.html", takes_context=True)
def tabs(context: dict[str, Any], door: str, label: str) -> dict[str, Any]:
    """``{% tabs "feeding" label %}``: the pages of a door that the reader may enter (``navigation.TABS``)."""
    return {"tabs": navigation.tabs(context["request"], door), "label": label}


@register.inclusion_tag("kit/field.html")
def field(bound: BoundField, hint: str = "", extra: str = "") -> dict[str, Any]:
    """``{% field form.title %}``: label, input, help and errors, tied together for readers of screens."""
    widget = bound.field.widget
    kind = "check" if isinstance(widget, CheckboxInput) else "radio" if isinstance(widget, RadioSelect) else "plain"
    css = "form-select" if isinstance(widget, Select) and kind == "plain" else "form-control"
    if kind != "plain":
        css = "form-check-input"
    attributes: dict[str, Any] = {"class": f"{css} {widget.attrs.get('class', '')} {extra}".strip()}
    if bound.errors:
        attributes["class"] += " is-invalid"
    if isinstance(widget, FileInput):
        attributes.pop("aria-invalid", None)
    return {"bound": bound, "input": bound.as_widget(attrs=attributes), "kind": kind, "hint": hint or bound.help_text}


@register.inclusion_tag("kit/navigation.html", takes_context=True)
def navigation_bar(context: dict[str, Any]) -> dict[str, Any]:
    """The bar on top of every page behind a door."""
    request = context.get("request")
    if request is None or not hasattr(request, "user") or not request.user.is_authenticated:
        return {"is_inside": False, "request": request}
    return {
        "is_inside": True,
        "request": request,
        "entries": navigation.entries(request),
        "home": navigation.home(request),
        "person": request.user,
        "csrf_token": context.get("csrf_token"),
    }
