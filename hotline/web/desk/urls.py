"""Addresses of the agent's desk."""

from __future__ import annotations

from django.urls import path

from . import calls, held, home, leaving, marking

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("calls/", home.open_call, name="open"),
    path("calls/<int:identifier>/", calls.call, name="call"),
    path("calls/<int:identifier>/kept/", calls.keep, name="keep"),
    path("calls/<int:identifier>/knowledge/", calls.knowledge, name="knowledge"),
    path("calls/<int:identifier>/mark/", marking.mark, name="mark"),
    path("export/<slug:name>/", leaving.export, name="export"),
    path("tickets/<str:number>/", held.ticket, name="held"),
]
