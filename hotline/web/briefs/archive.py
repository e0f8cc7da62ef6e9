"""Issued reports: those delivered to a person, and the archive with its search."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hotline.insight.reports import queries
from hotline.web.kit import pages
from hotline.web.kit.doors import actor, door, now

from .forms import SearchForm
from .views import READERS, ways

LATEST_FIRST = ("-issued_at", "-pk")


@door(*READERS)
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What other hands delivered here, with what is to be signed for."""
    by, at = actor(request), now()
    page = pages.page(queries.inbox(by), request.GET.get("cursor", ""), LATEST_FIRST)
    rows = [(row, queries.receipts(row, by, at)) for row in page.rows]
    return render(request, "briefs/inbox.html", ways(by) | {"page": page, "rows": rows})


@door(*READERS)
@require_GET
def archive(request: HttpRequest) -> HttpResponse:
    """Everything issued that the reader sees, by series, centre, days and words."""
    by = actor(request)
    form = SearchForm(request.GET or None, centres=queries.centres_issuing(by))
    wanted = form.wanted() if form.is_valid() else {}
    page = pages.page(queries.archive(by, **wanted), request.GET.get("cursor", ""), LATEST_FIRST)
    context = ways(by) | {"form": form, "page": page, "is_narrowed": any(wanted.values())}
    return render(request, "briefs/archive.html", context)
