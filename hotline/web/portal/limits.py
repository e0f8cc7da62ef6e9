"""How often one address, or one ticket, may be tried. Limits hold over all processes."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from hotline.ground.throttle import actions as throttle
from hotline.ground.throttle.words import Quota

SUBMIT = Quota(30, 3600)
UPLOAD = Quota(120, 3600)
QUERY = Quota(30, 600)
WRONG_CODE = Quota(10, 3600)
ADD = Quota(20, 3600)
RATE = Quota(30, 600)


def address(request: HttpRequest) -> str:
    """Where the request comes from."""
    return request.META.get("REMOTE_ADDR") or "unknown"


def by_address(request: HttpRequest, topic: str, quota: Quota, *, at: datetime) -> None:
    """Count a try of an address.

    :raises TooOften: one too many.
    """
    throttle.admit(f"portal-{topic}", address(request), quota, at=at)


def by_number(number: str, topic: str, quota: Quota, *, at: datetime) -> None:
    """Count a try on a ticket.

    :raises TooOften: one too many.
    """
    throttle.admit(f"portal-{topic}", number, quota, at=at)


def refuse_guessed(number: str, *, at: datetime) -> None:
    """Refuse a number whose code was guessed wrong too often, whatever the code is now.

    :raises TooOften: it was.
    """
    throttle.refuse_spent("portal-wrong", number, WRONG_CODE, at=at)
