"""Addresses for machines: is it alive, is it ready, how is it."""

from __future__ import annotations

import hmac
import ipaddress

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from hotline.config import doctor
from hotline.config.findings import Level


def alive(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def ready(request: HttpRequest) -> JsonResponse:
    """Database and tables are as this version needs them; 503 otherwise. Says no more than that."""
    finding = doctor.database()
    if finding.level is Level.OK:
        finding = doctor.migrations()
    is_ready = finding.level is Level.OK
    return JsonResponse(
        {"ready": is_ready, "waiting_for": None if is_ready else finding.subject}, status=200 if is_ready else 503
    )


def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, to the holder of the token, or to this machine where no token is set."""
    if not _may_read(request):
        raise Http404
    registry = CollectorRegistry()
    level = Gauge("hotline_level", "0 well, 1 warning, 2 critical", ["subject"], registry=registry)
    for finding in doctor.examine():
        level.labels(finding.subject).set(finding.level)
        for name, value in finding.figures.items():
            Gauge(f"hotline_{name}", finding.subject, registry=registry).set(value)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    if token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), token.encode())
    is_forwarded = "X-Forwarded-For" in request.headers  # a proxy on this machine makes everybody look local
    return not is_forwarded and ipaddress.ip_address(request.META.get("REMOTE_ADDR") or "0.0.0.0").is_loopback  # noqa: S104
