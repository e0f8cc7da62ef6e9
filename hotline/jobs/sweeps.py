"""The rounds: what is looked for every minute and every night. Each may run twice, or late, and does its work once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

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
from hotline.insight.alerts import telling as alerts
from hotline.insight.alerts import watching
from hotline.insight.questions import actions as questions
from hotline.insight.reports import making as report_making
from hotline.insight.warehouse import exporting
from hotline.links.messaging.client import Sender
from hotline.links.messaging.console import ConsoleSender
from hotline.links.messaging.files import FileSender
from hotline.links.messaging.mail import MailSender
from hotline.watch.duties import actions as duties
from hotline.watch.duties import telling as duty_telling
from hotline.watch.feeds import delivering
from hotline.watch.instructions import sweeping as instructions
from hotline.watch.supervision import firing, leaving
from hotline.watch.supervision import sweeping as orders
from hotline.watch.topics import filling
from hotline.watch.topics import telling as topic_telling

from .queue import every

log = logging.getLogger("hotline.jobs")
ROUNDS = 200
"""Batches one run works off at most; the next minute goes on."""


@every("* * * * *")
def sweep_deadlines(timestamp: int) -> None:
    """Tell of clocks that ran out or soon will, of leaders' tasks and of questions specialists are late with."""
    at = timezone.now()
    exhaust(lambda: instructions.tell_overdue(at=at))
    exhaust(lambda: sweeping.tell_red(at=at))
    exhaust(lambda: sweeping.tell_yellow(at=at))
    exhaust(lambda: enquiries.tell_overdue(at=at))


@every("* * * * *")
def end_disasters(timestamp: int) -> None:
    """End disaster modes whose time is over, and let the clocks run on that stood still under them."""
    at = timezone.now()
    disaster.expire(at=at)
    exhaust(lambda: normal.settle(at=at))


@every("* * * * * */10")
def ring_bells(timestamp: int) -> None:
    """Tell units what was sent to them, given back to them and taken from them."""
    at = timezone.now()
    exhaust(lambda: ringing.ring(at=at))


@every("* * * * * */10")
def follow_mains(timestamp: int) -> None:
    """Let merged tickets follow main tickets whose result is there."""
    following.follow_all(at=timezone.now())


@every("* * * * * */10")
def feed_departments(timestamp: int) -> None:
    """Copy new tickets that fit a feed to their departments, then fill back over old ones."""
    at = timezone.now()
    exhaust(lambda: delivering.follow(at=at))
    exhaust(lambda: delivering.fill_back(at=at))
    exhaust(lambda: delivering.remind(at=at))


@every("* * * * * */10")
def fill_topics(timestamp: int) -> None:
    """Hold old tickets against topics that are to be filled back, and tell subscribers."""
    at = timezone.now()
    exhaust(lambda: filling.fill_back(at=at))
    topic_telling.tell(at=at)


@every("*/5 * * * *")
def watch_tickets(timestamp: int) -> None:
    """Let the rules of supervision look at what changed."""
    at = timezone.now()
    exhaust(lambda: firing.watch(at=at))


@every("* * * * *")
def tell_orders(timestamp: int) -> None:
    """Tell of supervision orders whose ticket was taken from their unit, not signed, overdue, and soon due."""
    at = timezone.now()
    exhaust(lambda: leaving.follow(at=at))
    for tell in (orders.tell_unsigned, orders.tell_red, orders.tell_yellow):
        exhaust(partial(tell, at=at))


@every("*/10 * * * *")
def remind_of_duties(timestamp: int) -> None:
    """Open the week's reports, remind of those soon due, tell of those overdue."""
    at = timezone.now()
    duties.open_week(at=at)
    exhaust(lambda: duty_telling.tell_late(at=at))
    exhaust(lambda: duty_telling.remind(at=at))


@every("* * * * *")
def invite_citizens(timestamp: int) -> None:
    """Note rating links that ran out, close what needs no asking by wish or by plan, send links to the others."""
    at = timezone.now()
    invitations.lapse_all(at=at, were_sent=messages_travel())
    exhaust(lambda: plans.close_unwanted(at=at))
    plans.close_undrawn(at=at)
    invitations.invite_all(rating_link, at=at)


@every("* * * * *", is_alone=True)
def deliver_messages(timestamp: int) -> None:
    """Send what waits in the outbox."""
    chosen = senders()
    exhaust(lambda: delivery.deliver(chosen, at=timezone.now()).tried)


@every("*/10 * * * *")
def forget_calls(timestamp: int) -> None:
    """Forget calls that are over, and drafts nobody touched for a month."""
    drafts.sweep(at=timezone.now())


@every("*/10 * * * *")
def expire_resets(timestamp: int) -> None:
    """Close the resets nobody decided within a day, and tell who asked."""
    resets.expire(at=timezone.now())


@every("* * * * *")
def ring_questions(timestamp: int) -> None:
    """Tell who wanted to be told that the figures of a stored question may be looked at."""
    exhaust(lambda: questions.ring(at=timezone.now()))


@every("*/10 * * * *")
def ask_for_reports(timestamp: int) -> None:
    """Ask for the special reports that are owed by the clock."""
    report_making.ask_for_owed(at=timezone.now())


@every("* * * * * */5", is_alone=True)
def make_reports(timestamp: int) -> None:
    """Make the special reports that were asked for."""
    exhaust(lambda: report_making.make_waiting(at=timezone.now()))


@every("*/10 * * * *", is_alone=True)
def export_facts(timestamp: int) -> None:
    """Bring the facts for analysis up to date."""
    exporting.export(settings.WAREHOUSE_DIR, at=timezone.now())


@every("23 3 * * *", is_alone=True)
def settle_facts(timestamp: int) -> None:
    """Fold what changed during the day into the months of the facts for analysis."""
    exporting.settle(settings.WAREHOUSE_DIR, at=timezone.now())


@every("5-59/10 * * * *", is_alone=True)
def watch_series(timestamp: int) -> None:
    """Look for bursts, weak signals and clusters in what was exported, five minutes after it."""
    watching.look(at=timezone.now())


@every("* * * * *")
def tell_alerts(timestamp: int) -> None:
    """Tell analysts of new alerts, one line for all of them."""
    alerts.tell(at=timezone.now())


@every("41 3 * * *")
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
