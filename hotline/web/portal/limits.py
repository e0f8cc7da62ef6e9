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
"""Wrong codes for one number from one address: a stranger who guesses locks out himself, not the citizen."""
WRONG_ANYWHERE = Quota(300, 3600)
"""Wrong codes for one number from everywhere: far too few to find a code."""
DRAFT = Quota(60, 3600)
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


def refuse_guessed(request: HttpRequest, number: str, *, at: datetime) -> None:
    """Refuse a number whose code was guessed wrong too often, whatever the code is now.

    :raises TooOften: it was, from this address or from everywhere.
    """
    throttle.refuse_spent("portal-wrong", _from(request, number), WRONG_CODE, at=at)
    throttle.refuse_spent("portal-wrong-all", number, WRONG_ANYWHERE, at=at)


def count_guess(request: HttpRequest, number: str, *, at: datetime) -> None:
    """Count a wrong code.

    :raises TooOften: one too many.
    """
    throttle.admit("portal-wrong", _from(request, number), WRONG_CODE, at=at)
    throttle.admit("portal-wrong-all", number, WRONG_ANYWHERE, at=at)


def _from(request: HttpRequest, number: str) -> str:
    return f"{number} {address(request)}"
