"""Adding to a ticket after it was taken: words and files."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets.words import Verb
from hotline.ground.files import actions as files
from hotline.ground.files.words import Kept
from hotline.ground.people.words import Actor
from hotline.lib import text

from . import errors

NOTE = 2_000


def add_note(number: str, said: str, *, by: Actor, at: datetime) -> None:
    """Add words to a ticket.

    :raises NothingSaid: there are none.
    :raises TooLong: there are too many.
    """
    clean = text.clean(said, NOTE)
    if clean.problem is text.TextProblem.EMPTY:
        raise errors.NothingAdded
    if clean.problem is text.TextProblem.TOO_LONG:
        raise errors.NoteTooLong(length=clean.length, limit=NOTE)
    tickets.move(number, Verb.ADD_NOTE, by=by, at=at, note=clean.text)


def add_file(number: str, content: bytes, name: str, *, by: Actor, at: datetime, purpose: str = "evidence") -> Kept:
    """Keep a file and show it with a ticket, both or neither.

    :raises Refusal: the file may not stay, or the ticket is closed.
    """
    with transaction.atomic():
        kept = files.store(content, name, by=by, at=at)
        tickets.attach(number, kept.id, purpose, by=by, at=at)
    return kept
