"""Addresses of the leader's page, her office's bench and the units' tasks."""

from __future__ import annotations

from django.urls import path

from . import bench, files, instruction, reports, unit, views

app_name = "lead"
urlpatterns = [
    path("", views.home, name="home"),
    path("hot/", views.hot_matters, name="hot"),
    path("bench/", bench.bench, name="bench"),
    path("instructions/<int:identifier>/", instruction.page, name="instruction"),
    path("instructions/<int:identifier>/task/", instruction.give, name="give"),
    path("instructions/<int:identifier>/files/<int:file>/", files.download, name="file"),
    path("instructions/<int:identifier>/tasks/<int:task>/<slug:deed>/", instruction.do_task, name="do_task"),
    path("instructions/<int:identifier>/<slug:deed>/", instruction.do, name="do"),
    path("reports/new/", reports.note, name="report_new"),
    path("reports/<int:identifier>/", reports.instruct, name="report"),
    path("tasks/", unit.listed, name="tasks"),
    path("tasks/<int:identifier>/", unit.page, name="task"),
    path("tasks/<int:identifier>/<slug:deed>/", unit.do, name="do_unit"),
]
