"""Reading topics: which ones a person may see, what they matched."""

from __future__ import annotations

from .models import Match


def changed_between(since: int, until: int) -> list[int]:
    """The tickets whose topics changed in the transactions ``[since, until)``, as the journal numbers them."""
    rows = Match.objects.filter(tx__gte=since, tx__lt=until)
    return list(rows.order_by("ticket_id").values_list("ticket_id", flat=True).distinct())
