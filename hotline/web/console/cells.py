"""Cells many lists share."""

from __future__ import annotations

import re
from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hotline.ground.calendar.words import CalendarError, Limit
from hotline.web.kit import names
from hotline.web.kit.doors import today
from hotline.web.kit.templatetags.kit import icon


def pill(tone: str, drawing: str, words: str) -> SafeString:
    """A state: colour, shape and word."""
    return format_html('<span class="pill pill-{}">{}{}</span>', tone, icon(drawing), words)


def strong(words: object) -> SafeString:
    """The cell by which a row is known."""
    return format_html("<b>{}</b>", words)


def code(words: object) -> SafeString:
    """A code in even-width figures."""
    return format_html('<span class="number code">{}</span>', words)


def either(chinese: str, english: str) -> str:
    """The name in the reader's language."""
    return english if names.is_english() and english else chinese


def in_force(from_on: date | None, until_on: date | None) -> SafeString:
    """Whether a row holds today, not yet, or no more, and until when."""
    on = today()
    if until_on is not None and until_on <= on:
        return pill("done", "archive", _("已停用"))
    if from_on is not None and from_on > on:
        return pill("ask", "hourglass", _("{day} 起").format(day=from_on))
    if until_on is not None:
        return pill("warn", "hourglass", _("至 {day}").format(day=until_on))
    return pill("good", "circle-check", _("在用"))


def span(from_on: date | None, until_on: date | None) -> str:
    """``2020-01-01 — 2020-12-31``; an open end is a word."""
    start = f"{from_on}" if from_on else _("一直")
    return f"{start} — {until_on or _('长期')}"


def few(words: list[str], most: int = 4) -> str:
    """The first of many words."""
    rest = len(words) - most
    return "、".join(words[:most]) + (f" +{rest}" if rest > 0 else "")


def limit(written: str) -> str:
    """A limit in words: ``5wd`` is 5 个工作日."""
    try:
        read = Limit.parse(written)
    except CalendarError:
        return written
    return read.en if names.is_english() else read.zh


def brief(written: str) -> str:
    """A limit for a narrow column: in English ``5wd`` stays 5 wd, which the page explains below."""
    if not names.is_english():
        return limit(written)
    return re.sub(r"^(\d+)", r"\1 ", written)


def cut(text: str, most: int) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most]}…"
