"""What narrows and divides figures: columns of the facts, and times. Times are cut from the day that places a fact.

A code of a time is what a person reads: ``2020-06-01`` for a day and, by its Monday, for a week; ``2020-06``;
``2020-Q2``; ``08`` for the hour from eight, ``08:05`` for its sixth minute; ``1`` to ``7`` for Monday to Sunday.
Engines count with numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis

from . import errors
from .words import Dimension

MINUTES = 60


@dataclass(frozen=True, slots=True)
class Cut:
    """How a dimension is got from a fact: its expression, how its values are told, and how a code is read back."""

    found: Callable[[Any], Any]
    told: Callable[[Any], str] = str
    read: Callable[[str], Any] = str


def _date(text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _first_ten(value: Any) -> str:
    """A day: Spark tells the start of a week as its midnight."""
    return str(value)[:10]


def _matched(pattern: str, value: Callable[[tuple[int, ...]], int]) -> Callable[[str], int]:
    def read(text: str) -> int:
        found = re.fullmatch(pattern, text, re.ASCII)
        if found is None:
            raise ValueError(text)
        return value(tuple(map(int, found.groups())))

    return read


def _place(name: str, digits: int) -> Cut:
    """A place by the code of its length: ``32050`` is neither a city nor a county. None is where it is not known."""

    def read(text: str) -> str:
        if not re.fullmatch(rf"([0-9]{{{digits}}})?", text):
            raise ValueError(text)
        return text

    return Cut(lambda facts: facts[name], read=read)


CUTS: Mapping[str, Cut] = {
    Dimension.CITY: _place(Dimension.CITY, 4),
    Dimension.COUNTY: _place(Dimension.COUNTY, 6),
    Dimension.DAY: Cut(lambda facts: facts.placed_on, read=_date),
    Dimension.WEEK: Cut(lambda facts: facts.placed_on.truncate("W").cast("date"), _first_ten, _date),
    Dimension.MONTH: Cut(
        lambda facts: facts.placed_on.year() * 100 + facts.placed_on.month(),
        lambda value: f"{value // 100:04d}-{value % 100:02d}",
        _matched(r"(\d{4})-(0[1-9]|1[0-2])", lambda parts: parts[0] * 100 + parts[1]),
    ),
    Dimension.QUARTER: Cut(
        lambda facts: facts.placed_on.year() * 10 + facts.placed_on.quarter(),
        lambda value: f"{value // 10:04d}-Q{value % 10}",
        _matched(r"(\d{4})-Q([1-4])", lambda parts: parts[0] * 10 + parts[1]),
    ),
    Dimension.HOUR: Cut(
        lambda facts: facts.placed_minute // MINUTES,
        lambda value: f"{value:02d}",
        _matched(r"([01]\d|2[0-3])", lambda parts: parts[0]),
    ),
    Dimension.MINUTE: Cut(
        lambda facts: facts.placed_minute,
        lambda value: f"{value // MINUTES:02d}:{value % MINUTES:02d}",
        _matched(r"([01]\d|2[0-3]):([0-5]\d)", lambda parts: parts[0] * MINUTES + parts[1]),
    ),
    Dimension.WEEKDAY: Cut(
        lambda facts: facts.placed_on.day_of_week.index() + 1, read=_matched(r"([1-7])", lambda parts: parts[0])
    ),
}
TIMES = frozenset(CUTS) - {Dimension.CITY, Dimension.COUNTY}
DIMENSIONS = frozenset(each.value for each in Dimension)
PARTING = DIMENSIONS - {Dimension.TOPICS.value, Dimension.UNDER.value}
"""What may divide a figure: every fact is in one part. One may be in several topics, and under several units."""


def cut(name: str) -> Cut:
    """How a dimension is got.

    :raises UnknownDimension: there is none of this name.
    """
    if name not in DIMENSIONS:
        raise errors.UnknownDimension(name=name, known="、".join(sorted(DIMENSIONS)))
    return CUTS.get(name) or Cut(lambda facts: facts[name])


def regarded(name: str, minute: str, known: Collection[str]) -> frozenset[str]:
    """What of the facts a dimension is cut from, beside the day that places them.

    :param minute: the column that places them within the day.
    :param known: the columns they have: a limit has no cause of dissatisfaction.
    :raises UnknownDimension: there is none of this name, or the facts do not know it.
    """
    cut(name)
    if name in TIMES:
        return frozenset({minute} if name in (Dimension.HOUR, Dimension.MINUTE) else ())
    if name not in known:
        there = (DIMENSIONS & set(known)) | TIMES
        raise errors.UnknownDimension(name=name, known="、".join(sorted(there)))
    return frozenset({name})


def require_parting(*names: str) -> None:
    """Refuse what divides nothing.

    :raises UnknownDimension: a name is no dimension; ``Indivisible``: facts may lie in several of its parts.
    :raises DividedTwice: a name stands there twice.
    """
    for place, name in enumerate(names):
        known = "、".join(sorted(PARTING))
        if name not in DIMENSIONS:
            raise errors.UnknownDimension(name=name, known=known)
        if name not in PARTING:
            raise errors.Indivisible(name=Dimension(name), known=known)
        if name in names[:place]:
            raise errors.DividedTwice(name=Dimension(name))


def require_readable(name: str, code: str) -> None:
    """Refuse a code that cannot be one of a dimension.

    :raises UnknownDimension: there is none of this name; ``BadCode``: it is no place or part of a time.
    """
    _read(cut(name), name, code)


def narrowed(facts: Any, name: str, wanted: tuple[str, ...]) -> Any:
    """The facts that lie in one of the wanted parts of a dimension.

    :raises UnknownDimension: there is none of this name; ``BadCode``: a part of a time that is none.
    """
    how = cut(name)
    if name == Dimension.TOPICS:
        return facts.filter(ibis.or_(*(facts.topics.contains(each) for each in wanted)))
    return facts.filter(how.found(facts).isin([_read(how, name, each) for each in wanted]))


def _read(how: Cut, name: str, code: str) -> Any:
    try:
        return how.read(code)
    except ValueError:
        raise errors.BadCode(code=code[:40], dimension=Dimension(name)) from None
