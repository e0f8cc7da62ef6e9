"""Reading the journal."""

from __future__ import annotations

from django.db.models import QuerySet

from .models import Event
from .words import subject_of


def last_event(topic: str, subject: int) -> Event | None:
    """The latest event of a subject."""
    return Event.objects.filter(topic=topic, subject=subject).order_by("-seq").first()


def timeline(topic: str, subject: int) -> QuerySet[Event]:
    """All events of a subject, oldest first."""
    return Event.objects.filter(topic=topic, subject=subject).order_by("seq")


def about(table: str, key: object) -> QuerySet[Event]:
    """What happened to one row of reference data, oldest first."""
    return timeline("reference", subject_of(table, key))
