"""Searching the journal, for auditors."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from .models import Event, Seal
from .words import subject_of


def search(
    *,
    since: datetime,
    until: datetime,
    topic: str = "",
    verb: str = "",
    who: str = "",
    persons: Collection[int] = (),
    subjects: Iterable[tuple[str, int]] | None = None,
    people: QuerySet | None = None,  # type: ignore[type-arg]
) -> QuerySet[Event]:
    """Events of ``[since, until)``, the latest first.

    :param who: whose deeds; the citizen, the platform or a program by its name where no ``persons`` are meant by it.
    :param persons: the people meant.
    :param subjects: pairs (topic, subject) it may be about; None for anything.
    :param people: identifiers of the people whose deeds may be seen; None for everybody's.
    """
    rows = Event.objects.filter(at__gte=since, at__lt=until).order_by("-at", "-pk")
    if topic:
        rows = rows.filter(topic=topic)
    if verb:
        rows = rows.filter(verb=verb)
    if persons:
        rows = rows.filter(by_id__in=persons)
    elif who:
        rows = rows.filter(by_id__isnull=True, by_name=who)
    if subjects is not None:
        wanted = Q(pk__in=())
        for about, subject in subjects:
            wanted |= Q(topic=about, subject=subject)
        rows = rows.filter(wanted)
    return rows if people is None else rows.filter(by_id__in=people)


def table_subjects(key: str, tables: Iterable[str]) -> list[tuple[str, int]]:
    """Where a row of reference data would be, whichever of these tables it is in."""
    return [("reference", subject_of(table, key)) for table in tables]


def seals() -> QuerySet[Seal]:
    """Every seal, the latest first."""
    return Seal.objects.order_by("-pk")
