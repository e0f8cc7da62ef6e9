"""The ticket page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hotline.web.kit.doors import door


@door()
def find(request: HttpRequest) -> HttpResponse:
    """Find a ticket."""
    return render(request, "ticket/find.html")


@door()
def page(request: HttpRequest, number: str) -> HttpResponse:
    """One ticket."""
    return render(request, "ticket/find.html")
