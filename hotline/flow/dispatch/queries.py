"""Reading dispatch: which unit should have a ticket, and why."""

from __future__ import annotations

from datetime import date

from hotline.ground.catalogue import queries as catalogue
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.ground.regions import queries as regions

from .words import Candidate

LEVEL_DIGITS = {"province": 2, "city": 4, "county": 6, "street": 9}
GOVERNMENT = "zf"


def candidates(category: str, region: str, on: date, *, centre_level: str, limit: int = 5) -> list[Candidate]:
    """Units the dispatch directory names for a category in a region, best first, each unit once.

    :param centre_level: level of the centre that dispatches (province, city, county).
    """
    if not category or not region:
        return []
    found: dict[int, Candidate] = {}
    for row in catalogue.directory(category, tuple(regions.lineage(region)), centre_level, on):
        unit = organisations.unit(row.unit_id) if row.unit_id else seated(row.department, row.level, region)
        if unit is None or unit.id in found:
            continue
        joint = (seated(code, row.level, region) for code in row.joint_departments)
        helpers = {each.id: each for each in joint if each is not None and each.id != unit.id}
        ground = f"{row.category_id} × {row.region_id or '*'} → {row.department or unit.code}"
        found[unit.id] = Candidate(unit, tuple(helpers.values()), row.pk, ground)
        if len(found) == limit:
            break
    return list(found.values())


def seated(department: str, level: str, region: str) -> Unit | None:
    """The department of a level for a place: the one there, else its zone's committee, else one level up to the city.

    None when the place is not known precisely enough for the level.
    """
    digits = LEVEL_DIGITS.get(level, len(region))
    if len(region) < digits:
        return None
    for code in regions.lineage(region[:digits]):
        if len(code) == LEVEL_DIGITS["province"] < digits:
            return None
        unit = organisations.department(department, code)
        if unit is None and regions.is_zone(code):
            unit = organisations.department(GOVERNMENT, code)
        if unit is not None:
            return unit
    return None
