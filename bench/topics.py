"""``make bench BENCH=topics``: how soon a registered ticket is matched, how fast a definition is tried on a million.

The matcher runs as it does in production, in a process of its own, with every topic that ships. Registrations come at
random moments; each is waited for until its match can be read, so that the pause between two looks (10 ms) is in the
figures. Trials ask for a word the index knows, for one it does not, and for common words, each over 90 days.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any

from bench import _base, _million
from bench._base import say

TICKETS = int(os.environ.get("TICKETS", "1000000"))
REGISTRATIONS = int(os.environ.get("REGISTRATIONS", "300"))
LONGEST_WAIT = 60.0
TRIALS = {
    "rare": "小区 and 锦绣苑",
    "usual": "(预付卡 or 健身房) near/12 (退费 or 余额) and not 广告",
    "common": "路灯 or 污水 or 噪音",
    "unknown_to_the_index": "苏康码 or 跑路",
}


def main() -> None:
    """Prepare, measure, tell."""
    _base.prepare()
    _million.make(TICKETS)
    _load_topics()
    matcher = subprocess.Popen([sys.executable, "-m", "hotline", "match"])
    try:
        _wait(_register(0))  # until it is there
        waits = _waits()
    finally:
        matcher.terminate()
        matcher.wait()
    trials = {name: _trial(expression) for name, expression in TRIALS.items()}
    _base.report(
        registrations=len(waits),
        matched_median_s=round(statistics.median(waits), 3),
        matched_p99_s=round(_base.percentile(waits, 0.99), 3),
        matched_worst_s=round(max(waits), 3),
        tickets=TICKETS,
        trials=trials,
        filled_per_s=_filled(),
    )


def _load_topics() -> None:
    from hotline.watch.topics import loading
    from hotline.watch.topics.models import Topic

    if not Topic.objects.exists():
        loading.load()


def _waits() -> list[float]:
    """Seconds from the end of each registration until its match can be read."""
    dice, found = random.Random(4), []
    for number in range(1, REGISTRATIONS + 1):
        time.sleep(dice.uniform(0, 0.4))
        found.append(_wait(_register(number)))
    say(f"  {len(found)} registrations: median {statistics.median(found):.3f} s, worst {max(found):.3f} s")
    return found


def _wait(ticket: int) -> float:
    """Seconds until a ticket's match can be read."""
    from hotline.watch.topics.models import Match

    begun = time.perf_counter()
    while not Match.objects.filter(ticket_id=ticket, topic__code="wages").exists():
        if time.perf_counter() - begun > LONGEST_WAIT:
            raise SystemExit(f"ticket {ticket} was not matched within {LONGEST_WAIT} s")
        time.sleep(0.01)
    return time.perf_counter() - begun


def _register(number: int) -> int:
    from django.utils import timezone

    from hotline.flow.intake import actions as intake
    from hotline.flow.intake.words import Appeal
    from hotline.flow.tickets.words import Channel, NewContact, NewTicket
    from hotline.ground.catalogue.words import Kind
    from hotline.ground.organisations import queries as organisations
    from hotline.ground.people.words import Actor

    centre = organisations.unit_by_code("320200-rx").id
    contact = NewContact(centre, Channel.PHONE, name="张三", phone=f"138{number:08d}")
    said = "公司拖欠员工工资三个月，老板联系不上，请劳动部门帮助追讨。"
    matter = NewTicket(Kind.COMPLAINT, "拖欠工资", said, "06.01.01", "320211", place=f"梅园{number}号")
    [made] = intake.take(Appeal(contact, (matter,)), by=Actor.system(), at=timezone.now(), submitted=True)
    return made.id


def _trial(expression: str) -> dict[str, Any]:
    """One trial over the last 90 days of the million, with the eight seconds the page gives it."""
    from hotline.ground.people.words import Actor
    from hotline.watch.topics import trying
    from hotline.watch.topics.words import Definition

    until = _million.UNTIL.date()
    begun = time.perf_counter()
    since, ends = until - timedelta(days=90), begun + 8.0
    by = Actor.system()
    found = trying.tried(Definition(expression), "32", since, until, by, is_over=lambda: time.perf_counter() > ends)
    seconds = round(time.perf_counter() - begun, 2)
    say(
        f"  {expression}: {found.fitting} of {found.looked_at} in {seconds} s{'' if found.is_whole else ' (not whole)'}"
    )
    return {"s": seconds, "fitting": found.fitting, "looked_at": found.looked_at, "is_whole": found.is_whole}


def _filled() -> int:
    """Tickets a second that filling back holds against a topic, thirty days of the million."""
    from hotline.ground.people.words import Actor
    from hotline.watch.topics import actions, filling
    from hotline.watch.topics.models import Filling, Match

    at = _million.UNTIL
    Match.objects.filter(topic__code="wages", registered_at__gte=at - timedelta(days=40)).delete()
    actions.fill_back("wages", at.date() - timedelta(days=30), by=Actor.system(), at=at)
    begun = time.perf_counter()
    while filling.fill_back(at=at):
        pass
    row = Filling.objects.latest("pk")
    return round(row.looked_at / (time.perf_counter() - begun))


if __name__ == "__main__":
    main()
