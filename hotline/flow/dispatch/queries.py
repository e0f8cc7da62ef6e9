"""Reading dispatch: which unit should have a ticket, and why."""

from __future__ import annotations

from datetime import date

from hotline.ground.catalogue import queries as catalogue
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.ground.regions import queries as regions

from .words import Candidate

LEVEL_DIGITS = {"province": 2, "city": 4, "county": 6, "street": 9}


def candidates(category: str, region: str, on: date, *, limit: int = 5) -> list[Candidate]:
    """Units the dispatch directory names for a category in a region, best first, each unit once."""
    if not category or not region:
        return []
    found: dict[int, Candidate] = {}
    for row in catalogue.directory(category, tuple(regions.lineage(region)), on):
        unit = organisations.unit(row.unit_id) if row.unit_id else _seated(row.department, row.level, region)
        if unit is None or unit.id in found:
            continue
        joint = tuple(
            each
            for code in row.joint_departments
            if (each := _seated(code, row.level, region)) is not None and each.id != unit.id
        )
        where = row.region_id or "*"
        ground = f"{row.category_id} × {where} → {row.department or unit.code}"
        found[unit.id] = Candidate(unit, joint, row.pk, ground)
    return list(found.values())[:limit]


def _seated(department: str, level: str, region: str) -> Unit | None:
    """The department of a level in a region; where the region is coarser than the level, or has none, one level up."""
    digits = LEVEL_DIGITS.get(level, len(region))
    for code in regions.lineage(region[:digits]):
        unit = organisations.department(department, code)
        if unit is not None:
            return unit
    return None
