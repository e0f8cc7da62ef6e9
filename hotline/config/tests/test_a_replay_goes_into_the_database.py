"""A replay in the database: the same facts as in the warehouse, none twice, resumed, refused, taken out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from hotline.config import province, replaying
from hotline.config.replayed import Part
from hotline.flow.followup.models import FollowUp
from hotline.flow.tickets.models import Assignment, Clock, Contact, Ticket
from hotline.flow.tickets.words import REPLAYED
from hotline.ground.catalogue.words import ClockKind
from hotline.ground.journal import queries as journals
from hotline.ground.journal.models import Event
from hotline.ground.journal.words import START, payload
from hotline.insight.replay import actions, errors
from hotline.insight.warehouse import exporting
from hotline.insight.warehouse.store import Store
from hotline.insight.warehouse.words import Grain
from hotline.lib import chains
from hotline.lib.memo import forget_all

pytestmark = pytest.mark.django_db(transaction=True)
SCALE = Fraction(1, 20_000)
NOW, TODAY = datetime(2026, 11, 27, tzinfo=UTC), date(2026, 11, 27)
NUMBERED = ("id",)
FIGURES = ("figures", "--replay", "2020", "--scale", "0.00005", "--json")


@pytest.fixture(autouse=True)
def loaded(settings: Any, tmp_path: Path) -> Iterator[None]:
    """A province as it is loaded, and an empty warehouse."""
    settings.WAREHOUSE_DIR = tmp_path
    forget_all()
    province.load(lambda text: None)
    yield
    forget_all()


def write(**more: Any) -> Any:
    """The small replay, into the database."""
    return replaying.to_database(2020, SCALE, on=TODAY, at=NOW, **more)


def said(*words: str) -> str:
    """What a command answers."""
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def facts(store: Store) -> list[dict[str, Any]]:
    """The tickets of a store without their identifiers, in a fixed order."""
    rows = store.read(Grain.TICKET).to_pylist()
    plain = [{name: value for name, value in row.items() if name not in NUMBERED} for row in rows]
    plain = [row | {"hours": round(row["hours"], 6)} for row in plain]
    return sorted(plain, key=lambda row: (row["registered_at"], row["category"], row["county"], row["hours"]))


def test_the_database_and_the_warehouse_hold_the_same_facts_and_figures(tmp_path: Path) -> None:
    assert write().written == 1_167
    exporting.export(tmp_path, at=NOW)
    actions.to_warehouse(tmp_path, 2020, SCALE, on=TODAY)
    ours, theirs = (facts(Store(tmp_path, name)) for name in ("live", actions.source(2020, SCALE, actions.SEED)))
    assert len(ours) == len(theirs) == 1_167
    for mine, other in zip(ours, theirs, strict=True):
        assert mine == other
    here, there = (json.loads(said(*FIGURES, "--to", each)) for each in ("database", "warehouse"))
    numbers = [[(each["key"], each["numerator"], each["denominator"]) for each in found] for found in (here, there)]
    assert numbers[0] == numbers[1]
    assert {key: count for key, count, _ in numbers[0]}["handled"] == 661


def test_a_replay_is_written_once_resumed_and_taken_out(tmp_path: Path) -> None:
    def killed(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(told=killed)
    held = replaying.held()
    assert held is not None
    assert not held.is_whole
    before = Ticket.objects.count()
    again = write()
    assert (again.present, again.written) == (before, 1_167 - before)
    assert write() == Part(0, 1_167)
    assert Ticket.objects.filter(source=REPLAYED).count() == Contact.objects.count() == 1_167
    with pytest.raises(errors.AnotherHeld, match="已有 2020 年的回放"):
        replaying.to_database(2020, SCALE, seed=7, on=TODAY, at=NOW)
    chained = Event.objects.filter(topic="ticket").count()
    assert replaying.take_out(tmp_path, at=NOW) == (1_167, 0)
    assert not Ticket.objects.exists()
    assert not Contact.objects.exists()
    assert Event.objects.filter(topic="ticket").count() == chained
    assert Store(tmp_path, "live").holding().rows == 0  # type: ignore[union-attr]
    with pytest.raises(errors.NothingHeld):
        replaying.take_out(tmp_path, at=NOW)


def test_tickets_went_the_whole_road_with_clocks_that_some_missed() -> None:
    write()
    closed = Ticket.objects.filter(source=REPLAYED, status="closed")
    assert closed.count() == 1_167
    rated = FollowUp.objects.filter(ticket__source=REPLAYED)
    assert rated.count() == closed.filter(closing="followed_up").count() > 50
    assert not closed.exclude(closing="answered").filter(assignments__isnull=True).exists()
    kinds = {ClockKind.SIGN: "signed_at", ClockKind.CONTACT: "contacted_at", ClockKind.HANDLE: "replied_at"}
    for kind, done in kinds.items():
        clocks = Clock.objects.filter(kind=kind).select_related("assignment")
        late = sum(clock.stopped_at is not None and clock.stopped_at > clock.due_at for clock in clocks)
        assert all(clock.stopped_at == getattr(clock.assignment, done) for clock in clocks)
        assert 0 < late < len(clocks) * 0.25
    ticket = closed.filter(closing="followed_up").select_related("centre").latest("pk")
    _chain_holds(ticket)
    assert Assignment.objects.filter(ticket=ticket, is_open=False, signed_at__isnull=False).count() == 1


def _chain_holds(ticket: Ticket) -> None:
    events = list(journals.timeline("ticket", ticket.pk))
    verbs = ["register", "accept", "dispatch", "sign", "contact", "reply", "pass_reply", "follow_up", "close"]
    assert [event.verb for event in events] == verbs
    assert [event.at for event in events] == sorted(event.at for event in events)
    previous = START
    for event in events:
        previous = chains.link(previous, payload(event))
        assert event.hash == previous


def test_production_takes_no_synthetic_tickets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_ENV", "production")
    with pytest.raises(errors.InProduction, match="正式运行的系统不接受合成工单"):
        write()
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--scale", "2"), "回放比例应大于 0"),
        (("--to", "paper"), "不能写入“paper”"),
        (("2018",), "没有 2018 年的回放数据"),
        (("--take-out",), "没有回放数据，无需取出"),
        (("--scale", "1e-400"), "回放比例“1e-400”太小"),
        (("--seed", "-1"), "随机种子应为 0 至"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(words: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        said("replay", *words)
    assert not Ticket.objects.exists()


def test_what_cannot_be_drawn_does_not_occupy_the_database() -> None:
    with pytest.raises(errors.BadSeed):
        write(seed=-1)
    assert replaying.held() is None
    with pytest.raises(CommandError, match="随机种子应为 0 至"):
        said(*FIGURES, "--seed", "-1")


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A database without the journal's table, until a command has made sure of its tables."""

    def rename(old: str, new: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE IF EXISTS {old} RENAME TO {new}")

    rename("journal_event", "journal_event_later")
    monkeypatch.setattr(province, "ensure", lambda tell: rename("journal_event_later", "journal_event"))
    yield
    rename("journal_event_later", "journal_event")


@pytest.mark.usefixtures("bare")
def test_figures_are_counted_by_a_newcomers_first_command() -> None:
    found = {each["key"]: each["numerator"] for each in json.loads(said(*FIGURES))}
    assert found["handled"] == 661


@pytest.mark.usefixtures("bare")
def test_a_newcomer_who_takes_out_is_told_that_there_is_none() -> None:
    with pytest.raises(CommandError, match="数据库中没有回放数据，无需取出"):
        said("replay", "--take-out")
