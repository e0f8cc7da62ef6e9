"""Fixed SQL on Django's connection, prepared by the server: for the few statements that run at every move.

Django builds an ORM query anew each time it runs (0.3–0.5 ms of processor time) and sends it as text that the server
plans anew. A statement run here is built once and planned once for each connection.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from functools import cache
from typing import Any, TypeVar

import psycopg
from django.db import connection
from django.db.models import Model
from django.db.models.expressions import RawSQL
from psycopg.pq import PipelineStatus


def run(sql: str, params: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Run a statement in the transaction Django has open; its rows, if it gives any.

    The SQL must be one of a few fixed texts: every distinct text stays prepared on the connection.

    :raises django.db.Error: whatever the database refuses, as Django's own queries raise it.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(sql, [_plain(each) for each in params], prepare=True)
        return list(cursor.fetchall()) if cursor.description else []


@contextmanager
def together() -> Iterator[None]:
    """Send the inserts of the block without waiting for each one's answer; within a transaction.

    What the database refuses is raised at the end of the block, and all of it is refused. A row without a key does not
    get to know it. Reading within the block is right, but waits.

    :raises django.db.Error: as ``run``.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


RowT = TypeVar("RowT", bound=Model)


def insert(row: RowT) -> RowT:
    """Insert a new row of a model; its key and what the database fills in become known, unless sent ``together``.

    Not for models with signals or a ``save`` of their own.
    """
    sql, fields, filled = _insertion(type(row), row.pk is not None, _is_together())
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    for answer in run(sql, values):
        for name, value in zip(filled, answer, strict=True):
            setattr(row, name, value)
    row._state.adding, row._state.db = False, "default"
    return row


def _is_together() -> bool:
    pgconn = connection.connection.pgconn if connection.connection is not None else None
    return pgconn is not None and pgconn.pipeline_status != PipelineStatus.OFF


@cache
def _insertion(model: type[Model], has_key: bool, is_together: bool) -> tuple[str, list[Any], list[str]]:
    """The statement, the fields it writes, and the names of those it tells: expressions are the database's to fill."""
    meta = model._meta
    told = [field for field in meta.concrete_fields if (field.primary_key and not has_key) or _is_filled(field)]
    fields = [field for field in meta.concrete_fields if field not in told]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(["%s"] * len(fields))
    sql = f'INSERT INTO "{meta.db_table}" ({columns}) VALUES ({places})'  # noqa: S608
    if told and not is_together:
        sql += " RETURNING " + ", ".join(f'"{field.column}"' for field in told)
    return sql, fields, [field.attname for field in told]


def _is_filled(field: Any) -> bool:
    """Whether a column's value is an expression of the database, never the program's."""
    return isinstance(getattr(field, "db_default", None), RawSQL)


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def update(table: str, key: str, changes: Mapping[str, Any], value: Any) -> None:
    """Write the changed columns of one row; table, key and column names come from code, never from outside."""
    columns = sorted(changes)
    assigned = ", ".join(f'"{column}" = %s' for column in columns)
    sql = f'UPDATE "{table}" SET {assigned} WHERE "{key}" = %s'  # noqa: S608
    run(sql, [*(changes[column] for column in columns), value])
