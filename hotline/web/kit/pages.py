"""Long lists by cursor: stable order, no counting, no jumping when rows are added."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)
SIZE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """One screenful; ``previous`` and ``next`` are cursors, empty where there is nothing more."""

    rows: list[M]
    previous: str = ""
    next: str = ""

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.rows)


def page(rows: QuerySet[M], cursor: str, order: Sequence[str], *, size: int = SIZE) -> Page[M]:
    """One page of a queryset ordered by ``order`` (last: a unique field), from where the cursor points.

    A field may be null; as in PostgreSQL null is greater than everything. An unreadable cursor means the first page.
    """
    is_back, values = _read(cursor, len(order))
    fields = [(name.lstrip("-"), name.startswith("-") != is_back) for name in order]
    wanted = rows.order_by(*(f"-{name}" if is_down else name for name, is_down in fields))
    try:
        if values is not None:
            wanted = wanted.filter(_beyond(rows.model, fields, values))
        found = list(wanted[: size + 1])
    except (ValidationError, ValueError, TypeError):
        return page(rows, "", order, size=size)
    is_more, found = len(found) > size, found[:size]
    if is_back:
        found.reverse()
    if not found:
        return Page([]) if values is None else page(rows, "", order, size=size)
    has_before = is_more if is_back else values is not None
    has_after = is_back or is_more
    return Page(
        found,
        _write(found[0], order, True) if has_before else "",
        _write(found[-1], order, False) if has_after else "",
    )


def _beyond(model: type[Model], fields: Sequence[tuple[str, bool]], values: Sequence[Any]) -> Q:
    """Rows after the given one: further in the first field, or equal there and further in the second, and so on."""
    beyond, equal = Q(), Q()
    for (name, is_down), value in zip(fields, values, strict=True):
        further = _further(name, is_down, value, _may_be_null(model, name))
        if further is not None:
            beyond |= equal & further
        equal &= Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})
    return beyond


def _further(name: str, is_down: bool, value: Any, may_be_null: bool) -> Q | None:
    if value is None:
        return Q(**{f"{name}__isnull": False}) if is_down else None
    if is_down:
        return Q(**{f"{name}__lt": value})
    further = Q(**{f"{name}__gt": value})
    return further | Q(**{f"{name}__isnull": True}) if may_be_null else further


def _may_be_null(model: type[Model], name: str) -> bool:
    if name in ("pk", "id") or "__" in name:
        return "__" in name
    try:
        return bool(getattr(model._meta.get_field(name), "null", False))
    except FieldDoesNotExist:  # computed by the query: never null
        return False


def _write(row: Model, order: Sequence[str], is_back: bool) -> str:
    values = [_value(row, name.lstrip("-")) for name in order]
    text = json.dumps([is_back, values], cls=_Exact, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _value(row: Any, name: str) -> Any:
    for part in name.split("__"):
        row = getattr(row, part)
    return row


class _Exact(DjangoJSONEncoder):
    """Moments to the microsecond: a rounded one would skip or repeat rows."""

    def default(self, o: Any) -> Any:
        """Write moments and days in full."""
        return o.isoformat() if isinstance(o, datetime | date) else super().default(o)


def _read(cursor: str, length: int) -> tuple[bool, list[Any] | None]:
    try:
        is_back, values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError, binascii.Error):
        return False, None
    if not isinstance(values, list) or len(values) != length:
        return False, None
    return bool(is_back), values
