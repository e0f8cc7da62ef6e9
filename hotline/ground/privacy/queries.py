"""Reading privacy: blind indexes for exact lookup of encrypted fields, and what the auditor sees."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils import timezone

from hotline.ground.people.words import Actor, Capability
from hotline.lib import crypto

from .models import Export, Unmasking


def blind(text: str) -> bytes | None:
    """The keyed fingerprint by which an encrypted text is found again; None for an empty text.

    The caller normalises first (``hotline.lib.identity``), so that one phone has one fingerprint.
    """
    return crypto.blind_index(settings.INDEX_KEY, text) if text else None


def uses_today(person_id: int, at: datetime) -> int:
    """How often a person has looked at masked data on the day of a moment."""
    start, end = _day(at)
    return Unmasking.objects.filter(person_id=person_id, at__gte=start, at__lt=end).count()


def left_today(actor: Actor, at: datetime) -> int:
    """How often the actor may still look at masked data today."""
    if actor.person_id is None or not actor.holds(Capability.UNMASK):
        return 0
    return max(0, actor.unmask_limit - uses_today(actor.person_id, at))


def unmaskings(actor: Actor, *, since: datetime, until: datetime) -> QuerySet[Unmasking]:
    """Who looked at what in ``[since, until)``, the latest first: everything for the auditor, else one's own."""
    rows = Unmasking.objects.filter(at__gte=since, at__lt=until).select_related("person").order_by("-at", "-pk")
    return rows if actor.holds(Capability.VIEW_JOURNAL) else rows.filter(person_id=actor.person_id or 0)


def unmaskings_of(subject: str, actor: Actor) -> QuerySet[Unmasking]:
    """Who looked at one subject's data, the latest first; empty for whoever is no auditor.

    :param subject: as given to ``unmask``: ``table:key``.
    """
    rows = Unmasking.objects.filter(subject=subject).select_related("person").order_by("-at", "-pk")
    return rows if actor.holds(Capability.VIEW_JOURNAL) else rows.none()


def exports(actor: Actor, *, since: datetime, until: datetime) -> QuerySet[Export]:
    """Lists that left the house in ``[since, until)``, the latest first: everything for the auditor, else one's own."""
    rows = Export.objects.filter(at__gte=since, at__lt=until).select_related("person").order_by("-at", "-pk")
    return rows if actor.holds(Capability.VIEW_JOURNAL) else rows.filter(person_id=actor.person_id or 0)


def busiest(actor: Actor, *, since: datetime, until: datetime) -> list[tuple[int, str, int]]:
    """People by how often they looked, (identifier, name, looks), most first: where the auditor begins."""
    rows = unmaskings(actor, since=since, until=until).order_by()
    counted = rows.values_list("person_id", "person__name").annotate(looks=Count("pk")).order_by("-looks", "person_id")
    return [(person, name, looks) for person, name, looks in counted]


def _day(at: datetime) -> tuple[datetime, datetime]:
    start = at.astimezone(timezone.get_default_timezone()).replace(hour=0, minute=0, second=0, microsecond=0)
    return start, start + timedelta(days=1)
