"""Programs that follow the journal: each remembers how far it has read, and reads every event once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db import transaction

from . import queries
from .models import Event, Reader


@contextmanager
def following(name: str, limit: int) -> Iterator[list[Event]]:
    """The next events of complete transactions; the place is kept when, and only when, the block ends well.

    A new reader begins at the present. While another process reads under this name, there is nothing to read.
    """
    with transaction.atomic():
        reader = _held(name)
        events = queries.settled_after(reader.tx, reader.event, limit) if reader else []
        yield events
        if reader and events:
            Reader.objects.filter(pk=name).update(tx=events[-1].tx, event=events[-1].pk)


def ahead(name: str, known: Collection[int], limit: int) -> list[Event]:
    """Events beyond a reader's place that are committed, whatever transaction is still running before them.

    For who must be quick: the place is not moved, so ``following`` comes past them again and nothing is missed.

    :param known: identifiers of events that are not asked for again.
    """
    reader = Reader.objects.filter(pk=name).first()
    if reader is None:
        return []
    return queries.committed_after(reader.tx, reader.event, known, limit)


def waiting(name: str, limit: int) -> list[Event]:
    """The first events of complete transactions that a reader has not read; its place stays where it is."""
    reader = Reader.objects.filter(pk=name).first()
    return queries.settled_after(reader.tx, reader.event, limit) if reader else []


def begin(name: str) -> None:
    """Let a reader begin here, unless it has: what happens from now on waits for it, however late it comes."""
    Reader.objects.get_or_create(pk=name, defaults={"tx": queries.horizon(), "event": 0})


def _held(name: str) -> Reader | None:
    begin(name)
    return Reader.objects.select_for_update(skip_locked=True).filter(pk=name).first()
