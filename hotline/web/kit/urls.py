"""Addresses of shared parts."""

from __future__ import annotations

from django.urls import path

from . import pickers, views

app_name = "kit"
urlpatterns = [
    path("language/", views.language, name="language"),
    path("notices/", views.notices, name="notices"),
    path("notices/count/", views.notice_count, name="notice_count"),
    path("columns/<slug:table>/", views.columns, name="columns"),
    path("stream/", views.stream, name="stream"),
    path("seal/", views.seal, name="seal"),
    path("places/", pickers.places, name="places"),
    path("regions/", pickers.regions_below, name="regions"),
    path("categories/", pickers.categories, name="categories"),
    path("units/", pickers.units, name="units"),
    path("topics/", pickers.topics, name="topics"),
]
