"""Reading the journal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.db import connection
from django.db.models import Q, QuerySet

from .models import Event
from .words import subject_of


def last_event(topic: str, subject: int) -> Event | None:
    """The latest event of a subject."""
    return Event.objects.filter(topic=topic, subject=subject).order_by("-seq").first()


def timeline(topic: str, subject: int) -> QuerySet[Event]:
    """All events of a subject, oldest first."""
    return Event.objects.filter(topic=topic, subject=subject).order_by("seq")


def latest_of(topic: str, subject: int, *, limit: int, before: int | None = None) -> list[Event]:
    """The latest events of a subject, the latest first; with ``before`` those before an event's place in its chain."""
    rows = Event.objects.filter(topic=topic, subject=subject)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    return list(rows.order_by("-seq")[:limit])


def about(table: str, key: object) -> QuerySet[Event]:
    """What happened to one row of reference data, oldest first."""
    return timeline("reference", subject_of(table, key))


def horizon() -> int:
    """The first transaction that may still be open: everything before it is complete and stays as it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_base() + pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def settled_after(tx: int, identifier: int, limit: int) -> list[Event]:
    """Events of complete transactions after a place in the journal, in its order: none is skipped, none comes twice."""
    later = Q(tx=tx, pk__gt=identifier) | Q(tx__gt=tx)
    return list(Event.objects.filter(later, tx__gte=tx, tx__lt=horizon()).order_by("tx", "pk")[:limit])


def committed_after(tx: int, identifier: int, known: Collection[int], limit: int) -> list[Event]:
    """Events after a place in the journal that are committed, known ones left out; more may still come before them."""
    later = Q(tx=tx, pk__gt=identifier) | Q(tx__gt=tx)
    return list(Event.objects.filter(later, tx__gte=tx).exclude(pk__in=known).order_by("tx", "pk")[:limit])


def subjects_since(topic: str, tx: int) -> set[int]:
    """The subjects of a topic that events of a transaction, or of a later one, tell of."""
    return set(Event.objects.filter(topic=topic, tx__gte=tx).order_by().values_list("subject", flat=True).distinct())


def latest_settled(limit: int) -> list[Event]:
    """The last events of complete transactions, in the journal's order."""
    return list(Event.objects.filter(tx__lt=horizon()).order_by("-tx", "-pk")[:limit])[::-1]


def latest(topic: str, subjects: Sequence[int], verb: str) -> dict[int, Event]:
    """The latest event of a verb for each of several subjects that has one."""
    if not subjects:
        return {}
    found = Event.objects.filter(topic=topic, subject__in=subjects, verb=verb)
    return {event.subject: event for event in found.order_by("subject", "-seq").distinct("subject")}


def of_verb(topic: str, subjects: Iterable[int], verb: str) -> QuerySet[Event]:
    """Every event of a verb among several subjects."""
    return Event.objects.filter(topic=topic, subject__in=list(subjects), verb=verb).order_by("subject", "seq")
