"""Reading next year's holidays out of the announcement everybody gets as a text. Pure: text in, days out.

Understood are the clauses of the yearly notice, ``二、春节：2月15日（周日）至23日放假调休。2月14日（周六）上班。``,
and plain lines, ``2027-02-14 上班`` or ``2027-02-15 放假 春节``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

ASIDES = re.compile(r"[（(][^（）()]*[)）]")
CLAUSE = re.compile(r"[。；;\n\r]+")
NAME = re.compile(r"^\s*(?:[一二三四五六七八九十]+、|[（(]?\d+[)）.、])?\s*([^\d：:，,]{2,12})[：:]")
DAY = r"(?:(\d{4})\s*年)?\s*(?:(\d{1,2})\s*月)?\s*(\d{1,2})\s*日"
SPAN = re.compile(rf"{DAY}\s*(?:至|到|—|-|~)\s*{DAY}")
ONE = re.compile(DAY)
PLAIN = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\s+(上班|放假|休)\s*(\S{0,20})")
LONGEST = 15


@dataclass(frozen=True, slots=True)
class Announced:
    """One day that breaks the weekend rule, why, and whether it is worked."""

    day: date
    is_working: bool
    name: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A clause that speaks of days but cannot be understood."""

    text: str


def read(text: str, year: int) -> tuple[list[Announced], list[Unread]]:
    """The days a text announces for a year, in order, and what could not be read."""
    found: dict[date, Announced] = {}
    unread: list[Unread] = []
    name = ""
    for clause in CLAUSE.split(ASIDES.sub("", text)):
        if plain := PLAIN.search(clause):
            day = _date(int(plain[1]), int(plain[2]), int(plain[3]))
            days = [Announced(day, plain[4] == "上班", plain[5] or name)] if day else []
        else:
            name = named[1].strip() if (named := NAME.match(clause)) else name
            days = list(_clause(clause, year, name))
        if not days and ("放假" in clause or "上班" in clause) and ONE.search(clause):
            unread.append(Unread(clause.strip()))
        found |= {each.day: each for each in days}
    return [found[day] for day in sorted(found)], unread


def _clause(clause: str, year: int, name: str) -> Iterator[Announced]:
    """``…放假`` names days off, ``…上班`` the days worked instead; a clause may hold both."""
    start = 0
    for word in re.finditer(r"放假|上班|休息", clause):
        part, start = clause[start : word.start()], word.end()
        for day in _days(part, year):
            yield Announced(day, word[0] == "上班", name)


def _days(part: str, year: int) -> Iterator[date]:
    month: int | None = None
    rest = part
    for span in SPAN.finditer(part):
        first_month = int(span[2]) if span[2] else month
        last_month = int(span[5]) if span[5] else first_month
        if first_month is None or last_month is None:
            continue
        first = _date(int(span[1] or year), first_month, int(span[3]))
        last = _date(int(span[4] or span[1] or year), last_month, int(span[6]))
        month = last_month
        if first and last and timedelta(0) <= last - first <= timedelta(days=LONGEST):
            yield from (first + timedelta(days=count) for count in range((last - first).days + 1))
        rest = rest.replace(span[0], "")
    for one in ONE.finditer(rest):
        month = int(one[2]) if one[2] else month
        if month and (day := _date(int(one[1] or year), month, int(one[3]))):
            yield day


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
