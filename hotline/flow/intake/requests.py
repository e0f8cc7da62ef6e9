"""Keys of repeated requests: kept for as long as anybody may repeat one."""

from __future__ import annotations

from datetime import datetime, timedelta

from .models import Request

KEPT = timedelta(days=14)


def forget_old(*, at: datetime) -> int:
    """Drop answers nobody will ask for again; how many."""
    return Request.objects.filter(at__lt=at - KEPT).delete()[0]
