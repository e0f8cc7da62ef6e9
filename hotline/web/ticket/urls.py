"""Addresses of tickets."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "ticket"
urlpatterns = [
    path("", views.find, name="find"),
    path("<str:number>/", views.page, name="page"),
]
