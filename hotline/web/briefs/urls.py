"""Addresses of special reports."""

from __future__ import annotations

from django.urls import path

from . import archive, deeds, editing, files, new, page, views

app_name = "briefs"
urlpatterns = [
    path("", views.home, name="home"),
    path("inbox/", archive.inbox, name="inbox"),
    path("archive/", archive.archive, name="archive"),
    path("new/", new.new, name="new"),
    path("<int:pk>/", page.page, name="report"),
    path("<int:pk>/progress/", page.progress, name="progress"),
    path("<int:pk>/figures/", page.figures, name="figures"),
    path("<int:pk>/pages/<int:number>/", files.picture, name="picture"),
    path("<int:pk>/files/<slug:form>/", files.download, name="file"),
    path("<int:pk>/edit/", editing.edit, name="edit"),
    path("<int:pk>/paragraph/", editing.paragraph, name="paragraph"),
    path("<int:pk>/restore/", editing.restore, name="restore"),
    path("<int:pk>/put-back/", editing.put_back, name="put_back"),
    path("<int:pk>/refresh/", editing.refresh, name="refresh"),
    path("<int:pk>/versions/", editing.versions, name="versions"),
    path("<int:pk>/receive/<int:owed>/", deeds.receive, name="receive"),
    path("<int:pk>/do/<slug:deed>/", deeds.do, name="do"),
]
