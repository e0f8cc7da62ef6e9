"""The outbox: written once, sent after commit, tried again, given up visibly, revived."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from hotline.ground.journal import queries as journals
from hotline.ground.outbox import actions, delivery, errors, queries, rules, templates
from hotline.ground.outbox.models import Message, Template
from hotline.ground.outbox.words import MessageChannel, MessageState, NewMessage
from hotline.ground.people.words import Actor
from hotline.links.messaging.client import Letter, Rejected, SendingFailed, Unreachable
from hotline.links.messaging.fake import FakeSender

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
FACTS = {
    "title": "路灯不亮，联系 13912345678",
    "number": "26030200000018",
    "days": "7",
    "link": "https://h/r/13812345678",
}


def write(key: str = "k1", recipient: str = "13812345678", **more: Any) -> bool:
    new = NewMessage(MessageChannel.SMS, recipient, "rate", FACTS, **more)
    return actions.write(new, once_key=key, at=AT)


def deliver(sender: Any, at: datetime = AT) -> delivery.Delivered:
    return delivery.deliver({MessageChannel.SMS: sender}, at=at)


def test_a_message_is_written_once_and_sent_once() -> None:
    sender = FakeSender()
    assert write()
    assert not write()
    assert deliver(sender).sent == 1
    assert deliver(sender, AT + timedelta(hours=2)).tried == 0
    [letter] = sender.letters.values()
    assert letter.recipient == "13812345678"
    message = Message.objects.get()
    assert (message.state, message.sent_at, message.tries) == (MessageState.SENT, AT, 1)


def test_what_people_wrote_is_masked_and_the_link_is_not() -> None:
    write()
    body = Message.objects.get().body
    assert "139****5678" in body
    assert "https://h/r/13812345678" in body
    assert "26030200000018" in body


def test_a_message_speaks_the_language_asked_for() -> None:
    write(language="en")
    assert "There is a result" in Message.objects.get().body


def test_recipient_and_rating_link_are_not_readable_in_the_table() -> None:
    write()
    with connection.cursor() as cursor:
        cursor.execute("SELECT recipient, body FROM outbox_message")
        recipient, body = map(bytes, cursor.fetchone())
    assert b"138" not in recipient
    assert b"/r/" not in body
    assert "https://h/r/…" in queries.masked_body(Message.objects.get())
    assert queries.masked_recipient(Message.objects.get()) == "138****5678"


def test_a_failed_try_waits_longer_each_time_and_is_given_up_at_last() -> None:
    write()
    at, waits = AT, []
    for _ in range(rules.MAX_TRIES):
        assert deliver(FakeSender(Unreachable("busy")), at).tried == 1
        message = Message.objects.get()
        waits.append(message.next_try_at - at)
        at = message.next_try_at
    assert [wait.seconds // 60 for wait in waits[:7]] == [1, 2, 4, 8, 16, 32, 60]
    assert (message.state, message.last_error) == (MessageState.DEAD, "busy")
    assert deliver(FakeSender(), at + timedelta(days=1)).tried == 0


def test_nothing_is_tried_before_its_time() -> None:
    write()
    deliver(FakeSender(Unreachable("busy")))
    assert deliver(FakeSender(), AT + timedelta(seconds=59)).tried == 0
    assert deliver(FakeSender(), AT + timedelta(seconds=60)).sent == 1


def test_a_refusal_for_ever_is_a_dead_letter_at_once_and_can_be_sent_again() -> None:
    write()
    assert deliver(FakeSender(Rejected("no such number"))).dead == 1
    assert queries.counts() == {MessageState.WAITING: 0, MessageState.DEAD: 1}
    dead = queries.dead_letters().get()
    actions.send_again(dead.pk, by=Actor.system(), at=AT + timedelta(hours=1))
    event = journals.last_event("message", dead.pk)
    assert event is not None
    assert event.verb == "send_again"
    sender = FakeSender()
    assert deliver(sender, AT + timedelta(hours=1)).sent == 1
    assert list(sender.letters) == [f"m{dead.pk}"]
    with pytest.raises(errors.NotDead):
        actions.send_again(dead.pk, by=Actor.system(), at=AT)


def test_one_bad_message_does_not_hold_up_the_others() -> None:
    write("bad", recipient=" ")
    write("good")
    assert deliver(FakeSender()) == delivery.Delivered(sent=1, put_off=0, dead=1)


def test_a_mistake_of_the_sender_itself_is_a_failed_try(caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        def send(self, letter: Letter) -> None:
            raise ZeroDivisionError

    write()
    assert deliver(Broken()).put_off == 1
    assert "ZeroDivisionError" in Message.objects.get().last_error


def test_a_worker_killed_while_sending_loses_nothing() -> None:
    """The claim is written before sending; when the lease runs out, the message goes under the same reference."""

    class Killed:
        def send(self, letter: Letter) -> None:
            raise KeyboardInterrupt

    write()
    with pytest.raises(KeyboardInterrupt):
        deliver(Killed())
    sender = FakeSender()
    assert deliver(sender, AT + timedelta(minutes=1)).tried == 0
    assert deliver(sender, AT + delivery.LEASE).sent == 1
    assert list(sender.letters) == [f"m{Message.objects.get().pk}"]


def test_a_lease_outlasts_the_slowest_batch(settings: Any) -> None:
    """Each letter may wait for the other side as long as the time-out: connecting, then speaking."""
    assert timedelta(seconds=settings.EMAIL_TIMEOUT) * 2 * delivery.BATCH < delivery.LEASE


def test_a_slow_worker_does_not_overwrite_what_another_has_settled() -> None:
    write()

    class Slow:
        def send(self, letter: Letter) -> None:
            assert deliver(FakeSender(), AT + delivery.LEASE).sent == 1
            raise SendingFailed("too late")

    assert deliver(Slow()).tried == 0
    assert Message.objects.get().state == MessageState.SENT


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_the_same_message(in_another_thread: Callable[[Callable[[], Any]], Any]) -> None:
    for number in range(20):
        write(f"k{number}")
    ours, theirs = FakeSender(), FakeSender()

    class Interrupted(FakeSender):
        def send(self, letter: Letter) -> None:
            if not self.letters:
                in_another_thread(lambda: delivery.deliver({MessageChannel.SMS: theirs}, at=AT))
            super().send(letter)

    ours = Interrupted()
    delivery.deliver({MessageChannel.SMS: ours}, at=AT, limit=10)
    assert (len(ours.letters), len(theirs.letters)) == (10, 10)
    assert not set(ours.letters) & set(theirs.letters)


def test_every_shipped_text_is_in_both_languages_with_the_same_blanks() -> None:
    shipped = templates.all_shipped()
    codes = {code for code, _ in shipped}
    for code in codes:
        assert rules.blanks(shipped[code, "zh"].body) == rules.blanks(shipped[code, "en"].body)


def test_an_administrator_puts_another_text_in_place(town: Any) -> None:
    templates.change("rate", "zh", "评价", "【热线】{number} 请评价 {link}", by=Actor.system(), at=AT)
    write()
    assert Message.objects.get().body == "【热线】26030200000018 请评价 https://h/r/13812345678"


@pytest.mark.parametrize("body", ["{phone}", "{", "{link.__class__}{x}", "  ", "{0}"])
def test_a_text_with_unknown_blanks_is_refused(body: str) -> None:
    with pytest.raises(errors.BadTemplate):
        templates.change("rate", "zh", "", body, by=Actor.system(), at=AT)
    assert not Template.objects.exists()
    with pytest.raises(errors.UnknownTemplate):
        templates.change("nothing", "zh", "", "x", by=Actor.system(), at=AT)
