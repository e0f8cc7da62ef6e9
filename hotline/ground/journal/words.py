"""Words of the journal."""

from __future__ import annotations

import hashlib
from typing import Any

START = b"\x00" * 32
"""What the first event of a chain is linked to."""


def payload(event: Any) -> dict[str, Any]:
    """The part of an event that its hash covers."""
    return {
        "topic": event.topic,
        "subject": event.subject,
        "seq": event.seq,
        "verb": event.verb,
        "at": event.at,
        "by": event.by_id,
        "by_name": event.by_name,
        "facts": event.facts,
    }


def subject_of(table: str, key: object) -> int:
    """The chain of a row of reference data: a stable number made of its table and its key."""
    return int.from_bytes(hashlib.sha256(f"{table}\n{key}".encode()).digest()[:8], "big") >> 1
