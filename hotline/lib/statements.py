"""Fixed SQL on Django's connection, prepared by the server: for the few statements that run at every move.

Django builds an ORM query anew each time it runs (0.3–0.5 ms of processor time) and sends it as text that the server
plans anew. A statement run here is built once and planned once for each connection.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from enum import Enum
from functools import cache, lru_cache
from typing import Any, TypeVar

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models import Model
from django.db.models.expressions import RawSQL

RowT = TypeVar("RowT", bound=Model)
Kind = tuple[type[Model], bool]
"""A model, and whether its rows bring their key."""
Values = list[Any]

SHAPES = 64  # texts of combined statements kept; a connection keeps its latest 100 statements prepared
_here = threading.local()


def run(sql: str, params: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Run a statement in the transaction Django has open; its rows, if it gives any.

    The SQL must be one of a few fixed texts: every distinct text stays prepared on the connection.

    :raises django.db.Error: whatever the database refuses, as Django's own queries raise it.
    """
    return _execute(psycopg.Cursor, sql, [_plain(each) for each in params])


def find(model: type[RowT], where: str, *params: Any) -> list[RowT]:
    """The rows of a model that a condition chooses, as Django's own queries give them.

    The condition (with what follows it: an order, a limit, a lock) is a fixed text of columns and ``%s``.
    """
    names, sql, converted = _reading(model, where)
    connection = connections[DEFAULT_DB_ALIAS]
    found = []
    for row in run(sql, params):
        values = list(row)
        for place, convert in converted:
            values[place] = convert(values[place], None, connection)
        found.append(model.from_db(DEFAULT_DB_ALIAS, names, values))
    return found


def first(model: type[RowT], where: str, *params: Any) -> RowT | None:
    """The first of the rows that ``find`` finds, if there is any."""
    return next(iter(find(model, where, *params)), None)


def insert(row: RowT) -> RowT:
    """Insert a new row of a model; its key and what the database fills in become known, unless gathered ``together``.

    Not for models with signals or a ``save`` of their own.
    """
    kind = (type(row), row.pk is not None)
    gathered: dict[Kind, list[Values]] | None = getattr(_here, "gathered", None)
    if gathered is not None:
        gathered.setdefault(kind, []).append(_values(row, kind))
    else:
        sql, filled = _single(kind)
        for answer in _execute(psycopg.RawCursor, sql, _values(row, kind)):
            for name, value in zip(filled, answer, strict=True):
                setattr(row, name, value)
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return row


def insert_all(rows: Iterable[Model]) -> None:
    """Insert new rows, of whatever models, by one statement; rows without a key do not get to know it."""
    with _gathering():
        for row in rows:
            insert(row)


@contextmanager
def together() -> Iterator[None]:
    """Gather the inserts of the block and send them at its end as one statement: all are written, or none is.

    One round trip; and where no transaction is open, one transaction, durable when the block has ended. Within an open
    one a refusal undoes the rows and leaves the rest. What is read in the block does not find the rows; a row without a
    key does not get to know it.

    :raises django.db.Error: as ``run``, at the end of the block.
    """
    is_within = connections[DEFAULT_DB_ALIAS].in_atomic_block
    with transaction.atomic() if is_within else nullcontext(), _gathering():
        yield


@contextmanager
def _gathering() -> Iterator[None]:
    if getattr(_here, "gathered", None) is not None:
        yield  # the block around sends them
        return
    gathered: dict[Kind, list[Values]] = {}
    _here.gathered = gathered
    try:
        yield
    finally:
        _here.gathered = None
    if gathered:
        sql = _combined(tuple((kind, len(rows)) for kind, rows in gathered.items()))
        _execute(psycopg.RawCursor, sql, [value for rows in gathered.values() for row in rows for value in row])


@lru_cache(SHAPES)
def _reading(model: type[Model], where: str) -> tuple[list[str], str, list[tuple[int, Callable[..., Any]]]]:
    """The attributes of a model's rows, the statement that reads them, and which values are not as they come."""
    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    sql = f'SELECT {columns} FROM "{model._meta.db_table}" WHERE {where}'  # noqa: S608
    converted = [(place, field.from_db_value) for place, field in enumerate(fields) if hasattr(field, "from_db_value")]
    return [field.attname for field in fields], sql, converted


