"""The announced holidays and make-up days of mainland China, as the package chinesecalendar knows them."""

from dataclasses import dataclass
from datetime import date

from chinese_calendar import constants  # type: ignore[import-untyped]

from hotline.ground.calendar.words import CalendarError


@dataclass(frozen=True)
class KnownDays:
    """Days that differ from Monday–Friday within [known_from, known_until]."""

    holidays: frozenset[date]
    workdays: frozenset[date]
    known_from: date
    known_until: date


def known_days(from_year: int, to_year: int) -> KnownDays:
    """Public holidays and make-up days of these years, cut to the years that have been announced.

    :raises CalendarError: none of the years has been announced.
    """
    announced = {day.year for day in constants.holidays}
    first, last = max(from_year, min(announced)), min(to_year, max(announced))
    if last < first:
        raise CalendarError(f"no holidays are known for {from_year}–{to_year}, only {min(announced)}–{max(announced)}")
    workdays = frozenset(day for day in constants.workdays if first <= day.year <= last)
    holidays = frozenset(day for day in constants.holidays if first <= day.year <= last)
    return KnownDays(holidays - workdays, workdays, date(first, 1, 1), date(last, 12, 31))
