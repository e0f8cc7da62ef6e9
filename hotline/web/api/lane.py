"""A lane of its own for the API: its requests carry a key and no cookie, and need none of the pages' middleware."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest, HttpResponse
from django.utils import translation

PREFIX = "/api/"
Answering = Callable[[HttpRequest], HttpResponse]


class Direct(BaseHandler):
    """Answers a request by its view alone."""

    def __init__(self) -> None:
        nothing: list[Any] = []
        self._view_middleware = self._template_response_middleware = self._exception_middleware = nothing

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Resolve and call the view."""
        answer: HttpResponse = self._get_response(request)  # type: ignore[attr-defined]  # Django's own, untyped
        return answer


class Lane:
    """Middleware: answers requests to the API at once, in the caller's language; passes all others on."""

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response
        self.answer: Answering = Direct()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Take the API's requests out of the row."""
        if not request.path_info.startswith(PREFIX) or request.path_info.endswith("/docs"):
            return self.get_response(request)
        language = translation.get_language_from_request(request) if "HTTP_ACCEPT_LANGUAGE" in request.META else None
        with translation.override(language or settings.LANGUAGE_CODE):
            answer = self.answer(request)
        answer.headers.setdefault("X-Content-Type-Options", "nosniff")
        answer.headers.setdefault("Cache-Control", "no-store")
        answer.headers.setdefault("Vary", "Accept-Language")
        return answer
