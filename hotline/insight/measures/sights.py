"""Whose facts: what a person may count are the tickets she may see, enforced within every query.

A figure is asked of a ``Seen``, which only this module makes: there is no way to ask without saying for whom.
A unit's facts are those of the tickets it leads; where it helps beside another, the other's figures count it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

import ibis

from hotline.flow.tickets import queries as tickets
from hotline.flow.tickets.queries import Reach
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor
from hotline.lib.refusal import NotPermitted

CITY_DIGITS, COUNTY_DIGITS = 4, 6


@dataclass(frozen=True, slots=True)
class Seen:
    """The facts somebody may count."""

    rows: ibis.Table


def seen(facts: ibis.Table, by: Actor) -> Seen:
    """The facts of the tickets an actor sees; of confidential ones only where she may know of those.

    :raises NotPermitted: no posting of hers reaches any ticket.
    """
    far, secret = tickets.reach(by), tickets.confidential_reach(by)
    if far.is_empty:
        raise NotPermitted(verb=by.name)
    if far == secret:
        return Seen(facts if far.everything else facts.filter(_within(facts, far)))
    plain = _within(facts, far) & ~facts.is_confidential
    return Seen(facts.filter(plain | (_within(facts, secret) & facts.is_confidential)))


def _within(facts: ibis.Table, far: Reach) -> Any:
    if far.everything:
        return ibis.literal(True)
    found = [
        facts.centre.isin(_codes(far.centres | far.area_centres)),
        facts.unit.isin(_codes(far.units)),
        facts.city.isin([area for area in far.areas if len(area) == CITY_DIGITS]),
        facts.county.isin([area for area in far.areas if len(area) == COUNTY_DIGITS]),
    ]
    return reduce(or_, found)


def _codes(identifiers: Iterable[int]) -> list[str]:
    return sorted(organisations.unit(each).code for each in identifiers)
