"""One look of the watch: count, learn, judge, write. It may run twice, or late, and tells every event once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from hotline.ground.calendar import queries as calendars
from hotline.insight.measures import comparing, facts
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.errors import UnknownNewYear
from hotline.insight.measures.sights import Seen
from hotline.insight.warehouse.errors import NothingStored, StoredInPart
from hotline.lib.days import SHANGHAI, civil_day

from . import counting, days, events, finding, grid, judging, queries, raising, rules, thresholds, weak
from .days import Calendar, Days
from .grid import Rows
from .judging import Usual
from .models import Alert
from .raising import Found
from .words import AlertKind, Sensitivity, Series

HISTORY = 430
"""Days of the province that are learnt from: a year, and the weeks before the same days of the year before."""
WEAK_LAST = weak.WEEKS * weak.WEEK + 1
NEW_AFTER = 182
"""Days of history without which nothing can be called new."""
SATURDAY = 5
ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Counted:
    """What a look begins with.

    :param coarse: branches of the province up to yesterday; ``fine``: all series up to today; ``days``: those of
        ``coarse`` and today.
    """

    facts: Seen
    at: datetime
    how: Sensitivity
    days: Days
    coarse: Rows
    fine: Rows

    @property
    def today(self) -> date:
        """The day that is judged."""
        return civil_day(self.at)

    def before(self, length: int) -> Rows:
        """Every series on so many days before today."""
        stop = self.fine.days - 1
        return grid.between(self.fine, stop - length, stop)


def look(*, at: datetime, source: str = "live") -> int:
    """Look at the facts of a moment and raise what stands out; how many alerts were raised."""
    counted_ = counted(at=at, source=source)
    if counted_ is None:
        return 0
    how, is_made = counted_.how, facts.is_synthetic(counted_.facts, Period(counted_.today, counted_.today + ONE))
    raised = 0
    weekly = signals(counted_) if raising.is_week_due(counted_.today) else ()
    for found in [*bursts(counted_), *weekly, *thresholds.found(counted_.fine, counted_.today, at=at)]:
        raised += _write(replace(found, is_synthetic=is_made), how, at)
    raising.note_look(counted_.today, at=at)
    for kind, quiet in patience(how).items():
        raising.end_quiet(kind, counted_.today, quiet, is_synthetic=is_made, at=at)
    return raised


def patience(how: Sensitivity) -> dict[AlertKind, int]:
    """For how many days a series is as usual before its event has ended."""
    weekly = how.quiet_days + weak.WEEK
    return {
        AlertKind.BURST: how.quiet_days,
        AlertKind.RISE: weekly,
        AlertKind.NEW: how.new_within,
        AlertKind.CLUSTER: 1,
    }


def counted(*, at: datetime, source: str = "live") -> Counted | None:
    """Count what a look needs; None where there are no facts yet."""
    today = civil_day(at)
    try:
        seen = counting.seen(source)
    except (NothingStored, StoredInPart):
        return None
    first = counting.first_day(seen)
    if first is None or first >= today:
        return None
    since = max(first, today - timedelta(HISTORY))
    laid = days.laid_out(since, today + ONE, calendar(since.year, today.year))
    fine = counting.rows(seen, today - timedelta(judging.span(WEAK_LAST)), today + ONE)
    coarse = counting.rows(seen, since, today, is_coarse=True)
    return Counted(seen, at, queries.sensitivity(today), laid, coarse, fine)


def calendar(first: int, last: int) -> Calendar:
    """The statutory calendar with the New Years of some years and those around them."""
    known = calendars.calendar(calendars.STATUTORY)
    years: dict[int, date] = {}
    for year in range(first - 1, last + 2):
        try:
            years[year] = comparing.new_year(year)
        except UnknownNewYear:
            continue
    return Calendar(
        lambda day: day in known.workdays or (day.weekday() < SATURDAY and day not in known.holidays),
        known.holidays,
        known.workdays,
        years,
    )


def share(counted_: Counted) -> float:
    """How much of today is usually in by now."""
    brought = counting.hours(counted_.facts, counted_.today, of=like(counted_))
    return rules.share_by(brought, counted_.at.astimezone(SHANGHAI).time())


def like(counted_: Counted) -> tuple[int, ...]:
    """The days of the week on which appeals come in as today, 1 for Monday."""
    return (6, 7) if int(counted_.days.kind[-1]) in (5, 6, days.HOLIDAY) else (1, 2, 3, 4, 5)


def bursts(counted_: Counted) -> Iterator[Found]:
    """Series that stand above what was expected of their last days."""
    usual = learnt(counted_)
    if usual is not None:
        yield from standing(usual, counted_, share(counted_), queries.lifts(counted_.today))


def learnt(counted_: Counted) -> Usual | None:
    """What is usual of the last days; None where there is too little history."""
    return judging.learnt(counted_.coarse, counted_.before(judging.span(judging.LAST)), counted_.days, counted_.how)


def standing(usual: Usual, counted_: Counted, in_by_now: float, raises: Mapping[Series, float]) -> Iterator[Found]:
    """The bursts of a moment.

    :param in_by_now: how much of a day is usually in; ``raises``: what dismissals add to the bars of series.
    """
    last = counted_.fine.days
    today = judging.counted(usual, grid.between(counted_.fine, last - 1, last))
    seen = judging.look(usual, today, in_by_now, lambda series: _bar(series, raises), counted_.how)
    for place in seen.told:
        yield finding.burst(seen, place, counted_.today, counted_.days, in_by_now)


def signals(counted_: Counted) -> Iterator[Found]:
    """Series that rise for weeks and are not told as bursts, and what is new in a place."""
    busy = [each.series for each in raising.running(AlertKind.BURST)]
    yield from rising(counted_, busy, queries.lifts(counted_.today))
    yield from _new(counted_)


def rising(counted_: Counted, busy: Sequence[Series], raises: Mapping[Series, float]) -> Iterator[Found]:
    """Weak signals up to yesterday, beside the series that are told as bursts."""
    before = counted_.before(judging.span(WEAK_LAST))
    usual = judging.learnt(counted_.coarse, before, counted_.days, counted_.how, WEAK_LAST)
    if usual is None:
        return
    seen = judging.rises(usual, lambda series: _bar(series, raises), counted_.how)
    for place in seen.told:
        if not any(each.is_kin(usual.series[place]) for each in busy):
            yield finding.rise(usual, seen, place, counted_.today)


def _new(counted_: Counted) -> Iterator[Found]:
    if len(counted_.days) < NEW_AFTER:
        return
    middle = counted_.today - timedelta(counted_.how.new_within - 1)
    before = counting.ever(counted_.facts, counted_.days.first, middle)
    lately = counting.ever(counted_.facts, middle, counted_.today + ONE)
    for series in weak.new_here(before, lately, counted_.how):
        yield finding.new(series, lately[series], middle, counted_.today)


def _bar(series: Series, raises: Mapping[Series, float]) -> float:
    """What people's dismissals add to the bar of a series: those of itself and of whatever it is a part of."""
    return max((by for each, by in raises.items() if each.holds(series)), default=0.0)


def _write(found: Found, how: Sensitivity, at: datetime) -> bool:
    """Raise what was found, or go on with the event it belongs to; whether it was raised."""
    known = _same(found, raising.going_on())
    if known is not None:
        raising.go_on(known, found, how, at=at)
        return False
    since = found.last_on - timedelta(patience(how)[found.kind])
    ended = _same(found, raising.put_away(since, is_synthetic=found.is_synthetic))
    if ended is not None and raising.stays_away(ended, found, how):
        return False
    return raising.raise_alert(found, how, at=at) is not None


def _same(found: Found, alerts: QuerySet[Alert]) -> int | None:
    """Which of some alerts tells of the event that was found."""
    if found.kind is AlertKind.CLUSTER:
        return thresholds.same(found, alerts)
    event = events.running(found.series, raising.events_of(alerts.filter(kind=found.kind)), found.last_on)
    return event.key if event else None
