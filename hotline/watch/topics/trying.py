"""Trying a definition on past tickets before it is saved: how many, which, and what other topics have them too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime, timedelta
from heapq import nlargest

from django.db.models import Count
from django.db.models.expressions import RawSQL

from hotline.flow.tickets import leaving, sifting
from hotline.flow.tickets.sifting import Said
from hotline.ground.people.words import Actor
from hotline.lib import masks
from hotline.lib.chinese import fold
from hotline.lib.days import civil_day

from . import filling, grammar, highlighting, matching, queries, rules
from .models import Match
from .rules import Watch
from .words import Definition, Overlap, Sample, Trial

SAMPLES, OVERLAPS, OFTEN = 20, 6, 200
WIDTH = 90


class _Seen:
    """What a trial has found so far."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.ids: list[int] = []
        self.newest: list[Said] = []

    def note(self, one: Said) -> None:
        """One more ticket that fits."""
        self.ids.append(one.id)
        self.counts[f"{civil_day(one.registered_at):%Y-%m}"] += 1
        self.newest.append(one)
        if len(self.newest) > 20 * SAMPLES:
            self.newest = _newest(self.newest)


def tried(
    definition: Definition, area: str, since: date, until: date, actor: Actor, *, is_over: Callable[[], bool]
) -> Trial:
    """What a checked definition would have found among the tickets of ``[since, until)`` that an actor sees.

    The newest days are looked at first; when time is over, the counts are those of the days reached: "at least".

    :param area: the region of the centre the topic would belong to.
    :param is_over: whether the time there is for it is over; asked often.
    """
    first = max(since, definition.from_on) if definition.from_on else since
    last = min(until, definition.until_on) if definition.until_on else until
    seen = _Seen()
    watch = Watch("", 0, definition, area)
    reached = _look(watch, first, last, actor, seen, is_over) if first < last else filling.midnight(since)
    whole = reached <= filling.midnight(first)
    begin, end = filling.midnight(since), filling.midnight(until)
    return Trial(
        since=begin,
        until=end,
        reached=begin if whole else reached,
        looked_at=sifting.counted(begin if whole else reached, end, actor),
        fitting=len(seen.ids),
        by_month={month: seen.counts[month] for month in _months(since, until)},
        samples=tuple(_sample(one, definition) for one in _newest(seen.newest)),
        overlaps=tuple(overlaps(seen.ids, actor)),
    )


def overlaps(tickets: Collection[int], actor: Actor) -> list[Overlap]:
    """The other topics that most of some tickets are of, with how many."""
    tried_ = RawSQL("SELECT unnest(%s::bigint[])", [list(tickets)])  # as one value: there may be a hundred thousand
    rows = Match.objects.filter(ticket_id__in=tried_, withdrawn_at__isnull=True)
    named = rows.filter(topic__in=queries.topics(actor)).values("topic__code", "topic__name", "topic__name_en")
    counted = named.annotate(count=Count("pk")).order_by("-count", "topic__code")[:OVERLAPS]
    return [Overlap(row["topic__code"], row["topic__name"], row["topic__name_en"], row["count"]) for row in counted]


def _look(watch: Watch, since: date, until: date, actor: Actor, seen: _Seen, is_over: Callable[[], bool]) -> datetime:
    """Go backwards through the days; the moment back to which everything was looked at."""
    looked = [0]
    reached = filling.midnight(until)
    for begin, end in filling.stretches(since, until, looked):
        for one in sifting.sifted(filling.sieve(watch.definition), begin, end, actor):
            looked[0] += 1
            if rules.fits(watch, matching.matter(one)):
                seen.note(one)
            if looked[0] % OFTEN == 0 and is_over():
                return reached
        reached = begin
        if is_over():
            break
    return reached


def _newest(found: list[Said]) -> list[Said]:
    return nlargest(SAMPLES, found, key=lambda one: (one.registered_at, one.id))


def _sample(one: Said, definition: Definition) -> Sample:
    names = leaving.names_of([one.id])[one.id]
    words = grammar.words(rules.tree(definition.expression))
    title, text, wish, place = (masks.mask_said(each, names) for each in (one.title, one.text, one.wish, one.place))
    told = next((each for each in (text, wish, place) if any(word in fold(each) for word in words)), text)
    return Sample(
        one.number,
        one.registered_at,
        one.region,
        highlighting.pieces(title, words),
        highlighting.excerpt(told, words, WIDTH),
    )


def _months(since: date, until: date) -> Iterator[str]:
    """The months of a stretch of days, in order."""
    day = since.replace(day=1)
    while day < until:
        yield f"{day:%Y-%m}"
        day = (day + timedelta(days=32)).replace(day=1)
