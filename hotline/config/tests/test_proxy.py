"""Behind a proxy the caller is the address the proxy saw."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from hotline.config.proxy import caller_behind_proxy


@pytest.mark.parametrize(
    ("header", "caller"),
    [("203.0.113.9", "203.0.113.9"), ("6.6.6.6, 203.0.113.9", "203.0.113.9"), ("", "127.0.0.1")],
)
def test_the_last_address_counts_because_the_first_can_be_made_up(header: str, caller: str) -> None:
    seen: list[str] = []

    def note(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    caller_behind_proxy(note)(RequestFactory().get("/", headers={"X-Forwarded-For": header} if header else {}))
    assert seen == [caller]
