"""Filling back: old tickets are held against one version, day by day from the newest, in batches that may be killed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F

from hotline.flow.tickets import sifting
from hotline.flow.tickets.sifting import Said, Sieve
from hotline.ground.journal import actions as journal
from hotline.ground.people.words import Actor
from hotline.lib.days import SHANGHAI

from . import matching, narrowing, rules
from .models import Filling, Topic
from .rules import Watch
from .words import Definition, TopicState

TABLE = "topic"
ENOUGH = 2000
"""Tickets after which a batch is written."""
LONGEST_DAYS = 31


def fill_back(*, at: datetime) -> int:
    """Look at the next batch of old days for one topic that is being filled back; how many days were done."""
    with transaction.atomic():
        waiting = Filling.objects.select_for_update(skip_locked=True).filter(ended_at__isnull=True).order_by("pk")
        filling = waiting.first()
        return _fill(filling, at) if filling else 0


def sieve(definition: Definition) -> Sieve:
    """What may narrow the tickets before they are judged."""
    words = narrowing.query(rules.tree(definition.expression))
    return Sieve(words, definition.categories, definition.regions)


def stretches(since: date, until: date, seen: list[int]) -> Iterator[tuple[datetime, datetime]]:
    """Days backwards from ``until`` to ``since``, more at a time where little was seen.

    :param seen: how many tickets were seen so far; the caller counts in its last place.
    """
    end, days, before = until, 1, seen[-1]
    while end > since:
        begin = max(since, end - timedelta(days=days))
        yield midnight(begin), midnight(end)
        few = seen[-1] - before < ENOUGH // 4
        end, days, before = begin, min(days * 2, LONGEST_DAYS) if few else days, seen[-1]


def midnight(day: date) -> datetime:
    """When a day begins where the hotline is."""
    return datetime.combine(day, time(), SHANGHAI)


def _fill(filling: Filling, at: datetime) -> int:
    version = filling.version
    watch = matching.watch(version)
    found: list[Said] = []
    seen = [0]
    done = filling.done_to
    for begin, end in stretches(filling.since, filling.done_to, seen):
        for one in sifting.sifted(sieve(watch.definition), begin, end):
            seen[0] += 1
            if rules.fits(watch, matching.matter(one)):
                found.append(one)
        done = begin.astimezone(SHANGHAI).date()
        if seen[0] >= ENOUGH:
            break
    matching.add(_rows(found, watch), at=at)
    days = (filling.done_to - done).days
    changes = {"done_to": done, "looked_at": F("looked_at") + seen[0], "found": F("found") + len(found)}
    Filling.objects.filter(pk=filling.pk).update(**changes)
    if done <= filling.since:
        _end(filling, at)
    return max(days, 1)


def _rows(found: list[Said], watch: Watch) -> Iterator[tuple[Said, str, int]]:
    above = Topic.objects.filter(code=watch.umbrella, state=TopicState.RUNNING).order_by("versions__version")
    umbrella = above.values_list("versions__version", flat=True).last() if watch.umbrella else None
    for one in found:
        yield one, watch.code, watch.version
        if umbrella is not None:
            yield one, watch.umbrella, umbrella


def _end(filling: Filling, at: datetime) -> None:
    Filling.objects.filter(pk=filling.pk).update(ended_at=at)
    filling.refresh_from_db()
    facts = {"version": filling.version.version, "looked_at": filling.looked_at, "found": filling.found}
    journal.record_reference(TABLE, filling.version.topic_id, "filled", by=Actor.system(), at=at, facts=facts)
