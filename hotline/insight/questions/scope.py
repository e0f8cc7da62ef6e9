"""What lies beyond somebody's sight is refused in words: a 0 would look like a figure."""

from __future__ import annotations

from collections.abc import Mapping

from hotline.flow.tickets import queries as tickets
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor
from hotline.ground.regions import queries as regions

from . import errors


def require(where: Mapping[str, tuple[str, ...]], by: Actor) -> None:
    """Refuse filters that name only what the actor does not see. The facts themselves are narrowed in any case.

    :raises BeyondScope: naming the regions or units.
    """
    far = tickets.reach(by)
    if far.everything:
        return
    places = [code for name in ("city", "county") for code in where.get(name, ())]
    if far.areas and not far.units:
        _refuse([_region(code) for code in places if not _meets(code, far.areas)])
    if far.units and not far.areas:
        seen = {organisations.unit(each).code for each in far.units}
        _refuse([_unit(code) for code in where.get("unit", ()) if code not in seen])


def _meets(code: str, areas: tuple[str, ...]) -> bool:
    """Whether a region lies in one of the areas or holds one."""
    return any(regions.is_within(code, area) or regions.is_within(area, code) for area in areas)


def _refuse(outside: list[str]) -> None:
    if outside:
        raise errors.BeyondScope(places="、".join(outside))


def _region(code: str) -> str:
    found = regions.region(code)
    return found.name if found else code


def _unit(code: str) -> str:
    return organisations.unit_by_code(code).name if organisations.known([code]) else code
