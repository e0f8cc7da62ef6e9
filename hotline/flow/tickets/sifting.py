"""Many tickets with what they say, for the platform's own readers that judge texts (topics): no person's rights unless
an actor is named.

Whoever shows any of it masks it first (``leaving``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from hotline.ground.people.words import Actor

from . import numbers, texts, watching
from .models import Ticket, TicketText
from .queries import sight

CHUNK = 1000
COLUMNS = (
    *("pk", "number", "registered_at", "centre_id", "region_id", "category_id", "channel", "kind"),
    *("words__title", "words__text", "words__wish", "words__place"),
)
MOST_DAY_MARKS = 62
"""A longer stretch is asked for by its months."""


@dataclass(frozen=True, slots=True)
class Said:
    """One ticket in clear: what it is about and what it says."""

    id: int
    number: str
    registered_at: datetime
    centre_id: int
    region: str
    category: str
    channel: str
    kind: str
    title: str
    text: str
    wish: str
    place: str


@dataclass(frozen=True, slots=True)
class Sieve:
    """What may narrow the tickets before they are judged; an empty part narrows nothing.

    :ivar words: a literal for ``::tsquery`` of the text index.
    :ivar regions: areas; a ticket without a region passes.
    """

    words: str = ""
    categories: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


def said(identifiers: Iterable[int]) -> list[Said]:
    """Those of the tickets that exist, in the order of their identifiers."""
    return list(_read(Ticket.objects.filter(pk__in=set(identifiers)).order_by("pk")))


def sifted(sieve: Sieve, since: datetime, until: datetime, actor: Actor | None = None) -> Iterator[Said]:
    """The tickets registered in ``[since, until)`` that a sieve lets pass, in no order, read in chunks.

    :param actor: only those she sees; none: all.
    """
    wanted = watching.registered(since, until)
    if sieve.words:
        wanted &= Q(pk__in=_hits(sieve.words, since, until))
    if sieve.categories:
        wanted &= watching.about(sieve.categories)
    if sieve.regions:
        wanted &= watching.placed(sieve.regions) | Q(region__isnull=True)
    return _read(Ticket.objects.filter(wanted & sight(actor) if actor else wanted).order_by())


def counted(since: datetime, until: datetime, actor: Actor) -> int:
    """How many tickets registered in ``[since, until)`` an actor sees."""
    return Ticket.objects.filter(watching.registered(since, until) & sight(actor)).order_by().count()


def latest(until: datetime, limit: int) -> list[Said]:
    """The latest tickets registered before a moment."""
    rows = Ticket.objects.filter(registered_at__lt=until).order_by("-registered_at", "-pk")
    return list(_read(rows[:limit]))


def _hits(words: str, since: datetime, until: datetime) -> QuerySet[TicketText, int]:
    asked = texts.both(words, texts.either(_marks(since, until)))
    match = RawSQL("search @@ %s::tsquery", [asked], output_field=BooleanField())
    return TicketText.objects.filter(match).order_by().values_list("pk", flat=True)


def _marks(since: datetime, until: datetime) -> list[str]:
    """The marks of the days of a stretch, or of its months where there are many."""
    first, last = since.astimezone(numbers.ZONE), (until - timedelta(microseconds=1)).astimezone(numbers.ZONE)
    days = (last.date() - first.date()).days + 1
    moments = [first + timedelta(days=day) for day in range(days)]
    if days <= MOST_DAY_MARKS:
        return [texts.day_mark(each) for each in moments]
    return list(dict.fromkeys(texts.month_mark(each) for each in moments))


def _read(rows: QuerySet[Ticket]) -> Iterator[Said]:
    for row in rows.values_list(*COLUMNS).iterator(chunk_size=CHUNK):
        pk, number, at, centre, region, category, *rest = row
        yield Said(pk, number, at, centre, region or "", category or "", *rest)
