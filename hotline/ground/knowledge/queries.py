"""Reading knowledge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import log1p

from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, Case, Count, F, FloatField, Func, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from hotline.ground.catalogue import queries as catalogue
from hotline.ground.regions import queries as regions
from hotline.lib import chinese

from .models import Entry, EntryVersion
from .words import EntryState

MOST_TERMS = 40
CATEGORY_BONUS = 3.0
"""How much an entry of the ticket's own category weighs: about as much as one word that one entry in forty holds."""
REVIEW_AFTER = timedelta(days=365)
REVIEW_BEFORE_END = timedelta(days=30)


def published(codes: Sequence[str], *, on: date) -> list[Entry]:
    """The entries with these codes that are published and valid on a day; others are left out."""
    return list(_valid(on).filter(code__in=codes))


def entry(code: str) -> Entry | None:
    """One entry in whatever state, for those who keep it and for old tickets that cite it."""
    return Entry.objects.filter(code=code).select_related("owner", "region", "written_by", "reviewed_by").first()


def versions(code: str) -> QuerySet[EntryVersion]:
    """What an entry said before, the latest first."""
    return EntryVersion.objects.filter(entry__code=code).order_by("-version")


def search(words: str, on: date, category: str | None = None, *, region: str = "", limit: int = 20) -> list[Entry]:
    """Valid entries that hold all the words, best first; where there are none, those that hold some.

    A word in the title or in a question weighs more than one in the answer.

    :param category: only entries of this category, of those above and below it.
    :param region: only entries that hold in this region.
    """
    rows = _valid(on)
    if region:
        rows = rows.filter(Q(region__isnull=True) | Q(region_id__in=regions.lineage(region)))
    if category:
        rows = rows.filter(_of(category, on))
    strict = chinese.tsquery_text(words)
    if not strict:
        return []
    found = list(_ranked(rows, strict)[:limit])
    return found or list(_by_rarity(rows, chinese.index_terms(words)[:MOST_TERMS])[:limit])


def suggest_for(category: str, text: str, on: date, *, region: str = "", limit: int = 5) -> list[Entry]:
    """Entries that may answer what somebody is saying: by its words, those of its category first."""
    rows = _valid(on)
    if region:
        rows = rows.filter(Q(region__isnull=True) | Q(region_id__in=regions.lineage(region)))
    terms = chinese.index_terms(text)[:MOST_TERMS]
    if not terms:
        return list(rows.filter(_of(category, on))[:limit]) if category else []
    bonus = Case(When(_of(category, on), then=Value(CATEGORY_BONUS)), default=Value(0.0)) if category else Value(0.0)
    return list(_by_rarity(rows, terms, bonus)[:limit])


def due_for_review(on: date) -> QuerySet[Entry]:
    """Published entries that end within thirty days, have ended, or were not looked at for a year."""
    ending = Q(valid_until_on__lte=on + REVIEW_BEFORE_END)
    stale = Q(reviewed_at__date__lte=on - REVIEW_AFTER)
    return Entry.objects.filter(ending | stale, state=EntryState.PUBLISHED).order_by("valid_until_on", "code")


def waiting() -> QuerySet[Entry]:
    """Entries and revisions that wait for a reviewer, the oldest first."""
    rows = Entry.objects.filter(Q(state=EntryState.IN_REVIEW) | Q(proposed__isnull=False))
    return rows.select_related("written_by", "proposed_by").order_by("written_at", "code")


def by_state(state: EntryState | None = None) -> QuerySet[Entry]:
    """All entries, or those in one state, for the list of those who keep them."""
    rows = Entry.objects.select_related("owner", "region", "written_by")
    return rows.filter(state=state) if state else rows


def _valid(on: date) -> QuerySet[Entry]:
    in_force = Q(valid_until_on__isnull=True) | Q(valid_until_on__gt=on)
    return Entry.objects.filter(in_force, state=EntryState.PUBLISHED, valid_from_on__lte=on)


def _of(category: str, on: date) -> Q:
    """Entries of a category, of one above it, or of one below it."""
    below = [code for code in catalogue.categories(on) if code.startswith(f"{category}.")]
    return Q(categories__overlap=catalogue.ancestry(category) + below)


def _ranked(rows: QuerySet[Entry], query: str) -> QuerySet[Entry]:
    rank = Func(F("search"), _asked(query), function="ts_rank", output_field=FloatField())
    return rows.filter(_hit(query)).annotate(rank=rank).order_by("-rank", "code")


def _by_rarity(rows: QuerySet[Entry], terms: Sequence[str], bonus: Case | Value | None = None) -> QuerySet[Entry]:
    """Entries that hold some of the terms; a rare term weighs more (log(1 + N / n)), so 路灯 beats 怎么办."""
    counts = {f"n{place}": Count("pk", filter=_hit(term)) for place, term in enumerate(terms)}
    counted = rows.aggregate(total=Count("pk"), **counts)
    known = [(term, counted[f"n{place}"]) for place, term in enumerate(terms) if counted[f"n{place}"]]
    if not known:
        return rows.none()
    score: Combinable = bonus or Value(0.0)
    for term, holding in known:
        weight = Value(log1p(counted["total"] / holding) - log1p(1))
        score = score + Case(When(_hit(term), then=weight), default=Value(0.0))
    anything = " | ".join(term for term, _ in known)
    closeness = Func(F("search"), _asked(anything), function="ts_rank", output_field=FloatField())
    return rows.filter(_hit(anything)).annotate(rank=score + closeness).order_by("-rank", "code")


def _asked(query: str) -> Cast:
    return Cast(Value(query), output_field=SearchQueryField())


def _hit(query: str) -> Func:
    return Func(
        F("search"), _asked(query), template="(%(expressions)s)", arg_joiner=" @@ ", output_field=BooleanField()
    )
