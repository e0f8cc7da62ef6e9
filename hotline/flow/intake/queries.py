"""Reading intake: direct answers and refusals of a ticket the caller may see."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from .models import Answer, Declined, Override


def answers(ticket_id: int) -> QuerySet[Answer]:
    """The direct answers of a ticket with the knowledge they cite, the latest first."""
    return Answer.objects.filter(ticket_id=ticket_id).prefetch_related("entries").order_by("-pk")


def declined(ticket_id: int) -> QuerySet[Declined]:
    """The refusals of a ticket, proposed, confirmed or overridden, the latest first."""
    return Declined.objects.filter(ticket_id=ticket_id).order_by("-pk")


def proposed(ticket_ids: Iterable[int]) -> dict[int, Declined]:
    """The refusals somebody proposed and nobody has confirmed yet, by ticket."""
    rows = Declined.objects.filter(ticket_id__in=list(ticket_ids), confirmed_at__isnull=True).order_by("pk")
    return {row.ticket_id: row for row in rows}


def overrides(ticket_id: int) -> QuerySet[Override]:
    """The proposals to take a refused ticket after all, decided or not, the latest first."""
    return Override.objects.filter(ticket_id=ticket_id).order_by("-pk")


def override_asked(ticket_id: int) -> Override | None:
    """The proposal that waits for another person's decision, if there is one."""
    return Override.objects.filter(ticket_id=ticket_id, verdict="").first()


def override_centres(among: Iterable[int]) -> set[int]:
    """Those of some centres that have a proposal to decide."""
    rows = Override.objects.filter(verdict="", ticket__centre_id__in=list(among))
    return set(rows.values_list("ticket__centre_id", flat=True))


def overrides_waiting(centre_id: int) -> QuerySet[Override]:
    """The proposals a centre has to decide."""
    return Override.objects.filter(verdict="", ticket__centre_id=centre_id)
