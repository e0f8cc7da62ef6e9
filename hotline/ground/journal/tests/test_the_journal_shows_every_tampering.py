"""Whatever is done to the journal behind its back, verifying names it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pgtrigger
import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError

from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.queries import journal_lengths
from hotline.flow.tickets.words import Status
from hotline.ground.journal import actions, audit, lists, seals
from hotline.ground.journal.audit import Fault, Finding
from hotline.ground.journal.models import Epoch, Event, Seal
from hotline.ground.journal.words import START, kind_of, payload
from hotline.ground.people.words import Actor, ActorKind
from hotline.lib import chains
from tests.town import MONDAY, Town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ticket(town: Town) -> Ticket:
    """A closed ticket with its events sealed, among others."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION journal_base() RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT 0::bigint'"
        )
    seals.begin_epoch(at=MONDAY)
    for status in (Status.TO_SIGN, Status.CLOSED):
        town.ticket(status)
    return town.ticket(Status.CLOSED)


def verify() -> list[Finding]:
    return list(audit.verify(lengths=journal_lengths()))


def tamper(change: Callable[[], object]) -> None:
    with pgtrigger.ignore():
        change()


def rehash(subject: int) -> None:
    """What a clever attacker does: every link of the chain made anew."""
    previous = START
    for event in Event.objects.filter(subject=subject).order_by("seq"):
        previous = chains.link(previous, payload(event))
        Event.objects.filter(pk=event.pk).update(hash=previous)


def test_an_untouched_journal_is_whole_before_and_after_sealing(ticket: Ticket) -> None:
    assert verify() == []
    sealed = seals.seal(at=MONDAY)
    assert sealed == Event.objects.count()
    assert seals.seal(at=MONDAY) == 0
    assert verify() == []
    with pytest.raises(SystemExit) as ending:
        call_command("audit", "verify")
    assert ending.value.code == 0


