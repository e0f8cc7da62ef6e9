"""Sealing: every few minutes one hash over all chains that grew, chained to the seal before.

A seal covers the transactions ``[tx_from, tx_to)``. Everything before the horizon is complete, so a seal covers its
events exactly, and no writer ever waits for it. See ``docs/adr`` on the journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from hotline.lib import chains

from . import keyed, queries
from .models import Epoch, Event, Seal
from .words import START

LOCK = 12_345_001
MOST = 20_000
"""A seal covers about this many events at most; a larger backlog takes several."""
PRINT = 4
STREAMED = 5_000

End = tuple[str, int, bytes]
"""Topic, subject and last hash of a chain inside a seal."""


def seal(*, at: datetime) -> int:
    """Seal all complete events that are not sealed yet; how many there were.

    Does nothing while another process seals. Begins a new epoch first where the journal was restored elsewhere.
    """
    begin_epoch(at=at)
    sealed = 0
    while (covered := _seal_once(at)) > 0:
        sealed += covered
    return sealed


def _seal_once(at: datetime) -> int:
    with transaction.atomic():
        if not _alone():
            return 0
        last = Seal.objects.order_by("-tx_to").first()
        start = last.tx_to if last else 0
        end = _end(start, queries.horizon())
        events = Event.objects.filter(tx__gte=start, tx__lt=end).count()
        if not events:
            return 0
        found = list(ends(start, end))
        new = Seal(
            tx_from=start,
            tx_to=end,
            events=events,
            hash=chains.seal(bytes(last.hash) if last else START, named(found)),
            prints=b"".join(fingerprint(each) for each in found),
            at=at,
        )
        keyed.sign(new)
        new.save(force_insert=True)
    return events


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        row = cursor.fetchone()
    return bool(row and row[0])


def _end(start: int, horizon: int) -> int:
    """Where the next seal ends: at the horizon, or earlier so that it stays small; one transaction is never split."""
    open_ended = Event.objects.filter(tx__gte=start, tx__lt=horizon).order_by("tx").values_list("tx", flat=True)
    beyond = open_ended[MOST : MOST + 1].first()
    if beyond is None:
        return horizon
    return beyond if beyond > open_ended[0] else beyond + 1


def ends(start: int, end: int) -> Iterator[End]:
    """The last event of every chain among the transactions ``[start, end)``, in order of topic and subject."""
    rows = Event.objects.filter(tx__gte=start, tx__lt=end).order_by("topic", "subject", "-seq")
    fields = rows.distinct("topic", "subject").values_list("topic", "subject", "hash")
    for topic, subject, link in fields.iterator(chunk_size=STREAMED):
        yield topic, subject, bytes(link)


def named(found: Iterable[End]) -> Iterator[tuple[str, bytes]]:
    """Ends of chains as the items of a seal."""
    return ((f"{topic}/{subject}", link) for topic, subject, link in found)


def fingerprint(end: End) -> bytes:
    """Four bytes by which an end is recognised without being stored."""
    return chains.seal(START, named([end]))[:PRINT]


def begin_epoch(*, at: datetime) -> bool:
    """Begin a new epoch where the journal finds itself in another cluster; whether it did.

    Transaction numbers start again in the cluster a dump is restored into. The new epoch's base lifts them above all
    that were ever stored, so that seals stay without gap or overlap. Cheap when there is nothing to do.
    """
    system = _system()
    last = Epoch.objects.order_by("-pk").first()
    if last is not None and last.system == system:
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE journal_event IN SHARE ROW EXCLUSIVE MODE")
        last = Epoch.objects.order_by("-pk").first()
        if last is not None and last.system == system:
            return False
        base = _beyond_everything() if last is not None else 0
        Epoch.objects.create(base=base, system=system, at=at)
        cursor.execute(
            "CREATE OR REPLACE FUNCTION journal_base() RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE "
            f"AS 'SELECT {base:d}::bigint'"
        )
    return True


def _system() -> str:
    """The identifier of the database cluster, given when it was made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier::text FROM pg_control_system()")
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def _beyond_everything() -> int:
    newest = Event.objects.aggregate(newest=Max("tx"))["newest"] or 0
    sealed = Seal.objects.aggregate(sealed=Max("tx_to"))["sealed"] or 0
    return int(max(newest + 1, sealed))
