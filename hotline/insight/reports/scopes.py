"""What a centre's reports may be about: its area, the areas below, its member units."""

from __future__ import annotations

from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.ground.organisations.words import OrganisationKind
from hotline.ground.regions import queries as regions

from .making import is_area

__all__ = ["is_area", "of"]
UNITS = frozenset(OrganisationKind) - {OrganisationKind.CENTRE}
MOST = 300


def of(centre: Unit) -> list[tuple[str, str]]:
    """Codes with names: the own area first, then those below it, then the units of exactly this area."""
    own = regions.region(centre.region)
    found = [(centre.region, own.name if own else centre.region)]
    found += [(place.code, place.name) for place in regions.children(centre.region) if len(place.code) <= 6]
    rows = organisations.listed(region=centre.region).order_by("code")[:MOST]
    return found + [(row.code, row.name) for row in rows if row.kind in UNITS and row.region_id == centre.region]
