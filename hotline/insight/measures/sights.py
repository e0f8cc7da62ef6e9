"""Whose facts: what a person may count are the tickets she may see, enforced within every query.

A figure is asked of a ``Seen``, which only this module makes: there is no way to ask without saying for whom.
A unit's facts are those of the tickets it leads, of its own sendings and limits; where it helps beside another, the
other's tickets count it. Who asks for more than she may count is refused: nothing is narrowed behind her back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from functools import partial, reduce
from operator import or_
from typing import Any

import ibis
from django.core.exceptions import ObjectDoesNotExist

from hotline.flow.tickets import queries as tickets
from hotline.flow.tickets.queries import Reach
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor
from hotline.ground.regions import queries as regions
from hotline.insight.warehouse.engines import Tables
from hotline.insight.warehouse.words import SUMMARIES, Grain
from hotline.lib.refusal import NotPermitted

from . import errors
from .words import Dimension, Fact

CITY_DIGITS, COUNTY_DIGITS = 4, 6
PLACES = (Dimension.CITY, Dimension.COUNTY)
UNITS = (Dimension.UNIT, Dimension.UNDER)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What somebody may name when she asks: places, centres and units, by code.

    :param regions: the regions her postings are in; what she counts within them is what she sees of them.
    :param areas: those of them of which she sees all.
    """

    regions: tuple[str, ...]
    areas: tuple[str, ...]
    centres: frozenset[str]
    units: frozenset[str]

    def require(self, where: Mapping[str, tuple[str, ...]]) -> None:
        """Refuse a filter that names what lies outside.

        :raises BeyondScope: naming it, and what may be named.
        """
        for name, codes in where.items():
            for code in codes:
                if not self._holds(name, code):
                    raise errors.BeyondScope(name=_named(name, code), own=self._told())

    def _holds(self, name: str, code: str) -> bool:
        if not code:
            return True
        if name in PLACES:
            return any(regions.is_within(code, each) for each in self.regions)
        if name == Dimension.CENTRE:
            return code in self.centres
        return code in self.units or self._is_seated_within(code) if name in UNITS else True

    def _is_seated_within(self, code: str) -> bool:
        try:
            region = organisations.unit_by_code(code).region
        except ObjectDoesNotExist:
            return False
        return any(regions.is_within(region, each) for each in self.areas)

    def _told(self) -> str:
        if self.units and not self.areas:
            return "、".join(organisations.unit_by_code(code).name for code in sorted(self.units)[:3])
        places = (regions.region(code) for code in self.regions)
        return "、".join(place.full_name for place in places if place is not None)


def _named(name: str, code: str) -> str:
    """A place by its name; what is none, by its code."""
    place = regions.region(code) if name in PLACES else None
    return code[:40] if place is None else place.full_name


@dataclass(frozen=True, slots=True)
class Seen:
    """The facts somebody may count: the tickets as rows, other grains by their name.

    :param narrow: what leaves of any grain only the rows of tickets she sees.
    :param bounds: what she may name; None: everything.
    """

    rows: ibis.Table
    tables: Mapping[Any, ibis.Table] = field(default_factory=dict)
    narrow: Callable[[Any], Any] = field(default=lambda rows: rows)
    bounds: Bounds | None = None
    summaries: Mapping[str, ibis.Table] = field(default_factory=dict)
    narrowed_by: frozenset[str] = frozenset()
    """The columns by which rows are narrowed."""
    check: Callable[[Mapping[str, tuple[str, ...]]], None] = field(default=lambda where: None)
    """What refuses a filter by codes that are none: of questions that somebody wrote, see ``asking.inquired``."""

    def of(self, grain: Grain, measure: Fact) -> ibis.Table:
        """The rows of a grain she may count.

        :raises NotHeld: these facts have none.
        """
        if grain is Grain.TICKET:
            return self.rows
        if grain not in self.tables:
            raise errors.NotHeld(grain=grain, measure=measure)
        return self.narrow(self.tables[grain])

    def summary(self, columns: Set[str]) -> Any | None:
        """The tickets summed up, as many as she may count, where a summary knows these columns of them."""
        needed = columns | self.narrowed_by
        name = next((name for name in self.summaries if needed <= set(SUMMARIES[name])), None)
        return None if name is None else self.narrow(self.summaries[name])

    def require(self, where: Mapping[str, tuple[str, ...]]) -> None:
        """Refuse a filter beyond what she may count, or by what is none.

        :raises BeyondScope: naming it; ``BadCode``: likewise.
        """
        self.check(where)
        if self.bounds is not None:
            self.bounds.require(where)


def seen(facts: ibis.Table | Mapping[Any, ibis.Table], by: Actor) -> Seen:
    """The facts of the tickets an actor sees; of confidential ones only where she may know of those.

    :param facts: the tickets, or the tables of all grains.
    :raises NotPermitted: no posting of hers reaches any ticket.
    """
    far, secret = tickets.reach(by), tickets.confidential_reach(by)
    if far.is_empty:
        raise NotPermitted(verb=by.name)
    tables = facts if isinstance(facts, Mapping) else {Grain.TICKET: facts}
    narrow = partial(_narrowed, far=far, secret=secret)
    summaries = tables.summaries if isinstance(tables, Tables) else {}
    bounds = None if far.everything else _bounds(far)
    return Seen(narrow(tables[Grain.TICKET]), tables, narrow, bounds, summaries, _columns(far, secret))


def _narrowed(facts: Any, far: Reach, secret: Reach) -> Any:
    if far == secret:
        return facts if far.everything else facts.filter(_within(facts, far))
    plain = _within(facts, far) & ~facts.is_confidential
    return facts.filter(plain | (_within(facts, secret) & facts.is_confidential))


def synthetic(seen: Seen) -> Seen:
    """Of these only what a replay made."""
    return replace(seen, rows=seen.rows.filter(seen.rows.is_synthetic), summaries={})


def _within(facts: Any, far: Reach) -> Any:
    if far.everything:
        return ibis.literal(True)
    found = [facts[name].isin(codes) for name, codes in _codes_of(far).items()]
    return reduce(or_, found, ibis.literal(False))


def _codes_of(far: Reach) -> dict[str, list[str]]:
    """The codes she reaches, by the column that has them; without a column of which she reaches none."""
    found = {
        "centre": _codes(far.centres | far.area_centres),
        "unit": _codes(far.units),
        "city": [area for area in far.areas if len(area) == CITY_DIGITS],
        "county": [area for area in far.areas if len(area) == COUNTY_DIGITS],
    }
    return {name: codes for name, codes in found.items() if codes}


def _columns(*reaches: Reach) -> frozenset[str]:
    """The columns by which rows are narrowed to what somebody reaches."""
    if all(each.everything for each in reaches):
        return frozenset()
    named = (name for each in reaches if not each.everything for name in _codes_of(each))
    return frozenset({"is_confidential", *named})


def _bounds(far: Reach) -> Bounds:
    centres = [organisations.unit(each) for each in far.centres | far.area_centres]
    units = [organisations.unit(each) for each in far.units]
    whole = {*far.areas, *(organisations.unit(each).region for each in far.centres)}
    homes = whole | {each.region for each in units}
    outer = {each for each in homes if not any(each != other and regions.is_within(each, other) for other in homes)}
    return Bounds(
        tuple(sorted(outer)),
        tuple(sorted(whole)),
        frozenset(each.code for each in centres),
        frozenset(each.code for each in units),
    )


def _codes(identifiers: Iterable[int]) -> list[str]:
    return sorted(organisations.unit(each).code for each in identifiers)
