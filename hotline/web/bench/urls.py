"""Addresses of the benches."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import bulk, deeds, mistakes, views
from .words import Bench


def _home(bench: Bench) -> URLPattern:
    return path(f"{bench}/", views.queue, {"bench": bench.value}, name=bench.name.lower())


app_name = "bench"
urlpatterns = [
    *(_home(bench) for bench in Bench),
    path("mistakes/", mistakes.listed, name="mistakes"),
    path("<slug:bench>/next/", views.next_ticket, name="next"),
    path("<slug:bench>/news/", views.news, name="news"),
    path("<slug:bench>/export/", views.export, name="export"),
    path("<slug:bench>/views/", views.keep_view, name="views"),
    path("<slug:bench>/bulk/", bulk.ask, name="bulk"),
    path("<slug:bench>/bulk/do/", bulk.do, name="bulk_do"),
    path("<slug:bench>/<str:number>/", deeds.page, name="ticket"),
    path("<slug:bench>/<str:number>/skip/", views.skip, name="skip"),
    path("<slug:bench>/<str:number>/take/", deeds.take, name="take"),
    path("<slug:bench>/<str:number>/claim/", views.heartbeat, name="claim"),
    path("<slug:bench>/<str:number>/outlook/", deeds.outlook, name="outlook"),
    path("<slug:bench>/<str:number>/<slug:deed>/", deeds.do, name="do"),
]
