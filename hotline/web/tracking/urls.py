"""Addresses of topics."""

from __future__ import annotations

from django.urls import path

from . import editing, keeping, views

app_name = "tracking"
urlpatterns = [
    path("", views.home, name="home"),
    path("new/", editing.new, name="new"),
    path("check/", editing.check, name="check"),
    path("<slug:code>/", views.topic, name="topic"),
    path("<slug:code>/change/", editing.change, name="change"),
    path("<slug:code>/filling/", views.filling, name="filling"),
    path("<slug:code>/back/", keeping.back, name="back"),
    path("<slug:code>/start/", keeping.start, name="start"),
    path("<slug:code>/end/", keeping.end, name="end"),
    path("<slug:code>/rename/", keeping.rename, name="rename"),
    path("<slug:code>/bell/", keeping.bell, name="bell"),
]
