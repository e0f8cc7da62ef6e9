"""Lists of special desks for those who keep them."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from .models import Desk, Question, Recipient, Script, Skill, Specialism

EVERYWHERE = Q()


def state(name: str, on: date, at: str = "") -> Q:
    """Rows in use or coming, retired ones, or all."""
    ended = Q(**{f"{at}until_on__lte": on})
    return {"retired": ended, "all": Q()}.get(name, ~ended | Q(**{f"{at}until_on__isnull": True}))


def desks(*, words: str = "", centre: int | None = None, within: Q = EVERYWHERE) -> QuerySet[Desk]:
    """Desks by a part of their name, code or line; ``within`` bounds their centres."""
    rows = Desk.objects.filter(within).select_related("centre", "category")
    if words:
        rows = rows.filter(Q(name__contains=words) | Q(code__startswith=words) | Q(line=words))
    return rows if centre is None else rows.filter(centre_id=centre)


def scripts(*, words: str = "", within: Q = EVERYWHERE) -> QuerySet[Script]:
    """Versions of scripts, the latest first within their desk."""
    rows = Script.objects.filter(within).select_related("desk__centre")
    return rows.filter(Q(desk__name__contains=words) | Q(text__contains=words)) if words else rows


def questions(*, words: str = "", script: int | None = None, within: Q = EVERYWHERE) -> QuerySet[Question]:
    """Questions of scripts."""
    rows = Question.objects.filter(within).select_related("script__desk__centre")
    if words:
        rows = rows.filter(Q(text__contains=words) | Q(script__desk__name__contains=words))
    return rows if script is None else rows.filter(script_id=script)


def recipients(*, words: str = "", within: Q = EVERYWHERE) -> QuerySet[Recipient]:
    """Recipients of alerts."""
    rows = Recipient.objects.filter(within).select_related("desk__centre", "organisation", "person")
    return rows.filter(Q(name__contains=words) | Q(desk__name__contains=words)) if words else rows


def skills(*, words: str = "", within: Q = EVERYWHERE) -> QuerySet[Skill]:
    """Who may sit where."""
    rows = Skill.objects.filter(within).select_related("desk__centre", "person")
    said = Q(person__name__contains=words) | Q(person__username__startswith=words) | Q(desk__name__contains=words)
    return rows.filter(said) if words else rows


def specialisms(*, words: str = "", within: Q = EVERYWHERE) -> QuerySet[Specialism]:
    """Fields with specialists."""
    rows = Specialism.objects.filter(within).select_related("desk__centre", "unit")
    return rows.filter(Q(name__contains=words) | Q(desk__name__contains=words)) if words else rows
