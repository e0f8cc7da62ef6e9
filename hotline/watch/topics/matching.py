"""Matching: every ticket is held against every running topic when it is registered and when it changes.

``follow`` reads the journal up to the oldest transaction still running, so that nothing is missed; ``look_ahead`` reads
what lies beyond, so that a long import keeps nobody waiting. Both may be killed anywhere: a ticket is of a topic once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from hotline.flow.tickets import sifting
from hotline.flow.tickets.sifting import Said
from hotline.flow.tickets.words import Verb
from hotline.ground.journal import readers
from hotline.ground.organisations import queries as organisations
from hotline.lib.days import civil_day

from . import evaluating, rules
from .models import Match, TopicVersion, current_transaction
from .rules import Watch
from .words import Definition, Matter, TopicState

READER, TICKET = "topics", "ticket"
BATCH = 500
CAUSES = frozenset({Verb.REGISTER, Verb.AMEND, Verb.ACCEPT, Verb.DISPATCH})
"""Events after which a ticket may fit that did not before, or no longer."""


def follow(*, at: datetime, limit: int = BATCH) -> int:
    """Match what the next events of the journal brought; how many were read. Imports wait for filling back."""
    with readers.following(READER, limit) as events:
        look_at(_concerned(events), at=at)
    return len(events)


def look_ahead(known: Collection[int], *, at: datetime, limit: int = BATCH) -> list[int]:
    """Match what is committed already but waits in the journal behind a transaction that still runs.

    :param known: events that were looked at before.
    :returns: the events looked at now; ``follow`` comes past them again.
    """
    events = readers.ahead(READER, known, limit)
    look_at(_concerned(events), at=at)
    return [event.pk for event in events]


def look_at(tickets: Collection[int], *, at: datetime) -> int:
    """Hold some tickets against every running topic; how many matches were made or taken back."""
    watches = running(at) if tickets else []
    if not watches:
        return 0
    with transaction.atomic():
        found = sifting.said(tickets)
        held = _held([one.id for one in found])
        return sum(_settle(one, watches, held.get(one.id, {}), at) for one in found)


def running(at: datetime) -> list[Watch]:
    """The running topics, each by its latest version."""
    rows = TopicVersion.objects.filter(topic__state=TopicState.RUNNING, from_at__lte=at)
    latest = rows.order_by("topic_id", "-version").distinct("topic_id")
    return [watch(row) for row in latest.select_related("topic__umbrella")]


def watch(row: TopicVersion) -> Watch:
    """A version as it judges tickets."""
    topic = row.topic
    area = organisations.unit(topic.centre_id).region
    return Watch(topic.code, row.version, definition(row), area, topic.umbrella.code if topic.umbrella else "")


def definition(row: TopicVersion) -> Definition:
    """What a version says, as a value."""
    return Definition(
        row.expression,
        tuple(row.categories),
        tuple(row.regions),
        tuple(row.channels),
        tuple(row.kinds),
        row.from_on,
        row.until_on,
    )


def matter(one: Said) -> Matter:
    """What of a ticket decides whether it fits."""
    home = organisations.unit(one.centre_id).region
    return Matter(
        evaluating.folded((one.title, one.text, one.wish, one.place)),
        one.category,
        one.region or home,
        home,
        one.channel,
        one.kind,
        civil_day(one.registered_at),
    )


def add(found: Iterable[tuple[Said, str, int]], *, at: datetime) -> int:
    """Note that tickets are of topics by versions, where they are not yet; how many rows were offered."""
    rows = [
        Match(ticket_id=one.id, topic_id=code, version=version, registered_at=one.registered_at, matched_at=at)
        for one, code, version in found
    ]
    Match.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    return len(rows)


def _concerned(events: Iterable[Any]) -> set[int]:
    return {
        each.subject
        for each in events
        if each.topic == TICKET and each.verb in CAUSES and not each.facts.get("imported")
    }


def _held(tickets: Collection[int]) -> dict[int, dict[str, int]]:
    """The topics of some tickets, with the version each was matched by."""
    rows = Match.objects.filter(ticket_id__in=tickets, withdrawn_at__isnull=True)
    found: dict[int, dict[str, int]] = {}
    for ticket, code, version in rows.values_list("ticket_id", "topic__code", "version"):
        found.setdefault(ticket, {})[code] = version
    return found


def _settle(one: Said, watches: list[Watch], held: Mapping[str, int], at: datetime) -> int:
    settled = rules.settle(matter(one), watches, held, _older)
    if settled.new:
        add(((one, code, version) for code, version in settled.new.items()), at=at)
    if settled.gone:
        gone = Match.objects.filter(ticket_id=one.id, topic__code__in=settled.gone, withdrawn_at__isnull=True)
        gone.update(withdrawn_at=at, tx=current_transaction())
    return len(settled.new) + len(settled.gone)


def _older(code: str, version: int) -> Watch | None:
    row = TopicVersion.objects.filter(topic__code=code, version=version).select_related("topic__umbrella").first()
    return watch(row) if row else None
