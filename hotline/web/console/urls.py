"""Addresses of the console."""

from __future__ import annotations

from django.urls import path

from . import (
    views,
    views_audit,
    views_calendar,
    views_home,
    views_knowledge,
    views_leaving,
    views_limits,
    views_marks,
    views_operations,
    views_resets,
    views_rules,
    views_tries,
)

app_name = "console"
urlpatterns = [
    path("", views_home.home, name="home"),
    path("pick/categories/", views_tries.pick_categories, name="pick_categories"),
    path("directory/try/", views_tries.directory, name="try_directory"),
    path("supervision-rules/try/", views_rules.attempt, name="try_rule"),
    path("limits/try/", views_limits.attempt_limits, name="try_limits"),
    path("limits/compare/", views_limits.compare, name="compare_limits"),
    path("limits/<int:pk>/copy/", views_limits.copy, name="copy_limits"),
    path("roles/matrix/", views_tries.matrix, name="matrix"),
    path("organisations/<int:pk>/duties/", views_tries.duties, name="duties"),
    path("calendars/<str:code>/<int:number>/", views_calendar.year, name="year"),
    path("calendars/<str:code>/<int:number>/paste/", views_calendar.paste, name="paste"),
    path("journal/", views_audit.journal, name="journal"),
    path("seals/", views_audit.seals, name="seals"),
    path("seals/<int:pk>/check/", views_audit.check_seal, name="check_seal"),
    path("unmaskings/", views_audit.unmaskings, name="unmaskings"),
    path("exports/", views_audit.exports, name="exports"),
    path("logins/", views_audit.logins, name="logins"),
    path("resets/", views_resets.resets, name="resets"),
    path("resets/<int:pk>/", views_resets.decide, name="decide_reset"),
    path("marks/", views_marks.marks, name="marks"),
    path("marks/<int:pk>/", views_marks.mark, name="mark"),
    path("outbox/", views_operations.outbox_list, name="outbox"),
    path("outbox/<int:pk>/again/", views_operations.send_again, name="send_again"),
    path("texts/", views_operations.texts, name="texts"),
    path("texts/<slug:code>/<slug:language>/", views_operations.text, name="text"),
    path("jobs/", views_operations.jobs, name="jobs"),
    path("knowledge/", views_knowledge.listing, name="knowledge"),
    *(path(f"{name}/export/", views_leaving.export(name), name=f"{name}_export") for name in views_leaving.LISTS),
    path("knowledge/new/", views_knowledge.new, name="new_entry"),
    path("knowledge/entry/<str:code>/", views_knowledge.entry, name="entry"),
    path("knowledge/entry/<str:code>/edit/", views_knowledge.edit, name="edit_entry"),
    path("knowledge/entry/<str:code>/versions/<int:number>/", views_knowledge.compare, name="compare_entry"),
    path("knowledge/entry/<str:code>/<slug:name>/", views_knowledge.deed, name="entry_deed"),
    path("<slug:slug>/", views.listing, name="sheet"),
    path("<slug:slug>/export/", views.export, name="sheet_export"),
    path("<slug:slug>/new/", views.new, name="new"),
    path("<slug:slug>/row/<str:key>/", views.row, name="row"),
    path("<slug:slug>/row/<str:key>/<slug:name>/", views.deed, name="deed"),
]
