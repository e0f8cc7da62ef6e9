"""Calendar, Limit and Deadline: the plain values every clock is made of."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

Spans = tuple[tuple[time, time], ...]

OFFICE_HOURS: Spans = ((time(9), time(12)), (time(14), time(18)))


class CalendarError(ValueError):
    """A calendar or a limit that cannot be meant."""


@dataclass(frozen=True)
class Calendar:
    """Working spans of a working day and the days that differ from Monday–Friday.

    A span that ends at 00:00 ends at midnight, so ((00:00, 00:00),) is a whole day.
    `holidays` are days off, `workdays` the make-up days (调休) worked instead; both are
    announced up to `known_until` only. Outside [known_from, known_until] Saturday and Sunday are off.
    """

    spans: Spans = OFFICE_HOURS
    holidays: frozenset[date] = field(default=frozenset(), repr=False)
    workdays: frozenset[date] = field(default=frozenset(), repr=False)
    known_from: date = date.min
    known_until: date = date.max
    zone: ZoneInfo = SHANGHAI

    def __post_init__(self) -> None:
        _check_spans(self.spans)
        if self.known_until < self.known_from:
            raise CalendarError(f"known_until {self.known_until} lies before known_from {self.known_from}")
        if both := self.holidays & self.workdays:
            raise CalendarError(f"{min(both)} is both a holiday and a make-up day")


def _check_spans(spans: Spans) -> None:
    if not spans:
        raise CalendarError("a calendar needs at least one working span")
    previous = time.min
    for number, (start, end) in enumerate(spans):
        if start.tzinfo or end.tzinfo:
            raise CalendarError("spans are wall-clock times without a zone")
        if start < previous or (number and previous == time.min):
            raise CalendarError(f"the span starting at {start} overlaps the one before it")
        if end <= start and end != time.min:
            raise CalendarError(f"the span {start}–{end} ends before it starts")
        previous = end


class Unit(StrEnum):
    """What a limit counts in; the value is the suffix of its written form."""

    MINUTES = "min"
    HOURS = "h"
    WORKING_HOURS = "wh"
    WORKING_DAYS = "wd"
    DAYS = "d"

    @property
    def is_natural(self) -> bool:
        """Runs day and night: an emergency's clock knows no office hours."""
        return self in (Unit.MINUTES, Unit.HOURS)


_ZH = {
    Unit.MINUTES: "{} 分钟",
    Unit.HOURS: "{} 小时",
    Unit.WORKING_HOURS: "{} 个工作小时",
    Unit.WORKING_DAYS: "{} 个工作日",
    Unit.DAYS: "{} 日",
}
_EN = {
    Unit.MINUTES: "minute",
    Unit.HOURS: "hour",
    Unit.WORKING_HOURS: "working hour",
    Unit.WORKING_DAYS: "working day",
    Unit.DAYS: "day",
}
_WRITTEN = re.compile(r"\s*([0-9]{1,5})\s*(min|wh|wd|h|d)\s*", re.IGNORECASE)
_LARGEST = {
    Unit.MINUTES: 99_999,
    Unit.HOURS: 26_280,
    Unit.WORKING_HOURS: 26_280,
    Unit.WORKING_DAYS: 1_000,
    Unit.DAYS: 1_100,
}


@dataclass(frozen=True)
class Limit:
    """How long something may take: `30min`, `24h`, `4wh`, `1wd`, `5d`. At most about three years."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= _LARGEST[self.unit]:
            raise CalendarError(f"a limit of {self.amount}{self.unit} lies outside 1–{_LARGEST[self.unit]}{self.unit}")

    @classmethod
    def parse(cls, written: str) -> "Limit":
        """Read the written form.

        :raises CalendarError: it is not a number followed by min, h, wh, wd or d.
        """
        match = _WRITTEN.fullmatch(written)
        if match is None:
            raise CalendarError(f"{written!r} is not a limit: write a number and one of min, h, wh, wd, d, as in 5wd")
        return cls(int(match[1]), Unit(match[2].lower()))

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"

    @property
    def zh(self) -> str:
        return _ZH[self.unit].format(self.amount)

    @property
    def en(self) -> str:
        return f"{self.amount} {_EN[self.unit]}{'' if self.amount == 1 else 's'}"

    @property
    def duration(self) -> timedelta:
        """The time counted, for units that are lengths of time.

        :raises CalendarError: days have no fixed length.
        """
        if self.unit is Unit.MINUTES:
            return timedelta(minutes=self.amount)
        if self.unit in (Unit.HOURS, Unit.WORKING_HOURS):
            return timedelta(hours=self.amount)
        raise CalendarError(f"{self} counts days, which have no fixed length")


@dataclass(frozen=True)
class Deadline:
    """The moment a limit ends. Not `certain`: it leans on days whose holidays are not announced yet."""

    at: datetime
    certain: bool = True
