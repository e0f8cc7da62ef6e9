"""Counting what units did with what they were sent: one case each, with its ticket, for the measures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Least

from hotline.ground.catalogue.words import ClockKind
from hotline.ground.journal import queries as journals

from .actions import TOPIC
from .assignments import HANDLING
from .models import Assignment, Clock, Ticket
from .words import AssignmentRole, Verb


@dataclass(frozen=True, slots=True)
class Span:
    """What is counted: the work of some units in ``[since, until)``, without the tickets of some categories."""

    units: frozenset[int]
    since: datetime
    until: datetime
    without: tuple[str, ...] = ()

    def hides(self, category: str | None) -> bool:
        """Whether tickets of a category do not count."""
        return any(category == each or (category or "").startswith(f"{each}.") for each in self.without)


@dataclass(frozen=True, slots=True)
class Case:
    """One thing counted: its ticket, and whether it belongs to the numerator too."""

    ticket: int
    counts: bool


def signs(span: Span) -> Iterator[Case]:
    """Assignments that had to be signed: signed, or their limit passed, in the span (whichever came first)."""
    return _limits(span, (ClockKind.SIGN,), "signed_at")


def responses(span: Span) -> Iterator[Case]:
    """Assignments whose citizen had to be spoken with: reached, or the limit passed, in the span."""
    return _limits(span, (ClockKind.CONTACT,), "contacted_at")


def conclusions(span: Span) -> Iterator[Case]:
    """Assignments that had to be answered: answered, or the limit passed, in the span."""
    return _limits(span, HANDLING, "replied_at")


def returns(span: Span) -> Iterator[Case]:
    """Assignments sent in the span, and whether the unit asked to return them."""
    sent = _received(Assignment.objects.filter(sent_at__gte=span.since, sent_at__lt=span.until), span.units)
    rows = [row for row in sent.values_list("pk", "ticket_id", "ticket__category_id") if not span.hides(row[2])]
    events = journals.of_verb(TOPIC, {ticket for _, ticket, _ in rows}, Verb.RETURN)
    returned = {event.facts.get("assignment") for event in events}
    return (Case(ticket, pk in returned) for pk, ticket, _ in rows)


def led_by(units: frozenset[int]) -> Any:
    """The tickets that the units led, at whatever level, and were not relieved of, as a query for their identifiers."""
    rows = Assignment.objects.filter(unit_id__in=units, role=AssignmentRole.LEAD, withdrawn_at__isnull=True)
    return rows.values("ticket_id")


def _received(rows: QuerySet[Assignment], units: frozenset[int]) -> QuerySet[Assignment]:
    """What came to the units from outside: what they sent among themselves is not counted twice."""
    return rows.filter(unit_id__in=units).exclude(parent__unit_id__in=units)


def _limits(span: Span, kinds: Iterable[ClockKind], done: str) -> Iterator[Case]:
    """One case an assignment, by its last clock of the kinds: a limit that was paused or renewed counts once.

    Not counted: what stands still, what was taken back before it was due, what ended before it was due undone.
    """
    mine = _received(Assignment.objects.all(), span.units)
    clocks = Clock.objects.filter(assignment__in=mine, kind__in=kinds, started_at__lt=span.until)
    last = clocks.order_by("assignment_id", "-started_at", "-pk").distinct("assignment_id").values("pk")
    settled = Least(Coalesce(F(f"assignment__{done}"), F("due_at")), F("due_at"))
    rows = Clock.objects.filter(pk__in=last, is_paused=False).annotate(settled=settled, done=F(f"assignment__{done}"))
    rows = rows.filter(settled__gte=span.since, settled__lt=span.until)
    rows = rows.exclude(Q(done__isnull=True, stopped_at__lte=F("due_at")))
    found = rows.order_by("pk").values_list("ticket_id", "ticket__category_id", "done", "due_at")
    return (Case(pk, at is not None and at <= due) for pk, category, at, due in found if not span.hides(category))


def numbers(tickets: Iterable[int]) -> dict[int, str]:
    """The numbers of tickets by identifier."""
    return dict(Ticket.objects.filter(pk__in=list(tickets)).values_list("pk", "number"))
