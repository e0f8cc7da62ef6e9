"""Telling of tasks that are overdue: each once, also after days of downtime."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from hotline.lib.days import civil_day

from . import telling
from .models import Task

BATCH = 500


def tell_overdue(*, at: datetime, limit: int = BATCH) -> int:
    """Tell units and their office of tasks whose day is over; how many. What waits to be judged is not late."""
    waits = Q(reported_at__isnull=False) & (Q(judged_at__isnull=True) | Q(judged_at__lt=F("reported_at")))
    late = Task.objects.filter(outcome="", told_at__isnull=True, due_on__lt=civil_day(at)).exclude(waits)
    with transaction.atomic():
        claimed = late.select_related("instruction").select_for_update(of=("self",), skip_locked=True)
        tasks = list(claimed.order_by("due_on")[:limit])
        telling.overdue(tasks, at)
        Task.objects.filter(pk__in=[task.pk for task in tasks]).update(told_at=at)
    return len(tasks)
