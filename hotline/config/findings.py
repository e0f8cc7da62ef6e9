"""What an examination of the platform finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum


class Level(IntEnum):
    """How grave a finding is; the worst one is the exit code, as monitors expect it."""

    OK = 0
    WARNING = 1
    CRITICAL = 2


@dataclass(frozen=True)
class Finding:
    """What one examination found.

    :param figures: numbers behind the sentence, which /metrics publishes as ``hotline_<name>``.
    """

    subject: str
    level: Level
    sentence: str
    figures: dict[str, float] = field(default_factory=dict)
