"""Whose edition: an area somebody may look at."""

from __future__ import annotations

from dataclasses import dataclass

from hotline.flow.tickets.errors import TicketNotFound
from hotline.ground.people.words import Actor, Capability, Scope
from hotline.ground.regions import queries as regions
from hotline.insight.measures.words import Dimension

PROVINCE, CITY = 2, 4


@dataclass(frozen=True, slots=True)
class Area:
    """A region as the board shows it: what narrows its figures, and by what they are divided."""

    code: str
    where: dict[str, tuple[str, ...]]
    by: Dimension
    above: str = ""


def chosen(code: str, by: Actor) -> Area:
    """The area of an address, or somebody's own where none is named.

    :raises TicketNotFound: there is none, or it lies beyond hers; both look the same.
    """
    own = _own(by)
    code = code or own[0]
    if regions.region(code) is None or not any(regions.is_within(code, each) for each in own):
        raise TicketNotFound
    if len(code) == PROVINCE:
        return Area(code, {}, Dimension.CITY)
    above = code[:-2] if any(regions.is_within(code[:-2], each) for each in own) else ""
    if len(code) == CITY:
        return Area(code, {Dimension.CITY: (code,)}, Dimension.COUNTY, above)
    return Area(code[:6], {Dimension.COUNTY: (code[:6],)}, Dimension.UNIT, above)


def _own(by: Actor) -> list[str]:
    """The regions in which somebody analyses, the largest first."""
    grants = [grant for grant in by.grants if Capability.ANALYSE in grant.permissions]
    codes = [regions.province().code if grant.scope is Scope.EVERYTHING else grant.region_code for grant in grants]
    return sorted(set(codes), key=lambda code: (len(code), code))
