"""Whose edition: an area somebody may look at, all of it or what her unit has there."""

from __future__ import annotations

from dataclasses import dataclass

from hotline.flow.tickets.errors import TicketNotFound
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.words import OrganisationKind
from hotline.ground.people.words import Actor, Capability, Grant, Scope
from hotline.ground.regions import queries as regions
from hotline.insight.measures.words import Dimension

PROVINCE, CITY, COUNTY = 2, 4, 6
WHOLE = (Scope.EVERYTHING, Scope.AREA)


@dataclass(frozen=True, slots=True)
class Area:
    """A region as the board shows it: what narrows its figures, and by what they are divided.

    :param region: what narrows open tickets; empty where her own sight is narrow enough.
    :param above: the area it is a part of, where she may look at that.
    :param unit: the organisation whose tickets alone are told; 0: all of the region's.
    :param is_own: whether it is the area of her posting, not a part of it.
    """

    code: str
    where: dict[str, tuple[str, ...]]
    by: Dimension
    region: str
    above: str = ""
    unit: int = 0
    is_own: bool = True

    @property
    def parts(self) -> tuple[str, ...]:
        """The areas below, which the board can turn to; none below a county."""
        return () if self.by is Dimension.UNIT else tuple(each.code for each in regions.children(self.code))


@dataclass(frozen=True, slots=True)
class _Post:
    region: str
    unit: int

    @classmethod
    def of(cls, grant: Grant) -> _Post:
        whole = regions.province().code if grant.scope is Scope.EVERYTHING else grant.region_code
        return cls(whole, 0 if grant.scope in WHOLE else grant.organisation_id)


def chosen(code: str, by: Actor) -> Area:
    """The area of an address, or somebody's own where none is named.

    :raises TicketNotFound: there is none, or it lies beyond hers; both look the same.
    """
    posts = _posts(by)
    code = code or posts[0].region
    post = next((each for each in posts if regions.is_within(code, each.region)), None)
    if post is None or regions.region(code) is None:
        raise TicketNotFound
    is_own = code == post.region
    if len(code) > COUNTY and not is_own:
        code = code[:COUNTY]  # figures know no street
    placed = _place(code) if not (is_own and post.unit) else {}
    above = next((each for each in regions.lineage(code)[1:] if regions.is_within(each, post.region)), "")
    by_what = {PROVINCE: Dimension.CITY, CITY: Dimension.COUNTY}.get(len(code), Dimension.UNIT)
    return Area(code, _unit(post.unit) | placed, by_what, code if placed else "", above, post.unit, is_own)


def turned(code: str, area: Area, by: Actor) -> Area:
    """The part of an area that its map shows: itself where none is named.

    :raises TicketNotFound: it is no part of the area, or beyond hers.
    """
    part = chosen(code or area.code, by)
    if not regions.is_within(part.code, area.code):
        raise TicketNotFound
    return part


def _posts(by: Actor) -> list[_Post]:
    """Where somebody analyses: whole areas before a unit's, the largest first."""
    found = {_Post.of(grant) for grant in by.grants if Capability.ANALYSE in grant.permissions}
    return sorted(found, key=lambda post: (post.unit > 0, len(post.region), post.region, post.unit))


def _place(code: str) -> dict[str, tuple[str, ...]]:
    name = {CITY: Dimension.CITY, COUNTY: Dimension.COUNTY}.get(len(code))
    return {} if name is None else {name: (code,)}


def _unit(identifier: int) -> dict[str, tuple[str, ...]]:
    """What narrows figures to an organisation: what a centre keeps, what a unit and all below it have."""
    if not identifier:
        return {}
    unit = organisations.unit(identifier)
    return {Dimension.CENTRE if unit.kind is OrganisationKind.CENTRE else Dimension.UNDER: (unit.code,)}
