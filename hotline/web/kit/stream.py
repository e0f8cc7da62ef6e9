"""The way from a page to the event stream: an address with a sealed pass for one person in one session."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "event-stream"
MINUTES = 10
"""Enough to open a page and connect; a page that comes back later asks for a new pass."""


def address(request: HttpRequest) -> str:
    """Where the page of the person behind the request listens; empty for who is not logged in."""
    if not hasattr(request, "user") or not request.user.is_authenticated or not request.session.session_key:
        return ""
    base = settings.STREAM_URL
    if settings.STREAM_PORT and "://" not in base:
        host = request.get_host().rsplit(":", 1)[0]
        base = f"{request.scheme}://{host}:{settings.STREAM_PORT}{base}"
    return f"{base}?{urlencode({'pass': seal(request.user.pk or 0, request.session.session_key)})}"


def seal(person_id: int, session: str) -> str:
    """A pass for a person, good for ten minutes and only beside the cookie of her session."""
    return signing.dumps([person_id, _mark(session)], salt=SALT)


def opened(sealed: str, session: str) -> int | None:
    """Whose pass it is; None for a forged or old one, and for that of another session."""
    try:
        found = signing.loads(sealed, salt=SALT, max_age=MINUTES * 60)
    except signing.BadSignature:
        return None
    match found:
        case [int(person_id), str(mark)] if session and constant_time_compare(mark, _mark(session)):
            return person_id
    return None


def _mark(session: str) -> str:
    """What tells a session from others and does not open it: addresses are written to logs."""
    return salted_hmac(SALT, session).hexdigest()[:32]
