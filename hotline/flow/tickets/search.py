"""Finding tickets by their words: bounded work whatever the word.

A word may stand in one ticket of a million or in every second one, and the person may see everything or one unit's
forty tickets. Marks in the text index (see ``texts``) narrow the words to the tickets she may see, and the planner is
asked first how many hits it expects (its statistics know the common words). Then:

1. *Walk*, for very common words: test the newest tickets of her centres or of all, as many as should fill the page.
2. *Pick*, for rare words: take all hits from the text index, at most ``PICKED``.
3. *Stretch by stretch*, for what is left: ask the text index for hits of some days, then of days before them, each


A wrong expectation costs time, never an answer: each way notices when it was not enough, and the next one follows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

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
from .queries import Reach, reach, sight
from .rows import Row, rows

WALKED = 400
SHOWN = 400
PICKED = 600
"""Few, for each hit is a page of the table somewhere, which a server just started reads from the disk; hits of the same
days lie together."""
MOST = 600
ANSWERS_PICKED = 3000
SPARE = 8
"""How many hits beyond a page are looked up at once: some may be confidential, or taken back from her unit."""
WIDE = 300
"""A person of more units than this is not narrowed by their marks: asking for so many would cost more than it saves."""
GROWING = 16
LONGEST_IN_DAYS = 32
COUNTY_DIGITS = 6
SIMILAR_TERMS, SIMILAR_POOL, SIMILAR_TEXT, LIKE = 12, 200, 300, 0.25


@dataclass(frozen=True, slots=True)
class Answer:
    """One published answer on the portal: masked texts only."""

    public_id: str
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
    return pages.page(rows(found, at), limit, lambda row: Place(row.registered_at, row.id))


def _tickets(wanted: Q) -> QuerySet[Ticket]:
    found = Ticket.objects.filter(wanted).select_related("words").defer("words__text", "words__wish", "words__search")
    return found.order_by("-registered_at", "-pk")


def _found(ask: Ask) -> list[Ticket]:
    marked = texts.both(ask.words, _marks(ask.far))
    expected = _expected(ask.words, _marks(ask.far))
    for way in (_walk, _pick):
        found = way(ask, marked, expected)
        if found is not None:
            return found
    return _by_stretches(ask, marked, expected if expected > PICKED // 2 else PICKED)


def _walk(ask: Ask, marked: str, expected: int) -> list[Ticket] | None:
    """Hits among the newest tickets of the person's centres, or of all; None when they fill no page."""
    enough = round(2 * ask.limit * _tickets_in_all() / max(expected, 1))
    if enough > WALKED or not (ask.far.everything or _has_only_centres(ask.far)):
        return None
    nearest = Ticket.objects.filter(_older(ask)).order_by("-registered_at", "-pk")
    if not ask.far.everything:
        nearest = nearest.filter(centre_id__in=ask.far.centres)
    hits = _matching(ask.words).filter(pk__in=nearest.values("pk")[: max(enough, ask.limit)])
    found = list(_tickets(ask.seen & _older(ask) & Q(pk__in=hits))[: ask.limit])
    return found if len(found) >= ask.limit else None


def _has_only_centres(far: Reach) -> bool:
    return bool(far.centres) and not (far.areas or far.units)


def _pick(ask: Ask, marked: str, expected: int) -> list[Ticket] | None:
    """All hits of the text index; None when they are too many."""
    if expected > PICKED // 2:
        return None
    hits = _hits(ask, marked, PICKED)
    return None if hits is None else _seen(ask, hits)


