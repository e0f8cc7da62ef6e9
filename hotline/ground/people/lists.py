"""Lists of people for those who keep them."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from .models import Person, Posting
from .words import Actor


def found(*, words: str = "", role: str = "", with_inactive: bool = False, on: date) -> QuerySet[Person]:
    """People by a part of their name or user name, with their present postings at hand."""
    rows = Person.objects.all() if with_inactive else Person.objects.filter(is_active=True)
    if words:
        unit = Posting.objects.filter(organisation__name__contains=words).values("person_id")
        rows = rows.filter(Q(username__icontains=words) | Q(name__contains=words) | Q(pk__in=unit))
    if role:
        rows = rows.filter(pk__in=_present(on).filter(role_id=role).values("person_id"))
    present = _present(on).select_related("role", "organisation").order_by("role__ordinal", "pk")
    return rows.prefetch_related(Prefetch("postings", present, to_attr="present"))


def posted_within(condition: Q) -> QuerySet[Posting]:
    """Postings at organisations that fit a condition (written with ``organisation__`` before the columns)."""
    return Posting.objects.filter(condition)


def posting_counts(on: date) -> dict[str, int]:
    """How many people hold each role on a day."""
    pairs = _present(on).values_list("role_id", "person_id").distinct()
    counts: dict[str, int] = {}
    for role, _ in pairs:
        counts[role] = counts.get(role, 0) + 1
    return counts


def _present(on: date) -> QuerySet[Posting]:
    return Posting.objects.filter(Q(until_on__isnull=True) | Q(until_on__gt=on), from_on__lte=on)


def named_within(condition: Q) -> QuerySet[Person]:
    """People posted at organisations that fit a condition."""
    return Person.objects.filter(pk__in=posted_within(condition).values("person_id"))


def found_named(said: str, most: int = 20) -> list[int]:
    """Identifiers of the people of this name or user name."""
    return list(Person.objects.filter(Q(username=said) | Q(name=said)).values_list("pk", flat=True)[:most])


def called(said: str, most: int = 100) -> list[int]:
    """Identifiers of the people whose name holds these characters, or who have this user name; gone ones too.

    Nobody for the words that stand for the citizen and for the platform itself.
    """
    if said in (Actor.citizen().name, Actor.system().name):
        return []
    return list(Person.objects.filter(Q(username=said) | Q(name__contains=said)).values_list("pk", flat=True)[:most])
