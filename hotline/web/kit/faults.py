"""Pages for what goes wrong, each with a clear sentence and what to do next."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext
from psycopg_pool import PoolTimeout

from hotline.lib.refusal import Refusal

from .doors import NEVER_KEPT

AWAY = (OperationalError, InterfaceError, PoolTimeout)
LONGEST_SHOWN = 2000
PROBLEM = "ask-problem"


class Refusals:
    """Middleware: a refusal raised in a view becomes the sentence it stands for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass through."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal, or a database that is away; leave everything else to Django."""
        if isinstance(exception, Refusal):
            return refused(request, exception)
        return unavailable(request) if isinstance(exception, AWAY) else None


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as a toast beside the untouched form (htmx), or as a page that gives back what was typed."""
    if refusal.status == 404:
        return not_found(request)
    sentence = refusal.sentence(gettext, get_language() or "zh")
    if getattr(request, "htmx", False):
        return _beside_form(request, sentence, refusal.status)
    return render(
        request,
        "kit/refused.html",
        {
            "sentence": sentence,
            "typed": _typed(request),
            "is_page": refusal.status == 403 and request.method == "GET",
            "back": _back(request),
        },
        status=refusal.status,
    )


def _beside_form(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    """Into the form's own place for problems where it has one (``hx-target="#ask-problem"``), else as a toast."""
    if request.htmx.target != PROBLEM:  # type: ignore[attr-defined]
        return toast(request, sentence, status=status)
    return render(request, "kit/problem.html", {"sentence": sentence}, status=status)


def toast(request: HttpRequest, sentence: str, *, status: int = 200, tone: str = "bad") -> HttpResponse:
    """A sentence among the toasts; nothing else on the page changes."""
    response = render(request, "kit/toast.html", {"sentence": sentence, "tone": tone}, status=status)
    response["HX-Retarget"], response["HX-Reswap"] = "#kit-toasts", "beforeend"
    return response


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Absent and hidden look the same."""
    if getattr(request, "htmx", False):
        return _beside_form(request, gettext("没有找到您要的内容。它可能已移走，或不归您的岗位查看。"), 404)
    return render(request, "kit/not_found.html", status=404)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Somebody else's page."""
    return render(request, "kit/forbidden.html", status=403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's seal is missing or old: usually a login in another window.

    The answer brings the seal that fits the cookie: what is only kept while typing is kept with it at once.
    """
    if getattr(request, "htmx", False):
        answer = toast(request, gettext("页面已过期（可能在别的窗口重新登录过）。请刷新页面后再提交。"), status=403)
        answer["X-Seal"] = get_token(request)
        return answer
    return render(request, "kit/forged.html", {"typed": _typed(request), "back": _back(request)}, status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Our fault; or the database's, when it is away."""
    if isinstance(sys.exc_info()[1], AWAY):
        return unavailable(request)
    if getattr(request, "htmx", False):
        return _beside_form(request, gettext("系统出错，操作没有完成。请稍后再试；多次出现请联系管理员。"), 500)
    return render(request, "kit/broken.html", status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """The database does not answer: say so, keep the form, ask to try again."""
    if getattr(request, "htmx", False):
        answer = _beside_form(request, gettext("数据库暂时连接不上，操作没有保存。请保留本页面，一分钟后再试。"), 503)
    else:
        answer = render(request, "kit/unavailable.html", {"typed": _typed(request)}, status=503)
    answer["Retry-After"] = "30"
    return answer


def _back(request: HttpRequest) -> str:
    """The page before, if it was one of ours."""
    before = request.headers.get("Referer", "")
    return before if url_has_allowed_host_and_scheme(before, {request.get_host()}) else "/"


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What the person typed, to be copied back: short fields as they are, no secrets."""
    if request.method != "POST":
        return []
    return [
        (name, value[:LONGEST_SHOWN])
        for name, values in request.POST.lists()
        if name not in NEVER_KEPT
        for value in values
        if len(value) > 3
    ]
