"""Colleagues on the same ticket: so that two people do not do the same thing twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from hotline.ground.people.words import Actor

from .models import Presence

FRESH = timedelta(seconds=75)


def note(ticket_id: int, by: Actor, *, at: datetime) -> None:
    """Note that somebody has the ticket open."""
    if by.person_id is not None:
        rows = [Presence(ticket=ticket_id, person_id=by.person_id, seen_at=at)]
        Presence.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["ticket", "person"], update_fields=["seen_at"]
        )


def colleagues(ticket_id: int, by: Actor, *, at: datetime) -> list[str]:
    """Names of the others who have it open now."""
    rows = Presence.objects.filter(ticket=ticket_id, seen_at__gte=at - FRESH).exclude(person_id=by.person_id or 0)
    return list(rows.order_by("seen_at").values_list("person__name", flat=True))


def forget_presence(*, at: datetime) -> int:
    """Forget who had which ticket open yesterday."""
    return Presence.objects.filter(seen_at__lt=at - timedelta(days=1)).delete()[0]
