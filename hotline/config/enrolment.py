"""A second factor for the length of a visit: enrolled through the real page, and taken away again.

Whoever plays the privileged roles afterwards enrols a phone of her own; a factor that nobody holds would shut her out.
"""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from base64 import b32decode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode, urljoin

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from hotline.ground.people import queries as people
from hotline.lib.days import civil_day

SECRET = re.compile(r"<code>([A-Z2-7 ]+)</code>")
FORGERY = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PATIENCE_SECONDS = 30


@contextmanager
def borrowed(base: str, person: Any, cookie: str) -> Iterator[None]:
    """Give a privileged person a second factor in this session, unless she has or needs none.

    :raises TimeoutError: when the page does not take the digits.
    """
    has_one = TOTPDevice.objects.filter(user_id=person.pk, confirmed=True).exists()
    if has_one or not people.is_privileged(person.pk, civil_day(timezone.now())):
        yield
        return
    try:
        _enrol(base, cookie)
        yield
    finally:
        TOTPDevice.objects.filter(user_id=person.pk).delete()


def _enrol(base: str, cookie: str) -> None:
    address = urljoin(base, reverse("account:enrol"))
    page, token = _open(address, cookie)
    secret, forgery = SECRET.search(page), FORGERY.search(page)
    if secret is None or forgery is None:
        raise TimeoutError(f"{address} shows no secret to enrol with.")
    letters = secret[1].replace(" ", "")
    digits = totp(b32decode(letters + "=" * (-len(letters) % 8)))
    said = {"csrfmiddlewaretoken": forgery[1], "token": f"{digits:06d}", "next": reverse("account:home")}
    try:
        _open(address, f"{cookie}; {settings.CSRF_COOKIE_NAME}={token}", urlencode(said).encode())
    except urllib.error.HTTPError as fault:
        raise TimeoutError(f"{address} did not take the digits: {fault.code}.") from None


def _open(address: str, cookie: str, said: bytes | None = None) -> tuple[str, str]:
    """The text of a page, and the token against forgery it came with."""
    request = urllib.request.Request(address, said, {"Cookie": cookie})  # noqa: S310
    with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310
        found = re.search(rf"{settings.CSRF_COOKIE_NAME}=([^;]+)", answer.headers.get("Set-Cookie", ""))
        return answer.read().decode(errors="replace"), found[1] if found else ""
