"""What a visitor sees when the house itself fails: a sentence in both languages, 503 when it is the database.

The last resort: the doors answer most failures themselves, this one answers when a layer above them fails.
"""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import TemplateDoesNotExist, loader
from psycopg_pool import PoolTimeout

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
        answer = HttpResponse(_page(status, chinese, english), status=status)
    if is_away:
        answer["Retry-After"] = str(RETRY_SECONDS)
    return answer


def _page(status: int, chinese: str, english: str) -> str:
    """The room of components may bring a page for each status; it must not ask the database or the session."""
    try:
        return loader.get_template(f"{status}.html").render({"chinese": chinese, "english": english})
    except TemplateDoesNotExist:
        return PAGE.format(chinese=chinese, english=english)
