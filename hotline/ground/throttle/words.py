"""Words of the throttle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Quota:
    """How many tries a window of so many seconds allows."""

    count: int
    seconds: int

    def window(self, at: datetime) -> datetime:
        """The start of the window a moment lies in."""
        return datetime.fromtimestamp(int(at.timestamp()) // self.seconds * self.seconds, UTC)

    def wait(self, at: datetime) -> int:
        """Seconds from a moment to the end of its window."""
        return self.seconds - int(at.timestamp()) % self.seconds
