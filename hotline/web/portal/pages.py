"""Pages that say something: home, what 12345 is, published answers."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from hotline.flow.tickets import citizens, search

from . import drafts

ON_HOME, ON_PAGE = 4, 12
LONGEST_QUESTION = 60
"""Characters of a search."""


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What 12345 is, four ways in, the latest answers."""
    writing = drafts.of(request, at=timezone.now())
    is_begun = bool(writing.said) and not writing.is_sent
    return render(request, "portal/home.html", {"answers": search.published(limit=ON_HOME), "is_begun": is_begun})


@require_GET
def about(request: HttpRequest) -> HttpResponse:
    """What happens with an appeal, what is not taken, and what is done with personal data."""
    return render(request, "portal/about.html")


@require_GET
def answers(request: HttpRequest) -> HttpResponse:
    """Published answers, the latest first, or those that hold all words asked for."""
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUESTION]
    page = search.published(asked, cursor=request.GET.get("cursor", "").replace("\x00", ""), limit=ON_PAGE)
    is_first = "cursor" not in request.GET
    return render(request, "portal/answers.html", {"page": page, "asked": asked, "is_first": is_first})


@require_GET
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """One published answer."""
    found = citizens.published_answer(public_id)
    if found is None:
        raise Http404
    return render(request, "portal/answer.html", {"answer": found})
