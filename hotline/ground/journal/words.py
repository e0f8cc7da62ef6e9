"""Words of the journal."""

from __future__ import annotations

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
