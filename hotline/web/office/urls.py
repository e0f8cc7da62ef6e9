"""Addresses of the office."""

from __future__ import annotations

from django.urls import path

from . import bulk, deeds, lead, leaving, phrases, views

app_name = "office"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("news/", views.news, name="news"),
    path("export/", views.export, name="export"),
    path("sign/", bulk.sign, name="sign"),
    path("lead/", lead.view, name="lead"),
    path("lead/export/<slug:name>/", leaving.export, name="lead_export"),
    path("phrases/", phrases.listed, name="phrases"),
    path("phrases/new/", phrases.edit, name="phrase_new"),
    path("phrases/<int:identifier>/", phrases.edit, name="phrase"),
    path("phrases/<int:identifier>/drop/", phrases.drop, name="phrase_drop"),
    path("preview/", phrases.preview, name="preview"),
    path("<str:number>/<int:assignment>/", deeds.page, name="assignment"),
    path("<str:number>/<int:assignment>/<slug:deed>/", deeds.do, name="do"),
]
