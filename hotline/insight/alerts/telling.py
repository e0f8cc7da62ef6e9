"""Ringing the bells of analysts: one digest a person, whatever was raised, and nothing in the quiet hours."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hotline.ground.outbox import actions as outbox
from hotline.ground.outbox.words import NewNotice, NoticeKind
from hotline.ground.people import queries as people
from hotline.ground.people.words import Capability
from hotline.lib.days import civil_day

from . import queries, rules
from .models import Alert


def tell(*, at: datetime) -> int:
    """Tell every analyst how many alerts her area got since she was told last; how many were told of."""
    how = queries.sensitivity(civil_day(at))
    if rules.is_quiet(at, how):
        return 0
    with transaction.atomic():
        untold = Alert.objects.filter(told_at__isnull=True).select_for_update(skip_locked=True)
        keys = [row.pk for row in untold]
        if keys:
            outbox.notify([found for found in _digests(keys, at) if found is not None], at=at)
            Alert.objects.filter(pk__in=keys).update(told_at=at)
    return len(keys)


def _digests(keys: list[int], at: datetime) -> list[NewNotice | None]:
    return [_digest(person, keys, at) for person in people.holding(Capability.ANALYSE, civil_day(at))]


def _digest(person: int, keys: list[int], at: datetime) -> NewNotice | None:
    actor = people.actor_if_active(person, civil_day(at))
    if actor is None:
        return None
    mine = list(queries.gravest_first(queries.visible_to(actor, civil_day(at)).filter(pk__in=keys)))
    if not mine:
        return None
    facts = {"count": len(mine)} | ({"alert": mine[0].pk} if len(mine) == 1 else {})
    return NewNotice(NoticeKind.ALERT, f"{NoticeKind.ALERT}:{person}:{at:%Y%m%d%H%M%S}", person_id=person, facts=facts)
