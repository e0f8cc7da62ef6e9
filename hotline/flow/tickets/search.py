"""Finding tickets by their words: bounded work whatever the word.

A word may stand in one ticket of a million or in every second one, and the person may see everything or one unit's
forty tickets. So the planner is asked first how many hits it expects (its statistics know the common words), then:

1. *Walk*, for common words: test the newest tickets the person sees, as many as should fill the page.
2. *Pick*, for rare words: take all hits from the text index, at most ``PICKED``.
3. *Meet*, for a person whose units had few tickets: the text index and her tickets, met as bitmaps.
4. *Stretch by stretch*, for what is left: ask the text index for hits of some days, then of days before them, each
   stretch twice as long, until the page is full.

A wrong expectation costs time, never an answer: each way notices when it was not enough, and the next one follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db import connection, transaction
from django.db.models import BooleanField, Max, Min, Q, QuerySet
from django.db.models.expressions import RawSQL

from hotline.ground.people.words import Actor
from hotline.lib import chinese, masks, pages
from hotline.lib.memo import remembered
from hotline.lib.pages import Page, Place

from . import numbers, texts
from .lists import PAGE
from .models import Ticket, TicketText
from .queries import Reach, reach, sight, theirs
from .rows import Row, rows

WALKED = 1600
SHOWN = 400
PICKED = 600
FEW = 5000
"""A person whose units had at most this many tickets has them all looked through."""
LONGEST_IN_DAYS = 32
LATEST_SENDING = timedelta(days=60)
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
    words = texts.asked(said)
    if not words or far.is_empty:
        return Page(())
    found = _found(Ask(words, far, sight(actor), until, before, limit + 1))
    chosen = rows(_tickets(Q(pk__in=found)), at)
    return pages.page(chosen, limit, lambda row: Place(row.registered_at, row.id))


def _tickets(wanted: Q) -> list[Ticket]:
    found = Ticket.objects.filter(wanted).select_related("words").defer("words__text", "words__wish", "words__search")
    return list(found.order_by("-registered_at", "-pk"))


def _found(ask: Ask) -> list[int]:
    marked = texts.both(ask.words, _marks(ask.far))
    expected = _expected(ask.words, _marks(ask.far))
    for way in (_walk, _pick, _meet):
        found = way(ask, marked, expected)
        if found is not None:
            return found
    return _by_stretches(ask, marked, expected)


def _has_only_units(far: Reach) -> bool:
    return bool(far.units) and not (far.everything or far.areas or far.centres)


def _walk(ask: Ask, marked: str, expected: int) -> list[int] | None:
    """Hits among the newest tickets of the person's centres or units, or of all; None when they fill no page."""
    enough = round(2 * ask.limit * _tickets_in_all() / max(expected, 1))
    if enough > WALKED or (ask.far.areas and not ask.far.everything):
        return None
    if _has_only_units(ask.far):
        return _walk_units(ask, max(enough, ask.limit))
    nearest = Ticket.objects.filter(_older(ask)).order_by("-registered_at", "-pk")
    if ask.far.centres and not (ask.far.everything or ask.far.units):
        nearest = nearest.filter(centre_id__in=ask.far.centres)
    found = _newest(ask, _matching(ask.words).filter(pk__in=nearest.values("pk")[: max(enough, ask.limit)]))
    return found if len(found) >= ask.limit else None


def _walk_units(ask: Ask, enough: int) -> list[int] | None:
    """The newest by the moment they were sent: complete for tickets registered after the earliest of these moments."""
    sent = theirs(ask.far.units).filter(sent_at__lte=ask.until + LATEST_SENDING).order_by("-sent_at", "-pk")
    newest = list(sent.values_list("ticket_id", "sent_at")[:enough])
    if not newest:
        return []
    hits = _matching(ask.words).filter(pk__in=[ticket for ticket, _ in newest])
    found = _newest(ask, hits.filter(ticket__registered_at__gte=newest[-1][1]))
    return found if len(found) >= ask.limit else None


def _pick(ask: Ask, marked: str, expected: int) -> list[int] | None:
    """All hits of the text index; None when they are too many."""
    if expected > PICKED:
        return None
    with transaction.atomic():
        _trust_the_index()
        found = list(_matching(marked).values_list("pk", flat=True)[: PICKED + 1])
    return _newest(ask, found) if len(found) <= PICKED else None


def _meet(ask: Ask, marked: str, expected: int) -> list[int] | None:
    """The hits among all tickets of a person whose units had few; None for the others."""
    if not _has_only_units(ask.far):
        return None
    few = list(theirs(ask.far.units).order_by().values_list("ticket_id", flat=True)[: FEW + 1])
    if len(few) > FEW:
        return None
    with transaction.atomic():
        _trust_the_index(bitmaps=True)
        found = list(_matching(ask.words).filter(pk__in=few).values_list("pk", flat=True))
    return _newest(ask, found)


