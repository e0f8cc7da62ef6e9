"""Verifying the journal: every chain link by link, every seal over its chains, and every chain's length.

What each check finds: a changed, missing or inserted event breaks its chain's links or numbers; a chain that somebody
hashed anew from the change to its end no longer fits its seal; the end of a chain cut off before it was sealed no
longer has the length its subject says it has; seals hashed anew no longer fit the HMAC of a key that the database
does not hold.
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

from . import keyed, seals
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
    FORGED = "forged", "封存的密钥校验不符", "Seal does not fit its key: it was rewritten"
    STRIPPED = "stripped", "封存缺少密钥校验", "Seal without a key among keyed ones"
    KEY_UNKNOWN = "key_unknown", "封存的密钥未配置", "Seal made with a key that is not in HOTLINE_SEAL_KEY"
    COPY_DIFFERS = "copy_differs", "封存与库外副本不一致", "Seal differs from its copy outside the database"
    COPIED_ONLY = "copied_only", "封存只见于库外副本", "Seal is in the copies but not in the database"
    UNKEYED = "unkeyed", "此前的封存没有密钥校验", "Seals up to this one have no key"
    NO_COPIES = "no_copies", "没有封存的库外副本", "No copies of the seals outside the database"
    NOT_COPIED = "not_copied", "封存尚无库外副本", "Seal has no copy outside the database"
    COPY_UNREADABLE = "copy_unreadable", "库外副本有一行无法读取", "A line of the copies cannot be read"


WARNINGS = frozenset({Fault.UNKEYED, Fault.NO_COPIES, Fault.NOT_COPIED, Fault.COPY_UNREADABLE})
"""What weakens the proof without showing that anything was altered."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: in a chain (topic, subject, seq) or in a seal (its identifier)."""

    fault: Fault
    topic: str = ""
    subject: int = 0
    seq: int = 0
    seal: int = 0

    @property
    def is_warning(self) -> bool:
        """Whether nothing is proved to be wrong."""
        return self.fault in WARNINGS

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
    expected, previous, bare, keys = 0, START, 0, False
    for seal in Seal.objects.order_by("tx_from", "pk"):
        if seal.tx_from != expected or seal.tx_to <= seal.tx_from:
            yield Finding(Fault.SEAL_GAP, seal=seal.pk)
        yield from one_seal(seal, previous, keys_began=keys)
        if keyed.is_keyed(seal):
            keys = True
        elif not keys:
            bare = seal.pk
        expected, previous = seal.tx_to, bytes(seal.hash)
    if bare:
        yield Finding(Fault.UNKEYED, seal=bare)


def one_seal(seal: Seal, previous: bytes, *, keys_began: bool = False) -> Iterator[Finding]:
    """Check one seal against its key, its events and the seal before.

    :param keys_began: whether an earlier seal carries a key, so that this one must.
    """
    yield from _key(seal, keys_began)
    found = list(seals.ends(seal.tx_from, seal.tx_to))
    if chains.seal(previous, seals.named(found)) == bytes(seal.hash):
        return
    yield Finding(Fault.SEAL_BROKEN, seal=seal.pk)
    prints = bytes(seal.prints)
    known = {prints[start : start + seals.PRINT] for start in range(0, len(prints), seals.PRINT)}
    for topic, subject, link in found:
        if seals.fingerprint((topic, subject, link)) not in known:
            yield Finding(Fault.RESEALED, topic, subject, _first(seal, topic, subject), seal.pk)


def _key(seal: Seal, keys_began: bool) -> Iterator[Finding]:
    if not keyed.is_keyed(seal):
        if keys_began:
            yield Finding(Fault.STRIPPED, seal=seal.pk)
    elif not keyed.knows_key(seal):
        yield Finding(Fault.KEY_UNKNOWN, seal=seal.pk)
    elif not keyed.fits(seal):
        yield Finding(Fault.FORGED, seal=seal.pk)


def _first(seal: Seal, topic: str, subject: int) -> int:
    """The first event of a chain that a seal covers."""
    rows = Event.objects.filter(topic=topic, subject=subject, tx__gte=seal.tx_from, tx__lt=seal.tx_to)
    return int(rows.aggregate(first=Min("seq"))["first"] or 0)
