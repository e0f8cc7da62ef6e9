"""Addresses of rewards."""

from __future__ import annotations

from django.urls import path

from . import approvals, handling, keeping, mine

app_name = "rewarding"
urlpatterns = [
    path("", handling.home, name="home"),
    path("reports/", handling.reports, name="reports"),
    path("seal/<str:number>/", handling.seal, name="seal"),
    path("hazards/new/<str:number>/", handling.new_hazard, name="hazard_new"),
    path("hazards/<int:identifier>/", handling.hazard, name="hazard"),
    path("hazards/<int:identifier>/<slug:deed>/", handling.do, name="do"),
    path("approvals/", approvals.waiting, name="approvals"),
    path("approvals/<int:identifier>/", approvals.decide, name="decide"),
    path("appeals/<int:identifier>/", approvals.appeal, name="appeal"),
    path("vault/", keeping.openings_, name="vault"),
    path("vault/ask/", keeping.ask, name="ask"),
    path("vault/<int:identifier>/", keeping.opening, name="opening"),
    path("vault/<int:identifier>/look/", keeping.look, name="look"),
    path("amounts/", keeping.amounts_, name="amounts"),
    path("amounts/new/", keeping.amount_new, name="amount_new"),
    path("mine/", mine.page, name="mine"),
]
