"""What is asked of the facts, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .comparing import Period
from .words import Fact


@dataclass(frozen=True, slots=True)
class Question:
    """A measure over a period, narrowed by filters: dimension → wanted codes.

    :param version: of the measure's definition; None: the one in force on the period's last day.
    """

    fact: Fact
    period: Period
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A figure with what stands behind it. The denominator is 1 where the measure is a count."""

    numerator: float
    denominator: int
    query: str

    @property
    def value(self) -> float | None:
        """Numerator over denominator; None where the denominator is 0."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class Part:
    """A figure of one part of the whole: the codes that name the part, in the order asked for."""

    codes: tuple[str, ...]
    numerator: float
    denominator: int

    @property
    def value(self) -> float | None:
        """Numerator over denominator; None where the denominator is 0."""
        return self.numerator / self.denominator if self.denominator else None
