"""Errors of the API: problem details (RFC 9457) with a sentence in the caller's language."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import get_language, gettext, gettext_noop
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from psycopg_pool import PoolTimeout

from hotline.ground.programs.errors import BadKey
from hotline.lib.refusal import NotFound, Refusal

log = logging.getLogger("hotline.web.api")
AWAY = (OperationalError, InterfaceError, PoolTimeout)
MEDIA_TYPE = "application/problem+json"
MISFITS = {  # pydantic's kinds of error, by the beginning of their names
    "missing": gettext_noop("缺少必填项"),
    "extra_forbidden": gettext_noop("没有这个字段"),
    "enum": gettext_noop("不在可选范围内"),
    "literal": gettext_noop("不在可选范围内"),
    "string_too_long": gettext_noop("太长"),
    "string_too_short": gettext_noop("太短"),
    "string_pattern": gettext_noop("格式不对"),
    "string": gettext_noop("应为文字"),
    "int": gettext_noop("应为整数"),
    "greater_than": gettext_noop("数值太小"),
    "less_than": gettext_noop("数值太大"),
    "bool": gettext_noop("应为 true 或 false"),
    "too_long": gettext_noop("项数太多"),
    "too_short": gettext_noop("项数太少"),
    "list": gettext_noop("应为数组"),
}


def problem(status: int, kind: str, detail: str, **more: Any) -> HttpResponse:
    """One problem: ``type`` is a stable word for programs, ``detail`` a sentence for people."""
    body = {"type": f"urn:hotline:problem:{kind}", "title": kind, "status": status, "detail": detail, **more}
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False})


def refused(refusal: Refusal) -> HttpResponse:
    """A refusal as a problem."""
    sentence = refusal.sentence(gettext, get_language() or "zh")
    answer = problem(refusal.status, _word(type(refusal).__name__), sentence)
    if refusal.status == 429:
        answer["Retry-After"] = str(refusal.facts.get("wait", 1))
    if refusal.status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def invalid(fault: ValidationError) -> HttpResponse:
    """A body, parameter or header that is not as documented: each misfit with its place."""
    errors = [{"field": _place(each["loc"]), "message": _misfit(each["type"])} for each in fault.errors]
    detail = gettext("请求内容不符合接口文档：{problems}").format(
        problems="；".join(f"{error['field']} {error['message']}" for error in errors[:5])
    )
    return problem(422, "invalid", detail, errors=errors)


def register(api: NinjaAPI) -> None:
    """Teach the API every way a request can end badly."""
    handlers: list[tuple[type[Exception], Callable[[HttpRequest, Any], HttpResponse]]] = [
        (Refusal, lambda request, fault: refused(fault)),
        (AuthenticationError, lambda request, fault: refused(BadKey())),
        (ValidationError, lambda request, fault: invalid(fault)),
        (Http404, lambda request, fault: refused(NotFound())),
        (HttpError, _unreadable),
        (MultiPartParserError, _malformed),
        (UnreadablePostError, _malformed),
        (RequestDataTooBig, _too_big),
        (TooManyFilesSent, _too_big),
        *((kind, _away) for kind in AWAY),
        (Exception, _broken),
    ]
    for kind, handler in handlers:
        api.add_exception_handler(kind, handler)


def _unreadable(request: HttpRequest, fault: HttpError) -> HttpResponse:
    return problem(fault.status_code, "unreadable", gettext("请求内容不是有效的 JSON（UTF-8 编码）。"))


def _malformed(request: HttpRequest, fault: Exception) -> HttpResponse:
    return problem(400, "malformed", gettext("请求的表单或附件不完整，请重新发送。"))


def _too_big(request: HttpRequest, fault: Exception) -> HttpResponse:
    return problem(413, "too-large", gettext("请求太大，请分开提交；附件请用附件接口上传。"))


def _away(request: HttpRequest, fault: Exception) -> HttpResponse:
    detail = (
        gettext("数据库暂时无法连接，请求没有保存。请稍后用同一个 Idempotency-Key 重试。")
        if _has_key(request)
        else gettext("数据库暂时无法连接，请稍后重试。")
    )
    answer = problem(503, "unavailable", detail)
    answer["Retry-After"] = "30"
    return answer


def _broken(request: HttpRequest, fault: Exception) -> HttpResponse:
    log.error("%s %s failed", request.method, request.path, exc_info=fault)
    detail = (
        gettext("系统内部错误，请求没有保存。请稍后用同一个 Idempotency-Key 重试。")
        if _has_key(request)
        else gettext("系统内部错误，请稍后重试。")
    )
    return problem(500, "internal", detail)


def _has_key(request: HttpRequest) -> bool:
    """Whether the caller can repeat the request by its key: of a question nothing is kept."""
    return "Idempotency-Key" in request.headers


def _word(name: str) -> str:
    """``TooLong`` → ``too-long``."""
    return "".join(f"-{char.lower()}" if char.isupper() else char for char in name).lstrip("-")


def _place(loc: tuple[Any, ...]) -> str:
    """The path to a field without the layers of the framework: ``matters.0.kind``."""
    parts = [str(part) for part in loc]
    return ".".join(parts[2:] if len(parts) > 2 and parts[0] == "body" else parts[1:] or parts)


def _misfit(kind: str) -> str:
    found = next((text for start, text in MISFITS.items() if kind.startswith(start)), None)
    return gettext(found) if found else gettext("值不符合要求")
