"""What a visitor gets when the house itself fails: JSON for programs, the page of the doors for people.

When even that page cannot be drawn, a bare one with a sentence in both languages. 503 when it is the database.
"""

from __future__ import annotations

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from psycopg_pool import PoolTimeout

from hotline.web.kit import faults as kit

log = logging.getLogger("hotline.faults")

RETRY_SECONDS = 30
AWAY = (
    "系统暂时无法连接数据库，您刚才填写的内容没有提交，请稍候再试。",
    "The database is away; nothing was submitted. Please try again shortly.",
)
BROKEN = (
    "系统出现故障，工作人员已收到记录，请稍候再试。",
    "Something went wrong; it has been recorded. Please try again shortly.",
)
PAGE = """<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{chinese}</title><h1>{chinese}</h1><p lang="en">{english}</p></html>"""


def fault(request: HttpRequest) -> HttpResponse:
    """The answer to a request that raised: 503 and when to come back if the database is away, else 500."""
    is_away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError | PoolTimeout)
    status, (chinese, english) = (503, AWAY) if is_away else (500, BROKEN)
    answer: HttpResponse
    if request.path.startswith("/api/"):
        answer = JsonResponse({"detail": english, "detail_zh": chinese}, status=status)
    else:
        answer = _page(request) or HttpResponse(PAGE.format(chinese=chinese, english=english), status=status)
    if is_away:
        answer["Retry-After"] = str(RETRY_SECONDS)
    return answer


def _page(request: HttpRequest) -> HttpResponse | None:
    """The page as the doors draw it; None when what fails keeps them from it."""
    try:
        return kit.broken(request)
    except Exception:
        log.exception("The page for a fault could not be drawn.")
        return None
