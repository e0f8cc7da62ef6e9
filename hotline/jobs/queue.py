"""The one way to put a task into the queue, and to let one come round by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

Round = Callable[[int], None]


def every(cron: str, *, is_alone: bool = False) -> Callable[[Round], Any]:
    """Run a round at these moments under its own name; one that still waits is not queued again.

    :param is_alone: that it also never runs twice at a time.
    """

    def wrap(work: Round) -> Any:
        name = work.__name__
        return app.periodic(cron=cron)(app.task(name=name, queueing_lock=name, lock=name if is_alone else None)(work))

    return wrap


def enqueue(
    task: str, *, once: str | None = None, after: str | None = None, at: datetime | None = None, **facts: Any
) -> int | None:
    """Put a task into the queue in the current transaction: it runs if, and only if, the transaction commits.

    :param task: the task's name, as registered in ``hotline.jobs.tasks``.
    :param once: while a task with this word waits, another is not added.
    :param after: tasks with this word run one after the other, never side by side.
    :param at: not before this moment.
    :param facts: what the task is told; plain JSON values.
    :returns: the job's number, or None when one with the same ``once`` was waiting already.
    """
    deferrer = app.configure_task(task, queueing_lock=once, lock=after, schedule_at=at)
    try:
        with transaction.atomic():  # the refusal of a second one must not spoil the caller's transaction
            return deferrer.defer(**facts)
    except AlreadyEnqueued:
        return None
