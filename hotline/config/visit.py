"""``make demo ONCE=1``: fetches the main pages as every role and tells what it found."""

from __future__ import annotations

import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPResponse
from importlib import import_module
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model

from hotline.config import enrolment
from hotline.config.demo import Account

PATIENCE_SECONDS = 180.0
MOST_PAGES = 24
PUBLIC = ("/", "/account/login/", "/healthz", "/readyz")
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
NAVIGATION = re.compile(r"<nav\b.*?</nav>", re.DOTALL)
HREF = re.compile(r'href="(/[^"#?]*)"')


@dataclass(frozen=True)
class Page:
    """One fetched page."""

    role: str
    path: str
    status: int
    title: str
    size: int
    milliseconds: int

    @property
    def is_good(self) -> bool:
        """Whether it came as it should."""
        return self.status == 200


def wait_until_ready(base: str, is_over: Callable[[], None]) -> None:
    """Wait until the pages answer.

    :raises TimeoutError: when they do not.
    """
    patience = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < patience:
        is_over()
        if _fetch(base, "/readyz", "", "").status == 200:
            return
        time.sleep(0.3)
    raise TimeoutError(f"{base}/readyz did not answer within {PATIENCE_SECONDS:.0f} s.")


def visit(base: str, accounts: list[Account]) -> Iterator[Page]:
    """Fetch the public pages, then each role's first page and what its navigation leads to."""
    for path in PUBLIC:
        yield _fetch(base, path, "everybody", "")
    for account in accounts:
        person = get_user_model().objects.get_by_natural_key(account.username)
        cookie = f"{settings.SESSION_COOKIE_NAME}={_session(person)}"
        with enrolment.borrowed(base, person, cookie):
            yield from _walk(base, account, cookie)


def _walk(base: str, account: Account, cookie: str) -> Iterator[Page]:
    first, body = _get(base, account.home, account.role, cookie)
    yield first
    links = [path for part in NAVIGATION.findall(body) for path in HREF.findall(part)]
    wanted = [path for path in dict.fromkeys(links) if path != account.home and "logout" not in path]
    for path in wanted[:MOST_PAGES]:
        yield _fetch(base, path, account.role, cookie)


def _session(person: Any) -> str:
    """A session like the one a login makes, with the second factor already given where there is one."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session["otp_device_id"] = _device(person)
    session.save()
    return str(session.session_key)


def _device(person: object) -> str:
    from django_otp import devices_for_user

    return next((device.persistent_id for device in devices_for_user(person)), "")


def _fetch(base: str, path: str, role: str, cookie: str) -> Page:
    return _get(base, path, role, cookie)[0]


def _get(base: str, path: str, role: str, cookie: str) -> tuple[Page, str]:
    """The page and its text; status 0 when nobody answers."""
    request = urllib.request.Request(urljoin(base, path), headers={"Cookie": cookie, "Accept-Language": "zh-CN"})  # noqa: S310
    started = time.monotonic()
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            status, body, address = _read(answer)
    except urllib.error.HTTPError as fault:
        status, body, address = fault.code, fault.read().decode(errors="replace"), fault.url
    except OSError as fault:
        status, body, address = 0, f"<title>{fault}</title>", path
    title = TITLE.search(body)
    text = " ".join(title.group(1).split()) if title else " ".join(body[:60].split())
    spent = round((time.monotonic() - started) * 1000)
    return Page(role, urlsplit(address or path).path, status, text, len(body), spent), body


def _read(answer: HTTPResponse) -> tuple[int, str, str]:
    return answer.status, answer.read().decode(errors="replace"), answer.url
