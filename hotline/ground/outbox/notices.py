"""The bell: notices to a person or to everybody at an organisation."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from hotline.ground.people.words import Actor

from .models import Notice

COUNT_LIMIT = 100
KEPT = timedelta(days=180)


def for_actor(actor: Actor) -> QuerySet[Notice]:
    """What rings for the actor: her own notices and those of the organisations she is posted to, the latest first."""
    hers = Q(person_id=actor.person_id) if actor.person_id else Q(pk__in=())
    return Notice.objects.filter(hers | Q(organisation_id__in=actor.organisations())).order_by("-at", "-pk")


def unread_count(actor: Actor) -> int:
    """How many of them nobody has read yet, counted no further than ``COUNT_LIMIT``."""
    return for_actor(actor).filter(read_at__isnull=True)[:COUNT_LIMIT].count()


def mark_read(actor: Actor, identifiers: list[int], *, at: datetime) -> int:
    """Note that the actor has read these of her notices."""
    rows = for_actor(actor).filter(pk__in=identifiers, read_at__isnull=True).order_by()
    return rows.update(read_at=at, read_by_id=actor.person_id)


def forget_read(*, at: datetime) -> int:
    """Forget notices read long ago."""
    return Notice.objects.filter(read_at__lt=at - KEPT).delete()[0]
