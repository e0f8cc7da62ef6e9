"""Seals carry an HMAC and are copied out of the database: who rewrites everything within it is found all the same."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pgtrigger
import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from pytest_django import Settings

from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.queries import journal_lengths
from hotline.flow.tickets.words import Status
from hotline.ground.journal import actions, audit, copies, keyed, seals
from hotline.ground.journal.audit import Fault
from hotline.ground.journal.models import Event, Seal
from hotline.ground.journal.words import START, payload
from hotline.ground.people.words import Actor
from hotline.lib import chains
from tests.town import MONDAY, Town

pytestmark = pytest.mark.django_db(transaction=True)
KEY, NEXT_KEY = b"k" * 32, b"n" * 32


@pytest.fixture(autouse=True)
def place(settings: Settings, tmp_path: Path) -> Path:
    """A key of the test's own, and a folder for the copies."""
    settings.SEAL_KEYS, settings.SEAL_DIR = {"k1": KEY}, tmp_path
    return tmp_path


@pytest.fixture
def ticket(town: Town) -> Ticket:
    """A closed ticket among others, nothing sealed yet."""
    seals.begin_epoch(at=MONDAY)
    town.ticket(Status.TO_SIGN)
    return town.ticket(Status.CLOSED)


def more(number: int) -> None:
    """Something happens, and is sealed a while later."""
    actions.record("other", number, "happened", by=Actor.system(), at=MONDAY)
    seals.seal(at=MONDAY + timedelta(minutes=3 * number))


def faults() -> set[Fault]:
    found = [*audit.verify(lengths=journal_lengths()), *copies.compare()]
    return {each.fault for each in found}


def tamper(change: Callable[[], object]) -> None:
    with pgtrigger.ignore():
        change()


def rewrite_everything(ticket: Ticket, *, strip: bool = False, key: bytes | None = None) -> None:
    """What somebody does who has all rights in the database: an event changed, its chain and every seal made anew."""
    Event.objects.filter(subject=ticket.pk, seq=2).update(by_name="另一人")
    link = START
    for event in Event.objects.filter(subject=ticket.pk).order_by("seq"):
        link = chains.link(link, payload(event))
        Event.objects.filter(pk=event.pk).update(hash=link)
    previous = START
    for seal in Seal.objects.order_by("tx_from"):
        ends = list(seals.ends(seal.tx_from, seal.tx_to))
        seal.hash = previous = chains.seal(previous, seals.named(ends))
        seal.prints = b"".join(seals.fingerprint(each) for each in ends)
        if strip:
            seal.key_id, seal.mac = "", b""
        elif key:
            seal.mac = hmac.digest(key, keyed._MARK + chains.canonical(keyed.told(seal)), "sha256")
        seal.save()


def test_every_seal_is_keyed_and_copied_and_found_whole(ticket: Ticket, place: Path) -> None:
    seals.seal(at=MONDAY)
    more(1)
    assert copies.append_new() == 2
    assert copies.append_new() == 0
    assert faults() == set()
    assert {seal.key_id for seal in Seal.objects.all()} == {"k1"}
    [file] = place.rglob("*.jsonl")
    assert file.name == "seals-2020-03.jsonl"
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [line["hash"] for line in lines] == [bytes(seal.hash).hex() for seal in Seal.objects.order_by("pk")]


def test_a_chain_and_all_seals_rewritten_are_found_by_the_key(ticket: Ticket) -> None:
    seals.seal(at=MONDAY)
    more(1)
    tamper(lambda: rewrite_everything(ticket))
    assert faults() == {Fault.FORGED, Fault.NO_COPIES}


def test_an_hmac_made_with_another_key_is_found(ticket: Ticket) -> None:
    seals.seal(at=MONDAY)
    tamper(lambda: rewrite_everything(ticket, key=NEXT_KEY))
    assert Fault.FORGED in faults()


def test_keys_taken_off_every_seal_are_found_by_the_copies(ticket: Ticket) -> None:
    seals.seal(at=MONDAY)
    more(1)
    copies.append_new()
    tamper(lambda: rewrite_everything(ticket, strip=True))
    assert faults() == {Fault.UNKEYED, Fault.COPY_DIFFERS}


