"""Export: the facts are what the tickets say, late changes are corrected, and a killed export is simply done again."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction

from hotline.flow.followup import actions as followup
from hotline.flow.followup.models import Contest, FollowUp
from hotline.flow.followup.words import FollowUpChannel, Satisfied, Solved, Visit
from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import Status
from hotline.ground.calendar import queries as calendar
from hotline.insight.warehouse import engines, exporting
from hotline.insight.warehouse.store import Store
from hotline.insight.warehouse.words import Grain
from hotline.lib.days import SHANGHAI
from hotline.watch.topics.bulk import note_matches
from hotline.watch.topics.models import Match, Topic, current_transaction
from hotline.watch.topics.words import Found
from tests.town import MONDAY, Town

pytestmark = pytest.mark.django_db(transaction=True)
LATE = datetime(2020, 4, 1, 0, 30, tzinfo=SHANGHAI)
"""Still March in UTC."""


def rows(root: Path) -> dict[int, dict[str, Any]]:
    """Every fact, by ticket."""
    table = engines.tables(Store(root, exporting.SOURCE), root / "scratch")[Grain.TICKET]
    found: dict[int, dict[str, Any]] = {}
    for row in table.to_pyarrow().to_pylist():
        assert row["id"] not in found
        found[row["id"]] = row
    return found


def test_a_ticket_is_told_as_it_stands_without_a_word_of_its_caller(town: Town, tmp_path: Path) -> None:
    closed = town.ticket(Status.CLOSED)
    open_ = town.ticket(Status.HANDLING, at=LATE)
    holding = exporting.export(tmp_path)
    assert (holding.rows, holding.first, holding.last) == (2, "2020-03", "2020-04")
    found = rows(tmp_path)
    done, running = found[closed.pk], found[open_.pk]
    assert (done["city"], done["county"], done["field"], done["branch"]) == ("3202", "320211", "01", "01.01")
    assert (done["is_rated"], done["satisfied"], done["solved"], done["is_direct"]) == (
        True,
        "satisfied",
        "solved",
        False,
    )
    assert closed.closed_at is not None
    assert (done["centre"], done["unit"]) == ("320200-rx", "320211-cg")
    assert done["hours"] == pytest.approx((closed.closed_at - closed.registered_at) / timedelta(hours=1))
    assert (done["closing"], done["rounds"], done["closed_on"]) == (
        "followed_up",
        1,
        closed.closed_at.astimezone(SHANGHAI).date(),
    )
    assert done["days"] == calendar.workdays_between("office", closed.registered_at, closed.closed_at)
    assert done["sent_at"] is not None
    said = {name for name in done if name.startswith("is_") and done[name]}
    assert said == {"is_contacted", "is_reached", "is_rated"}
    assert (running["registered_on"], running["closed_at"], running["hours"]) == (date(2020, 4, 1), None, None)
    assert not running["is_rated"]
    assert "张三丰" not in repr(found)


def test_what_changed_since_is_corrected_in_its_month(town: Town, tmp_path: Path) -> None:
    early, late = town.ticket(Status.FOLLOW_UP), town.ticket(Status.TO_DISPATCH, at=LATE)
    first = exporting.export(tmp_path)
    visit = Visit(FollowUpChannel.PHONE, True, True, Solved.SOLVED, Satisfied.BASICALLY)
    followup.follow_up(early.number, visit, by=town.actor("followup.wuxi"), at=LATE)
    changes = {"region_id": "3202"}
    tickets.amend(late.number, by=town.actor("reviewer.wuxi"), at=LATE + timedelta(hours=1), changes=changes)
    new = town.ticket(at=LATE + timedelta(hours=2))
    second = exporting.export(tmp_path)
    found = rows(tmp_path)
    assert second.rows == first.rows + 1 == 3
    assert (found[early.pk]["satisfied"], found[late.pk]["county"]) == ("basically", "")
    assert new.pk in found


def test_where_nothing_happened_nothing_is_written(town: Town, tmp_path: Path) -> None:
    town.ticket()
    first = exporting.export(tmp_path, at=LATE)
    second = exporting.export(tmp_path, at=LATE)
    assert (second.generation, second.pieces) == (first.generation, first.pieces)


@pytest.mark.parametrize("export", [exporting.export, exporting.settle])
def test_an_export_killed_between_any_two_steps_is_done_again(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, export: Callable[..., object]
) -> None:
    """Every step by which files are made, renamed or taken away is the last once; readers see a whole state."""
    early, late = town.ticket(Status.TO_DISPATCH), town.ticket(Status.TO_DISPATCH, at=LATE)
    exporting.export(tmp_path, at=LATE)
    before, wanted = (dict.fromkeys((early.pk, late.pk), county) for county in ("320211", ""))
    for ticket in (early, late):
        at, changes = LATE + timedelta(hours=1), {"region_id": "3202"}
        tickets.amend(ticket.number, by=town.actor("reviewer.wuxi"), at=at, changes=changes)
    step, seen = 1, before
    while True:
        with monkeypatch.context() as dying:
            was_killed = kill_at(dying, step, partial(export, tmp_path))
        seen = {pk: row["county"] for pk, row in rows(tmp_path).items()}
        assert seen in (before, wanted)
        if not was_killed:
            break
        step += 1
    assert seen == wanted
    assert step > 12


def kill_at(dying: pytest.MonkeyPatch, step: int, work: Callable[[], object]) -> bool:
    """Do some work, killed at its n-th step on files; whether it came so far."""
    done = 0

    def counting(whole: Callable[..., Any]) -> Callable[..., Any]:
        def once(*args: Any, **facts: Any) -> Any:
            nonlocal done
            done += 1
            if done == step:
                raise KeyboardInterrupt
            return whole(*args, **facts)

        return once

    for owner, name in ((pq, "ParquetWriter"), (pq.ParquetWriter, "write_table"), (os, "fsync"), (json, "dump"),
                        (Path, "rename"), (Path, "unlink")):  # fmt: skip
        dying.setattr(owner, name, counting(getattr(owner, name)))
    try:
        work()
    except KeyboardInterrupt:
        return True
    return False


def test_a_change_that_commits_after_a_later_one_is_not_missed(town: Town, tmp_path: Path) -> None:
    slow, quick = town.ticket(Status.TO_DISPATCH), town.ticket(Status.TO_DISPATCH)
    exporting.export(tmp_path)
    began, go_on = threading.Event(), threading.Event()
    at, changes = LATE + timedelta(hours=1), {"region_id": "3202"}

    def slowly() -> None:
        try:
            with transaction.atomic():
                tickets.amend(slow.number, by=town.actor("reviewer.wuxi"), at=at, changes=changes)
                began.set()
                go_on.wait(20)
        finally:
            connections.close_all()

    other = threading.Thread(target=slowly)
    other.start()
    assert began.wait(20)
    tickets.amend(quick.number, by=town.actor("reviewer.wuxi"), at=at + timedelta(hours=1), changes=changes)
    exporting.export(tmp_path)
    go_on.set()
    other.join()
    exporting.export(tmp_path)
    assert {row["county"] for row in rows(tmp_path).values()} == {""}


def test_an_empty_database_is_exported_and_later_filled(town: Town, tmp_path: Path) -> None:
    assert exporting.export(tmp_path).rows == 0
    town.ticket()
    assert exporting.export(tmp_path).rows == Ticket.objects.count() == 1
    assert rows(tmp_path)[Ticket.objects.get().pk]["registered_on"] == MONDAY.date()


def test_a_rating_taken_back_leaves_none_not_even_an_earlier_one(town: Town, tmp_path: Path) -> None:
    ticket = town.ticket(Status.FOLLOW_UP)
    by, at = town.actor("followup.wuxi"), LATE
    low = Visit(
        FollowUpChannel.PHONE, True, True, Solved.UNSOLVED, Satisfied.DISSATISFIED, cause="slow", note="还是不亮"
    )
    followup.follow_up(ticket.number, low, by=by, at=at)
    earlier = FollowUp.objects.get(ticket=ticket)
    last = FollowUp.objects.get(ticket=ticket)
    last.pk, last.satisfied, last.asked_at = None, Satisfied.VERY_DISSATISFIED, at + timedelta(days=1)
    last.save()
    exporting.export(tmp_path)
    assert rows(tmp_path)[ticket.pk]["satisfied"] == "very_dissatisfied"
    Contest.objects.create(
        visit=last, ticket=ticket, unit=town.unit("320211-cg"), ground="policy", text="已当面解释。", asked_at=at,
        asked_by="冯刚", verdict="granted", opinion="成立", decided_at=at, decided_by="赵燕",
    )  # fmt: skip
    (tmp_path / exporting.SOURCE / "holding.json").unlink()
    exporting.export(tmp_path)
    found = rows(tmp_path)[ticket.pk]
    assert (found["is_rated"], found["satisfied"], found["solved"]) == (False, "", "unsolved")
    assert earlier.satisfied == "dissatisfied"


def test_two_exports_do_not_write_beside_each_other(town: Town, tmp_path: Path) -> None:
    town.ticket()
    done: list[int] = []

    def export() -> None:
        try:
            done.append(exporting.export(tmp_path).rows)
        finally:
            connections.close_all()

    other = threading.Thread(target=export)
    with Store(tmp_path, exporting.SOURCE).alone():
        other.start()
        other.join(0.5)
        assert not done
    other.join(20)
    assert done == [1]


def test_a_ticket_tells_its_topics_and_is_told_anew_when_they_change(town: Town, tmp_path: Path) -> None:
    ticket = town.ticket()
    centre = town.unit("320000-rx").pk
    flood = Topic.objects.create(code="flood", name="汛情", name_en="Floods", centre_id=centre, entered_at=MONDAY)
    named = {"name": "排水", "name_en": "Drains", "centre_id": centre, "entered_at": MONDAY}
    Topic.objects.create(code="flood-drains", umbrella=flood, **named)
    exporting.export(tmp_path)
    assert rows(tmp_path)[ticket.pk]["topics"] == []
    note_matches([Found(ticket.pk, "flood-drains", MONDAY, ticket.registered_at)])
    exporting.export(tmp_path)
    assert rows(tmp_path)[ticket.pk]["topics"] == ["flood", "flood-drains"]
    Match.objects.filter(topic__code="flood-drains").update(withdrawn_at=LATE, tx=current_transaction())
    exporting.export(tmp_path)
    assert rows(tmp_path)[ticket.pk]["topics"] == ["flood"]


@pytest.mark.parametrize("name", ["ticket", "limit", "dimension", "holding.json"])
@pytest.mark.parametrize("is_cut", [False, True])
def test_what_was_damaged_is_noticed_and_written_anew(town: Town, tmp_path: Path, name: str, is_cut: bool) -> None:
    town.ticket(Status.CLOSED)
    exporting.export(tmp_path, at=MONDAY)
    store = Store(tmp_path, exporting.SOURCE)
    path = store.path(name)
    file = path if path.is_file() else sorted(path.glob("*.parquet"))[0]
    if is_cut:
        file.write_bytes(file.read_bytes()[:40])
    else:
        file.unlink()
    if file != path or is_cut:
        assert store.damaged()
    exporting.export(tmp_path, at=MONDAY)
    assert not store.damaged()
    assert len(rows(tmp_path)) == 1
    for each in (store.holding() or pytest.fail("nothing")).dimensions.values():
        assert "name_en" in pq.read_table(store.path(each)).column_names


def test_a_command_writes_everything_anew(town: Town, tmp_path: Path, settings: Any) -> None:
    settings.WAREHOUSE_DIR = tmp_path
    town.ticket(Status.CLOSED)
    call_command("export")
    file = tmp_path / "live" / "ticket" / "2020-03-1.parquet"
    file.write_bytes(bytes(file.stat().st_size))  # of the same size: nobody notices
    call_command("export", "--anew")
    assert len(rows(tmp_path)) == 1


def test_a_command_says_why_nothing_could_be_written(town: Town, tmp_path: Path, settings: Any) -> None:
    settings.WAREHOUSE_DIR = tmp_path / "file"
    settings.WAREHOUSE_DIR.write_text("no folder", encoding="utf-8")
    with pytest.raises(CommandError, match=r"“live”的数据写不进 .*请处理后重新运行：hotline export"):
        call_command("export")
