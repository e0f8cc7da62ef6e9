"""Where each door of the house is found. A door brings its own ``urls``; one that is not built yet is left out."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from hotline.config import env, health, rooms

DOORS = {  # first part of the address -> door; the portal is the front door and comes last
    "desk/": "desk",
    "bench/": "bench",
    "office/": "office",
    "tickets/": "ticket",
    "api/": "api",
    "account/": "account",
    "console/": "console",
    "kit/": "kit",
    "oversight/": "oversight",
    "lead/": "lead",
    "explore/": "explore",
    "scores/": "scores",
    "rewards/": "rewarding",
    "feeds/": "feeding",
    "special/": "special",
    "topics/": "tracking",
    "briefs/": "briefs",
    "alerts/": "alarms",
    "board/": "board",
    "": "portal",
}
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", health.metrics),
    path("i18n/", include("django.conf.urls.i18n")),
    *([] if env.mode() == "production" else [path("tour/", include(("hotline.config.tour", "tour")))]),
    *(
        path(prefix, include(f"hotline.web.{door}.urls"))
        for prefix, door in DOORS.items()
        if rooms.exists(f"hotline.web.{door}.urls")
    ),
]

handler403 = "hotline.web.kit.faults.forbidden"
handler404 = "hotline.web.kit.faults.not_found"
handler500 = "hotline.config.faults.fault"
