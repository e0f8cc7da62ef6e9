"""Tasks wait in the same database: with the transaction or not at all, and never lost."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job, Status

from hotline.jobs import tasks
from hotline.jobs.queue import enqueue


@pytest.mark.django_db(transaction=True)
def test_a_task_of_a_transaction_that_fails_is_never_there() -> None:
    with transaction.atomic():
        enqueue("forget_old_jobs", timestamp=1)
        transaction.set_rollback(True)
    assert ProcrastinateJob.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_same_task_waits_only_once() -> None:
    first = enqueue("forget_old_jobs", once="night", timestamp=1)
    assert first is not None
    assert enqueue("forget_old_jobs", once="night", timestamp=1) is None
    assert ProcrastinateJob.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_already_waiting_task_does_not_spoil_the_transaction() -> None:
    enqueue("forget_old_jobs", once="night", timestamp=1)
    with transaction.atomic():
        enqueue("forget_old_jobs", once="night", timestamp=1)
        with connection.cursor() as cursor:
            cursor.execute("select 1")


class _Manager:
    """Stands for procrastinate's manager and notes what is asked of it."""

    def __init__(self, stalled: list[Job]) -> None:
        self.stalled, self.retried, self.finished = stalled, list[Job](), list[tuple[Job, Status]]()

    async def get_stalled_jobs(self, **_: Any) -> list[Job]:
        return self.stalled

    async def retry_job(self, job: Job) -> None:
        self.retried.append(job)

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        self.finished.append((job, status))


def test_jobs_of_a_killed_worker_are_tried_again_but_not_for_ever(caplog: pytest.LogCaptureFixture) -> None:
    fresh = Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="a", attempts=1)
    deadly = Job(id=2, queue="default", lock=None, queueing_lock=None, task_name="b", attempts=tasks.MOST_ATTEMPTS)
    manager = _Manager([fresh, deadly])
    context: Any = type("Context", (), {"app": type("App", (), {"job_manager": manager})})
    asyncio.run(tasks.retry_stalled.func(context, timestamp=0))
    assert manager.retried == [fresh]
    assert manager.finished == [(deadly, Status.FAILED)]


@pytest.mark.django_db
@pytest.mark.parametrize(("silence", "status"), [("10 minutes", "todo"), ("5 seconds", "doing")])
def test_only_the_job_of_a_silent_worker_goes_back_into_the_queue(silence: str, status: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now() - %s::interval) returning id", [silence]
        )
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, priority, args, status, attempts, worker_id)"
            " values ('default', 'x', 0, '{}', 'doing', 1, %s)",
            [cursor.fetchone()[0]],
        )
    context: Any = SimpleNamespace(app=app)
    async_to_sync(tasks.retry_stalled.func)(context, timestamp=0)
    assert list(ProcrastinateJob.objects.values_list("status", flat=True)) == [status]


def test_the_clockwork_is_registered() -> None:
    assert {"retry_stalled", "forget_old_jobs"} <= set(app.tasks)
