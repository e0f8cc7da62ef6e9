"""Ringing the bells of supervision: of the centre that gave an order, and of the one it was given to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from hotline.ground.outbox import actions as outbox
from hotline.ground.outbox.words import NewNotice, NoticeKind

from .models import Order


def notices(
    order: Order, what: str, organisations: Iterable[int], *, once: object = "", **more: str
) -> list[NewNotice]:
    """A line for each organisation; it names the order, and says nothing of what stands in it."""
    facts: dict[str, object] = {"what": what, "order": order.pk, "order_number": order.number} | more
    key = f"{NoticeKind.SUPERVISION}:{order.pk}:{what}:{once}"
    return [
        NewNotice(NoticeKind.SUPERVISION, f"{key}:{each}", organisation_id=each, facts=facts)
        for each in sorted(set(organisations))
    ]


def tell(
    order: Order, what: str, organisations: Iterable[int], at: datetime, *, once: object = "", **more: str
) -> None:
    """Ring, in the caller's transaction; each ``once`` once."""
    outbox.notify(notices(order, what, organisations, once=once, **more), at=at)
