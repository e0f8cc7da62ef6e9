"""Pure decisions of rewards: how much, and who was first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from .words import Basis, Effect


@dataclass(frozen=True, slots=True)
class Rate:
    """How an amount is reckoned; money in yuan, rate in percent or yuan, uplift in percent."""

    basis: Basis
    rate: Decimal
    floor: Decimal | None
    ceiling: Decimal | None
    uplift: Decimal


@dataclass(frozen=True, slots=True)
class Place:
    """One report among those of a case."""

    number: str
    reported_at: datetime
    effect: Effect | None


def amount(rate: Rate, base: Decimal, *, is_employee: bool) -> Decimal:
    """The reward in whole yuan, halves up: rate on base, at least the floor, raised for employees, within the ceiling.

    Source: 安全生产领域举报奖励办法 (安监总财〔2018〕19号) for basis, floor and ceiling, 应急〔2020〕69号 for the rise
    for employees. All of them are data of the rule.
    """
    if rate.basis is Basis.PERCENT:
        found = base * rate.rate / 100
    elif rate.basis is Basis.PER_PERSON:
        found = base * rate.rate
    else:
        found = rate.rate
    if rate.floor is not None:
        found = max(found, rate.floor)
    if is_employee:
        found = found * (100 + rate.uplift) / 100
    if rate.ceiling is not None:
        found = min(found, rate.ceiling)
    return found.quantize(Decimal(1), ROUND_HALF_UP)


def obstacle(reports: Sequence[Place], number: str) -> tuple[str, str]:
    """What keeps a report from being the first effective one: (kind, number of the other report); empty: nothing.

    An earlier report that nobody has judged yet stands in the way as much as an effective one does.
    """
    mine = next(each for each in reports if each.number == number)
    for each in sorted(reports, key=lambda each: (each.reported_at, each.number)):
        if each.number == number:
            break
        if each.effect is None:
            return "unjudged", each.number
        if each.effect is Effect.EFFECTIVE:
            return "earlier", each.number
    return ("", "") if mine.effect is Effect.EFFECTIVE else ("not_effective", number)
