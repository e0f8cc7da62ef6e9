"""How the platform is: a handful of examinations, told by ``hotline doctor``, ``/readyz`` and ``/metrics`` alike."""

from __future__ import annotations

import importlib
import shutil
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from hotline.config import doctor_insight, preflight, rooms
from hotline.config.findings import Finding, Level

CALENDAR = "hotline.ground.calendar.queries"
CALENDAR_WARNING = timedelta(days=60)
QUEUE_LATE_SECONDS = 300
HEARTBEAT_SECONDS = 60
FREE_WARNING, FREE_DANGER = 0.10, 0.03
CLOCK_WARNING, CLOCK_DANGER = 2.0, 30.0
DEPTH = """
select count(*) filter (where status = 'todo' and coalesce(scheduled_at, now()) <= now()),
       coalesce(extract(epoch from now() - min(coalesce(scheduled_at, deferred.at))
           filter (where status = 'todo' and coalesce(scheduled_at, now()) <= now())), 0),
       count(*) filter (where status = 'failed'),
       (select count(*) from procrastinate_workers where last_heartbeat > now() - make_interval(secs => %s))
from procrastinate_jobs job
left join lateral (select min(at) as at from procrastinate_events where job_id = job.id and type = 'deferred') deferred
       on job.status = 'todo'
where status in ('todo', 'failed')
"""


def examine() -> list[Finding]:
    """Every examination; without a database only those that need none."""
    first = database()
    if first.level is Level.CRITICAL:
        return [first, disk()]
    return [first, *(examination() for examination in EXAMINATIONS)]


def worst(findings: list[Finding]) -> Level:
    """The gravest level found."""
    return max((finding.level for finding in findings), default=Level.OK)


def database() -> Finding:
    """Does the database answer, and how fast?"""
    started = time.monotonic()
    try:
        with connection.cursor() as cursor:
            cursor.execute("select current_setting('server_version')")
            version = cursor.fetchone()[0]
    except (DatabaseError, OSError) as fault:
        return Finding("database", Level.CRITICAL, f"does not answer: {' '.join(str(fault).split())[:200]}")
    spent = time.monotonic() - started
    return Finding("database", Level.OK, f"PostgreSQL {version} answered", {"database_seconds": spent})


def migrations() -> Finding:
    """Do the tables belong to this version?"""
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    level = Level.CRITICAL if waiting else Level.OK
    return Finding("migrations", level, f"{waiting} wait: run `hotline migrate`" if waiting else "none wait")


def calendar() -> Finding:
    """How far ahead are the holidays known?"""
    query = getattr(importlib.import_module(CALENDAR), "known_until", None) if rooms.exists(CALENDAR) else None
    last = query() if query else None
    if last is None:
        return Finding("calendar", Level.WARNING, "no working calendar is loaded")
    left = last - timezone.localdate()
    figures = {"calendar_days_left": float(left.days)}
    if left < timedelta():
        return Finding(
            "calendar", Level.CRITICAL, f"holidays are known only until {last}: enter the next year", figures
        )
    level = Level.WARNING if left < CALENDAR_WARNING else Level.OK
    return Finding("calendar", level, f"holidays are known until {last}", figures)


def queue() -> Finding:
    """Do the workers keep up?"""
    with connection.cursor() as cursor:
        cursor.execute(DEPTH, [HEARTBEAT_SECONDS])
        depth, oldest, failed, workers = (float(value) for value in cursor.fetchone())
    figures = {"queue_due": depth, "queue_oldest_seconds": oldest, "queue_failed": failed, "queue_workers": workers}
    sentence = f"{depth:.0f} due (oldest {oldest:.0f} s), {failed:.0f} failed, {workers:.0f} workers"
    if not workers and depth:
        return Finding("queue", Level.CRITICAL, f"{sentence}: start a worker", figures)
    level = Level.WARNING if oldest > QUEUE_LATE_SECONDS or failed else Level.OK
    return Finding("queue", level, sentence, figures)


def disk() -> Finding:
    """Is there room for attachments?"""
    place = Path(settings.STATE_DIR)
    usage = shutil.disk_usage(place if place.exists() else settings.BASE_DIR)
    share = usage.free / usage.total
    level = Level.CRITICAL if share < FREE_DANGER else Level.WARNING if share < FREE_WARNING else Level.OK
    sentence = f"{usage.free / 2**30:.1f} GiB free ({share:.0%})"
    return Finding("disk", level, sentence, {"disk_free_bytes": float(usage.free), "disk_free_ratio": share})


def clock() -> Finding:
    """Do this machine and the database agree on the time?"""
    with connection.cursor() as cursor:
        before = time.time()
        cursor.execute("select extract(epoch from clock_timestamp())")
        theirs = float(cursor.fetchone()[0])
    apart = abs(theirs - (before + time.time()) / 2)
    level = Level.CRITICAL if apart > CLOCK_DANGER else Level.WARNING if apart > CLOCK_WARNING else Level.OK
    return Finding("clock", level, f"{apart:.3f} s apart from the database", {"clock_apart_seconds": apart})


def messages() -> Finding:
    """Do text messages and mail reach anybody?"""
    dead = [
        name
        for name, is_dead in (
            ("text messages (HOTLINE_SMS)", settings.SMS_SENDER in ("files", "console")),
            ("mail (HOTLINE_MAIL_URL)", not settings.EMAIL_HOST),
        )
        if is_dead
    ]
    if not dead or settings.MODE in ("demo", "test"):
        return Finding("messages", Level.OK, "are handed to gateways" if not dead else "go to files, as meant here")
    sentence = f"nobody receives {' and '.join(dead)}: they are only written to files; unanswered links do not count"
    return Finding("messages", Level.WARNING, sentence)


def stream() -> Finding:
    """Do the pages of every host name hear the event stream?"""
    url, hosts = settings.STREAM_URL, settings.ALLOWED_HOSTS
    if fault := preflight.stream_fault(url, hosts):
        return Finding("stream", Level.CRITICAL, f"HOTLINE_STREAM_URL {fault}")
    deaf = [host for host in hosts if preflight.stream_fault(url, [host])]
    if deaf:
        sentence = (
            f"pages opened as {', '.join(deaf)} hear nothing of {url}: set HOTLINE_STREAM_URL to a path (/stream/)"
        )
        return Finding("stream", Level.WARNING, sentence)
    return Finding("stream", Level.OK, f"is on the pages' own host name ({url})")


EXAMINATIONS: tuple[Callable[[], Finding], ...] = (
    migrations,
    calendar,
    queue,
    disk,
    clock,
    messages,
    stream,
    *doctor_insight.EXAMINATIONS,
)
