"""Reading handling: what units said and did on a ticket the caller may see."""

from __future__ import annotations

from django.db.models import QuerySet

from .models import Reply, Talk
from .words import Verdict


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
    """The latest reply of a leading unit that passed review: what the citizen may read."""
    lead = replies(ticket_id).filter(assignment__parent__isnull=True, assignment__role="lead")
    return lead.filter(verdict=Verdict.PASSED).first()
