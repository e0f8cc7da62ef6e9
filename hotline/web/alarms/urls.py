"""Addresses of alerts."""

from __future__ import annotations

from django.urls import path

from . import deeds, views

app_name = "alarms"
urlpatterns = [
    path("", views.home, name="home"),
    path("<int:identifier>/", views.page, name="alert"),
    path("<int:identifier>/acknowledge/", deeds.acknowledge, name="acknowledge"),
    path("<int:identifier>/act/", deeds.act, name="act"),
    path("<int:identifier>/dismiss/", deeds.dismiss, name="dismiss"),
    path("<int:identifier>/end/", deeds.end, name="end"),
    path("<int:identifier>/lift/", deeds.drop_lift, name="drop_lift"),
]
