"""The sample appeals and the stories, held against the topics a province starts with: so that no topic opens empty."""

from __future__ import annotations

from datetime import datetime

from hotline.config.replayed import SOURCE
from hotline.flow.tickets import lookups
from hotline.watch.topics import matching

AT_ONCE = 500


def play(now: datetime) -> None:
    """Match every ticket but the replayed ones, whose topics the replay wrote itself."""
    tickets = lookups.all_identifiers(without=SOURCE)
    for start in range(0, len(tickets), AT_ONCE):
        matching.look_at(tickets[start : start + AT_ONCE], at=now)
