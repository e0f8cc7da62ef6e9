"""Letting personal data be seen, or leave the house: never without a trace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from hotline.ground.journal import actions as journal
from hotline.ground.people.words import Actor, Capability
from hotline.lib import masks

from . import errors, queries
from .models import Export, Unmasking
from .words import MaskedField

SHORTEST_REASON = 4
TOPIC = "person"
ON_THE_LINE = "来电人正在通话，填入上次登记的信息"
"""The reason noted when an agent takes over what a caller said before."""


def unmask(subject: str, field: MaskedField, reason: str, *, by: Actor, at: datetime) -> Unmasking:
    """Note that somebody sees a field in clear, why, and that it is within her limit of the day.

    The caller shows the field only after this has returned; the row stands even where showing then fails.

    :param subject: whose data, as ``table:key`` (``contact:15``).
    :raises MayNotUnmask: no person, or none of her roles allows it.
    :raises ReasonTooShort: the reason says nothing.
    :raises UnmaskingUsedUp: the limit of the day is reached.
    """
    if by.person_id is None or not by.holds(Capability.UNMASK):
        raise errors.MayNotUnmask
    said = " ".join(reason.split())
    if len(said) < SHORTEST_REASON:
        raise errors.ReasonTooShort(least=SHORTEST_REASON)
    return _look(by.person_id, subject, field, said[:200], by=by, at=at)


def recall(subject: str, fields: Iterable[MaskedField], *, by: Actor, at: datetime) -> None:
    """Note that the person on the line is told apart by what she said in an earlier call; counted field by field.

    It needs no leave of its own, for whoever takes calls hears all this anyway; the reason is always the same.

    :raises MayNotUnmask: no person.
    :raises UnmaskingUsedUp: the limit of the day is reached; nothing is noted then.
    """
    if by.person_id is None:
        raise errors.MayNotUnmask
    with transaction.atomic():
        for each in fields:
            _look(by.person_id, subject, each, ON_THE_LINE, by=by, at=at)


def _look(person_id: int, subject: str, field: MaskedField, reason: str, *, by: Actor, at: datetime) -> Unmasking:
    with transaction.atomic():
        _one_at_a_time(person_id)
        used = queries.uses_today(person_id, at)
        if used >= by.unmask_limit:
            raise errors.UnmaskingUsedUp(used=used, limit=by.unmask_limit)
        row = Unmasking.objects.create(person_id=person_id, subject=subject, field=field, reason=reason, at=at)
        facts = {"subject": subject, "field": field, "reason": reason}
        journal.record(TOPIC, person_id, "unmask", by=by, at=at, facts=facts)
    return row


def log_export(
    name: str, columns: Sequence[str], filters: Mapping[str, Any], rows: int, *, by: Actor, at: datetime
) -> Export:
    """Note that a list left the house as a file.

    :raises NotPermitted: none of her roles allows exports.
    """
    by.require(Capability.EXPORT)
    if by.person_id is None:
        raise errors.MayNotUnmask
    narrowed = masks.mask_all(dict(filters))
    with transaction.atomic():
        row = Export.objects.create(
            person_id=by.person_id, name=name, columns=list(columns), filters=narrowed, rows=rows, at=at
        )
        facts = {"name": name, "columns": list(columns), "filters": narrowed, "rows": rows}
        journal.record(TOPIC, by.person_id, "export", by=by, at=at, facts=facts)
    return row


def log_print(number: str, *, by: Actor, at: datetime) -> None:
    """Note that a ticket was set on paper, masked; paper leaves the house like a file.

    :raises MayNotUnmask: no person.
    """
    if by.person_id is None:
        raise errors.MayNotUnmask
    with transaction.atomic():
        journal.record(TOPIC, by.person_id, "print", by=by, at=at, facts={"number": number})


def _one_at_a_time(person_id: int) -> None:
    """Two requests at once must not both take the last use of the day."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('unmask'), %s::bigint::int)", [person_id % 2**31])
