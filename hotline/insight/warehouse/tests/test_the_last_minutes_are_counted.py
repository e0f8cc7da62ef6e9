"""What changed since the last export is read from the database: a figure is right up to the moment it is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hotline.flow.followup import actions as followup
from hotline.flow.followup.words import FollowUpChannel, Satisfied, Solved, Visit
from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets.words import Channel, NewContact, Status
from hotline.insight.warehouse import engines, exporting, latest, summaries
from hotline.insight.warehouse.store import Store
from hotline.insight.warehouse.words import SUMMARIES, Grain
from tests.town import MONDAY, Town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    latest.forget()
    yield
    latest.forget()


def rows(root: Path, grain: Grain, *, is_fresh: bool = True) -> list[dict[str, Any]]:
    """The rows of a grain in their order."""
    table = engines.tables(Store(root, exporting.SOURCE), root / "scratch", is_fresh=is_fresh)[grain]
    found: list[dict[str, Any]] = table.order_by("id").to_pyarrow().to_pylist()
    return found


def summed(root: Path, *, is_fresh: bool = False) -> dict[str, dict[Any, Any]]:
    """What each summary comes to; it is the same as counted ticket by ticket."""
    tables, found = engines.tables(Store(root, exporting.SOURCE), root / "scratch", is_fresh=is_fresh), {}
    assert list(tables.summaries) == list(SUMMARIES)
    for name, columns in SUMMARIES.items():
        told, counted = tables.summaries[name], tables[Grain.TICKET]
        told = told.group_by(*columns).aggregate(tickets=told.tickets.sum(), hours=told.hours.sum().round(6))
        counted = counted.group_by(*columns).aggregate(tickets=counted.count(), hours=counted.hours.sum().round(6))
        found[name] = keyed(told.filter(told.tickets != 0), columns)
        assert found[name] == keyed(counted, columns)
    return found


def keyed(table: Any, columns: Iterable[str]) -> dict[Any, Any]:
    """Rows by some of their columns."""
    return {tuple(row.pop(name) for name in columns): row for row in table.to_pyarrow().to_pylist()}


def test_summaries_come_to_what_the_tickets_do_whatever_changed(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summaries, "LEAST", 3)
    for _ in range(3):
        rated, moved = town.ticket(Status.FOLLOW_UP), town.ticket(Status.TO_DISPATCH)
    apart = town.ticket(Status.TO_DISPATCH, at=MONDAY + timedelta(days=60))  # too few in its month to be summed up
    exporting.export(tmp_path)
    states = [summed(tmp_path)]
    visit = Visit(FollowUpChannel.PHONE, True, True, Solved.SOLVED, Satisfied.BASICALLY)
    at, by = MONDAY + timedelta(days=61), town.actor("reviewer.wuxi")
    for turn, ticket in enumerate((moved, apart, moved)):
        if turn == 1:
            followup.follow_up(rated.number, visit, by=town.actor("followup.wuxi"), at=at)
        where = {"region_id": "320211" if ticket is moved and turn == 2 else "3202"}
        tickets.amend(ticket.number, by=by, at=at + timedelta(hours=turn), changes=where)
        latest.forget()
        states.append(summed(tmp_path, is_fresh=True))
        exporting.export(tmp_path)
        assert summed(tmp_path) == states[-1]
    assert len({str(each) for each in states}) == 4
    exporting.settle(tmp_path)
    assert summed(tmp_path) == states[-1]
    held = Store(tmp_path, exporting.SOURCE).required()
    assert (held.replaced, [bool(piece.summaries) for piece in held.of(Grain.TICKET)]) == ("", [True, False])


def test_figures_are_the_same_before_and_after_the_next_export_whatever_changed(town: Town, tmp_path: Path) -> None:
    rated, moved = town.ticket(Status.FOLLOW_UP), town.ticket(Status.TO_DISPATCH)
    town.ticket(Status.CLOSED)
    exporting.export(tmp_path)
    stale = {grain: rows(tmp_path, grain, is_fresh=False) for grain in Grain}
    visit = Visit(FollowUpChannel.PHONE, True, True, Solved.SOLVED, Satisfied.BASICALLY)
    followup.follow_up(rated.number, visit, by=town.actor("followup.wuxi"), at=MONDAY + timedelta(days=4))
    changes = {"region_id": "3202"}
    tickets.amend(moved.number, by=town.actor("reviewer.wuxi"), at=MONDAY + timedelta(days=4), changes=changes)
    town.ticket(Status.HANDLING, at=MONDAY + timedelta(days=4))
    latest.forget()
    fresh = {grain: rows(tmp_path, grain) for grain in Grain}
    exporting.export(tmp_path)
    beside = {grain: rows(tmp_path, grain, is_fresh=False) for grain in Grain}
    exporting.settle(tmp_path)
    folded = {grain: rows(tmp_path, grain, is_fresh=False) for grain in Grain}
    (tmp_path / exporting.SOURCE / "holding.json").unlink()
    exporting.export(tmp_path)
    whole = {grain: rows(tmp_path, grain, is_fresh=False) for grain in Grain}
    for grain in Grain:
        assert fresh[grain] == beside[grain] == folded[grain] == whole[grain]
        assert fresh[grain] != stale[grain]


def test_a_contact_without_a_ticket_is_counted_too(town: Town, tmp_path: Path) -> None:
    town.ticket()
    exporting.export(tmp_path)
    before = len(rows(tmp_path, Grain.CALL))
    contact = NewContact(town.unit("320200-rx").pk, Channel.PHONE, phone="13800000001")
    tickets.record_contact(contact, by=town.actor("agent.wuxi"), at=MONDAY + timedelta(days=1))
    latest.forget()
    assert len(rows(tmp_path, Grain.CALL)) == before + 1
    exporting.export(tmp_path)
    assert len(rows(tmp_path, Grain.CALL, is_fresh=False)) == before + 1
    again = exporting.export(tmp_path)
    assert again.generation == exporting.export(tmp_path).generation


def test_what_was_read_is_used_again_for_some_seconds_and_its_cost_is_told(town: Town, tmp_path: Path) -> None:
    town.ticket()
    holding = exporting.export(tmp_path)
    town.ticket(at=MONDAY + timedelta(days=1))
    first = latest.since(holding)
    assert first is not None
    assert len(first.tickets) == 1
    assert first.rows(Grain.TICKET).num_rows == 1
    assert 0 < first.seconds < 10
    assert latest.since(holding) is first
