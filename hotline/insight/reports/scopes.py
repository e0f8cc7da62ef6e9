"""What a centre's reports may be about: its area, the areas below down to the counties, its member units."""

from __future__ import annotations

from dataclasses import dataclass

from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.ground.organisations.words import OrganisationKind
from hotline.ground.regions import queries as regions

from .making import is_area

__all__ = ["Scopes", "is_area", "of"]
UNITS = frozenset(OrganisationKind) - {OrganisationKind.CENTRE}
MOST, COUNTY_DIGITS = 300, 6


@dataclass(frozen=True, slots=True)
class Scopes:
    """What a report may be about: the codes of areas by how deep they lie, and units with both their names."""

    own: str
    parts: tuple[str, ...]
    counties: tuple[str, ...]
    """Those below the parts; empty where the parts are counties."""
    units: tuple[tuple[str, str, str], ...]


def of(centre: Unit) -> Scopes:
    """The own area, those below it, and the units of exactly this area."""
    parts = _below(centre.region)
    counties = tuple(code for part in parts for code in _below(part))
    rows = organisations.listed(region=centre.region).order_by("code")[:MOST]
    told = [(row.code, row.name, row.name_en) for row in rows if row.kind in UNITS and row.region_id == centre.region]
    return Scopes(centre.region, parts, counties, tuple(told))


def _below(code: str) -> tuple[str, ...]:
    return tuple(place.code for place in regions.children(code) if len(place.code) <= COUNTY_DIGITS)
