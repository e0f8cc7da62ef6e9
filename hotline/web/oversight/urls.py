"""Addresses of oversight."""

from __future__ import annotations

from django.urls import path

from . import orders, paper, wall

app_name = "oversight"
urlpatterns = [
    path("", wall.wall, name="wall"),
    path("tiles/", wall.parts, name="tiles"),
    path("export/", wall.export, name="export"),
    path("orders/new/", orders.new, name="new"),
    path("orders/<int:pk>/", orders.page, name="order"),
    path("orders/<int:pk>/sign/", orders.sign, name="sign"),
    path("orders/<int:pk>/feedback/", orders.feed_back, name="feedback"),
    path("orders/<int:pk>/judge/", orders.judge, name="judge"),
    path("orders/<int:pk>/print/", paper.printed, name="print"),
    path("suggestions/", orders.suggestions, name="suggestions"),
    path("suggestions/<int:pk>/confirm/", orders.confirm, name="confirm"),
    path("suggestions/<int:pk>/dismiss/", orders.dismiss, name="dismiss"),
]
