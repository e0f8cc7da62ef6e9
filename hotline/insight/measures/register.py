"""The register of measures, read from ``data/measures.yaml`` and checked whole: whoever misspells a column is told.

A measure has versions, each in force from a day until the next begins; a version has one or more views, that differ in
the window by which rows belong to a period. Nothing here asks the facts: that is ``facts``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from hotline.insight.warehouse.words import SUMMED, Grain, Kept
from hotline.lib.datafile import DataFileError, read_yaml

from . import errors
from .conditions import Condition, condition
from .grains import PERIOD, PLACINGS, Placing, columns
from .words import By, Fact, Told, Window

DATA = Path(__file__).parent / "data" / "measures.yaml"
SHARED = ("grain", "of", "counted", "value", "once", "spares")
"""What a version may say for all its views."""
VERSION = frozenset({"version", "from", "numerator", "denominator", "views", *SHARED})
VALUED = frozenset({Told.HOURS, Told.DAYS})
TICKET, FIRST = "ticket", "first"


@dataclass(frozen=True, slots=True)
class Said:
    """Words in both languages."""

    zh: str
    en: str

    def label(self, language: str) -> str:
        """In the language asked for."""
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class View:
    """One way to count a measure: which rows, placed by which day, and what of them is the numerator."""

    window: Window
    grain: Grain
    placing: Placing
    of: tuple[str, ...]
    counted: tuple[str, ...]
    belongs: Condition
    counts: Condition
    value: str = ""
    by: By | None = None
    is_once: bool = False
    spares_first: bool = False

    @property
    def columns(self) -> frozenset[str]:
        """Which facts count, and how, is told by these."""
        return (self.belongs.columns | self.counts.columns | {self.placing.day}) - set(PERIOD)

    @property
    def values(self) -> frozenset[str]:
        """The column that is added up or stands in a row, where there is one."""
        return frozenset({self.value} if self.value else ())

    @property
    def regards_period(self) -> bool:
        """Whether the period's end is part of its conditions."""
        return bool((self.belongs.columns | self.counts.columns) & set(PERIOD))

    @property
    def is_sum_of_tickets(self) -> bool:
        """Whether it adds up tickets, each by itself: then those that are alike can be told as one."""
        is_sum = not self.is_quantile and not self.is_once and self.value in ("", *SUMMED)
        return self.grain is Grain.TICKET and is_sum

    @property
    def is_quantile(self) -> bool:
        """Whether its value is no quotient of two sums, so that parts do not come to the whole."""
        return self.by in (By.MEDIAN, By.P90)


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of a measure."""

    fact: Fact
    version: int
    since: date
    told: Told
    owner: Said
    numerator: Said
    denominator: Said | None
    views: tuple[View, ...]
    less_is_better: bool | None

    @property
    def is_count(self) -> bool:
        """Whether it is a plain number of rows, without a denominator."""
        return self.told is Told.TICKETS

    def view(self, window: Window | None = None) -> View:
        """The view by a window, the usual one where none is named.

        :raises UnknownWindow: the measure has no such view.
        """
        found = next((each for each in self.views if window in (None, each.window)), None)
        if found is None:
            raise errors.UnknownWindow(
                window=window, measure=self.fact, known=tuple(each.window for each in self.views)
            )
        return found


def definition(fact: Fact, on: date, version: int | None = None) -> Definition:
    """A version of a measure; the one in force on a day where none is named. Before the first began, the first holds.

    :raises UnknownVersion: there is none of this number.
    """
    every = versions(fact)
    if version is not None:
        found = next((each for each in every if each.version == version), None)
        if found is None:
            known = "、".join(str(each.version) for each in every)
            raise errors.UnknownVersion(measure=fact, version=version, known=known)
        return found
    return next((each for each in reversed(every) if each.since <= on), every[0])


def versions(fact: Fact) -> tuple[Definition, ...]:
    """Every version of a measure, the first one first."""
    return register()[fact]


def latest() -> Mapping[Fact, Definition]:
    """The newest version of every measure, in force or soon to be."""
    return {fact: every[-1] for fact, every in register().items()}


@cache
def register() -> Mapping[Fact, tuple[Definition, ...]]:
    """The whole register."""
    return read(read_yaml(DATA))


def read(data: Mapping[str, Any]) -> Mapping[Fact, tuple[Definition, ...]]:
    """A register from plain data.

    :raises DataFileError: something in it cannot be meant, and where.
    """
    rows, owners = data["measures"], {code: Said(**said) for code, said in data["owners"].items()}
    if set(rows) != {fact.value for fact in Fact}:
        odd = sorted(set(rows) ^ {fact.value for fact in Fact})
        raise DataFileError(f"The register and the words of measures differ: {', '.join(odd)}.")
    return {fact: _versions(fact, rows[fact.value], owners) for fact in Fact}


def _versions(fact: Fact, row: Mapping[str, Any], owners: Mapping[str, Said]) -> tuple[Definition, ...]:
    if row["owner"] not in owners:
        raise _wrong(fact, 0, f"nobody is called “{row['owner']}” among the owners")
    found = tuple(_definition(fact, row, each, owners[row["owner"]]) for each in row["versions"])
    numbers, days = [each.version for each in found], [each.since for each in found]
    if numbers != list(range(1, len(found) + 1)) or any(a >= b for a, b in pairwise(days)):
        raise _wrong(fact, numbers[-1], "versions are numbered from 1, and each begins after the one before")
    return found


def _definition(fact: Fact, row: Mapping[str, Any], said: Mapping[str, Any], owner: Said) -> Definition:
    number, told = int(said["version"]), Told(row["told"])
    if odd := sorted(set(said) - VERSION):
        raise _wrong(fact, number, f"nothing is called {', '.join(odd)}")
    denominator = Said(**said["denominator"]) if "denominator" in said else None
    if (denominator is None) is not (told is Told.TICKETS):
        raise _wrong(fact, number, "a plain count has no denominator, every other measure has one")
    try:
        shared = {name: said[name] for name in SHARED if name in said}
        views = tuple(_view(told, Window(name), shared | own) for name, own in said["views"].items())
    except (DataFileError, KeyError, ValueError) as error:
        raise _wrong(fact, number, str(error)) from error
    better = {"less": True, "more": False, None: None}[row.get("better")]
    return Definition(fact, number, said["from"], told, owner, Said(**said["numerator"]), denominator, views, better)


def _view(told: Told, window: Window, said: Mapping[str, Any]) -> View:
    if odd := sorted(set(said) - set(SHARED)):
        raise DataFileError(f"nothing is called {', '.join(odd)}")
    grain, value = Grain(said.get("grain", Grain.TICKET)), said.get("value")
    known, of, counted = columns(grain), _lines(said, "of"), _lines(said, "counted")
    if (told is Told.PERCENT) is not bool(counted) or (told in VALUED) is not bool(value):
        raise DataFileError(f"told in {told}, it has {'no ' if not counted else ''}counted, {value or 'no'} value")
    if value and known.get(value["column"]) not in (Kept.MEASURE, Kept.NUMBER):
        raise DataFileError(f"“{value['column']}” is no column of numbers")
    if said.get("once", TICKET) != TICKET or said.get("spares", FIRST) != FIRST:
        raise DataFileError("once is of a ticket, and what is spared is what was handled first")
    return View(
        window,
        grain,
        PLACINGS[grain][window],
        of,
        counted,
        condition(of, known),
        condition(counted, known),
        value["column"] if value else "",
        By(value["by"]) if value else None,
        "once" in said,
        "spares" in said,
    )


def _lines(said: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found: Sequence[object] = said.get(name, ())
    if isinstance(found, str) or not all(isinstance(line, str) for line in found):
        raise DataFileError(f"“{name}” is a list of conditions")
    return tuple(str(line) for line in found)


def _wrong(fact: Fact, version: int, why: str) -> DataFileError:
    return DataFileError(f"The measure “{fact.value}”, version {version}, cannot be meant: {why}")
