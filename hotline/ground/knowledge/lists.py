"""Lists of knowledge for those who keep it."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from . import queries
from .models import Entry, EntryVersion
from .words import EntryState


def kept(view: str, *, words: str = "", category: str = "", on: date) -> QuerySet[Entry]:
    """Entries of a view (``due``, ``waiting``, a state, or all), those that end first in front."""
    if view == "due":
        rows = queries.due_for_review(on)
    elif view == "waiting":
        rows = queries.waiting()
    else:
        rows = queries.by_state(EntryState.of(view))
    if words:
        said = Q(title__icontains=words) | Q(code__istartswith=words) | Q(answer__contains=words)
        english = Q(title_en__icontains=words) | Q(answer_en__icontains=words)
        rows = rows.filter(said | english | Q(source__contains=words))
    if category:
        rows = rows.filter(categories__contains=[category])
    return rows.select_related("owner", "region", "written_by", "proposed_by").order_by("valid_until_on", "code")


def counts(on: date) -> dict[str, int]:
    """How many entries wait for a reviewer, and how many are due for another look."""
    return {"waiting": queries.waiting().count(), "due": queries.due_for_review(on).count()}


def version(code: str, number: int) -> EntryVersion | None:
    """What an entry said in one of its versions."""
    return EntryVersion.objects.filter(entry__code=code, version=number).first()
