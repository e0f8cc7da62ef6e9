"""The office's bench: instructions by what they wait for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hotline.flow.tickets.words import Verb
from hotline.watch.instructions import queries
from hotline.watch.instructions.words import Stage
from hotline.web.kit.doors import actor, door, now

from .cards import cards


@door(Verb.INSTRUCTION_TASK)
@require_GET
def bench(request: HttpRequest) -> HttpResponse:
    """What waits to be divided, chased, judged, concluded; the nearest day first."""
    by, at = actor(request), now()
    found = queries.bench(by)
    wanted = Stage.of(request.GET.get("stage", "")) or next((stage for stage in Stage if found[stage]), Stage.TO_SPLIT)
    tabs = [(stage, len(found[stage]) if stage is not Stage.CONCLUDED else None) for stage in Stage]
    late = {task.pk for rows in found.values() for row in rows for task in row.tasks.all() if queries.is_late(task, at)}
    context = {"stage": wanted, "tabs": tabs, "cards": cards(found[wanted], by), "late": late}
    return render(request, "lead/bench.html", context)
