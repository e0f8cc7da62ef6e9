"""The grains: of every unit and in every period they count the very tickets that the tallies of the database count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from hotline.flow.disputes import arbitration
from hotline.flow.disputes import queries as disputes
from hotline.flow.followup import actions as followups
from hotline.flow.followup import tallies as visits
from hotline.flow.tickets import clocks, tallies
from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.tallies import Case, Span
from hotline.flow.tickets.words import Status, Verb
from hotline.ground.organisations import queries as organisations
from hotline.insight.warehouse import engines, exporting, standing
from hotline.insight.warehouse.store import Store
from hotline.insight.warehouse.words import GRAINS, Grain
from hotline.lib.days import SHANGHAI
from tests.flow.road import CONTENT, SILENT, UNSOLVED, Road
from tests.town import MONDAY, Town

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
UNITS = ("320211-cg", "320200-cg", "320211-zf", "320200-zf", "320211004-jd", "320211-mz", "320506-cg")
SPANS = [
    (date(2020, 3, day), date(2020, 3, day) + timedelta(days=length)) for day in (1, 3, 10) for length in (1, 7, 40)
]


def province(town: Town) -> None:
    """Tickets that met what tickets meet."""
    for status in (Status.CLOSED, Status.TO_SIGN, Status.HANDLING, Status.REPLY_REVIEW, Status.RETURN_REVIEW):
        town.ticket(status)
    for verb, status in ((Verb.REJECT_REPLY, Status.REPLY_REVIEW), (Verb.RECALL, Status.TO_SIGN)):
        road = Road(town, town.ticket(status))
        road.do(verb, after=8 * DAY)
    down = Road(town, town.ticket(Status.HANDLING, lead="320211-zf"))
    down.do(Verb.SEND_DOWN)
    paused = Road(town, town.ticket(Status.HANDLING))
    clocks.pause(paused.ticket.pk, MONDAY + DAY, [paused.lead().pk])
    ran_on = Road(town, town.ticket(Status.HANDLING))
    clocks.pause(ran_on.ticket.pk, MONDAY + DAY, [ran_on.lead().pk])
    clocks.resume(ran_on.ticket.pk, MONDAY + 2 * DAY, [ran_on.lead().pk])
    for answers in ((CONTENT,), (SILENT,), (UNSOLVED,)):
        ticket = town.ticket(Status.FOLLOW_UP)
        for answer in answers:
            followups.follow_up(ticket.number, answer, by=town.actor("followup.wuxi"), at=MONDAY + 3 * DAY)
    first = Road(town, town.ticket(Status.TO_DISPATCH))
    arbitration.handle_first(first.number, town.unit("320211-cg").pk, "先解决问题", by=first.system, at=first.at)
    for verb in (Verb.SIGN, Verb.CONTACT, Verb.REPLY, Verb.PASS_REPLY):
        first.do(verb)
    followups.follow_up(first.number, UNSOLVED, by=first.system, at=first.at + DAY)


@pytest.fixture
def facts(town: Town, tmp_path: Path) -> Mapping[Grain, list[dict[str, Any]]]:
    """Every row of every grain."""
    province(town)
    exporting.export(tmp_path)
    tables = engines.tables(Store(tmp_path, exporting.SOURCE), tmp_path / "scratch")
    return {grain: tables[grain].to_pyarrow().to_pylist() for grain in Grain}


def due(rows: Iterable[dict[str, Any]], unit: str, since: date, until: date) -> list[tuple[int, bool]]:
    """What counts of limits, by the rule that the grain's description gives."""
    return sorted(
        (row["ticket"], row["is_kept"])
        for row in rows
        if row["is_due"]
        and since <= row["settled_on"] < until
        and unit in row["received"]
        and (row["followed_on"] is None or row["followed_on"] >= until)
    )


def rated(rows: Iterable[dict[str, Any]], unit: str, since: date, until: date) -> list[dict[str, Any]]:
    """What counts of ratings."""
    return [
        row
        for row in rows
        if unit in row["leads"]
        and since <= row["asked_on"] < until
        and (row["followed_on"] is None or row["followed_on"] >= until)
    ]


