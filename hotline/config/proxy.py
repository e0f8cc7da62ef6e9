"""Who calls, when a proxy stands between (``HOTLINE_PROXY=1``)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def caller_behind_proxy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Take the address the proxy saw, the last one in X-Forwarded-For: the ones before it anybody can make up."""

    def answer(request: HttpRequest) -> HttpResponse:
        seen = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if seen:
            request.META["REMOTE_ADDR"] = seen
        return get_response(request)

    return answer
