"""Writing many rows of a model with PostgreSQL's COPY."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql

from hotline.lib.fields import EncryptedTextField, ring


def identifiers(model: type[models.Model], count: int) -> list[int]:
    """Many identifiers at once out of the sequence of a model's primary key."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def copy(model: type[models.Model], columns: str, rows: Iterable[Sequence[Any]]) -> None:
    """Append rows to a model's table: the values of the named columns, encrypted and written as JSON where they are
    (text for a JSON column is JSON already).

    :param columns: their names, divided by blanks. Columns that are not named get the table's defaults, not the
        model's: name every column without one.
    """
    names = columns.split()
    fields = {field.column: field for field in model._meta.concrete_fields}
    dressing = [(place, dress) for place, name in enumerate(names) if (dress := _dress(fields[name])) is not None]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    made = list(rows)  # all of them first: making one may ask the database, which is deaf while it copies
    with connection.cursor() as cursor, cursor.copy(statement) as stream:
        for row in made:
            stream.write_row(_dressed(row, dressing) if dressing else row)


def analyse() -> None:
    """Let the planner look at the tables anew, after many rows came at once: it plans for what it last saw, and the
    server's own look may be minutes away.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE (SKIP_LOCKED)")


def _dressed(row: Sequence[Any], dressing: list[tuple[int, Any]]) -> list[Any]:
    values = list(row)
    for place, dress in dressing:
        if values[place] is not None:
            values[place] = dress(values[place])
    return values


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _dress(field: models.Field[Any, Any]) -> Any:
    """How a value becomes what the column holds; None where it is that already."""
    if isinstance(field, EncryptedTextField):
        keys, bound = ring(), field.bound()
        return lambda text: keys.seal(text.encode(), bound)
    if isinstance(field, models.JSONField):
        return lambda value: value if isinstance(value, str) else _json(value)
    return None
