"""Addresses of evaluation."""

from __future__ import annotations

from django.urls import path

from . import schemes, sheets, views

app_name = "scores"
urlpatterns = [
    path("", views.home, name="home"),
    path("months/<int:centre>/<str:month>/", views.month, name="month"),
    path("months/<int:centre>/<str:month>/build/", views.build, name="build"),
    path("months/<int:centre>/<str:month>/publish/", views.publish, name="publish"),
    path("months/<int:centre>/<str:month>/export/", views.export, name="export"),
    path("sheets/<int:identifier>/", sheets.sheet, name="sheet"),
    path("sheets/<int:identifier>/object/", sheets.object_to, name="object"),
    path("sheets/<int:identifier>/deny/", sheets.deny, name="deny"),
    path("sheets/<int:identifier>/grant/", sheets.grant, name="grant"),
    path("schemes/<int:centre>/", schemes.listed, name="schemes"),
    path("schemes/<int:centre>/adopt/", schemes.adopt, name="adopt"),
]
