"""Pure decisions of the catalogue: which limit row and which directory row fits best."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a ticket is, as limit rows see it."""

    kind: str
    category: str
    urgency: str
    level: str


@dataclass(frozen=True, slots=True)
class LimitMatch:
    """The matchers of one limit row; an empty one matches everything."""

    kind: str
    category_prefix: str
    urgency: str
    level: str


def is_under(category: str, prefix: str) -> bool:
    """Whether a category code lies under another (``07.03.02`` under ``07.03`` and under ``07``)."""
    return not prefix or category == prefix or category.startswith(prefix + ".")


def weight(row: LimitMatch, wanted: Wanted) -> int | None:
    """How particular a row is for what is wanted; None when it does not match.

    Urgency outweighs category, category outweighs kind, kind outweighs level; a longer category outweighs a shorter.
    """
    if row.kind not in ("", wanted.kind) or row.urgency not in ("", wanted.urgency):
        return None
    if row.level not in ("", wanted.level) or not is_under(wanted.category, row.category_prefix):
        return None
    depth = row.category_prefix.count(".") + 1 if row.category_prefix else 0
    return 1000 * bool(row.urgency) + 100 * depth + 10 * bool(row.kind) + bool(row.level)


def best_limit(rows: Iterable[tuple[LimitMatch, int]], wanted: Wanted) -> int | None:
    """The identifier of the most particular matching row."""
    weighed = [(found, -identifier) for match, identifier in rows if (found := weight(match, wanted)) is not None]
    return -max(weighed)[1] if weighed else None


@dataclass(frozen=True, slots=True)
class DirectoryMatch:
    """One directory row as the choice sees it; ``region`` empty means anywhere."""

    identifier: int
    category: str
    region: str
    centre_level: str
    from_on: date
    until_on: date | None


def directory_order(
    rows: Iterable[DirectoryMatch], category: str, lineage: list[str], centre_level: str, on: date
) -> list[int]:
    """Identifiers of the rows in force that fit, best first.

    A row for a nearer category wins; among those a row for a nearer region; among those the newer one.
    """
    fitting: list[tuple[tuple[int, int, date], int]] = []
    for row in rows:
        in_force = row.from_on <= on and (row.until_on is None or on < row.until_on)
        if row.centre_level not in ("", centre_level):
            continue
        if not in_force or not is_under(category, row.category) or (row.region and row.region not in lineage):
            continue
        fitting.append(((row.category.count("."), len(row.region), row.from_on), row.identifier))
    return [identifier for _, identifier in sorted(fitting, reverse=True)]
