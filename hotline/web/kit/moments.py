"""Moments and time limits as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext

from hotline.lib.spans import Language, remaining_words, span_words

from .names import is_english

SOON = timedelta(hours=24)


def language() -> Language:
    """The reader's language as ``lib.spans`` names it."""
    return "en" if is_english() else "zh"


def full(at: datetime) -> str:
    """``2020-03-02 09:30``."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def short(at: datetime, now: datetime) -> str:
    """``今天 09:30``, ``昨天 09:30``, ``03-02 09:30``, ``2019-03-02 09:30``."""
    there, here = timezone.localtime(at), timezone.localtime(now)
    days = (here.date() - there.date()).days
    if days == 0:
        return gettext("今天 {time}").format(time=f"{there:%H:%M}")
    if days == 1:
        return gettext("昨天 {time}").format(time=f"{there:%H:%M}")
    if days == -1:
        return gettext("明天 {time}").format(time=f"{there:%H:%M}")
    return f"{there:%m-%d %H:%M}" if there.year == here.year else f"{there:%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True)
class Face:
    """What a clock shows: a colour, a shape, the words, and the moment on hover."""

    tone: str
    icon: str
    words: str
    hover: str
    due_at: datetime
    yellow_at: datetime
    is_running: bool


ICONS = {
    "green": "clock",
    "yellow": "clock-exclamation",
    "red": "alert-circle",
    "off": "circle-check",
    "late": "clock-x",
}


def face(
    due_at: datetime, now: datetime, yellow_at: datetime | None = None, stopped_at: datetime | None = None
) -> Face:
    """How a time limit stands: running (green, yellow, red) or stopped (in time, late)."""
    yellow = yellow_at or due_at - SOON
    moment = gettext("期限 {at}").format(at=full(due_at))
    if stopped_at is not None:
        return _stopped(due_at, stopped_at, yellow, moment)
    tone = "red" if now >= due_at else "yellow" if now >= yellow else "green"
    return Face(tone, ICONS[tone], remaining_words(due_at - now, language()), moment, due_at, yellow, True)


def _stopped(due_at: datetime, stopped_at: datetime, yellow: datetime, moment: str) -> Face:
    if stopped_at <= due_at:
        return Face("off", ICONS["off"], gettext("按时完成"), moment, due_at, yellow, False)
    late = gettext("超期 {span}").format(span=span_words(stopped_at - due_at, language()))
    return Face("late", ICONS["late"], late, moment, due_at, yellow, False)
