"""The bell: notices to a person or to everybody at an organisation."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from hotline.ground.people.words import Actor

from .models import Notice, Reading

COUNT_LIMIT = 100
KEPT = timedelta(days=180)
ALL = Q()


def for_actor(actor: Actor, heard: Q = ALL) -> QuerySet[Any]:
    """What rings for the actor: her own notices and those of the organisations she is posted to, the latest first.

    Each row tells by ``is_read`` whether she has read it; what her colleagues have read stays new to her.

    :param heard: a further condition on notices: what of them is for her ears.
    """
    hers = Q(person_id=actor.person_id) if actor.person_id else Q(pk__in=())
    read = Exists(Reading.objects.filter(notice=OuterRef("pk"), person_id=actor.person_id or 0))
    rows = Notice.objects.filter(heard, hers | Q(organisation_id__in=actor.organisations()))
    return rows.annotate(is_read=read).order_by("-at", "-pk")


def unread_count(actor: Actor, heard: Q = ALL) -> int:
    """How many of the latest ``COUNT_LIMIT`` of them she has not read."""
    return sum(not row.is_read for row in for_actor(actor, heard).only("pk")[:COUNT_LIMIT])


def mark_read(actor: Actor, identifiers: list[int], *, at: datetime) -> int:
    """Note that the actor has read these of her notices; how many were new to her."""
    if actor.person_id is None:
        return 0
    hers = for_actor(actor).filter(pk__in=identifiers).only("pk")
    rows = [Reading(notice=row, person_id=actor.person_id, at=at) for row in hers if not row.is_read]
    Reading.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def forget_old(*, at: datetime) -> int:
    """Forget notices of half a year ago, and who read them; how many."""
    gone = Notice.objects.filter(at__lt=at - KEPT).delete()[1]
    return gone.get(Notice._meta.label, 0)
