"""Addresses of analysis."""

from __future__ import annotations

from django.urls import path

from . import behind, dissatisfied, keeping, leaving, views

app_name = "explore"
urlpatterns = [
    path("", views.home, name="home"),
    path("answer/", views.answer, name="answer"),
    path("versions/", views.versions, name="versions"),
    path("file/", leaving.download, name="download"),
    path("tickets/", behind.tickets, name="tickets"),
    path("dissatisfaction/", dissatisfied.page, name="dissatisfaction"),
    path("dissatisfaction/answer/", dissatisfied.answer, name="dissatisfaction_answer"),
    path("questions/", keeping.listed, name="questions"),
    path("questions/keep/", keeping.keep, name="keep"),
    path("questions/<int:identifier>/", keeping.stored, name="stored"),
    path("questions/<int:identifier>/edit/", keeping.edit, name="edit"),
    path("questions/<int:identifier>/ask-anew/", keeping.ask_anew, name="ask_anew"),
    path("questions/<int:identifier>/want/", keeping.want, name="want"),
    path("questions/<int:identifier>/take-away/", keeping.take_away, name="take_away"),
    path("questions/<int:identifier>/bring-back/", keeping.bring_back, name="bring_back"),
    path("shared/<str:token>/", keeping.linked, name="linked"),
]
