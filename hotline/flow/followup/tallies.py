"""Counting what citizens said: the last valid visit of each ticket in a span, for the measures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import QuerySet

from hotline.flow.tickets import tallies as tickets
from hotline.flow.tickets.tallies import Case, Span
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import Blame, ReasonPurpose

from .models import Contest, FollowUp
from .words import NEGATIVE, ContestVerdict, Result, Satisfied, Solved

CONTENT = frozenset(Satisfied) - NEGATIVE


def solved(span: Span) -> Iterator[Case]:
    """Tickets the units led whose citizen was reached, and whether she says that the matter is solved."""
    return (Case(visit.ticket_id, visit.solved == Solved.SOLVED) for visit in _last(span))


def satisfied(span: Span) -> Iterator[Case]:
    """The same tickets, and whether she is at least basically satisfied; silence is not counted.

    A rating that the unit contested with success does not count for it, nor does an earlier one in its place.
    """
    return (Case(visit.ticket_id, visit.satisfied in CONTENT) for visit in _rated(span))


def satisfied_handling(span: Span) -> Iterator[Case]:
    """The same, without those who are dissatisfied with a policy or beyond reason: what the handling can answer for."""
    blames = _blames()
    apart = {Blame.POLICY, Blame.WISH}
    return (
        Case(visit.ticket_id, visit.satisfied in CONTENT)
        for visit in _rated(span)
        if visit.satisfied in CONTENT or blames.get(visit.cause) not in apart
    )


def blamed(span: Span, blame: Blame) -> Iterator[Case]:
    """The tickets of ``satisfied``, and whether she is dissatisfied for a cause of this kind."""
    blames = _blames()
    return (
        Case(visit.ticket_id, visit.satisfied in NEGATIVE and blames.get(visit.cause) is blame)
        for visit in _rated(span)
    )


def causes(ticket_ids: Iterable[int], since: datetime, until: datetime) -> dict[Blame | None, int]:
    """How many of some tickets ended a span with a cause of each kind; None: without a listed one."""
    rows = FollowUp.objects.filter(ticket_id__in=set(ticket_ids), is_contacted=True)
    rows = rows.filter(asked_at__gte=since, asked_at__lt=until).order_by("ticket_id", "-asked_at", "-pk")
    blames = _blames()
    found = Counter(blames.get(cause) for cause in rows.distinct("ticket_id").values_list("cause", flat=True))
    return {each: found[each] for each in (*Blame, None)}


def _blames() -> dict[str, Blame | None]:
    """What each listed cause of dissatisfaction lies in."""
    rows = catalogue.all_reasons().filter(purpose=ReasonPurpose.DISSATISFACTION)
    return {row.code: Blame.of(row.blame) for row in rows}


def reworked(span: Span) -> Iterator[Case]:
    """The same tickets, and whether any of their visits in the span sent them back to the unit."""
    again = set(_valid(span).filter(result=Result.REWORK).values_list("ticket_id", flat=True))
    return (Case(visit.ticket_id, visit.ticket_id in again) for visit in _last(span))


def _rated(span: Span) -> list[FollowUp]:
    """The last visits, without those whose rating the unit contested with success."""
    visits = _last(span)
    contested = Contest.objects.filter(visit__in=visits, verdict=ContestVerdict.GRANTED)
    out = set(contested.values_list("visit_id", flat=True))
    return [visit for visit in visits if visit.pk not in out]


def _valid(span: Span) -> QuerySet[FollowUp]:
    return FollowUp.objects.filter(is_contacted=True, asked_at__gte=span.since, asked_at__lt=span.until)


def _last(span: Span) -> list[FollowUp]:
    """The last valid visit in the span of every ticket the units led."""
    theirs = _valid(span).filter(ticket_id__in=tickets.led_by(span.units)).select_related("ticket")
    rows = theirs.order_by("ticket_id", "-asked_at", "-pk").distinct("ticket_id")
    return [visit for visit in rows if not span.hides(visit.ticket.category_id)]