def test_units_are_counted_alike_in_every_period(town: Town, facts: Mapping[Grain, list[dict[str, Any]]]) -> None:
    limits: list[tuple[str, Callable[[Span], Iterable[Case]]]] = [
        ("sign", tallies.signs),
        ("contact", tallies.responses),
        ("handle", tallies.conclusions),
    ]
    counted = 0
    for code in UNITS:
        path = town.unit(code).path
        mine = frozenset(organisations.subtree(path))
        for since, until in SPANS:
            begin, end = (datetime.combine(day, time(), SHANGHAI) for day in (since, until))
            span = Span(mine, begin, end)
            for clock, tally in limits:
                wanted = sorted((case.ticket, case.counts) for case in tally(span))
                rows = [row for row in facts[Grain.LIMIT] if row["clock"] == clock]
                assert due(rows, code, since, until) == wanted, (code, since, until, clock)
                counted += len(wanted)
            found = rated(facts[Grain.RATING], code, since, until)
            assert sorted((row["ticket"], row["solved"] == "solved") for row in found) == sorted(
                (case.ticket, case.counts) for case in visits.solved(span)
            )
            sent = [
                each for each in facts[Grain.SENDING] if code in each["received"] and since <= each["sent_on"] < until
            ]
            assert sorted((row["ticket"], row["is_returned"]) for row in sent) == sorted(
                (case.ticket, case.counts) for case in tallies.returns(span)
            )
            spared = disputes.handled_first((row["ticket"] for row in found), path, mine)
            assert {row["ticket"] for row in found if code in row["spared"]} == set(spared)
            counted += len(found) + len(sent)
    assert counted > 200


def test_moves_are_the_journals_and_stretches_cover_every_open_days_end(
    town: Town, facts: Mapping[Grain, list[dict[str, Any]]], tmp_path: Path
) -> None:
    moves = facts[Grain.MOVE]
    assert len({row["id"] for row in moves}) == len(moves) > 50
    for ticket in Ticket.objects.all():
        own = sorted((row for row in moves if row["ticket"] == ticket.pk), key=lambda row: row["id"])
        assert own[0]["verb"] == Verb.REGISTER
        assert [row["to_status"] for row in own if row["to_status"]][-1] == ticket.status
    table = engines.tables(Store(tmp_path, exporting.SOURCE), tmp_path / "scratch")[Grain.STANDING]
    days = [date(2020, 3, day) for day in range(1, 31)]
    rows = standing.on_days(table, days[0], date(2020, 3, 31)).to_pyarrow().to_pylist()
    for day in days:
        end = datetime.combine(day + DAY, time(), SHANGHAI)
        wanted = {
            (ticket.pk, said[-1])
            for ticket in Ticket.objects.filter(registered_at__lt=end)
            if (said := [row["to_status"] for row in sorted(moves, key=lambda row: row["id"])
                         if row["ticket"] == ticket.pk and row["done_at"] < end and row["to_status"]])[-1] != "closed"
        }  # fmt: skip
        assert {(row["ticket"], row["status"]) for row in rows if row["day"] == day} == wanted
    assert {row["age"] for row in rows} == set(range(max(row["age"] for row in rows) + 1))


def test_no_column_of_any_grain_or_dimension_tells_a_person(
    facts: Mapping[Grain, list[dict[str, Any]]], tmp_path: Path
) -> None:
    personal = ("name", "phone", "identity", "address", "email", "text", "title", "wish", "note", "opinion", "number",
                "summary", "taken", "by_name", "place")  # fmt: skip
    for grain, columns in GRAINS.items():
        assert not [name for name in columns if any(word in name for word in personal)], grain
        assert {"is_confidential", "is_synthetic", "city", "county", "centre", "unit", "category"} <= set(columns)
    said = repr(facts)
    for secret in ("张三丰", "1385", "路灯", "已派人修复"):
        assert secret not in said
    holding = Store(tmp_path, exporting.SOURCE).required()
    assert set(holding.dimensions) == {"region", "category", "organisation", "reason", "topic"}
