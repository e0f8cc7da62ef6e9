"""Verifying the journal: every chain link by link, every seal over its chains, and every chain's length.

What each check finds: a changed, missing or inserted event breaks its chain's links or numbers; a chain that somebody
hashed anew from the change to its end no longer fits its seal; the end of a chain cut off before it was sealed no
longer has the length its subject says it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.db import connection, transaction
from django.db.models import Min

from hotline.lib import chains
from hotline.lib.words import Word

from . import seals
from .models import Event, Seal
from .words import START, payload

FIELDS = ("topic", "subject", "seq", "verb", "at", "by_id", "by_name", "by_kind", "facts", "hash")
STREAMED = 5_000
Told = Callable[[int], None]


class Fault(Word):
    """What is wrong with the journal."""

    ALTERED = "altered", "记录被改动或插入", "Event altered or inserted"
    MISSING = "missing", "记录缺失", "Event missing"
    SHORT = "short", "链条长度不符", "Chain shorter or longer than its subject says"
    RESEALED = "resealed", "封存后整链被改写", "Chain rewritten after it was sealed"
    SEAL_BROKEN = "seal_broken", "封存不符", "Seal does not fit its events"
    SEAL_GAP = "seal_gap", "封存不连续", "Seal missing or altered"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: in a chain (topic, subject, seq) or in a seal (its identifier)."""

    fault: Fault
    topic: str = ""
    subject: int = 0
    seq: int = 0
    seal: int = 0

    def sentence(self, language: str = "zh") -> str:
        """The finding for a person."""
        where = f"{self.topic} {self.subject}/{self.seq}" if self.topic else ""
        seal = f"seal {self.seal}" if self.seal else ""
        return " · ".join(filter(None, (self.fault.label(language), where, seal)))


def verify(
    *, lengths: Iterable[tuple[int, int]] = (), topic: str = "ticket", told: Told = lambda count: None
) -> Iterator[Finding]:
    """Check the whole journal, streaming; yields what is wrong.

    :param lengths: pairs (subject, number of events it must have) of one topic, in order of subject.
    :param told: hears how many events were checked since it was last told.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield from _chains(_Lengths(topic, lengths), told)
        yield from _seals()


def count() -> int:
    """About how many events there are, for a progress bar."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'journal_event'::regclass")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


class _Lengths:
    """How long chains must be: walks beside the chains, which come in the same order."""

    def __init__(self, topic: str, lengths: Iterable[tuple[int, int]]) -> None:
        self.topic = topic
        self.left = iter(lengths)
        self.next = next(self.left, None)

    def check(self, topic: str, subject: int, length: int) -> Iterator[Finding]:
        """Weigh one chain; subjects passed over have no chain at all."""
        if topic != self.topic:
            return
        yield from self.rest(subject)
        if self.next is not None and self.next[0] == subject:
            if self.next[1] != length:
                yield Finding(Fault.SHORT, topic, subject, length)
            self.next = next(self.left, None)

    def rest(self, before: int | None = None) -> Iterator[Finding]:
        """The subjects before one (or all that are left) that have no chain."""
        while self.next is not None and (before is None or self.next[0] < before):
            yield Finding(Fault.MISSING, self.topic, self.next[0], 1)
            self.next = next(self.left, None)


def _chains(lengths: _Lengths, told: Told) -> Iterator[Finding]:
    chain: tuple[str, int] | None = None
    seq, previous = 0, START
    for number, event in enumerate(_events(), start=1):
        if (event.topic, event.subject) != chain:
            if chain is not None:
                yield from lengths.check(*chain, seq)
            chain, seq, previous = (event.topic, event.subject), 0, START
        if event.seq != seq + 1:
            yield Finding(Fault.MISSING, event.topic, event.subject, seq + 1)
        elif not follows(previous, event):
            yield Finding(Fault.ALTERED, event.topic, event.subject, event.seq)
        seq, previous = event.seq, bytes(event.hash)
        if number % STREAMED == 0:
            told(STREAMED)
    if chain is not None:
        yield from lengths.check(*chain, seq)
    yield from lengths.rest()


def _events() -> Iterator[Any]:
    rows = Event.objects.order_by("topic", "subject", "seq").values_list(*FIELDS)
    for row in rows.iterator(chunk_size=STREAMED):
        yield SimpleNamespace(**dict(zip(FIELDS, row, strict=True)))


def follows(previous: bytes, event: Any) -> bool:
    """Whether an event's hash follows from the one before."""
    return chains.first_break(previous, [(payload(event), event.hash)]) is None


def _seals() -> Iterator[Finding]:
    expected, previous = 0, START
    for seal in Seal.objects.order_by("tx_from", "pk"):
        if seal.tx_from != expected or seal.tx_to <= seal.tx_from:
            yield Finding(Fault.SEAL_GAP, seal=seal.pk)
        yield from one_seal(seal, previous)
        expected, previous = seal.tx_to, bytes(seal.hash)


def one_seal(seal: Seal, previous: bytes) -> Iterator[Finding]:
    """Check one seal against its events and the seal before."""
    found = list(seals.ends(seal.tx_from, seal.tx_to))
    if chains.seal(previous, seals.named(found)) == bytes(seal.hash):
        return
    yield Finding(Fault.SEAL_BROKEN, seal=seal.pk)
    prints = bytes(seal.prints)
    known = {prints[start : start + seals.PRINT] for start in range(0, len(prints), seals.PRINT)}
    for topic, subject, link in found:
        if seals.fingerprint((topic, subject, link)) not in known:
            yield Finding(Fault.RESEALED, topic, subject, _first(seal, topic, subject), seal.pk)


def _first(seal: Seal, topic: str, subject: int) -> int:
    """The first event of a chain that a seal covers."""
    rows = Event.objects.filter(topic=topic, subject=subject, tx__gte=seal.tx_from, tx__lt=seal.tx_to)
    return int(rows.aggregate(first=Min("seq"))["first"] or 0)
