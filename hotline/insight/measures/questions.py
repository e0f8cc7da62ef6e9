"""What is asked of the facts, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import ibis

from .comparing import Period
from .words import Fact, Window

TEN_THOUSAND = 10_000


@dataclass(frozen=True, slots=True)
class Question:
    """A measure over a period, narrowed by filters: dimension → wanted codes.

    :param version: of the measure's definition; None: the one in force on the period's last day.
    :param window: by which day rows belong to the period; None: the measure's usual one.
    """

    fact: Fact
    period: Period
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    version: int | None = None
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A figure with what stands behind it.

    The denominator is 1 where the measure is a count. Of a median or a P90 the numerator is the value itself, the
    denominator how many rows it was found among. Of appeals per 10,000 people the denominator is people.
    """

    numerator: float
    denominator: int
    expression: ibis.Table
    version: int = 1
    is_quantile: bool = False
    scale: int = 1

    @property
    def query(self) -> str:
        """What was asked, in the words of the engine: put there when somebody wants to read it."""
        return str(ibis.to_sql(self.expression))

    @property
    def value(self) -> float | None:
        """Numerator over denominator; None where the denominator is 0."""
        return _value(self.numerator, self.denominator, self.is_quantile, self.scale)


@dataclass(frozen=True, slots=True)
class Part:
    """A figure of one part of the whole: the codes that name the part, in the order asked for."""

    codes: tuple[str, ...]
    numerator: float
    denominator: int
    is_quantile: bool = False
    scale: int = 1

    @property
    def value(self) -> float | None:
        """Numerator over denominator; None where the denominator is 0."""
        return _value(self.numerator, self.denominator, self.is_quantile, self.scale)


def _value(numerator: float, denominator: int, is_quantile: bool, scale: int) -> float | None:
    if not denominator:
        return None
    return numerator if is_quantile else numerator * scale / denominator
