"""Addresses of the big screen."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "board"
urlpatterns = [
    path("", views.home, name="home"),
    path("parts/", views.parts, name="parts"),
    path("places/", views.places, name="places"),
    path("tickets/", views.tickets, name="tickets"),
]
