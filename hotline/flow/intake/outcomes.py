"""What intake itself answered: directly, or by refusing."""

from __future__ import annotations

from .models import Answer, Declined


def direct_answer(ticket_id: int) -> str:
    """The answer given on the spot; empty where there was none."""
    return Answer.objects.filter(ticket_id=ticket_id).order_by("-pk").values_list("text", flat=True).first() or ""


def refusal_advice(ticket_id: int) -> str:
    """Why the ticket was not taken and where to go instead; empty where it was taken."""
    found = Declined.objects.filter(ticket_id=ticket_id, confirmed_at__isnull=False, overridden_at__isnull=True)
    return found.order_by("-pk").values_list("advice", flat=True).first() or ""
