"""The first page of special reports: what is owed, what is being written, what waits for review, the latest issues."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hotline.ground.people.words import Actor, Capability
from hotline.insight.reports import queries
from hotline.insight.reports.words import Standing
from hotline.web.kit.doors import actor, door, now

READERS = (Capability.ANALYSE, Capability.LEAD_AREA, Capability.WRITE_REPORTS, Capability.ISSUE_REPORTS)
SHOWN = 50


@door(*READERS)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What a writer, an issuer and a reader each find."""
    by, at = actor(request), now()
    rows = list(queries.at_work(by)[:SHOWN])
    context = ways(by) | {
        "review": [row for row in rows if row.standing == Standing.REVIEW],
        "drafts": [row for row in rows if row.standing != Standing.REVIEW],
        "owed": queries.owed_by(by, at),
        "latest": list(queries.archive(by)[:10]),
        "inbox": list(queries.inbox(by)[:10]),
        "at": at,
    }
    return render(request, "briefs/home.html", context)


def ways(by: Actor) -> dict[str, Any]:
    """What the person may do with reports, for the buttons of every page."""
    return {
        "may_write": bool(queries.own_centres(by, Capability.WRITE_REPORTS)),
        "may_issue": bool(queries.own_centres(by, Capability.ISSUE_REPORTS)),
    }
