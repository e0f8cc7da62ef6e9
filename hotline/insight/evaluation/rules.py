"""Pure rules of evaluation: whether a scheme holds, what an item and a sheet score, who stands where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from hotline.insight.measures.words import LESS_IS_BETTER, Figure, Measure
from hotline.lib.refusal import Clause, clause

from .words import Item, Line, Place, Result, Scheme, Unranked

CENT = Decimal("0.01")
HUNDRED = Decimal(100)


def problem(scheme: Scheme) -> Clause | None:
    """What is wrong with a scheme, if anything."""
    if not scheme.items:
        return clause("方案没有考核项")
    weights = sum((item.weight for item in scheme.items), Decimal(0))
    if weights != scheme.total:
        return clause("各项分值合计 {weights} 分，应为 {total} 分", weights=weights, total=scheme.total)
    twice = _twice(item.measure for item in scheme.items)
    if twice:
        return clause("考核项“{measure}”重复", measure=Measure(twice))
    return _of_items(scheme) or _of_units(scheme)


def _of_items(scheme: Scheme) -> Clause | None:
    for item in scheme.items:
        if not 0 <= item.floor <= item.weight or not item.weight or not 0 <= item.target <= HUNDRED:
            return clause("“{measure}”的保底分须在 0 与分值之间，目标须在 0 与 100% 之间", measure=item.measure)
        starts = [piece.over for piece in item.pieces]
        rising = starts[:1] == [Decimal(0)] and all(one < next_ for one, next_ in pairwise(starts))
        if not rising or any(piece.loss < 0 for piece in item.pieces):
            return clause("“{measure}”的扣分段须从 0 开始、逐段递增，扣分不能为负", measure=item.measure)
    return None


def _of_units(scheme: Scheme) -> Clause | None:
    twice = _twice(unit for group in scheme.groups for unit in group.units)
    if twice:
        return clause("单位“{unit}”编入了两个考核组", unit=twice)
    if any(not exclusion.reason.strip() for exclusion in scheme.exclusions):
        return clause("不参与考核的单位须写明原因")
    return None


def _twice(names: Iterable[str]) -> str:
    return next((name for name, times in Counter(names).items() if times > 1), "")


def score(item: Item, percent: Decimal) -> Decimal:
    """The points of an item at a rate in percent: max(floor, weight − the loss of what is missing), halves up."""
    missing = percent - item.target if item.measure in LESS_IS_BETTER else item.target - percent
    ends = [piece.over for piece in item.pieces[1:]] + [HUNDRED]
    lost = sum(
        (
            piece.loss * max(Decimal(0), min(missing, end) - piece.over)
            for piece, end in zip(item.pieces, ends, strict=True)
        ),
        Decimal(0),
    )
    return max(item.floor, item.weight - lost).quantize(CENT, ROUND_HALF_UP)


def line(item: Item, figure: Figure) -> Line:
    """An item with its figure and its score."""
    percent = figure.percent
    return Line(item, figure, None if percent is None else score(item, percent))


def result(lines: Iterable[Line], total: Decimal) -> Result:
    """The score of a sheet; items with nothing due count neither for nor against the unit."""
    scored = [(each.score, each.item.weight) for each in lines if each.score is not None]
    attained = sum((points for points, _ in scored), Decimal(0))
    attainable = sum((weight for _, weight in scored), Decimal(0))
    points = (attained * total / attainable).quantize(CENT, ROUND_HALF_UP) if attainable else None
    return Result(attained, attainable, points)


def ranking(scheme: Scheme, points: Mapping[str, Decimal | None]) -> list[Place]:
    """Where the units stand, group by group, the best first, then those without a rank with the reason."""
    group_of = {unit: group.code for group in scheme.groups for unit in group.units}
    excluded = {exclusion.unit for exclusion in scheme.exclusions}
    places = [_place(unit, group_of.get(unit, ""), got, excluded, group_of, points) for unit, got in points.items()]
    order = [group.code for group in scheme.groups] + [""]
    return sorted(places, key=lambda place: (order.index(place.group), place.rank is None, place.rank or 0, place.unit))


def _place(
    unit: str,
    group: str,
    got: Decimal | None,
    excluded: set[str],
    group_of: Mapping[str, str],
    points: Mapping[str, Decimal | None],
) -> Place:
    if unit in excluded:
        return Place(unit, group, None, None, Unranked.EXCLUDED)
    if not group:
        return Place(unit, group, got, None, Unranked.NO_GROUP)
    if got is None:
        return Place(unit, group, None, None, Unranked.NOTHING_DUE)
    rivals = [theirs for other, theirs in points.items() if group_of.get(other) == group and other not in excluded]
    return Place(unit, group, got, 1 + sum(theirs is not None and theirs > got for theirs in rivals))
