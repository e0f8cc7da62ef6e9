"""A wall stays up for a day: its login is renewed while it asks, not for longer, and the wall says until when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

LONGEST = timedelta(hours=25)
"""From when the board was first opened in a session: a day, and an hour to come by and log in again."""
RENEWED_EVERY = timedelta(minutes=30)
BEGAN, RENEWED = "board_began", "board_renewed"


def renew(request: HttpRequest, at: datetime) -> datetime:
    """Renew the login behind a board that is up, and tell until when it lasts.

    Only the board does so: who works at a desk is asked for her password as before.
    """
    session = request.session
    last = _moment(session.setdefault(BEGAN, at.timestamp())) + LONGEST
    renewed = _moment(session.get(RENEWED, 0))
    if at - renewed >= RENEWED_EVERY and at < last:
        renewed = at
        session[RENEWED] = at.timestamp()
        session.set_expiry(int(_lasts(at, last).total_seconds()))
    return renewed + _lasts(renewed, last)


def _lasts(since: datetime, last: datetime) -> timedelta:
    return min(timedelta(seconds=settings.SESSION_COOKIE_AGE), last - since)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
