"""Clockwork of the queue itself. Tasks may run twice (a worker can die after the work): each must bear it."""

from __future__ import annotations

import logging

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from hotline.ground.journal import copies, seals

from . import sweeps  # noqa: F401 (registers the rounds)
from .queue import every

log = logging.getLogger("hotline.jobs")
SILENT_SECONDS = 45.0
MOST_ATTEMPTS = 8
KEEP_HOURS = 72


@app.periodic(cron="* * * * *")
@app.task(name="retry_stalled", queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Give the jobs of a killed worker to a living one; a job that keeps killing workers is set aside."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        if job.attempts >= MOST_ATTEMPTS:
            log.error("Job %s (%s) failed %s times and is set aside.", job.id, job.task_name, job.attempts)
            await manager.finish_job(job, Status.FAILED, delete_job=False)
        else:
            log.warning("Job %s (%s) was left by a killed worker and is tried again.", job.id, job.task_name)
            await manager.retry_job(job)


@app.periodic(cron="17 3 * * *")
@app.task(name="forget_old_jobs", queueing_lock="forget_old_jobs", pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:
    """Drop finished jobs after some days; failed ones stay until somebody has looked at them."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEEP_HOURS)


@every("*/3 * * * *")
def seal_journal(timestamp: int) -> None:
    """Seal what the journal gained in the last minutes, and copy the seals out of the database."""
    seals.seal(at=timezone.now())
    copies.append_new()
