"""Counting tries."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from django.db import connection

from hotline.ground.privacy import queries as privacy

from .errors import TooOften
from .models import Tally
from .queries import spent
from .words import Quota

_COUNT = """
INSERT INTO throttle_tally (topic, key, "window", count) VALUES (%s, %s, %s, %s)
ON CONFLICT (topic, key, "window") DO UPDATE SET count = throttle_tally.count + EXCLUDED.count
RETURNING count
"""
LARGEST_LEASE = 200
KEEP = timedelta(days=2)

_guard = threading.Lock()
_leases: dict[tuple[str, str], tuple[datetime, int]] = {}


def admit(topic: str, key: str, quota: Quota, *, at: datetime) -> None:
    """Count one try.

    :raises TooOften: the window has had as many as the quota allows.
    """
    if _count(topic, key, quota, at, 1) > quota.count:
        raise TooOften(wait=quota.wait(at))


def refuse_spent(topic: str, key: str, quota: Quota, *, at: datetime) -> None:
    """Refuse where the quota is spent, without counting: for limits that count failures only.

    :raises TooOften: it is spent.
    """
    if spent(topic, key, quota, at=at) >= quota.count:
        raise TooOften(wait=quota.wait(at))


def admit_leased(topic: str, key: str, quota: Quota, *, at: datetime) -> None:
    """Count one try out of a block of permits drawn by this process.

    :raises TooOften: the window has none left.
    """
    window = quota.window(at)
    with _guard:
        known, left = _leases.get((topic, key), (window, 0))
        if known != window or left <= 0:
            left = _lease(topic, key, quota, at)
        _leases[(topic, key)] = (window, left - 1)
    if left <= 0:
        raise TooOften(wait=quota.wait(at))


def forget_old(*, at: datetime) -> int:
    """Drop the tallies of past days."""
    return Tally.objects.filter(window__lt=at - KEEP).delete()[0]


def forget_leases() -> None:
    """Drop this process's permits (tests that roll back)."""
    with _guard:
        _leases.clear()


def _lease(topic: str, key: str, quota: Quota, at: datetime) -> int:
    """Draw a twentieth of the quota at a time; the last block may be smaller."""
    block = max(1, min(LARGEST_LEASE, quota.count // 20))
    before = _count(topic, key, quota, at, block) - block
    return max(0, min(block, quota.count - before))


def _count(topic: str, key: str, quota: Quota, at: datetime, tries: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [topic, privacy.blind(key), quota.window(at), tries])
        row = cursor.fetchone()
    return int(row[0]) if row else tries
