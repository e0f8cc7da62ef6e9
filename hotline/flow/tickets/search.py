"""Finding tickets by their words: bounded work whatever the word.

A word may stand in one ticket of a million or in every second one, and the person may see everything or one unit's
forty tickets. So a search tries the cheap way for common words first and the cheap way for rare ones next:

1. *Look through*: a person whose units had few tickets has all of them tested.
2. *Walk*: otherwise the newest few hundred tickets are tested. A common word fills the page here.
3. *Pick*: the text index is asked for at most ``PICKED`` hits. A rare word is answered here, completely.
4. *Month by month*: what is common on the whole but rare here is asked of the text index backwards in growing
   stretches of time, until the page is full.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db import connection, transaction
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from hotline.ground.people.words import Actor
from hotline.lib import chinese, pages
from hotline.lib.memo import remembered
from hotline.lib.pages import Page, Place

from . import numbers, texts
from .lists import PAGE
from .models import Ticket, TicketText
from .queries import Reach, reach, sight, theirs
from .rows import Row, rows

WALKED = 400
PICKED = 2000
FEW = 3000
"""A person whose units had at most this many tickets has them all looked through."""
EVERYTHING = 10**9
"""A limit that limits nothing: it keeps the planner from turning the subquery inside out."""
COUNTY_DIGITS = 6
SIMILAR_TERMS, SIMILAR_POOL, SIMILAR_TEXT, LIKE = 12, 200, 300, 0.25


@dataclass(frozen=True, slots=True)
class Answer:
    """One published answer on the portal: masked texts only."""

    ticket_id: int
    title: str
    answer: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Similar:
    """A ticket much like the one being written, and how much (0 to 1)."""

    row: Row
    likeness: float


@dataclass(frozen=True, slots=True)
class Ask:
    """One search under way."""

    words: str
    far: Reach
    seen: Q
    until: datetime
    before: int
    limit: int


def search(actor: Actor, query: str, *, at: datetime, cursor: str = "", limit: int = PAGE) -> Page[Row]:
    """Tickets the actor sees that hold all words of the query, the latest registered first; a number finds its ticket.

    Empty when the query holds no word.
    """
    far = reach(actor)
    place = pages.read(cursor)
    until, before = (place.at, place.id) if place and place.at else (at + timedelta(days=1), 0)
    said = query.strip()
    if numbers.is_number(said):
        return Page(tuple(rows(_tickets(sight(actor) & Q(number=said)), at)))
    words = chinese.tsquery_text(said)
    if not words or far.is_empty:
        return Page(())
    found = _found(Ask(words, far, sight(actor), until, before, limit + 1))
    chosen = rows(_tickets(Q(pk__in=found)), at)
    return pages.page(chosen, limit, lambda row: Place(row.registered_at, row.id))


def _tickets(wanted: Q) -> list[Ticket]:
    found = Ticket.objects.filter(wanted).select_related("words").defer("words__text", "words__wish", "words__search")
    return list(found.order_by("-registered_at", "-pk"))


def _found(ask: Ask) -> list[int]:
    if _has_only_units(ask.far):
        few = _few(ask.far)
        if few is not None:
            return _newest(ask, _matching(ask.words).filter(pk__in=few))
    walked = _walk(ask)
    if len(walked) >= ask.limit:
        return walked
    picked = _pick(texts.both(ask.words, _marks(ask.far)))
    return _month_by_month(ask) if picked is None else _newest(ask, picked)


def _has_only_units(far: Reach) -> bool:
    return bool(far.units) and not (far.everything or far.areas or far.centres)


def _few(far: Reach) -> list[int] | None:
    """The tickets of a person whose units have few; None for the others."""
    found = list(theirs(far.units).order_by().values_list("ticket_id", flat=True)[: FEW + 1])
    return found if len(found) <= FEW else None


def _walk(ask: Ask) -> list[int]:
    """Hits among the newest tickets of the person's centres, or among the newest of all for who sees further."""
    nearest = Ticket.objects.filter(_older(ask)).order_by("-registered_at", "-pk")
    if ask.far.centres and not (ask.far.everything or ask.far.areas or ask.far.units):
        nearest = nearest.filter(centre_id__in=ask.far.centres)
    return _newest(ask, _matching(ask.words).filter(pk__in=nearest.values("pk")[:WALKED]))


def _pick(words: str) -> list[int] | None:
    """All hits of the text index when they are not too many."""
    with transaction.atomic():
        _trust_the_index()
        found = list(_matching(words).values_list("pk", flat=True)[: PICKED + 1])
    return found if len(found) <= PICKED else None


def _month_by_month(ask: Ask) -> list[int]:
    """Hits of one stretch of months after the other, each twice as long, until the page is full."""
    found: list[int] = []
    marks = _marks(ask.far)
    for months in _stretches(ask.until):
        words = texts.both(ask.words, marks, texts.either(months))
        with transaction.atomic():
            _trust_the_index()
            found += _newest(ask, _matching(words).values("pk")[:EVERYTHING])
        if len(found) >= ask.limit:
            break
    return found[: ask.limit]


def _stretches(last: datetime) -> Iterator[list[str]]:
    first = _first_month()
    month = last.astimezone(numbers.ZONE).replace(day=1)
    length = 1
    while month >= first:
        stretch = []
        for _ in range(length):
            stretch.append(texts.month_mark(month))
            month = (month - timedelta(days=1)).replace(day=1)
        yield stretch
        length *= 2


