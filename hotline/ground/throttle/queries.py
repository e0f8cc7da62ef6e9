"""Reading tallies."""

from __future__ import annotations

from datetime import datetime

from hotline.ground.privacy import queries as privacy

from .models import Tally
from .words import Quota


def spent(topic: str, key: str, quota: Quota, *, at: datetime) -> int:
    """How many tries were counted in the present window."""
    found = Tally.objects.filter(topic=topic, key=privacy.blind(key), window=quota.window(at))
    return found.values_list("count", flat=True).first() or 0
