"""Writing the journal: one event per change, in the transaction of the change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from hotline.ground.people.words import Actor
from hotline.lib import chains, masks, statements
from hotline.lib.memo import forget_all

from .models import Event
from .words import START, payload, subject_of

REFERENCE = "reference"
_LAST = "SELECT seq, hash FROM journal_event WHERE topic = %s AND subject = %s ORDER BY seq DESC LIMIT 1"


def record(
    topic: str,
    subject: int,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    is_first: bool = False,
) -> Event:
    """Append one event to a subject's chain; the caller holds the subject's lock (or this takes an advisory one).

    Personal numbers within the facts are masked: what stands here can never be taken back.
    ``is_first`` says that the subject was created in this transaction, which saves looking for the event before.
    """
    plain: dict[str, Any] = masks.mask_all(
        json.loads(json.dumps(dict(facts or {}), cls=DjangoJSONEncoder, ensure_ascii=False))
    )
    seq, previous = (0, START) if is_first else _last(topic, subject)
    event = Event(
        topic=topic,
        subject=subject,
        seq=seq + 1,
        verb=str(verb),
        at=at,
        by_id=by.person_id,
        by_name=by.name[:60],
        by_kind=by.kind.value,
        facts=plain,
    )
    event.hash = chains.link(previous, payload(event))
    return statements.insert(event)


def record_reference(
    table: str, key: object, verb: str, *, by: Actor, at: datetime, facts: Mapping[str, Any] | None = None
) -> Event:
    """Append one event about a row of reference data, and forget what this process remembered of such data.

    It is forgotten at once, for the rest of the transaction, and again after it, for what others read meanwhile.
    """
    forget()
    said = {"table": table, "key": str(key), **(facts or {})}
    return record(REFERENCE, subject_of(table, key), verb, by=by, at=at, facts=said)


def forget() -> None:
    """Forget remembered reference data now and after the transaction."""
    forget_all()
    transaction.on_commit(forget_all)


def _last(topic: str, subject: int) -> tuple[int, bytes]:
    if topic != "ticket":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), %s::bigint::int)", [topic, subject % 2**31])
    last = statements.run(_LAST, (topic, subject))
    return (last[0][0], bytes(last[0][1])) if last else (0, START)
