"""Lists as tables: columns described once, chosen by the person, sorted by their heads, exported as they stand.

A door writes its columns as data and hands rows to ``show``; the template says ``{% table shown %}``. The same columns
make the Excel file (``kit.sheets``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from . import preferences

Text = str | Promise
TEXT, WIDE, TIGHT, NUMBER = "text", "wide", "tight", "number"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it is called, what stands in a cell, and whether it is there unless chosen.

    :param cell: what the screen shows of a row: text, or markup from a tag (``pill``, ``clock``, ``moment``).
    :param plain: what the Excel file says instead, masked where it is personal; the cell itself where None.
    :param sort: the name the head sorts by; empty heads do not sort.
    """

    key: str
    label: str | Promise
    cell: Callable[[Any], Any]
    plain: Callable[[Any], Any] | None = None
    kind: str = TEXT
    sort: str = ""
    is_usual: bool = True

    def written(self, row: Any) -> Any:
        """What the Excel file says."""
        return (self.plain or self.cell)(row)


@dataclass(frozen=True, slots=True)
class Table:
    """A kind of list: its name (under which choices are kept) and its columns; ``link`` leads from a row."""

    name: str
    columns: tuple[Column, ...]
    link: Callable[[Any], str] | None = None
    is_choosable: bool = True

    def chosen(self, keys: Sequence[str]) -> tuple[Column, ...]:
        """The columns with these keys in this order, or the usual ones."""
        known = {column.key: column for column in self.columns}
        wanted = tuple(known[key] for key in keys if key in known)
        return wanted or tuple(column for column in self.columns if column.is_usual)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell on the screen."""

    content: Any
    kind: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """One head on the screen; ``href`` sorts by it."""

    label: str | Promise
    kind: str
    href: str = ""
    direction: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row on the screen."""

    cells: tuple[Cell, ...]
    link: str
    key: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What the template needs."""

    table: Table
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    chosen: frozenset[str]
    page: Any = None
    is_pickable: bool = False
    empty: tuple[str | Promise, str | Promise] = ("", "")
    extra: dict[str, Any] = field(default_factory=dict)


def show(
    request: HttpRequest,
    table: Table,
    rows: Any,
    *,
    empty: tuple[str | Promise, str | Promise] = ("", ""),
    is_pickable: bool = False,
    key: Callable[[Any], Any] = lambda row: getattr(row, "number", getattr(row, "pk", "")),
) -> Shown:
    """The rows as the person behind the request wants to see them.

    :param rows: a page of ``kit.pages`` or ``lib.pages`` (then it can be turned), or any rows.
    :param empty: what to say, and what to do next, when there is nothing.
    :param is_pickable: whether each line begins with a box for bulk actions, posted as ``picked``.
    :param key: what a picked line is known by.
    """
    columns = table.chosen(preferences.columns(request.user.pk or 0, table.name))
    listed: Iterable[Any] = getattr(rows, "rows", rows)
    lines = tuple(_line(table, columns, row, str(key(row))) for row in listed)
    heads = tuple(_head(request, column) for column in columns)
    turned = rows if hasattr(rows, "rows") else None
    return Shown(table, heads, lines, frozenset(column.key for column in columns), turned, is_pickable, empty)


def _line(table: Table, columns: Sequence[Column], row: Any, key: str) -> Line:
    link = table.link(row) if table.link else ""
    cells = []
    for place, column in enumerate(columns):
        content = column.cell(row)
        carries = place == 0 or column.kind == WIDE
        cells.append(Cell(content, column.kind, link if carries and not isinstance(content, SafeString) else ""))
    return Line(tuple(cells), link, key)


def _head(request: HttpRequest, column: Column) -> Head:
    if not column.sort:
        return Head(column.label, column.kind)
    now = request.GET.get("sort", "")
    direction = "ascending" if now == column.sort else "descending" if now == f"-{column.sort}" else ""
    query = request.GET.copy()
    query.pop("cursor", None)
    query["sort"] = f"-{column.sort}" if direction == "ascending" else column.sort
    return Head(column.label, column.kind, f"?{query.urlencode()}", direction)
