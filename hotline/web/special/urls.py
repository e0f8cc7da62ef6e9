"""Addresses of the special door."""

from __future__ import annotations

from django.urls import path

from . import alerts, disaster, questions

app_name = "special"
urlpatterns = [
    path("alerts/", alerts.listed, name="alerts"),
    path("alerts/<int:identifier>/seen/", alerts.see, name="see"),
    path("disaster/", disaster.listed, name="disasters"),
    path("disaster/<int:identifier>/", disaster.mode, name="mode"),
    path("disaster/<int:identifier>/confirm/", disaster.confirm, name="confirm"),
    path("disaster/<int:identifier>/extend/", disaster.extend, name="extend"),
    path("disaster/<int:identifier>/end/", disaster.end, name="end"),
    path("disaster/<int:identifier>/bulk/", disaster.many, name="bulk"),
    path("disaster/<int:identifier>/call-backs/", disaster.note, name="note"),
    path("disaster/<int:identifier>/call-backs/<int:call_back>/", disaster.tried, name="tried"),
    path("disaster/<int:identifier>/call-backs/<int:call_back>/ring/", disaster.ring, name="ring"),
    path("questions/", questions.listed, name="questions"),
    path("questions/<int:identifier>/", questions.one, name="question"),
]