def presence(asked: Iterable[models.QuerySet[Any]]) -> tuple[str, list[Any]]:
    """One statement that tells of each of some queries whether it finds a row, in their order; with its parameters."""
    texts: list[str] = []
    params: list[Any] = []
    for rows in asked:
        sql, given = rows.order_by().values("pk")[:1].query.sql_with_params()
        texts.append(f"EXISTS ({sql})")
        params += given
    return f"SELECT {', '.join(texts)}", params


def row(sql: str, params: Iterable[Any]) -> tuple[Any, ...]:
    """The one row a statement gives, sent as Django sends its own queries, so that tests count it among them."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(sql, list(params))
        found: tuple[Any, ...] = cursor.fetchone()
    return found


def update(table: str, key: str, changes: Mapping[str, Any], value: Any) -> None:
    """Write the changed columns of one row; table, key and column names come from code, never from outside."""
    columns = sorted(changes)
    assigned = ", ".join(f'"{column}" = %s' for column in columns)
    sql = f'UPDATE "{table}" SET {assigned} WHERE "{key}" = %s'  # noqa: S608
    run(sql, [*(changes[column] for column in columns), value])


def _execute(cursor_class: type[psycopg.Cursor[Any]], sql: str | bytes, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    connection = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    with connection.wrap_database_errors, cursor_class(connection.connection) as cursor:
        cursor.execute(sql, params, prepare=True)
        return list(cursor.fetchall()) if cursor.description else []


def _values(row: Model, kind: Kind) -> Values:
    """What a row writes, in the order of its columns.

    Whole numbers go as text: of no type, like NULL, for a statement stays prepared for the types it was prepared with.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    values = []
    for name, as_is, prepared in _writers(*kind):
        value = getattr(row, name)
        if value is not None and type(value) is not as_is:
            value = prepared(value, connection)
            if isinstance(value, int):
                value = f"{value:d}"
            elif isinstance(value, Enum):
                value = value.value
        values.append(value)
    return values


@cache
def _writers(model: type[Model], has_key: bool) -> list[tuple[str, type | None, Callable[[Any, Any], Any]]]:
    """For each field written: its attribute, the type of values that need no preparing, and how others get it."""
    written = [field for field in model._meta.concrete_fields if field not in _told(model, has_key)]
    return [(field.attname, _as_is(field), field.get_db_prep_save) for field in written]


def _as_is(field: models.Field[Any, Any]) -> type | None:
    plain = type(field)
    return str if plain in (models.CharField, models.TextField) else bool if plain is models.BooleanField else None


@cache
def _told(model: type[Model], has_key: bool) -> list[Any]:
    """The fields that the database fills: a key not brought, and expressions, which are never the program's."""
    fields = model._meta.concrete_fields
    return [field for field in fields if (field.primary_key and not has_key) or _is_filled(field)]


def _is_filled(field: Any) -> bool:
    return isinstance(getattr(field, "db_default", None), RawSQL)


@cache
def _single(kind: Kind) -> tuple[bytes, list[str]]:
    """The statement that inserts one row and tells what the database filled in, with those attributes' names."""
    sql, told = _insertion(kind, 1, 1), _told(*kind)
    if told:
        sql += " RETURNING " + ", ".join(f'"{field.column}"' for field in told)
    return sql.encode(), [field.attname for field in told]


@lru_cache(SHAPES)
def _combined(shape: tuple[tuple[Kind, int], ...]) -> bytes:
    """The statement that inserts so many rows of each kind, in this order."""
    parts, first = [], 1
    for kind, rows in shape:
        parts.append(_insertion(kind, rows, first))
        first += rows * len(_writers(*kind))
    named = ", ".join(f"i{place} AS ({part})" for place, part in enumerate(parts[:-1]))
    return (f"WITH {named} {parts[-1]}" if named else parts[-1]).encode()


def _insertion(kind: Kind, rows: int, first: int) -> str:
    model, has_key = kind
    told = _told(model, has_key)
    columns = [field.column for field in model._meta.concrete_fields if field not in told]
    names = ", ".join(f'"{column}"' for column in columns)
    starts = range(first, first + rows * len(columns), len(columns))
    places = ("(" + ", ".join(f"${start + place}" for place in range(len(columns))) + ")" for start in starts)
    return f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES {", ".join(places)}'  # noqa: S608


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
