"""The rounds: what is looked for every minute and every night. Each may run twice, or late, and does its work once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from hotline.flow.emergency import normal
from hotline.flow.followup import invitations, plans
from hotline.flow.groups import following
from hotline.flow.intake import drafts
from hotline.flow.tickets import ringing, sweeping
from hotline.ground.desks import enquiries
from hotline.ground.disaster import actions as disaster
from hotline.ground.files import actions as files
from hotline.ground.outbox import delivery
from hotline.ground.outbox.words import MessageChannel
from hotline.ground.resets import actions as resets
from hotline.links.messaging.client import Sender
from hotline.links.messaging.console import ConsoleSender
from hotline.links.messaging.files import FileSender
from hotline.links.messaging.mail import MailSender
from hotline.watch.duties import actions as duties
from hotline.watch.duties import telling as duty_telling
from hotline.watch.feeds import delivering
from hotline.watch.instructions import sweeping as instructions
from hotline.watch.supervision import firing
from hotline.watch.supervision import sweeping as orders

log = logging.getLogger("hotline.jobs")
ROUNDS = 200
"""Batches one run works off at most; the next minute goes on."""


@app.periodic(cron="* * * * *")
@app.task(name="sweep_deadlines", queueing_lock="sweep_deadlines")
def sweep_deadlines(timestamp: int) -> None:
    """Tell of clocks that ran out or soon will, of leaders' tasks and of questions specialists are late with."""
    at = timezone.now()
    exhaust(lambda: instructions.tell_overdue(at=at))
    exhaust(lambda: sweeping.tell_red(at=at))
    exhaust(lambda: sweeping.tell_yellow(at=at))
    exhaust(lambda: enquiries.tell_overdue(at=at))


@app.periodic(cron="* * * * *")
@app.task(name="end_disasters", queueing_lock="end_disasters")
def end_disasters(timestamp: int) -> None:
    """End disaster modes whose time is over, and let the clocks run on that stood still under them."""
    at = timezone.now()
    disaster.expire(at=at)
    exhaust(lambda: normal.settle(at=at))


@app.periodic(cron="* * * * * */10")
@app.task(name="ring_bells", queueing_lock="ring_bells")
def ring_bells(timestamp: int) -> None:
    """Tell units what was sent to them, given back to them and taken from them."""
    at = timezone.now()
    exhaust(lambda: ringing.ring(at=at))


@app.periodic(cron="* * * * * */10")
@app.task(name="follow_mains", queueing_lock="follow_mains")
def follow_mains(timestamp: int) -> None:
    """Let merged tickets follow main tickets whose result is there."""
    following.follow_all(at=timezone.now())


@app.periodic(cron="* * * * * */10")
@app.task(name="feed_departments", queueing_lock="feed_departments")
def feed_departments(timestamp: int) -> None:
    """Copy new tickets that fit a feed to their departments, then fill back over old ones."""
    at = timezone.now()
    exhaust(lambda: delivering.follow(at=at))
    exhaust(lambda: delivering.fill_back(at=at))
    exhaust(lambda: delivering.remind(at=at))


@app.periodic(cron="*/5 * * * *")
@app.task(name="watch_tickets", queueing_lock="watch_tickets")
def watch_tickets(timestamp: int) -> None:
    """Let the rules of supervision look at what changed."""
    at = timezone.now()
    exhaust(lambda: firing.watch(at=at))


@app.periodic(cron="* * * * *")
@app.task(name="tell_orders", queueing_lock="tell_orders")
def tell_orders(timestamp: int) -> None:
    """Tell of supervision orders not signed, overdue, and soon due."""
    at = timezone.now()
    for tell in (orders.tell_unsigned, orders.tell_red, orders.tell_yellow):
        exhaust(partial(tell, at=at))


@app.periodic(cron="*/10 * * * *")
@app.task(name="remind_of_duties", queueing_lock="remind_of_duties")
def remind_of_duties(timestamp: int) -> None:
    """Open the week's reports, remind of those soon due, tell of those overdue."""
    at = timezone.now()
    duties.open_week(at=at)
    exhaust(lambda: duty_telling.tell_late(at=at))
    exhaust(lambda: duty_telling.remind(at=at))


@app.periodic(cron="* * * * *")
@app.task(name="invite_citizens", queueing_lock="invite_citizens")
def invite_citizens(timestamp: int) -> None:
    """Note rating links that ran out, close whom the centre's plan does not ask, send links to the others."""
    at = timezone.now()
    invitations.lapse_all(at=at, were_sent=messages_travel())
    plans.close_undrawn(at=at)
    invitations.invite_all(rating_link, at=at)


@app.periodic(cron="* * * * *")
@app.task(name="deliver_messages", queueing_lock="deliver_messages", lock="deliver_messages")
def deliver_messages(timestamp: int) -> None:
    """Send what waits in the outbox."""
    chosen = senders()
    exhaust(lambda: delivery.deliver(chosen, at=timezone.now()).tried)


@app.periodic(cron="*/10 * * * *")
@app.task(name="forget_calls", queueing_lock="forget_calls")
def forget_calls(timestamp: int) -> None:
    """Forget calls that are over, and drafts nobody touched for a month."""
    drafts.sweep(at=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="expire_resets", queueing_lock="expire_resets")
def expire_resets(timestamp: int) -> None:
    """Close the resets nobody decided within a day, and tell who asked."""
    resets.expire(at=timezone.now())


@app.periodic(cron="41 3 * * *")
@app.task(name="tidy_up", queueing_lock="tidy_up")
def tidy_up(timestamp: int) -> None:
    """Take away files nobody names, counts nobody needs, and answers nobody will ask for again."""
    at: datetime = timezone.now()
    for name in settings.FORGETTING:
        try:
            import_string(name)(at=at)
        except Exception:  # one that fails must not keep the others from their work
            log.exception("%s failed; it is tried again tomorrow.", name)
    files.remove_orphans(at=at)


def exhaust(work: Callable[[], int]) -> int:
    """Repeat a batch until it finds nothing more to do; how much it did."""
    done = 0
    for _ in range(ROUNDS):
        batch = work()
        done += batch
        if not batch:
            break
    return done


def rating_link(token: str) -> str:
    """The address of the rating page, as it stands in a text message."""
    return f"{settings.PUBLIC_URL}/r/{token}"


def messages_travel() -> bool:
    """Whether text messages reach anybody; in the demo and in tests they are taken to."""
    return settings.MODE in ("demo", "test") or settings.SMS_SENDER not in ("files", "console")


def senders() -> dict[MessageChannel, Sender]:
    """The senders in use: text messages by ``HOTLINE_SMS``, mail by the mail settings."""
    sms: Sender = ConsoleSender() if settings.SMS_SENDER == "console" else FileSender(settings.STATE_DIR / "sms")
    return {MessageChannel.SMS: sms, MessageChannel.MAIL: MailSender()}
