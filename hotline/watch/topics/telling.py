"""Telling subscribers: once a day, when a topic has as many tickets of the day as they asked for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hotline.ground.outbox import actions as outbox
from hotline.ground.outbox.words import NewNotice, NoticeKind
from hotline.ground.people import queries as people
from hotline.lib.days import civil_day

from . import checking, filling, queries
from .models import Match, Subscription
from .words import TopicState


def tell(*, at: datetime) -> int:
    """Ring the bells of those whose topic has had enough tickets today; how many.

    Only tickets the subscriber sees are counted: nobody learns by a bell that there is a confidential one.
    """
    today = civil_day(at)
    fresh = Match.objects.filter(withdrawn_at__isnull=True, registered_at__gte=filling.midnight(today))
    waiting = Subscription.objects.filter(topic__state=TopicState.RUNNING).exclude(told_on=today)
    waiting = waiting.filter(topic__code__in=fresh.values("topic_id"))
    return sum(_tell(row.pk, at) for row in waiting.order_by("pk"))


def _tell(identifier: int, at: datetime) -> bool:
    today = civil_day(at)
    with transaction.atomic():
        rows = Subscription.objects.select_for_update(skip_locked=True).exclude(told_on=today)
        row = rows.filter(pk=identifier).first()
        actor = people.actor_if_active(row.person_id, today) if row else None
        if row is None or actor is None or not queries.topics(actor).filter(pk=row.topic_id).exists():
            return False
        topic = row.topic
        count = sum(day.count for day in queries.by_day(topic, actor, today, checking.day_after(today)))
        if count < row.threshold:
            return False
        facts = {"topic_code": topic.code, "topic_name": topic.name, "topic_name_en": topic.name_en, "count": count}
        key = f"topic:{topic.pk}:{row.person_id}:{today}"
        outbox.notify([NewNotice(NoticeKind.TOPIC, key, person_id=row.person_id, facts=facts)], at=at)
        Subscription.objects.filter(pk=row.pk).update(told_on=today)
    return True