def test_keys_taken_off_later_seals_are_found_without_copies(ticket: Ticket) -> None:
    seals.seal(at=MONDAY)
    more(1)
    tamper(lambda: Seal.objects.filter(pk=Seal.objects.latest("pk").pk).update(key_id="", mac=b""))
    assert Fault.STRIPPED in faults()


def test_even_who_knows_the_key_is_found_by_the_copies(ticket: Ticket) -> None:
    seals.seal(at=MONDAY)
    copies.append_new()
    tamper(lambda: rewrite_everything(ticket, key=KEY))
    assert faults() == {Fault.COPY_DIFFERS}
    with pytest.raises(copies.CopiesDoNotFit, match="seals-2020-03"):
        copies.append_new()


def test_the_last_seals_taken_away_are_found_by_the_copies(ticket: Ticket) -> None:
    seals.seal(at=MONDAY)
    more(1)
    copies.append_new()
    tamper(lambda: Seal.objects.latest("pk").delete())
    assert faults() == {Fault.COPIED_ONLY}


def test_seals_made_before_keys_still_verify_and_are_said_to_be_unkeyed(ticket: Ticket, settings: Settings) -> None:
    settings.SEAL_KEYS = {}
    seals.seal(at=MONDAY)
    settings.SEAL_KEYS = {"k1": KEY}
    more(1)
    copies.append_new()
    [found] = audit.verify(lengths=journal_lengths())
    assert (found.fault, found.is_warning, found.seal) == (Fault.UNKEYED, True, Seal.objects.earliest("pk").pk)
    assert verify() == 0


def test_after_a_rotation_old_seals_verify_by_their_old_key(ticket: Ticket, settings: Settings) -> None:
    seals.seal(at=MONDAY)
    settings.SEAL_KEYS = {"k2": NEXT_KEY, "k1": KEY}
    more(1)
    assert [seal.key_id for seal in Seal.objects.order_by("pk")] == ["k1", "k2"]
    assert faults() == {Fault.NO_COPIES}
    settings.SEAL_KEYS = {"k2": NEXT_KEY}
    assert faults() == {Fault.KEY_UNKNOWN, Fault.NO_COPIES}


def test_missing_copies_are_a_warning_and_no_error(ticket: Ticket, capsys: pytest.CaptureFixture[str]) -> None:
    seals.seal(at=MONDAY)
    assert verify() == 0
    told = capsys.readouterr()
    assert "The journal is whole." in told.out
    assert "1 warnings." in told.out
    assert "warning: No copies of the seals" in told.err


def test_a_copy_that_lags_behind_is_a_warning(ticket: Ticket) -> None:
    seals.seal(at=MONDAY)
    copies.append_new()
    more(1)
    assert faults() == {Fault.NOT_COPIED}
    assert verify() == 0


def test_the_command_ends_with_an_error_when_a_seal_differs_from_its_copy(ticket: Ticket, place: Path) -> None:
    seals.seal(at=MONDAY)
    copies.append_new()
    [file] = place.rglob("*.jsonl")
    file.write_text(file.read_text().replace('"events":', '"events":1'))
    assert verify() == 1


def test_a_line_torn_by_a_crash_is_left_alone_and_the_next_stands_by_itself(ticket: Ticket, place: Path) -> None:
    seals.seal(at=MONDAY)
    copies.append_new()
    [file] = place.rglob("*.jsonl")
    with file.open("a") as out:
        out.write('{"seal": 2, "fr')
    more(1)
    assert copies.append_new() == 1
    assert faults() == {Fault.COPY_UNREADABLE}


def test_a_new_month_has_a_new_file(ticket: Ticket, place: Path) -> None:
    seals.seal(at=MONDAY)
    actions.record("other", 1, "happened", by=Actor.system(), at=MONDAY)
    seals.seal(at=MONDAY + timedelta(days=31))
    copies.append_new()
    assert sorted(file.name for file in place.rglob("*.jsonl")) == ["seals-2020-03.jsonl", "seals-2020-04.jsonl"]
    assert faults() == set()


def test_a_seal_has_key_and_hmac_or_neither(ticket: Ticket) -> None:
    seals.seal(at=MONDAY)
    with pgtrigger.ignore(), pytest.raises(IntegrityError), transaction.atomic():
        Seal.objects.update(key_id="")


def verify() -> int:
    with pytest.raises(SystemExit) as ending:
        call_command("audit", "verify")
    return int(str(ending.value.code))
