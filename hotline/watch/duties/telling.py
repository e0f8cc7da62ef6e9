"""Ringing the bells of duties: soon due, overdue, delivered, received; each once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from hotline.ground.organisations import queries as organisations
from hotline.ground.outbox import actions as outbox
from hotline.ground.outbox.words import NewNotice, NoticeKind

from . import queries, rules
from .models import Report

BATCH = 200


def notices(row: Report, what: str, whom: Iterable[int]) -> list[NewNotice]:
    """A line for each organisation: which duty, whose."""
    centre = organisations.unit(row.centre_id)
    facts = {"what": what, "report": row.pk, "duty": row.duty.name, "duty_en": row.duty.name_en}
    facts |= {"centre": centre.name, "centre_en": centre.name_en or centre.name}
    key = f"{NoticeKind.DUTY}:{row.pk}:{what}"
    return [
        NewNotice(NoticeKind.DUTY, f"{key}:{each}", organisation_id=each, facts=facts) for each in sorted(set(whom))
    ]


def tell(row: Report, what: str, whom: Iterable[int], at: datetime) -> None:
    """Ring, in the caller's transaction."""
    outbox.notify(notices(row, what, whom), at=at)


def remind(*, at: datetime, limit: int = BATCH) -> int:
    """Remind centres of reports due within a day; how many."""
    soon = Report.objects.filter(delivered_at__isnull=True, yellow_told_at__isnull=True)
    with transaction.atomic():
        due = soon.filter(due_at__gt=at, due_at__lte=at + rules.REMIND).select_related("duty")
        rows = list(due.select_for_update(of=("self",), skip_locked=True)[:limit])
        outbox.notify([notice for row in rows for notice in notices(row, "yellow", [row.centre_id])], at=at)
        Report.objects.filter(pk__in=[row.pk for row in rows]).update(yellow_told_at=at)
    return len(rows)


def tell_late(*, at: datetime, limit: int = BATCH) -> int:
    """Tell centres, and those they report to, of reports that are overdue; how many."""
    late = Report.objects.filter(delivered_at__isnull=True, red_told_at__isnull=True, due_at__lte=at)
    with transaction.atomic():
        rows = list(late.select_related("duty").select_for_update(of=("self",), skip_locked=True)[:limit])
        outbox.notify([notice for row in rows for notice in _late(row)], at=at)
        Report.objects.filter(pk__in=[row.pk for row in rows]).update(red_told_at=at)
    return len(rows)


def _late(row: Report) -> list[NewNotice]:
    signer = queries.signer(row)
    above = [signer.id] if signer is not None and signer.id != row.centre_id else []
    return [*notices(row, "red", [row.centre_id]), *notices(row, "late", above)]
