"""Fixed SQL on Django's connection, prepared by the server: for the few statements that run at every move.

Django builds an ORM query anew each time it runs (0.3–0.5 ms of processor time) and sends it as text that the server
plans anew. A statement run here is built once and planned once for each connection.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from functools import cache
from typing import Any, TypeVar

import psycopg
from django.db import connection
from django.db.models import Model


def run(sql: str, params: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Run a statement in the transaction Django has open; its rows, if it gives any.

    The SQL must be one of a few fixed texts: every distinct text stays prepared on the connection.

    :raises django.db.Error: whatever the database refuses, as Django's own queries raise it.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(sql, [_plain(each) for each in params], prepare=True)
        return list(cursor.fetchall()) if cursor.description else []


RowT = TypeVar("RowT", bound=Model)


def insert(row: RowT) -> RowT:
    """Insert a new row of a model; its key is filled in. Not for models with signals, ``save`` or database defaults."""
    sql, fields = _insertion(type(row), row.pk is not None)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    [[row.pk]] = run(sql, values)
    row._state.adding, row._state.db = False, "default"
    return row


@cache
def _insertion(model: type[Model], has_key: bool) -> tuple[str, list[Any]]:
    meta = model._meta
    fields = [field for field in meta.concrete_fields if has_key or not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(["%s"] * len(fields))
    key = meta.pk.column if meta.pk else "id"
    return f'INSERT INTO "{meta.db_table}" ({columns}) VALUES ({places}) RETURNING "{key}"', fields  # noqa: S608


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def update(table: str, key: str, changes: Mapping[str, Any], value: Any) -> None:
    """Write the changed columns of one row; table, key and column names come from code, never from outside."""
    columns = sorted(changes)
    assigned = ", ".join(f'"{column}" = %s' for column in columns)
    sql = f'UPDATE "{table}" SET {assigned} WHERE "{key}" = %s'  # noqa: S608
    run(sql, [*(changes[column] for column in columns), value])
