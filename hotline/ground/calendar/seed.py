"""Working calendars and single days that differ. Pure: no database."""

from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

from hotline.lib.datafile import read_yaml

from .words import Spans

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class CalendarSeed:
    """A named calendar; no spans means round the clock."""

    code: str
    name: str
    name_en: str
    spans: Spans


@dataclass(frozen=True, slots=True)
class OverrideSeed:
    """One day on which a calendar differs from the announced one."""

    calendar: str
    day: date
    is_working: bool
    name: str


def calendars(path: Path = DATA / "calendars.yaml") -> list[CalendarSeed]:
    """The working calendars."""
    return [
        CalendarSeed(
            row["code"],
            row["zh"],
            row["en"],
            tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in row["spans"]),
        )
        for row in read_yaml(path)["calendars"]
    ]


def overrides(path: Path = DATA / "overrides.yaml") -> list[OverrideSeed]:
    """Single days that differ."""
    return [
        OverrideSeed(row["calendar"], row["day"], row["is_working"], row["name"])
        for row in read_yaml(path)["overrides"]
    ]
