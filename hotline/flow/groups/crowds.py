"""Matters about which the most people spoke: main tickets of large groups, and tickets that many calls joined."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count

from hotline.flow.tickets import hot
from hotline.flow.tickets.hot import Hot
from hotline.flow.tickets.rows import rows
from hotline.ground.people.words import Actor

from .queries import members, size

WEIGHED = 3
"""How many times as many candidates are weighed as are shown."""


def crowded(actor: Actor, *, at: datetime, limit: int = hot.SHOWN) -> list[Hot]:
    """Open tickets about whose matter the most people spoke lately, with how many; one person alone is no crowd."""
    called = {row.id: row for row in hot.called_about(actor, at=at, limit=WEIGHED * limit)}
    lately = members(merged_at__gte=hot.since(at), main__in=hot.visible(actor).values("pk")).order_by()
    mains = lately.values_list("main_id").annotate(tickets=Count("pk")).order_by("-tickets", "-main_id")
    wanted = [main for main, _ in mains[: WEIGHED * limit] if main not in called]
    found = [*called.values(), *rows(hot.visible(actor).filter(pk__in=wanted), at)]
    weighed = [Hot(row, size(row.id)["people"]) for row in found]
    return sorted((each for each in weighed if each.count > 1), key=lambda each: -each.count)[:limit]
