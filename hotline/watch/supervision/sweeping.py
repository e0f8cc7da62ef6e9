"""Telling of orders: not signed in time, soon due, overdue; each order once for each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from hotline.ground.outbox import actions as outbox

from . import telling
from .models import Order

BATCH = 200


def tell_unsigned(*, at: datetime, limit: int = BATCH) -> int:
    """Tell both sides of orders nobody signed for in time; how many."""
    late = Order.objects.filter(outcome="", signed_at__isnull=True, unsigned_told_at__isnull=True, sign_due_at__lte=at)
    return _tell(late, "unsigned", "unsigned_told_at", lambda order: [order.target_id, order.centre_id], at, limit)


def tell_yellow(*, at: datetime, limit: int = BATCH) -> int:
    """Tell whoever owes feedback that it is soon due; how many orders."""
    soon = _owing().filter(yellow_told_at__isnull=True, yellow_at__lte=at, due_at__gt=at)
    return _tell(soon, "yellow", "yellow_told_at", lambda order: [order.target_id], at, limit)


def tell_red(*, at: datetime, limit: int = BATCH) -> int:
    """Tell both sides that feedback is overdue; how many orders. What passed yellow unseen is told as red only."""
    late = _owing().filter(red_told_at__isnull=True, due_at__lte=at)
    return _tell(late, "red", "red_told_at", lambda order: [order.target_id, order.centre_id], at, limit)


def _owing() -> QuerySet[Order]:
    """Open orders whose feedback is owed: none waits to be judged."""
    return Order.objects.filter(outcome="").exclude(feedbacks__isnull=False, feedbacks__judgement__isnull=True)


def _tell(
    found: QuerySet[Order], what: str, column: str, whom: Callable[[Order], list[int]], at: datetime, limit: int
) -> int:
    with transaction.atomic():
        orders = list(found.order_by("due_at", "pk").select_for_update(of=("self",), skip_locked=True)[:limit])
        new = [notice for order in orders for notice in telling.notices(order, what, whom(order), once=order.due_at)]
        outbox.notify(new, at=at)
        Order.objects.filter(pk__in=[order.pk for order in orders]).update(**{column: at})
    return len(orders)
