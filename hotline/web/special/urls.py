"""Addresses of the special door."""

from __future__ import annotations

from django.urls import path

from . import alerts, questions

app_name = "special"
urlpatterns = [
    path("alerts/", alerts.listed, name="alerts"),
    path("alerts/<int:identifier>/seen/", alerts.see, name="see"),
    path("questions/", questions.listed, name="questions"),
    path("questions/<int:identifier>/", questions.one, name="question"),
]
