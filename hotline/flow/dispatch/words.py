"""Words of dispatch: a choice of units with the grounds for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hotline.ground.organisations.queries import Unit


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that may be sent a ticket, and the directory row that speaks for it."""

    unit: Unit
    joint: tuple[Unit, ...]
    row: int | None
    ground: str

    def as_facts(self) -> dict[str, Any]:
        """The candidate as plain values for the stored explanation."""
        return {
            "unit": self.unit.id,
            "name": self.unit.name,
            "row": self.row,
            "ground": self.ground,
            "joint": [unit.name for unit in self.joint],
        }
