"""Every measure, by every division and every filter, comes to the same on a Spark cluster as on DuckDB in process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from hotline.flow.followup import actions as followup
from hotline.flow.tickets.words import Status
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.dividing import TIMES
from hotline.insight.measures.facts import MEANINGS, PARTING, Question, answered, behind, broken_down, by_topic
from hotline.insight.measures.register import Definition
from hotline.insight.measures.sights import Seen
from hotline.insight.measures.words import Fact, Told, Window
from hotline.insight.replay import making, recipes
from hotline.insight.replay.tests.test_a_replay_counts_to_what_was_published import LEAVES, PLACES
from hotline.insight.warehouse import engines, exporting, latest
from hotline.insight.warehouse.store import FORM, Store, Writing
from hotline.insight.warehouse.words import BEARINGS, Grain, Holding
from tests.flow.road import CONTENT
from tests.town import MONDAY, Town

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # py4j leaves sockets to the collector
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
SCALE = Fraction(1, 10_000)
PERIOD = Period(date(2020, 1, 15), date(2020, 6, 20))
TOGETHER = [("city", "field", "channel"), ("county", "branch", "kind", "blame"), ("category", "day", "minute"),
            ("centre", "unit", "week", "weekday"), ("month", "quarter", "hour")]  # fmt: skip
ONE_BY_ONE = (Fact.SATISFACTION, Fact.ON_TIME_SIGN, Fact.HOURS_P90)
"""Measures asked with each filter alone; the others with several filters at once, which are the same expressions."""
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def others(tickets: pa.Table) -> dict[Grain, pa.Table]:
    """Sendings, limits and ratings such as the tickets may have had: drawn, for a replay tells of tickets only."""
    dice = np.random.Generator(np.random.PCG64(7))
    found: dict[Grain, list[dict[str, Any]]] = {Grain.SENDING: [], Grain.LIMIT: [], Grain.RATING: []}
    for row in tickets.to_pylist():
        born = {name: row[name] for name in BEARINGS}
        units = [row["unit"]] if row["unit"] else []
        common = {**born, "id": row["id"], "ticket": row["id"], "spared": units if dice.random() < 0.05 else []}
        if units:
            day = row["registered_on"] + int(dice.integers(0, 3)) * DAY
            found[Grain.SENDING].append(common | {"sent_at": row["registered_at"], "sent_on": day, "received": units,
                                                  "is_returned": bool(dice.random() < 0.1), "rounds": 1})  # fmt: skip
        for clock in ("dispatch", "sign", "contact", "handle") if units else ("dispatch",):
            due = row["registered_at"] + int(dice.integers(1, 90)) * HOUR
            done = due + int(dice.integers(-40, 20)) * HOUR if dice.random() < 0.9 else None
            followed = row["registered_on"] + 9 * DAY if dice.random() < 0.1 else None
            found[Grain.LIMIT].append(common | {
                "clock": clock, "assignment": None if clock == "dispatch" else row["id"],
                "started_at": row["registered_at"], "started_on": row["registered_on"], "due_at": due,
                "done_at": done, "settled_at": min(due, done or due), "settled_on": row["registered_on"] + 2 * DAY,
                "followed_on": followed, "is_due": bool(dice.random() < 0.95), "received": units,
                "is_kept": done is not None and done <= due,
            })  # fmt: skip
        if row["is_rated"]:
            found[Grain.RATING].append(common | {
                "asked_at": row["closed_at"], "asked_on": row["closed_on"], "leads": units, "result": "closed",
                "satisfied": row["satisfied"], "solved": row["solved"], "blame": row["blame"],
                "is_struck": bool(dice.random() < 0.1), "followed_on": None,
            })  # fmt: skip
    return {grain: pa.Table.from_pylist(rows) for grain, rows in found.items()}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A replay of 2020 and the year before at a small scale, with the other grains; a file a year, for speed."""
    made = Store(tmp_path_factory.mktemp("facts"), "replay")
    writing = Writing(made)
    months = making.months(recipes.recipe(2020), SCALE, 3, LEAVES, PLACES)
    for year, each in groupby(months, key=lambda month: month[0].year):
        tickets = pa.concat_tables(table for _, table in each)
        for grain, rows in {Grain.TICKET: tickets, **others(tickets)}.items():
            writing.add(grain, f"{year}-01", [rows])
    writing.done(Holding("replay", 0, "", "", FORM))
    return made


