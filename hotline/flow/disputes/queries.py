"""Reading disputes: returns and cases of a ticket the caller may see, counts, and the responsibility memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from hotline.ground.calendar import queries as calendars
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import ClockKind
from hotline.ground.organisations import queries as organisations
from hotline.lib import statements

from . import rules
from .models import Case, Return
from .words import Precedent, Right

LOOKED_AT = 500
"""How many of the latest settled cases of a branch of the categories are weighed."""


def returns_of(ticket_id: int) -> QuerySet[Return]:
    """Every return of a ticket, the latest first: who gave it back, why, and what was decided."""
    return Return.objects.filter(ticket_id=ticket_id).order_by("-pk")


def cases_of(ticket_id: int) -> QuerySet[Case]:
    """Every dispute of a ticket, the latest first."""
    return Case.objects.filter(ticket_id=ticket_id).order_by("-pk")


def right(ticket: Any, assignment: Any, at: datetime) -> Right:
    """What is left of a unit's right to give an assignment of a ticket back; the window is its own calendar's."""
    unit = organisations.unit(assignment.unit_id)
    limits = catalogue.limits(ticket.kind, ticket.category_id or "", ticket.urgency, unit.level, assignment.sent_at)
    until = calendars.deadline(limits.by_clock[ClockKind.RETURN_WINDOW], unit.calendar, assignment.sent_at)[0].at
    used = Return.objects.filter(ticket_id=ticket.pk, unit_id=unit.id).exclude(verdict="").count()
    return Right(until, used, max(0, catalogue.bounds(at).max_returns - used))


def may_return(ticket: Any, assignment: Any, at: datetime) -> bool:
    """Whether a unit may still give an assignment back: unsigned, the centre's own, in time, not too often."""
    is_ready = assignment.is_open and assignment.signed_at is None and assignment.parent_id is None
    if not is_ready or is_pending(assignment.pk):
        return False
    found = right(ticket, assignment, at)
    return found.left > 0 and at <= found.until


def open_case(ticket_id: int) -> Case | None:
    """The dispute of a ticket in which nobody is liable yet, if there is one."""
    return Case.objects.filter(ticket_id=ticket_id, liable_at__isnull=True).first()


def returns_waiting(centre_id: int) -> QuerySet[Return]:
    """The returns a centre has to decide, of leading and of joint units."""
    return _waiting().filter(ticket__centre_id=centre_id)


def cases_at(centre_id: int, stage: str = "") -> QuerySet[Case]:
    """A centre's disputes: those in which nobody is liable yet, or of one stage.

    :param stage: ``settled``; ``met``: the panel has, but nobody is liable yet.
    """
    rows = Case.objects.filter(ticket__centre_id=centre_id, liable_at__isnull=stage != "settled")
    return rows.exclude(minutes="") if stage == "met" else rows


_IS_PENDING = """
SELECT 1 FROM disputes_return asked JOIN tickets_assignment part ON part.id = asked.assignment_id
WHERE asked.assignment_id = %s AND asked.verdict = '' AND part.is_open LIMIT 1
"""


def is_pending(assignment_id: int) -> bool:
    """Whether a return of the assignment waits for its decision."""
    return bool(statements.run(_IS_PENDING, (assignment_id,)))


def pending(ticket_id: int) -> frozenset[int]:
    """The open assignments of a ticket whose return waits for its decision: their clocks stand still for that."""
    return frozenset(_waiting().filter(ticket_id=ticket_id).values_list("assignment_id", flat=True))


def _waiting() -> QuerySet[Return]:
    return Return.objects.filter(verdict="", assignment__is_open=True)


def handled_first(ticket_ids: Iterable[int], path: str, units: Collection[int]) -> frozenset[int]:
    """Those of some tickets that a unit (or one above or below it) only handled first: nobody of them is liable.

    :param path: the unit's place in the tree; ``units``: it with all below it.
    """
    theirs = {*units, *(int(each) for each in path.split("/") if each)}
    rows = Case.objects.filter(ticket_id__in=set(ticket_ids), handle_first_unit_id__in=theirs)
    return frozenset(rows.exclude(liable_unit_id__in=theirs).values_list("ticket_id", flat=True))


def wrong_dispatches_by_dispatcher(*, since: datetime, until: datetime, centre_id: int | None = None) -> dict[str, int]:
    """How many sendings of each dispatcher were judged wrong in ``[since, until)``; of one centre where it is named."""
    rows = wrong_dispatches(since=since, until=until, centre_id=centre_id).values_list("dispatched_by")
    return dict(rows.annotate(count=Count("pk")).order_by())


def wrong_dispatches_by_unit(*, since: datetime, until: datetime, centre_id: int | None = None) -> dict[int, int]:
    """How many sendings to each unit were judged wrong in ``[since, until)``; of one centre where it is named."""
    rows = wrong_dispatches(since=since, until=until, centre_id=centre_id).values_list("unit_id")
    return dict(rows.annotate(count=Count("pk")).order_by())


def wrong_dispatches(*, since: datetime, until: datetime, centre_id: int | None = None) -> QuerySet[Return]:
    """The returns by which sendings were judged wrong in ``[since, until)``; those a centre decided where it is named.

    A ticket that went a level up since counts where it is now.
    """
    rows = Return.objects.filter(is_wrong_dispatch=True, decided_at__gte=since, decided_at__lt=until)
    return rows if centre_id is None else rows.filter(ticket__centre_id=centre_id)


def precedents(category: str, region: str, words: str, limit: int = 5) -> list[Precedent]:
    """Settled cases like this matter, the nearest first, with the liable unit and the ground."""
    settled = Case.objects.filter(liable_at__isnull=False, ticket__is_confidential=False)
    branch = settled.filter(ticket__category__code__startswith=category.split(".")[0]) if category else settled
    rows = list(branch.select_related("ticket__words").order_by("-liable_at")[:LOOKED_AT])

    def near(row: Case) -> int:
        return rules.nearness(
            row.ticket.category_id or "",
            row.ticket.region_id or "",
            to_category=category,
            to_region=region,
            said=f"{row.ground}{row.ticket.words.title}",
            words=words,
        )

    return [_precedent(row) for row in sorted(rows, key=near, reverse=True)[:limit]]


def _precedent(row: Case) -> Precedent:
    assert row.liable_unit_id is not None
    assert row.liable_at is not None
    ticket, unit = row.ticket, organisations.unit(row.liable_unit_id)
    place = (ticket.number, ticket.category_id or "", ticket.region_id or "")
    return Precedent(*place, unit.id, unit.name, row.ground, row.liable_at)
