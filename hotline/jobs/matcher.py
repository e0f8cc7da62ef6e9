"""The matcher: holds every new and changed ticket against the topics, within a second, in a process of its own.

A task of the queue would wait for the next ten seconds; so this looks at the journal five times a second. It keeps no
state that matters: killed anywhere, it begins where the journal's reader stands.
"""

from __future__ import annotations

import logging
from threading import Event

from django.db import connection
from django.utils import timezone

from hotline.watch.topics import matching

log = logging.getLogger("hotline.matcher")
PAUSE_SECONDS, AWAY_SECONDS = 0.2, 2.0
MOST_KNOWN = 5000
"""Events kept in mind that were looked at ahead of the journal's reader; to forget them costs time, never a match."""


def run(stopped: Event) -> None:
    """Match until told to stop; a database that is away is waited for."""
    known: set[int] = set()
    while not stopped.is_set():
        try:
            done = turn(known)
        except Exception:
            log.exception("The tickets could not be matched; trying again.")
            connection.close()
            stopped.wait(AWAY_SECONDS)
        else:
            if not done:
                stopped.wait(PAUSE_SECONDS)


def turn(known: set[int]) -> int:
    """Look once at what is complete in the journal and at what is ahead; how many events there were.

    :param known: events looked at ahead; those of this turn are added.
    """
    at = timezone.now()
    if len(known) > MOST_KNOWN:
        known.clear()
    read = matching.follow(at=at)
    ahead = matching.look_ahead(known, at=at)
    known.update(ahead)
    return read + len(ahead)
