"""Counting what citizens said: the last valid visit of each ticket in a span, for the measures."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from hotline.flow.tickets import tallies as tickets
from hotline.flow.tickets.tallies import Case, Span

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
    visits = _last(span)
    contested = Contest.objects.filter(visit__in=visits, verdict=ContestVerdict.GRANTED)
    out = set(contested.values_list("visit_id", flat=True))
    return (Case(visit.ticket_id, visit.satisfied in CONTENT) for visit in visits if visit.pk not in out)


def reworked(span: Span) -> Iterator[Case]:
    """The same tickets, and whether any of their visits in the span sent them back to the unit."""
    again = set(_valid(span).filter(result=Result.REWORK).values_list("ticket_id", flat=True))
    return (Case(visit.ticket_id, visit.ticket_id in again) for visit in _last(span))


def _valid(span: Span) -> QuerySet[FollowUp]:
    return FollowUp.objects.filter(is_contacted=True, asked_at__gte=span.since, asked_at__lt=span.until)


def _last(span: Span) -> list[FollowUp]:
    rows = _valid(span).select_related("ticket").order_by("ticket_id", "-asked_at", "-pk").distinct("ticket_id")
    visits = [visit for visit in rows if not span.hides(visit.ticket.category_id)]
    theirs = tickets.led((visit.ticket_id for visit in visits), span.units)
    return [visit for visit in visits if visit.ticket_id in theirs]
