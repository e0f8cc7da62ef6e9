"""What the codes in the facts mean, with the days on which they hold: so that the warehouse can be read alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import connection

from .store import Writing
from .words import Holding

DIMENSIONS: Mapping[str, str] = {
    "region": """
        SELECT region.code, region.name, region.name_en, region.level, coalesce(region.parent_id, '') AS parent,
            NULL::date AS from_on, NULL::date AS until_on, people.year::bigint AS people_year, people.people::bigint
        FROM regions_region region
        LEFT JOIN LATERAL (
            SELECT year, people FROM regions_population WHERE region_id = region.code ORDER BY year DESC LIMIT 1
        ) people ON TRUE
        ORDER BY region.code
    """,
    "category": """
        SELECT code, name, name_en, depth::bigint, is_leaf, coalesce(parent_id, '') AS parent, from_on, until_on
        FROM catalogue_category ORDER BY code
    """,
    "organisation": """
        SELECT own.code, own.name, own.name_en, own.kind, own.level, own.region_id AS region,
            coalesce(above.code, '') AS parent, own.from_on, own.until_on
        FROM organisations_organisation own LEFT JOIN organisations_organisation above ON above.id = own.parent_id
        ORDER BY own.code
    """,
    "reason": """
        SELECT purpose, code, name, name_en, blame, from_on, until_on FROM catalogue_reason ORDER BY purpose, code
    """,
    "topic": """
        SELECT own.code, own.name, own.name_en, coalesce(above.code, '') AS umbrella,
            (own.entered_at AT TIME ZONE 'Asia/Shanghai')::date AS from_on,
            (own.ended_at AT TIME ZONE 'Asia/Shanghai')::date AS until_on
        FROM topics_topic own LEFT JOIN topics_topic above ON above.id = own.umbrella_id ORDER BY own.code
    """,
}
"""A small table each: code, names in both languages, what is above, and from when until when it holds."""


def written(writing: Writing, holding: Holding) -> Holding:
    """The holding with its dimensions: a table that did not change keeps its file."""
    return replace(holding, dimensions={name: _file(writing, name, query) for name, query in DIMENSIONS.items()})


def _file(writing: Writing, name: str, query: str) -> str:
    table = _read(query)
    digest = sha256(repr(table.to_pydict()).encode()).hexdigest()[:12]
    file = f"dimension/{name}-{digest}.parquet"
    if writing.is_anew or not writing.store.is_sound(file, writing.before):
        passing = writing.making(f"{file}.part")
        pq.write_table(table, passing)
        passing.rename(writing.making(file))
    return file


def _read(query: str) -> pa.Table:
    with connection.cursor() as cursor:
        cursor.execute(query)
        names = [column.name for column in cursor.description or ()]
        rows = cursor.fetchall()
    return pa.table({name: [row[place] for row in rows] for place, name in enumerate(names)})
