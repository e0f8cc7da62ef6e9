"""Addresses of oversight."""

from __future__ import annotations

from django.urls import path

from . import duties, orders, paper, wall, watch

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
    path("watch/", watch.watch, name="watch"),
    path("watch/news/", watch.news, name="news"),
    path("watch/rows/<str:number>/", watch.row, name="row"),
    path("duties/", duties.listed, name="duties"),
    path("duties/<int:pk>/", duties.page, name="report"),
    path("duties/<int:pk>/deliver/", duties.deliver, name="deliver"),
    path("duties/<int:pk>/receive/", duties.receive, name="receive"),
    path("duties/<int:pk>/file/", duties.download, name="report_file"),
]
