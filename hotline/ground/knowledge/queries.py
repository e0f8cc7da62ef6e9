"""Reading knowledge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from .models import Entry
from .words import EntryState


def published(codes: Sequence[str], *, on: date) -> list[Entry]:
    """The entries with these codes that are published and valid on a day; others are left out."""
    valid = Q(valid_until_on__isnull=True) | Q(valid_until_on__gt=on)
    return list(Entry.objects.filter(valid, code__in=codes, state=EntryState.PUBLISHED, valid_from_on__lte=on))
