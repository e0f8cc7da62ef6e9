"""Addresses of the API."""

from __future__ import annotations

from django.urls import path

from . import docs
from .api import api

urlpatterns = [
    path("v1/docs", docs.page, name="api-docs"),
    path("v1/", api.urls),
]