def test_the_table_itself_refuses_changes(ticket: Ticket) -> None:
    for change in (
        lambda: Event.objects.filter(subject=ticket.pk).update(by_name="另一人"),
        lambda: Event.objects.filter(subject=ticket.pk).delete(),
        lambda: connection.cursor().execute("TRUNCATE journal_event"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_changed_event_is_named(ticket: Ticket) -> None:
    seals.seal(at=MONDAY)
    tamper(lambda: Event.objects.filter(subject=ticket.pk, seq=3).update(by_name="另一人"))
    assert verify() == [Finding(Fault.ALTERED, "ticket", ticket.pk, 3)]
    with pytest.raises(SystemExit) as ending:
        call_command("audit", "verify")
    assert ending.value.code == 1


def test_a_missing_event_is_named(ticket: Ticket) -> None:
    tamper(lambda: Event.objects.filter(subject=ticket.pk, seq=2).delete())
    assert Finding(Fault.MISSING, "ticket", ticket.pk, 2) in verify()


def test_the_last_event_cut_off_before_it_was_sealed_is_named(ticket: Ticket) -> None:
    last = Event.objects.filter(subject=ticket.pk).count()
    tamper(lambda: Event.objects.filter(subject=ticket.pk, seq=last).delete())
    assert verify() == [Finding(Fault.SHORT, "ticket", ticket.pk, last - 1)]


def test_a_whole_chain_taken_away_is_named(ticket: Ticket) -> None:
    seals.seal(at=MONDAY)
    tamper(lambda: Event.objects.filter(subject=ticket.pk).delete())
    found = verify()
    assert Finding(Fault.MISSING, "ticket", ticket.pk, 1) in found
    assert Fault.SEAL_BROKEN in {each.fault for each in found}


def test_an_event_slipped_into_a_chain_is_named(ticket: Ticket) -> None:
    last = Event.objects.filter(subject=ticket.pk).order_by("-seq")[0]
    Event.objects.create(
        topic="ticket", subject=ticket.pk, seq=last.seq + 1, verb="reopen", at=MONDAY, by_name="无人", hash=START
    )
    found = verify()
    assert Finding(Fault.ALTERED, "ticket", ticket.pk, last.seq + 1) in found


def test_a_chain_hashed_anew_after_a_change_is_found_by_its_seal(ticket: Ticket) -> None:
    seals.seal(at=MONDAY)

    def change() -> None:
        Event.objects.filter(subject=ticket.pk, seq=2).update(by_name="另一人")
        rehash(ticket.pk)

    tamper(change)
    broken, named = verify()
    assert broken.fault is Fault.SEAL_BROKEN
    assert (named.fault, named.subject, named.seal) == (Fault.RESEALED, ticket.pk, broken.seal)


def test_a_chain_hashed_anew_and_cut_to_its_length_is_found_by_its_seal(ticket: Ticket) -> None:
    seals.seal(at=MONDAY)
    last = Event.objects.filter(subject=ticket.pk).count()

    def change() -> None:
        Event.objects.filter(subject=ticket.pk, seq=last).delete()
        Ticket.objects.filter(pk=ticket.pk).update(moves=last - 2)

    tamper(change)
    assert [each.fault for each in verify()] == [Fault.SEAL_BROKEN, Fault.RESEALED]


def test_a_seal_changed_or_taken_away_is_found(ticket: Ticket) -> None:
    seals.seal(at=MONDAY)
    for number in range(2):
        actions.record("ticket", ticket.pk, f"later{number}", by=Actor.system(), at=MONDAY)
        Ticket.objects.filter(pk=ticket.pk).update(moves=ticket.moves + number + 1)
        seals.seal(at=MONDAY)
    first, second, third = Seal.objects.order_by("pk")
    assert verify() == []
    kept = second.hash
    tamper(lambda: Seal.objects.filter(pk=second.pk).update(hash=START))
    assert {each.seal for each in verify()} == {second.pk, third.pk}
    tamper(lambda: Seal.objects.filter(pk=second.pk).update(hash=kept))
    tamper(lambda: Seal.objects.filter(pk=second.pk).delete())
    assert Finding(Fault.SEAL_GAP, seal=third.pk) in verify()
    assert first.tx_to == second.tx_from


def test_a_seal_waits_for_the_transaction_that_is_still_open(ticket: Ticket) -> None:
    begun, finish = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            actions.record("ticket", ticket.pk, "late", by=Actor.system(), at=MONDAY)
            begun.set()
            finish.wait(10)
        connection.close()

    before = Event.objects.count()
    thread = threading.Thread(target=slow)
    thread.start()
    begun.wait(10)
    actions.record("other", 1, "quick", by=Actor.system(), at=MONDAY)
    assert seals.seal(at=MONDAY) == before
    finish.set()
    thread.join()
    assert seals.seal(at=MONDAY) == 2
    Ticket.objects.filter(pk=ticket.pk).update(moves=ticket.moves + 1)
    assert verify() == []


def test_a_large_backlog_takes_several_small_seals(ticket: Ticket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seals, "MOST", 4)
    assert seals.seal(at=MONDAY) == Event.objects.count()
    assert Seal.objects.count() > 2
    assert max(Seal.objects.values_list("events", flat=True)) <= 4
    assert verify() == []


def test_after_a_restore_into_another_cluster_numbers_go_on_growing(
    ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    seals.seal(at=MONDAY)
    far = 10**12  # the cluster the dump came from was much older
    tamper(lambda: Event.objects.update(tx=far))
    tamper(lambda: Seal.objects.all().delete())
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION journal_base() RETURNS bigint LANGUAGE sql IMMUTABLE "
            f"AS 'SELECT {far + 1}::bigint'"
        )
    seals.seal(at=MONDAY)
    assert Seal.objects.get().tx_to > far
    monkeypatch.setattr(seals, "_system", lambda: "another cluster")
    sealed_to = Seal.objects.get().tx_to
    assert seals.seal(at=MONDAY + timedelta(days=1)) == 0
    assert Epoch.objects.count() == 2
    later = actions.record("other", 1, "later", by=Actor.system(), at=MONDAY)
    later.refresh_from_db()
    assert later.tx >= sealed_to
    assert seals.seal(at=MONDAY + timedelta(days=1)) == 1
    assert verify() == []


@pytest.mark.parametrize("kind", list(ActorKind))
def test_an_event_says_what_kind_of_actor_it_was(kind: ActorKind, db: None) -> None:
    actions.record("other", 1, "done", by=Actor(kind, "诉求人"), at=MONDAY)
    event = Event.objects.get(topic="other")
    assert (event.by_kind, kind_of(event)) == (kind.value, kind)


def test_an_event_written_before_kinds_were_kept_still_verifies(ticket: Ticket) -> None:
    tamper(lambda: Event.objects.filter(subject=ticket.pk).update(by_kind=""))
    assert Fault.ALTERED in {each.fault for each in verify()}
    tamper(lambda: rehash(ticket.pk))
    assert verify() == []
    hers = Event.objects.filter(subject=ticket.pk, by__isnull=False)
    assert {kind_of(event) for event in hers} == {ActorKind.PERSON}


def test_old_and_new_events_stand_in_one_chain(ticket: Ticket) -> None:
    tamper(lambda: Event.objects.filter(subject=ticket.pk, seq__lte=2).update(by_kind=""))
    tamper(lambda: rehash(ticket.pk))
    assert verify() == []


def test_a_kind_given_to_an_old_event_is_named(ticket: Ticket) -> None:
    tamper(lambda: Event.objects.filter(subject=ticket.pk, seq=2).update(by_kind=""))
    tamper(lambda: rehash(ticket.pk))
    tamper(lambda: Event.objects.filter(subject=ticket.pk, seq=2).update(by_kind="citizen"))
    assert Finding(Fault.ALTERED, "ticket", ticket.pk, 2) in verify()


@pytest.mark.parametrize(
    ("name", "kind"), [("诉求人", ActorKind.CITIZEN), ("系统", ActorKind.SYSTEM), ("对接", ActorKind.PROGRAM)]
)
def test_of_old_events_without_an_account_the_name_tells(name: str, kind: ActorKind) -> None:
    assert kind_of(Event(by_name=name)) is kind


def test_the_journal_is_found_by_time_and_by_person_without_reading_all_of_it(ticket: Ticket) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        try:
            until = MONDAY + timedelta(days=1)
            assert "event_at" in lists.search(since=MONDAY, until=until).explain()
            assert "event_by" in lists.search(since=MONDAY, until=until, persons=[1]).explain()
        finally:
            cursor.execute("RESET enable_seqscan")
