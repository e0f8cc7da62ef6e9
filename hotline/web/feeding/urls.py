"""Addresses of data feeds."""

from __future__ import annotations

from django.urls import path

from . import agreements, keeping, views

app_name = "feeding"
urlpatterns = [
    path("", views.home, name="home"),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/<int:identifier>/", views.delivery, name="delivery"),
    path("inbox/<int:identifier>/receive/", views.receive, name="receive"),
    path("rules/", keeping.rules, name="rules"),
    path("rules/new/", keeping.new, name="new"),
    path("rules/<int:identifier>/", keeping.rule, name="rule"),
    path("rules/<int:identifier>/change/", keeping.change, name="change"),
    path("rules/<int:identifier>/back/", keeping.back, name="back"),
    path("rules/<int:identifier>/stop/", keeping.stop, name="stop"),
    path("rules/<int:identifier>/log/", keeping.log, name="log"),
    path("agreements/", agreements.listed, name="agreements"),
    path("agreements/new/", agreements.new, name="agreement_new"),
    path("agreements/<int:identifier>/end/", agreements.end, name="agreement_end"),
]
