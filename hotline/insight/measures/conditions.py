"""The little language in which the register says which facts count: one condition a line, all of them must hold.

    is_rated · not is_direct          a column of yes and no
    closed_at is set · unit is empty  whether there is a value
    closing = answered · kind != praise
    satisfied in very satisfied basically · channel not in phone sms
    done_at <= due_at · rounds > 1    against another column of the same kind, or a number
    any: A or B                       at least one of them

Lines are read once, when the register is loaded: an unknown column, an operator that does not fit it, a code that is
none is told with its line. Nothing else can be said, so a definition cannot do what a reviewer does not see.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import ibis

from hotline.flow.followup.words import Satisfied, Solved
from hotline.flow.tickets.words import Channel, Closing
from hotline.ground.catalogue.words import Blame, ClockKind, Kind
from hotline.insight.warehouse.words import Kept
from hotline.lib.datafile import DataFileError

Said = Callable[[Any], Any]
"""From a table of facts to an expression of yes and no."""
COMPARED: Mapping[str, Callable[[Any, Any], Any]] = {
    "<=": operator.le,
    "<": operator.lt,
    ">=": operator.ge,
    ">": operator.gt,
}
CODES: Mapping[str, frozenset[str]] = {
    name: frozenset(member.value for member in words)
    for name, words in (
        ("satisfied", Satisfied),
        ("solved", Solved),
        ("blame", Blame),
        ("closing", Closing),
        ("channel", Channel),
        ("kind", Kind),
        ("clock", ClockKind),
    )
}
"""The codes a column may hold, where that is known."""
ORDERED = frozenset({Kept.NUMBER, Kept.MEASURE, Kept.MOMENT, Kept.DAY})
NUMBERS = frozenset({Kept.NUMBER, Kept.MEASURE})


@dataclass(frozen=True, slots=True)
class Condition:
    """Which facts fit, and the columns that tell."""

    columns: frozenset[str]
    fits: Said

    def __call__(self, facts: Any) -> Any:
        """An expression of yes and no."""
        return self.fits(facts)


def condition(lines: Sequence[str], columns: Mapping[str, Kept]) -> Condition:
    """All lines as one condition on facts with these columns; without a line, every fact fits.

    :raises DataFileError: a line says nothing, and why.
    """
    parts = [_line(line, columns) for line in lines]
    words = {word for line in lines for word in re.findall(r"\w+", line)}
    return Condition(
        frozenset(words & set(columns)),
        lambda facts: reduce(operator.and_, (part(facts) for part in parts), ibis.literal(True)),
    )


def _line(line: str, columns: Mapping[str, Kept]) -> Said:
    if line.startswith("any: "):
        parts = [_one(each.strip(), columns) for each in line.removeprefix("any: ").split(" or ")]
        return lambda facts: reduce(operator.or_, (part(facts) for part in parts))
    return _one(line, columns)


def _one(line: str, columns: Mapping[str, Kept]) -> Said:
    if found := re.fullmatch(r"(not )?(\w+)", line):
        name = _column(line, found[2], columns, frozenset({Kept.YES}))
        return (lambda facts: ~facts[name]) if found[1] else (lambda facts: facts[name])
    if found := re.fullmatch(r"(\w+) is (set|empty)", line):
        return _is_set(_column(line, found[1], columns), columns, found[2] == "set")
    if found := re.fullmatch(r"(\w+) (not in|in|=|!=) ([\w. ]+)", line):
        return _member(line, found[1], found[2], found[3].split(), columns)
    if found := re.fullmatch(r"(\w+) (<=|<|>=|>) (\w+)", line):
        return _compared(line, found[1], found[2], found[3], columns)
    raise _wrong(line, "it is none of the forms that conditions.py knows")


def _is_set(name: str, columns: Mapping[str, Kept], wanted: bool) -> Said:
    if columns[name] is Kept.CODE:
        return lambda facts: (facts[name] != "") if wanted else (facts[name] == "")
    return lambda facts: facts[name].notnull() if wanted else facts[name].isnull()


def _member(line: str, name: str, how: str, codes: list[str], columns: Mapping[str, Kept]) -> Said:
    _column(line, name, columns, frozenset({Kept.CODE}))
    if name in CODES and (odd := sorted(set(codes) - CODES[name])):
        raise _wrong(line, f"{name} is never {' or '.join(odd)}")
    if how in ("=", "!=") and len(codes) != 1:
        raise _wrong(line, "one code only; write “in” for several")
    wanted = tuple(codes)
    if how in ("in", "="):
        return lambda facts: facts[name].isin(wanted)
    return lambda facts: facts[name].notin(wanted)


def _compared(line: str, name: str, how: str, other: str, columns: Mapping[str, Kept]) -> Said:
    compare = COMPARED[how]
    if re.fullmatch("[0-9]+", other):
        _column(line, name, columns, NUMBERS)
        number = int(other)
        return lambda facts: compare(facts[name], number)
    mine, theirs = (columns[_column(line, each, columns, ORDERED)] for each in (name, other))
    if mine is not theirs and not {mine, theirs} <= NUMBERS:
        raise _wrong(line, f"{name} and {other} are not of one kind")
    return lambda facts: compare(facts[name], facts[other]).fill_null(False)


def _column(line: str, name: str, columns: Mapping[str, Kept], kinds: frozenset[Kept] = frozenset(Kept)) -> str:
    if name not in columns:
        raise _wrong(line, f"these facts have no column “{name}”")
    if columns[name] not in kinds:
        raise _wrong(line, f"“{name}” is a column of another kind ({columns[name]})")
    return name


def _wrong(line: str, why: str) -> DataFileError:
    return DataFileError(f"The condition “{line}” cannot be read: {why}.")
