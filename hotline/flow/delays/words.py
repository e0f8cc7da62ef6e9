"""Words of delays: what a unit asks, what the centre makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline.lib.words import Word


class ExtensionVerdict(Word):
    """What the centre made of a request for more time."""

    GRANTED = "granted", "批准", "Granted"
    DENIED = "denied", "不批准", "Denied"


@dataclass(frozen=True, slots=True)
class NewExtension:
    """A unit's request: until when, for which listed reason, and how the citizen was told, if she was."""

    reason: str
    why: str
    until: datetime
    told_how: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """How much more time the running work of an assignment may still get."""

    due: datetime
    most: datetime
    """The latest moment to which it may be put off."""
    days: int
    """The working days that lie between."""
    times: int
    """How many more extensions may be granted."""
