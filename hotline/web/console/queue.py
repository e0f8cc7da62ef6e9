"""What the queue holds: for those who look after the platform."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, QuerySet
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob, ProcrastinateWorker


@dataclass(frozen=True, slots=True)
class Load:
    """How a task stands: how many of its jobs wait, run, failed; when one waits since."""

    task: str
    waiting: int
    running: int
    failed: int
    done: int
    oldest: datetime | None


def loads() -> list[Load]:
    """Every task known to the queue, the failed ones first."""
    rows = ProcrastinateJob.objects.values_list("task_name", "status").annotate(
        count=Count("pk"), oldest=Min("scheduled_at")
    )
    found: dict[str, dict[str, int]] = {}
    oldest: dict[str, datetime | None] = {}
    for task, status, count, since in rows:
        found.setdefault(task, {})[status] = count
        if status == "todo":
            oldest[task] = since
    lines = [
        Load(
            task,
            each.get("todo", 0),
            each.get("doing", 0),
            each.get("failed", 0),
            each.get("succeeded", 0),
            oldest.get(task),
        )
        for task, each in found.items()
    ]
    return sorted(lines, key=lambda load: (-load.failed, -load.waiting, load.task))


def failed() -> QuerySet[Any]:
    """Jobs that failed, the latest first, with the moment of their last event."""
    rows = ProcrastinateJob.objects.filter(status="failed").annotate(last_at=Max("procrastinateevent__at"))
    found: QuerySet[Any] = rows.order_by("-pk")
    return found


def last_event() -> datetime | None:
    """When the queue last did something."""
    moment: datetime | None = ProcrastinateEvent.objects.aggregate(at=Max("at"))["at"]
    return moment


def workers() -> list[datetime]:
    """When each worker last gave a sign of life."""
    return list(ProcrastinateWorker.objects.order_by("-last_heartbeat").values_list("last_heartbeat", flat=True))
