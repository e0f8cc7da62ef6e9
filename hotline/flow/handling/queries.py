"""Reading handling: what units said and did on a ticket the caller may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from hotline.flow.groups import queries as groups

from .models import Reply, Talk
from .words import Outcome, Verdict


def replies(ticket_id: int) -> QuerySet[Reply]:
    """Every reply of a ticket's units, the latest first, with its assignment."""
    return Reply.objects.filter(assignment__ticket_id=ticket_id).select_related("assignment").order_by("-pk")


def lead_reply(ticket_id: int) -> Reply | None:
    """The latest reply of a leading unit: what the reviewer judges and the citizen reads."""
    return replies(ticket_id).filter(assignment__parent__isnull=True, assignment__role="lead").first()


def talks(ticket_id: int) -> QuerySet[Talk]:
    """Every time a unit spoke, or tried to speak, with the citizen, the latest first."""
    return Talk.objects.filter(assignment__ticket_id=ticket_id).select_related("assignment").order_by("-pk")


def public_reply(ticket_id: int) -> Reply | None:
    """The latest reply of a leading unit that passed review: what the citizen may read.

    Of a ticket that followed a main ticket, the main's.
    """
    lead = replies(groups.answered_by(ticket_id)).filter(assignment__parent__isnull=True, assignment__role="lead")
    return lead.filter(verdict=Verdict.PASSED).first()


@dataclass(frozen=True, slots=True)
class Answers:
    """The replies of a unit in a period: by outcome as the unit saw it, and how many were sent back."""

    total: int
    by_outcome: dict[Outcome, int]
    rejected: int


def answers(unit_id: int, *, since: datetime, until: datetime) -> Answers:
    """What a unit replied in ``[since, until)``."""
    rows = Reply.objects.filter(assignment__unit_id=unit_id, replied_at__gte=since, replied_at__lt=until)
    counted = dict(rows.values_list("outcome").annotate(count=Count("pk")).order_by())
    by_outcome = {outcome: counted.get(outcome.value, 0) for outcome in Outcome}
    return Answers(sum(by_outcome.values()), by_outcome, rows.filter(verdict=Verdict.REJECTED).count())
