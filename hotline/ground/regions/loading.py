"""Writing a province's regions into an empty database."""

from __future__ import annotations

from collections.abc import Sequence

from .models import Population, Region
from .seed import PopulationSeed, RegionSeed

ZONE = "zone"


def load(regions: Sequence[RegionSeed], populations: Sequence[PopulationSeed]) -> int:
    """Write the regions, parents first, and their populations; the number written, 0 when there are regions already."""
    if Region.objects.exists():
        return 0
    Region.objects.bulk_create(
        Region(
            code=seed.code,
            level=seed.level,
            name=seed.name,
            name_en=seed.name_en,
            full_name=seed.full_name,
            parent_id=seed.parent,
            is_zone=seed.kind == ZONE,
            ordinal=seed.ordinal,
        )
        for seed in regions
    )
    known = {seed.code for seed in regions}
    Population.objects.bulk_create(
        Population(region_id=seed.region, year=seed.year, people=seed.residents, source=seed.source)
        for seed in populations
        if seed.region in known
    )
    return len(regions)
