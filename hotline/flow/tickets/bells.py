"""Ringing from within a move: whoever must act on it, or must know of it, hears when the move stands."""

from __future__ import annotations

from collections.abc import Iterable

from hotline.ground.outbox import actions as outbox
from hotline.ground.outbox.words import NewNotice, NoticeKind

from .actions import Step


def ring(step: Step, kind: NoticeKind, organisations: Iterable[int], *, words: str = "") -> None:
    """Ring at organisations in the move's own transaction; each hears of one move once."""
    facts = {"number": step.ticket.number, "words": words, "by": step.by.name}
    key = f"{kind}:{step.ticket.pk}:{step.ticket.moves}:{step.verb}"
    notices = [
        NewNotice(kind, f"{key}:{each}", step.ticket.pk, organisation_id=each, facts=facts)
        for each in sorted(set(organisations))
    ]
    outbox.notify(notices, at=step.at)
