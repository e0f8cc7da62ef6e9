"""Counting for the watch: one grouped question for all series, asked as somebody who knows of no confidential ticket.

An alert tells how many tickets there are in a place. Whoever sees it must not learn from it that a confidential one is
among them, so those are not counted: the rights are in the query, as everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hotline.ground.people.words import Actor, ActorKind, Capability, Grant, Scope
from hotline.insight.measures import asking, facts
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.facts import Question
from hotline.insight.measures.sights import Seen
from hotline.insight.measures.words import Fact

from .grid import Rows
from .words import Series

REMARK = "add_note"
"""The least verb of the road: who holds it over everything sees every ticket that is not confidential."""
HOURS_FROM = 56
"""Days from which it is learnt how a day's appeals come in by the hour."""


def watchman() -> Actor:
    """Who counts: the platform with the eyes of an analyst of the whole province."""
    grant = Grant("analyst", frozenset({Capability.ANALYSE, REMARK}), Scope.EVERYTHING, 0, "", "")
    return Actor(ActorKind.PERSON, Actor.system().name, None, (grant,))


def seen(source: str = asking.LIVE) -> Seen:
    """The facts of a source that the watch counts.

    :raises NothingStored: and its kind, where the source is not complete.
    """
    return asking.seen(watchman(), source)


def rows(facts_: Seen, since: date, until: date, *, is_coarse: bool = False, before: int = 24) -> Rows:
    """Appeals by day, county and leaf; by day and branch of the whole province where it is enough to be coarse.

    :param before: the hour before which they came, for looking back at how a day stood by then.
    """
    by = ("day", "branch") if is_coarse else ("day", "city", "county", "category")
    hours_ = {} if before == 24 else {"hour": tuple(f"{hour:02d}" for hour in range(before))}
    table = facts.expressed(facts_, Question(Fact.APPEALS, Period(since, until), hours_), *by).to_pyarrow()
    day = _days(table["day"]) - (since - date(1970, 1, 1)).days
    count = table["numerator"].to_numpy().astype(np.float64)
    category, categories = _codes(table["branch" if is_coarse else "category"])
    region, regions = _regions(table, is_coarse)
    return Rows((until - since).days, day, region, category, count, regions, categories)


def hours(facts_: Seen, today: date, *, of: Sequence[int]) -> list[float]:
    """How many appeals each hour of a day brought lately, on days of the week like today's.

    :param of: days of the week, 1 for Monday, that are like today.
    """
    asked = Question(Fact.APPEALS, Period(today - timedelta(HOURS_FROM), today), {"weekday": tuple(map(str, of))})
    found = facts.expressed(facts_, asked, "hour").to_pyarrow()
    brought = dict(zip(found["hour"].to_pylist(), found["numerator"].to_pylist(), strict=True))
    return [float(brought.get(hour, 0)) for hour in range(24)]


def ever(facts_: Seen, since: date, until: date) -> dict[Series, int]:
    """How many appeals of each leaf each county had in a period."""
    table = facts.expressed(facts_, Question(Fact.APPEALS, Period(since, until)), "county", "category").to_pyarrow()
    columns = [table[name].to_pylist() for name in ("category", "county", "numerator")]
    return {
        Series(str(category), str(county)): int(count)
        for category, county, count in zip(*columns, strict=True)
        if county and len(str(category)) > len("01.01")
    }


def first_day(facts_: Seen) -> date | None:
    """The first day of which there are facts."""
    found = facts_.rows.registered_on.min().to_pyarrow().as_py()
    return found if isinstance(found, date) else None


def question(series: Series, since: date, until: date) -> Question:
    """What a person asks to see what is behind a series."""
    places = {2: {}, 4: {"city": (series.region,)}, 6: {"county": (series.region,)}}[len(series.region)]
    name = {2: "field", 5: "branch"}.get(len(series.category), "category")
    return Question(Fact.APPEALS, Period(since, until), {name: (series.category,)} | places)


def _days(column: pa.ChunkedArray) -> NDArray[Any]:
    return np.asarray(column.cast(pa.date32()).cast(pa.int32()).to_numpy(), dtype=np.int64)


def _codes(column: pa.ChunkedArray) -> tuple[NDArray[Any], list[str]]:
    plain = column.cast(pa.string()).combine_chunks()
    plain = plain.chunk(0) if isinstance(plain, pa.ChunkedArray) else plain
    coded = plain.dictionary_encode()
    return coded.indices.to_numpy().astype(np.int64), coded.dictionary.to_pylist()


def _regions(table: pa.Table, is_coarse: bool) -> tuple[NDArray[Any], list[str]]:
    """The county where it is known, else the city; the province has a code of its own where nothing is asked."""
    if is_coarse:
        return np.zeros(table.num_rows, dtype=np.int64), ["00"]
    county, counties = _codes(table["county"])
    city, cities = _codes(table["city"])
    known = np.array([bool(each) for each in counties])[county] if counties else np.zeros(0, dtype=bool)
    return np.asarray(np.where(known, county, city + len(counties))), [*counties, *cities]