@remembered(600)
def _first_month() -> datetime:
    oldest = Ticket.objects.order_by("registered_at").values_list("registered_at", flat=True).first()
    moment = oldest or datetime(2000, 1, 1, tzinfo=numbers.ZONE)
    return moment.astimezone(numbers.ZONE).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _newest(ask: Ask, hits: Any) -> list[int]:
    """The newest tickets among hits that the person sees, beyond the place where the last page ended."""
    found = Ticket.objects.filter(ask.seen, _older(ask), pk__in=hits)
    return list(found.order_by("-registered_at", "-pk").values_list("pk", flat=True)[: ask.limit])


def _older(ask: Ask) -> Q:
    earlier = Q(registered_at__lt=ask.until) | Q(registered_at=ask.until, pk__lt=ask.before)
    return Q(registered_at__lte=ask.until) & earlier


def _marks(far: Reach) -> str:
    """What the text index can know of a person's rights; empty when her tickets are not marked by centre and area."""
    if far.everything or far.units:
        return ""
    marks = [*map(texts.region_mark, far.areas), *map(texts.centre_mark, sorted(far.centres | far.area_centres))]
    return texts.either(marks)


def _matching(words: str, column: str = "search") -> QuerySet[TicketText]:
    match = RawSQL(f"{column} @@ %s::tsquery", [words], output_field=BooleanField())  # noqa: S611  # columns are ours
    return TicketText.objects.filter(match).order_by()


def _trust_the_index() -> None:
    """Keep the planner from reading the whole table because it believes a limit is reached soon."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('enable_seqscan', 'off', true), set_config('work_mem', '32MB', true)")


def published(query: str = "", *, cursor: str = "", limit: int = PAGE) -> Page[Answer]:
    """Answers on the portal that hold all words of the query (all answers without one), the latest first."""
    place = pages.read(cursor)
    words = chinese.tsquery_text(query)
    if query.strip() and not words:
        return Page(())
    shown = TicketText.objects.filter(published_at__isnull=False)
    if place is not None:
        earlier = Q(published_at__lt=place.at) | Q(published_at=place.at, pk__lt=place.id)
        shown = shown.filter(earlier, published_at__lte=place.at)
    shown = shown.order_by("-published_at", "-pk")
    chosen = shown.filter(pk__in=_published_hits(words, shown, limit + 1)) if words else shown
    fields = chosen.values_list("pk", "public_title", "public_answer", "published_at")[: limit + 1]
    answers = [Answer(pk, title, answer, at) for pk, title, answer, at in fields if at is not None]
    return pages.page(answers, limit, lambda each: Place(each.published_at, each.ticket_id))


def _published_hits(words: str, shown: QuerySet[TicketText], wanted: int) -> list[int]:
    """Identifiers of hits: among the newest answers, else all when they are few, else among many more of the newest."""
    hits = _matching(words, "public_search")
    newest = list(hits.filter(pk__in=shown.values("pk")[:WALKED]).values_list("pk", flat=True))
    if len(newest) >= wanted:
        return newest
    with transaction.atomic():
        _trust_the_index()
        picked = list(hits.filter(public_search__isnull=False).values_list("pk", flat=True)[: PICKED + 1])
    if len(picked) <= PICKED:
        return picked
    return list(hits.filter(pk__in=shown.values("pk")[: 50 * WALKED]).values_list("pk", flat=True))


def similar(
    actor: Actor, title: str, text: str, place: str, *, region: str, at: datetime, limit: int = 5
) -> list[Similar]:
    """Recent tickets the actor sees about the same place or in much the same words, the likest first.

    Looks at this month and the one before, in the region (or its county) where one is named.
    """
    months = [texts.month_mark(at), texts.month_mark(at.astimezone(numbers.ZONE).replace(day=1) - timedelta(days=1))]
    where = texts.region_mark(region[:COUNTY_DIGITS]) if region else ""
    candidates: dict[int, None] = {}
    for said in (place, title):
        terms = chinese.search_terms(said)[:SIMILAR_TERMS]
        if terms and len(candidates) < SIMILAR_POOL:
            wanted = texts.both(texts.either(months), where, _most(terms))
            candidates |= dict.fromkeys(_newest_of(wanted))
    ours = chinese.grams(f"{title}{place}{text[:SIMILAR_TEXT]}")
    found = Ticket.objects.filter(sight(actor), pk__in=list(candidates)).select_related("words")
    compared = [(_likeness(ours, each), each) for each in found]
    best = sorted((pair for pair in compared if pair[0] >= LIKE), key=lambda pair: -pair[0])[:limit]
    return [Similar(row, like) for (like, _), row in zip(best, rows([each for _, each in best], at), strict=True)]


def _newest_of(words: str) -> list[int]:
    with transaction.atomic():
        _trust_the_index()
        return list(_matching(words).values_list("pk", flat=True)[:SIMILAR_POOL])


def _most(terms: list[str]) -> str:
    """A query literal for texts that hold two neighbouring terms, or the only one."""
    if len(terms) == 1:
        return f"'{terms[0]}'"
    return texts.either(f"('{one}' & '{two}')" for one, two in pairwise(terms))


def _likeness(ours: frozenset[str], ticket: Ticket) -> float:
    words = ticket.words
    return chinese.likeness(ours, chinese.grams(f"{words.title}{words.place}{words.text[:SIMILAR_TEXT]}"))