@pytest.fixture(scope="module")
def both(store: Store, cluster: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Seen, Seen]:
    """The facts as DuckDB and as Spark tell them, to somebody who sees everything."""
    scratch = tmp_path_factory.mktemp("scratch")
    duck, spark = (engines.tables(store, scratch, engine) for engine in (engines.DUCKDB, cluster))
    return Seen(duck[Grain.TICKET], duck), Seen(spark[Grain.TICKET], spark)


def windows(meaning: Definition) -> Iterator[Window]:
    """Every way a measure may place its rows in a period."""
    return (view.window for view in meaning.views)


def held(meaning: Definition, tables: Mapping[Any, Any]) -> bool:
    """Whether the facts have what the measure counts; there are no calls while no telephone system is connected."""
    return all(view.grain in tables for view in meaning.views)


def test_nothing_is_left_out(both: tuple[Seen, Seen]) -> None:
    assert {name for names in TOGETHER for name in names} == set(PARTING)
    left = {fact for fact, meaning in MEANINGS.items() if not held(meaning, both[0].tables)}
    assert left == {Fact.CONNECT, Fact.ANSWERED_IN_15, Fact.ANSWERED_IN_30}


@pytest.fixture
def residents(request: pytest.FixtureRequest, fact: Fact) -> None:
    """Who lives where: the one thing a measure asks the database for."""
    if MEANINGS[fact].told is Told.PER_10K:
        request.getfixturevalue("town")


@pytest.mark.usefixtures("residents")
@pytest.mark.parametrize("fact", list(Fact))
def test_every_measure_agrees_by_every_division_and_filter(both: tuple[Seen, Seen], fact: Fact) -> None:
    meaning, (duck, spark) = MEANINGS[fact], both
    if not held(meaning, duck.tables):
        return
    for window in windows(meaning):
        question = Question(fact, PERIOD, window=window)
        one, other = answered(duck, question), answered(spark, question)
        assert one.denominator == other.denominator
        assert one.denominator or one.numerator
        assert other.numerator == pytest.approx(one.numerator, rel=1e-9)
        assert behind(duck, question, limit=20) == behind(spark, question, limit=20)
        of_topics = [[(part.codes, part.denominator) for part in by_topic(seen, question)] for seen in both]
        assert of_topics[0] == of_topics[1]
    chosen: dict[str, tuple[str, ...]] = {"topics": ("epidemic", "flood")}
    columns = set(duck.tables[meaning.views[0].grain].columns) | TIMES
    for names in (tuple(name for name in each if name in columns) for each in TOGETHER):
        parts, others = broken_down(duck, question, *names), broken_down(spark, question, *names)
        assert [(part.codes, part.denominator) for part in parts] == [(part.codes, part.denominator) for part in others]
        assert [part.numerator for part in others] == pytest.approx([part.numerator for part in parts], rel=1e-9)
        largest = max(parts, key=lambda part: part.denominator)
        chosen |= {name: (code,) for name, code in zip(names, largest.codes, strict=True) if code}
    alone = [{name: codes} for name, codes in chosen.items()]
    several = [{name: chosen[name] for name in names if name in chosen} for names in (*TOGETHER, ("topics",))]
    for where in alone if fact in ONE_BY_ONE else several:
        one, other = (answered(seen, Question(fact, PERIOD, where, window=question.window)) for seen in both)
        assert one.denominator == other.denominator
        assert one.denominator or one.numerator
        assert other.numerator == pytest.approx(one.numerator, rel=1e-9)


@pytest.mark.django_db(transaction=True)
def test_the_last_minutes_are_counted_by_spark_as_well(town: Town, cluster: str, tmp_path: Path) -> None:
    rated = town.ticket(Status.FOLLOW_UP)
    town.ticket(Status.CLOSED)
    exporting.export(tmp_path)
    town.ticket(Status.HANDLING)
    exporting.export(tmp_path)
    followup.follow_up(rated.number, CONTENT, by=town.actor("followup.wuxi"), at=MONDAY + 4 * DAY)
    latest.forget()
    source = Store(tmp_path, exporting.SOURCE)
    duck, spark = (engines.tables(source, tmp_path / "s", each, is_fresh=True) for each in (engines.DUCKDB, cluster))
    for grain in Grain:
        one, other = (engines.asked(tables[grain].order_by("id")) for tables in (duck, spark))
        assert one == other
        assert one