def _by_stretches(ask: Ask, marked: str, expected: int) -> list[int]:
    """Hits of one stretch of days after the other until the page is full."""
    found: list[int] = []
    first, last = _span()
    share = 1 if _marks(ask.far) or ask.far.everything else 10  # of the hits, a person with units sees few
    days = 2 * ask.limit * share * ((last - first).days + 1) / max(expected, 1)
    for marks in _stretches(min(ask.until, last + timedelta(days=1)), first, max(1, round(days))):
        with transaction.atomic():
            _trust_the_index()
            hits = list(_matching(texts.both(marked, texts.either(marks))).values_list("pk", flat=True))
        found += _newest(ask, hits) if hits else []
        if len(found) >= ask.limit:
            break
    return found[: ask.limit]


def _stretches(until: datetime, first: datetime, days: int) -> Iterator[list[str]]:
    """Marks of the days before a moment, in stretches twice as long each time; of whole months when they grow long."""
    day = until.astimezone(numbers.ZONE)
    while days <= LONGEST_IN_DAYS and day >= first:
        yield [texts.day_mark(day - timedelta(days=back)) for back in range(days)]
        day -= timedelta(days=days)
        days *= 2
    rest = [texts.day_mark(day - timedelta(days=back)) for back in range(day.day)]
    month = day.replace(day=1) - timedelta(days=1)
    months = max(1, days // LONGEST_IN_DAYS)
    while rest or month >= first:
        stretch, rest = rest, []
        for _ in range(months):
            if month < first:
                break
            stretch.append(texts.month_mark(month))
            month = month.replace(day=1) - timedelta(days=1)
        yield stretch
        months *= 2


@remembered(600)
def _span() -> tuple[datetime, datetime]:
    """When the oldest and the newest ticket were registered; the first moment of its month for the oldest."""
    moments = Ticket.objects.aggregate(first=Min("registered_at"), last=Max("registered_at"))
    last = moments["last"] or datetime(2000, 1, 1, tzinfo=numbers.ZONE)
    first = (moments["first"] or last).astimezone(numbers.ZONE)
    return first.replace(day=1, hour=0, minute=0, second=0, microsecond=0), last


@remembered(600)
def _tickets_in_all() -> int:
    """About how many tickets there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT greatest(reltuples, 1)::bigint FROM pg_class WHERE oid = 'tickets_tickettext'::regclass")
        row = cursor.fetchone()
    return int(row[0]) if row else 1


def _expected(words: str, marks: str) -> int:
    """How many hits there should be. The planner takes words for independent; those of one matter seldom are, so the
    rarest word counts for a quarter of itself at least.
    """
    terms = words.split(" & ")
    marked, together, *each = _planned([texts.both(words, marks), words, *(terms if len(terms) > 1 else [])])
    return max(marked, round(min(each, default=0) / 4 * marked / max(together, 1)))


def _planned(queries: list[str]) -> list[int]:
    """How many rows the planner expects of each query."""
    each = "SELECT 1 FROM tickets_tickettext WHERE search @@ %s::tsquery"
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + " UNION ALL ".join([each] * len(queries)), queries)
        lines = [row[0] for row in cursor.fetchall()]
    scans = (line for line in lines if " on tickets_tickettext" in line)
    return [int(found[1]) for line in scans if (found := re.search(r"rows=(\d+)", line))]


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


def _trust_the_index(*, bitmaps: bool = False) -> None:
    """Keep the planner from reading the whole table because it believes a limit is reached soon.

    :param bitmaps: keep it from looking up row after row, too.
    """
    rows = "off" if bitmaps else "on"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('enable_seqscan', 'off', true), set_config('work_mem', '32MB', true), "
            "set_config('enable_indexscan', %s, true), set_config('enable_indexonlyscan', %s, true)",
            [rows, rows],
        )


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
    newest = list(hits.filter(pk__in=shown.values("pk")[:SHOWN]).values_list("pk", flat=True))
    if len(newest) >= wanted:
        return newest
    with transaction.atomic():
        _trust_the_index()
        picked = list(hits.filter(public_search__isnull=False).values_list("pk", flat=True)[: PICKED + 1])
    if len(picked) <= PICKED:
        return picked
    return list(hits.filter(pk__in=shown.values("pk")[: 50 * SHOWN]).values_list("pk", flat=True))


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
        terms = chinese.search_terms(masks.mask_text(said))[:SIMILAR_TERMS]
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
