"""Addresses of the portal."""

from __future__ import annotations

from django.urls import path, re_path

from . import pages, submit, track, urgent

app_name = "portal"
urlpatterns = [
    path("", pages.home, name="home"),
    path("about/", pages.about, name="about"),
    path("submit/", submit.start, name="submit"),
    re_path(r"^submit/(what|where|who)/$", submit.step, name="step"),
    path("submit/check/", submit.check, name="check"),
    path("submit/done/", submit.done, name="done"),
    path("submit/discard/", submit.discard, name="discard"),
    path("submit/files/<int:identifier>/remove/", submit.remove_file, name="remove_file"),
    path("urgent/<int:identifier>/", urgent.urgent, name="urgent"),
    path("track/", track.find, name="track"),
    re_path(r"^track/(\d{8,16})/$", track.ticket, name="ticket"),
    re_path(r"^track/(\d{8,16})/add/$", track.add, name="add"),
    re_path(r"^track/(\d{8,16})/rate/$", track.rate, name="rate"),
    re_path(r"^r/([\w-]{8,64})/?$", track.rate_by_link, name="rate_by_link"),
    path("answers/", pages.answers, name="answers"),
    path("answers/<slug:public_id>/", pages.answer, name="answer"),
]
