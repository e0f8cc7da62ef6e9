"""Words of the journal."""

from __future__ import annotations

import hashlib
from typing import Any

from hotline.ground.people.words import Actor, ActorKind

START = b"\x00" * 32
"""What the first event of a chain is linked to."""


FORM = 2
"""The version of ``payload``: 1 does not say what kind of actor it was, 2 does, and names itself."""


def payload(event: Any) -> dict[str, Any]:
    """The part of an event that its hash covers, in the version the event was written in.

    Only events of version 1 have no kind: to take it from an event, or to give one to an old event, breaks the hash.
    """
    covered = {
        "topic": event.topic,
        "subject": event.subject,
        "seq": event.seq,
        "verb": event.verb,
        "at": event.at,
        "by": event.by_id,
        "by_name": event.by_name,
        "facts": event.facts,
    }
    return covered | {"form": FORM, "by_kind": event.by_kind} if event.by_kind else covered


def kind_of(event: Any) -> ActorKind:
    """What kind of actor it was; of events that do not say so (version 1) what person and name tell."""
    if event.by_kind:
        return ActorKind(event.by_kind)
    if event.by_id is not None:
        return ActorKind.PERSON
    old = {actor.name: actor.kind for actor in (Actor.citizen(), Actor.system())}
    return old.get(event.by_name, ActorKind.PROGRAM)


def subject_of(table: str, key: object) -> int:
    """The chain of a row of reference data: a stable number made of its table and its key."""
    return int.from_bytes(hashlib.sha256(f"{table}\n{key}".encode()).digest()[:8], "big") >> 1
