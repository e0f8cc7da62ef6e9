"""Long lists in pages: a cursor names the last row seen, so that no page costs more than the first."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from hotline.lib.refusal import BadInput, clause

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list, and the cursor of the page after them: empty at the end."""

    rows: tuple[T, ...]
    next: str = ""


def every(read: Callable[[str], Page[T]]) -> Iterator[T]:
    """Every row of a list, page after page: for files, which know no pages.

    :param read: the page that begins at a cursor; the first begins at the empty one.
    """
    page = read("")
    yield from page.rows
    while page.next:
        page = read(page.next)
        yield from page.rows


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: the moment the list is sorted by (None sorts last) and the identifier."""

    at: datetime | None
    id: int

    def written(self) -> str:
        """The place as a cursor for an address."""
        plain = json.dumps([self.at.isoformat() if self.at else None, self.id], separators=(",", ":"))
        return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def read(cursor: str) -> Place | None:
    """The place a cursor names; None for the beginning.

    :raises BadInput: it is no cursor of ours.
    """
    if not cursor:
        return None
    try:
        at, identifier = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        moment = datetime.fromisoformat(at) if at is not None else None
        if not isinstance(identifier, int) or (moment is not None and moment.tzinfo is None):
            raise ValueError
    except (ValueError, TypeError, binascii.Error) as error:
        raise BadInput(problem=clause("翻页标记无效，请从第一页重新打开")) from error
    return Place(moment, identifier)


def page(found: Sequence[T], limit: int, place: Callable[[T], Place]) -> Page[T]:
    """A page of at most ``limit`` rows from a query that asked for one more; ``place`` tells where a row stands."""
    rows = tuple(found[:limit])
    return Page(rows, place(rows[-1]).written() if len(found) > limit else "")
