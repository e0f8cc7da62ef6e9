"""Addresses of one's own account."""

from __future__ import annotations

from django.urls import path

from . import second, views

app_name = "account"
urlpatterns = [
    path("", views.home, name="home"),
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("password/", views.password, name="password"),
    path("address/", views.address, name="address"),
    path("second/", second.verify, name="second"),
    path("second/enrol/", second.enrol, name="enrol"),
]
