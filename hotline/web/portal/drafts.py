"""Drafts of citizens: kept after every step, found again by a cookie, forgotten after a week."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hotline.ground.files import actions as files
from hotline.ground.privacy import queries as privacy

from .models import Draft

COOKIE, SALT = "draft", "portal-draft"
KEPT = timedelta(days=7)


@dataclass(slots=True)
class Writing:
    """What a citizen has written so far. ``token`` is empty until something is kept."""

    token: str = ""
    said: dict[str, Any] = field(default_factory=dict)

    @property
    def is_sent(self) -> bool:
        """Whether it became a ticket already."""
        return "number" in self.said

    @property
    def files(self) -> list[dict[str, Any]]:
        """The photos and documents uploaded so far: id, name and size."""
        return list(self.said.get("files", []))


def of(request: HttpRequest, *, at: datetime) -> Writing:
    """The draft behind the request's cookie, or an empty one."""
    token = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=int(KEPT.total_seconds()))
    index = privacy.blind(token or "")
    row = Draft.objects.filter(token_index=index, changed_at__gt=at - KEPT).first() if index else None
    return Writing(token or "", json.loads(row.content or "{}")) if row else Writing()


def keep(writing: Writing, *, at: datetime) -> None:
    """Write the draft down; forget those of others that are too old."""
    writing.token = writing.token or secrets.token_urlsafe(24)
    content = json.dumps(writing.said, ensure_ascii=False)
    row = {"content": content, "changed_at": at}
    Draft.objects.update_or_create(token_index=privacy.blind(writing.token), defaults=row)
    for old in Draft.objects.filter(changed_at__lte=at - KEPT)[:20]:
        _forget(old)


def remember(response: HttpResponse, writing: Writing) -> None:
    """Let the browser find the draft again."""
    response.set_signed_cookie(
        COOKIE,
        writing.token,
        salt=SALT,
        max_age=int(KEPT.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.SECURE,
    )


def discard(writing: Writing, response: HttpResponse) -> None:
    """Forget the draft on both sides."""
    row = Draft.objects.filter(token_index=privacy.blind(writing.token)).first() if writing.token else None
    if row is not None:
        _forget(row)
    response.delete_cookie(COOKIE)


def set_aside(number: str, text: str, *, at: datetime) -> str:
    """Keep an addition that waits for its code, encrypted like every draft; the word by which it is found again."""
    token = secrets.token_urlsafe(24)
    content = json.dumps({"number": number, "text": text}, ensure_ascii=False)
    Draft.objects.create(token_index=privacy.blind(token), content=content, changed_at=at)
    return token


def take_up(token: str, number: str) -> str:
    """What was set aside for a ticket, once; empty where there is nothing."""
    row = Draft.objects.filter(token_index=privacy.blind(token)).first() if token else None
    if row is None:
        return ""
    said = json.loads(row.content or "{}")
    row.delete()
    return str(said["text"]) if said.get("number") == number else ""


def _forget(row: Draft) -> None:
    """Drop a draft, and its files unless they belong to a ticket by now."""
    said = json.loads(row.content or "{}")
    row.delete()
    if "number" not in said:
        for each in said.get("files", []):
            files.discard(each["id"])


def forget_old(*, at: datetime) -> int:
    """Forget the drafts that are too old, with their files; how many."""
    old = list(Draft.objects.filter(changed_at__lte=at - KEPT))
    for row in old:
        _forget(row)
    return len(old)