def _by_stretches(ask: Ask, marked: str, expected: int) -> list[Ticket]:
    """Hits of one stretch of days after the other until the page is full."""
    found: list[Ticket] = []
    first, last = _span()
    share = 1 if _marks(ask.far) or ask.far.everything else 10  # of the hits, a person of very many units sees few
    days = max(1, round(1.5 * ask.limit * share * ((last - first).days + 1) / expected))
    day = min(ask.until, last + timedelta(hours=1)).astimezone(numbers.ZONE)
    while day >= first and len(found) < ask.limit:
        days, marks, before = _stretch(day, days)
        hits = _hits(ask, texts.both(marked, texts.either(marks)), MOST if days > 1 else None)
        if hits is None:
            days = max(1, days // GROWING)
            continue
        found += _seen(ask, hits)
        day, days = before, round(days * min(GROWING, max(1, 2 * ask.limit / max(len(hits), 1))))
    return found[: ask.limit]


def _stretch(day: datetime, days: int) -> tuple[int, list[str], datetime]:
    """The days up to a day: how many, their marks (of whole months, where they are many), and the day before them."""
    if days <= LONGEST_IN_DAYS:
        marks = [texts.day_mark(day - timedelta(days=back)) for back in range(days)]
        return days, marks, day - timedelta(days=days)
    is_last_of_month = (day + timedelta(days=1)).day == 1
    begun = 0 if is_last_of_month else day.day
    marks = [texts.day_mark(day - timedelta(days=back)) for back in range(begun)]
    before = day - timedelta(days=begun)
    while len(marks) < LONGEST_IN_DAYS and (day - before).days < days:
        marks.append(texts.month_mark(before))
        before -= timedelta(days=before.day)
    return (day - before).days, marks, before


HITS = """
WITH all_hits AS MATERIALIZED (SELECT ticket_id, registered_at FROM tickets_tickettext WHERE search @@ %s::tsquery),
     hits AS MATERIALIZED (SELECT ticket_id, registered_at FROM all_hits LIMIT %s)
SELECT (SELECT count(*) FROM hits), ARRAY(
    SELECT ticket_id FROM hits WHERE (registered_at, ticket_id) < (%s, %s) ORDER BY registered_at DESC, ticket_id DESC)
"""
"""Without a limit beside the condition: else the planner may read the whole table, believing to reach it soon."""


def _hits(ask: Ask, words: str, most: int | None) -> list[int] | None:
    """All hits of the text index beyond the place where the last page ended, newest first; None when too many."""
    with connection.cursor() as cursor:
        cursor.execute(HITS, [words, most + 1 if most else None, ask.until, ask.before])
        [[count, found]] = cursor.fetchall()
    return None if most and count > most else found


def _seen(ask: Ask, hits: list[int]) -> list[Ticket]:
    """The newest tickets among hits that the person sees, no more than asked for; hits are in this order."""
    found: list[Ticket] = []
    start, size = 0, ask.limit + SPARE
    while start < len(hits) and len(found) < ask.limit:
        found += _tickets(ask.seen & Q(pk__in=hits[start : start + size]))
        start, size = start + size, size * 4
    return found[: ask.limit]


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
    rarest word counts for a half of itself at least.
    """
    terms = words.split(" & ")
    marked, together, *each = _planned([texts.both(words, marks), words, *(terms if len(terms) > 1 else [])])
    return max(marked, round(min(each, default=0) / 2 * marked / max(together, 1)))


def _planned(queries: list[str]) -> list[int]:
    """How many rows the planner expects of each query."""
    each = "SELECT 1 FROM tickets_tickettext WHERE search @@ %s::tsquery"
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + " UNION ALL ".join([each] * len(queries)), queries)
        lines = [row[0] for row in cursor.fetchall()]
    scans = (line for line in lines if " on tickets_tickettext" in line)
    return [int(found[1]) for line in scans if (found := re.search(r"rows=(\d+)", line))]


def _older(ask: Ask) -> Q:
    earlier = Q(registered_at__lt=ask.until) | Q(registered_at=ask.until, pk__lt=ask.before)
    return Q(registered_at__lte=ask.until) & earlier


def _marks(far: Reach) -> str:
    """What the text index can know of a person's rights: it leaves out none of her tickets; empty when of no use."""
    if far.everything or len(far.units) > WIDE:
        return ""
    centres = sorted(far.centres | far.area_centres)
    regions, units = map(texts.region_mark, far.areas), map(texts.unit_mark, sorted(far.units))
    return texts.either([*regions, *map(texts.centre_mark, centres), *units])


def _matching(words: str, column: str = "search") -> QuerySet[TicketText]:
    match = RawSQL(f"{column} @@ %s::tsquery", [words], output_field=BooleanField())  # noqa: S611  # columns are ours
    return TicketText.objects.filter(match).order_by()


def _trust_the_index() -> None:
    """Keep the planner from reading the whole table because it believes a limit is reached soon."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('enable_seqscan', 'off', true), set_config('work_mem', '32MB', true)")


def published(query: str = "", *, cursor: str = "", limit: int = PAGE) -> Page[Answer]:
    """Answers on the portal that hold all words of the query (all answers without one), the latest first.

    A cursor is the address of the last answer shown; where that was taken back meanwhile, it begins anew.
    """
    words = chinese.tsquery_text(query)
    if query.strip() and not words:
        return Page(())
    shown = TicketText.objects.filter(published_at__isnull=False)
    last = shown.filter(public_id=cursor).values_list("published_at", flat=True).first() if cursor else None
    if last is not None:
        earlier = Q(published_at__lt=last) | Q(published_at=last, public_id__lt=cursor)
        shown = shown.filter(earlier, published_at__lte=last)
    shown = shown.order_by("-published_at", "-public_id")
    chosen = shown.filter(pk__in=_published_hits(words, shown, limit + 1)) if words else shown
    fields = chosen.values_list("public_id", "public_title", "public_answer", "published_at")[: limit + 1]
    answers = [Answer(known, title, answer, at) for known, title, answer, at in fields if known and at]
    return Page(tuple(answers[:limit]), answers[limit - 1].public_id if len(answers) > limit else "")


def _published_hits(words: str, shown: QuerySet[TicketText], wanted: int) -> list[int]:
    """Identifiers of hits: among the newest answers, else all when they are few, else among many more of the newest."""
    hits = _matching(words, "public_search")
    newest = list(hits.filter(pk__in=shown.values("pk")[:SHOWN]).values_list("pk", flat=True))
    if len(newest) >= wanted:
        return newest
    with transaction.atomic():
        _trust_the_index()
        picked = list(hits.filter(public_search__isnull=False).values_list("pk", flat=True)[: ANSWERS_PICKED + 1])
    if len(picked) <= ANSWERS_PICKED:
        return picked
    return list(hits.filter(pk__in=shown.values("pk")[: 50 * SHOWN]).values_list("pk", flat=True))


def similar(
    actor: Actor, title: str, text: str, place: str, *, region: str, at: datetime, limit: int = 5
) -> list[Similar]:
    """Recent tickets the actor sees about the same place or in much the same words, the likest first.

    Looks at this month and the one before, in the region (or its county) where one is named.
    """
    ours = chinese.grams(f"{title}{place}{text[:SIMILAR_TEXT]}")
    found = near(actor, title, place, region=region, at=at)
    compared = [(_likeness(ours, each), each) for each in found]
    best = sorted((pair for pair in compared if pair[0] >= LIKE), key=lambda pair: -pair[0])[:limit]
    return [Similar(row, like) for (like, _), row in zip(best, rows([each for _, each in best], at), strict=True)]


def near(actor: Actor, title: str, place: str, *, region: str, at: datetime) -> QuerySet[Ticket]:
    """Recent tickets the actor sees that share a place or words of the title, with their text: to be compared."""
    months = [texts.month_mark(at), texts.month_mark(at.astimezone(numbers.ZONE).replace(day=1) - timedelta(days=1))]
    where = texts.region_mark(region[:COUNTY_DIGITS]) if region else ""
    candidates: dict[int, None] = {}
    for said in (place, title):
        terms = chinese.search_terms(masks.mask_text(said))[:SIMILAR_TERMS]
        if terms and len(candidates) < SIMILAR_POOL:
            wanted = texts.both(texts.either(months), where, _most(terms))
            candidates |= dict.fromkeys(_newest_of(wanted))
    return Ticket.objects.filter(sight(actor), pk__in=list(candidates)).select_related("words")


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
