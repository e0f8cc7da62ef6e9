"""Writing a province's organisations into an empty database."""

from __future__ import annotations

from collections.abc import Sequence

from .models import Organisation
from .seed import OrganisationSeed


def load(seeds: Sequence[OrganisationSeed]) -> int:
    """Write the organisations, parents first; the number written, 0 when there are organisations already."""
    if Organisation.objects.exists():
        return 0
    rows = Organisation.objects.bulk_create(_row(seed) for seed in seeds)
    by_code = {row.code: row for row in rows}
    for seed, row in zip(seeds, rows, strict=True):
        above = by_code[seed.parent] if seed.parent else None
        row.parent = above
        row.path = f"{above.path if above else '/'}{row.pk}/"
    Organisation.objects.bulk_update(rows, ["parent", "path"], batch_size=1000)
    return len(rows)


def _row(seed: OrganisationSeed) -> Organisation:
    return Organisation(
        code=seed.code,
        name=seed.name,
        name_en=seed.name_en,
        short_name=seed.short_name,
        short_code=seed.short_code,
        aliases=list(seed.aliases),
        kind=seed.kind,
        level=seed.level,
        region_id=seed.region,
        path="",
        calendar_code=seed.calendar,
        duty_phone=seed.duty_phone,
        from_on=seed.from_on,
    )
