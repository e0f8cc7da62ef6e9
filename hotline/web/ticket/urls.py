"""Addresses of tickets."""

from __future__ import annotations

from django.urls import path

from . import attachments, doing, further, grouped, levels, paper, room, unmasking, views

app_name = "ticket"
urlpatterns = [
    path("", views.find, name="find"),
    path("export/", views.export, name="export"),
    path("<str:number>/", views.page, name="page"),
    path("<str:number>/parts/", views.parts, name="parts"),
    path("<str:number>/more/<slug:name>/", further.more, name="more"),
    path("<str:number>/levels/", levels.page, name="levels"),
    path("<str:number>/presence/", views.present, name="presence"),
    path("<str:number>/team/", room.room, name="team"),
    path("<str:number>/print/", paper.printed, name="print"),
    path("<str:number>/unmask/", unmasking.unmask, name="unmask"),
    path("<str:number>/files/<int:identifier>/", attachments.download, name="file"),
    path("<str:number>/group/", grouped.group, name="group"),
    path("<str:number>/group/main/", grouped.change_main, name="change_main"),
    path("<str:number>/beside/<str:other>/", grouped.beside, name="beside"),
    path("<str:number>/do/<slug:verb>/", doing.deed, name="deed"),
]
