"""The way from a page to the event stream: an address with a sealed pass for one person."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

SALT = "event-stream"
MINUTES = 10
"""Enough to open a page and connect; a page that comes back later asks for a new pass."""


def address(request: HttpRequest) -> str:
    """Where the page of the person behind the request listens; empty for who is not logged in."""
    if not hasattr(request, "user") or not request.user.is_authenticated:
        return ""
    base = settings.STREAM_URL
    if settings.STREAM_PORT and "://" not in base:
        host = request.get_host().rsplit(":", 1)[0]
        base = f"{request.scheme}://{host}:{settings.STREAM_PORT}{base}"
    return f"{base}?{urlencode({'pass': seal(request.user.pk or 0)})}"


def seal(person_id: int) -> str:
    """A pass for a person, good for ten minutes."""
    return signing.dumps(person_id, salt=SALT)


def opened(sealed: str) -> int | None:
    """Whose pass it is; None for a forged or old one."""
    try:
        found = signing.loads(sealed, salt=SALT, max_age=MINUTES * 60)
    except signing.BadSignature:
        return None
    return found if isinstance(found, int) else None
