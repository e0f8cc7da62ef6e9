"""The paper itself: pages as pictures, and the files as they were issued."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from hotline.ground.files import queries as files
from hotline.insight.reports import errors, paper, printing, queries
from hotline.web.kit.doors import actor, door

from .views import READERS

KEPT_SECONDS = 120
FORMS = {"pdf": "pdf_id", "word": "word_id"}


def pictures(row: Any) -> list[bytes]:
    """The pages of a report as pictures; kept a little while, as a page asks for each by itself.

    :raises NoFont: there is nothing to print it with.
    """
    key = f"briefs:{row.pk}:{row.revision}:{row.standing}"
    found: list[bytes] | None = cache.get(key)
    if found is None:
        found = printing.pages(queries.content(row), paper.imprint(row))
        cache.set(key, found, KEPT_SECONDS)
    return found


def page_count(row: Any) -> int:
    """How many pages it has; none where it cannot be set."""
    try:
        return len(pictures(row))
    except errors.NoFont:
        return 0


@door(*READERS)
@require_GET
def picture(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One page, as it is printed."""
    found = pictures(queries.report(pk, actor(request)))
    if not 1 <= number <= len(found):
        raise Http404
    response = HttpResponse(found[number - 1], content_type="image/png")
    response["Cache-Control"] = "private, no-store"
    return response


@door(*READERS)
@require_GET
def download(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    """A file as it was issued."""
    row = queries.report(pk, actor(request))
    if form not in FORMS:
        raise Http404
    kept = files.file(getattr(row, FORMS[form]) or 0)
    if kept is None:
        raise errors.ReportNotFound
    return FileResponse(files.opened(kept), as_attachment=True, filename=kept.name, content_type=kept.media_type)
