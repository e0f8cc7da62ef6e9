"""``make bench BENCH=lists``: p95 of the lists with a million tickets in the database, at one client and at eight.

Each client is a process of its own with its own connection; it draws units, queues, filters, callers, tickets and words
from a fixed dice, so that no two requests are alike. Measured is what a screen reads: the rows of a whole page.

``cold`` are the figures right after the server was started on a machine that has nothing of the database in memory, so
that every page comes from the disk once; the others are those of the runs that follow.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bench import _base, _million
from bench._base import percentile, say

TICKETS = int(os.environ.get("TICKETS", "1000000"))
ROUNDS = int(os.environ.get("ROUNDS", "60"))
COMMON, RARE = (
    ["小区", "请", "路灯", "反映", "物业", "车辆"],
    ["明珠", "春晓", "兰亭", "拖欠工资", "预付卡", "养老保险"],
)
CLIENTS = (1, 8)
READS = ("inbox", "queue", "caller", "ticket", "search")


Act = Callable[[Any], Any]


class World:
    """What a client knows: people with their rights, units, telephone numbers."""

    def __init__(self, seed: int) -> None:
        from hotline.flow.tickets.models import Assignment, Ticket
        from hotline.ground.organisations.models import Organisation
        from hotline.ground.people.words import Actor, ActorKind, Grant, Scope

        self.dice = random.Random(seed)
        self.at = _million.UNTIL
        busy = Assignment.objects.filter(is_open=True).values_list("unit_id", flat=True)[:40_000:37]
        self.units = list(Organisation.objects.filter(pk__in=set(busy)))
        self.centres = list(Organisation.objects.filter(kind="centre", level="city"))
        self.numbers = list(
            Ticket.objects.filter(pk__in=range(1, TICKETS, TICKETS // 500)).values_list("number", flat=True)
        )

        def actor(unit: Organisation, scope: Scope) -> Actor:
            verbs = frozenset({"sign", "dispatch", "add_note"})
            grant = Grant("bench", verbs, scope, unit.pk, unit.path, unit.region_id)
            return Actor(ActorKind.PERSON, "bench", 1, (grant,))

        self.handler: Act = lambda unit: actor(unit, Scope.OWN_UNIT)
        self.staff: Act = lambda centre: actor(centre, Scope.OWN_CENTRE)
        self.area: Act = lambda unit: actor(unit, Scope.AREA)
        self.subtree: Act = lambda unit: actor(unit, Scope.UNIT_SUBTREE)
        self.province = actor(Organisation.objects.get(kind="centre", level="province"), Scope.AREA)

    def inbox(self) -> int:
        from hotline.flow.tickets import lists
        from hotline.flow.tickets.words import Tab

        unit = self.dice.choice(self.units)
        return len(lists.inbox(self.handler(unit), unit.pk, self.dice.choice(list(Tab)), at=self.at).rows)

    def queue(self) -> int:
        from hotline.flow.tickets import lists
        from hotline.flow.tickets.words import Channel, Colour, Status
        from hotline.ground.catalogue.words import Kind, Urgency

        centre = self.dice.choice(self.centres)
        choices: list[dict[str, Any]] = [
            {},
            {"kind": Kind.COMPLAINT},
            {"category": "03"},
            {"category": "09.01"},
            {"region": centre.region_id + "11"},
            {"urgency": Urgency.URGENT},
            {"channel": Channel.WEB, "kind": Kind.HELP},
            {"colour": Colour.RED},
            {"colour": Colour.YELLOW},
            {"colour": Colour.GREEN},
            {"registered_from": self.at - timedelta(days=20), "registered_until": self.at - timedelta(days=10)},
        ]
        filters = lists.Filters(**self.dice.choice(choices))
        status = self.dice.choice([*Status])
        page = lists.queue(self.staff(centre), centre.pk, status, at=self.at, filters=filters)
        if page.next and self.dice.random() < 0.3:
            page = lists.queue(self.staff(centre), centre.pk, status, at=self.at, filters=filters, cursor=page.next)
        return len(page.rows)

    def caller(self) -> int:
        from hotline.flow.tickets import lists

        centre = self.dice.choice(self.centres)
        return len(lists.history(self.staff(centre), f"139{self.dice.randrange(_million.PHONES):08d}", at=self.at))

    def ticket(self) -> int:
        from hotline.flow.tickets import queries
        from hotline.ground.journal import queries as journal
        from hotline.ground.people.words import Actor

        found = queries.ticket(self.dice.choice(self.numbers), Actor.system())
        events = list(journal.timeline("ticket", found.pk))
        tree = list(found.assignments.all())
        clocks = list(found.clocks.all())
        others = [list(found.attachments.all()), list(found.joined_contacts.select_related("contact"))]
        return len(events) + len(tree) + len(clocks) + len(others)

    def search(self) -> int:
        from hotline.flow.tickets import search

        words = self.dice.choice(
            [*COMMON, *RARE, "路灯 维修", "污水 堵塞 物业", f"{self.dice.randint(1, 4000)}号", "紫薇家园"]
        )
        unit, centre = self.dice.choice(self.units), self.dice.choice(self.centres)
        who = self.dice.choice(
            [self.province, self.staff(centre), self.handler(unit), self.area(unit), self.subtree(unit)]
        )
        page = search.search(who, words, at=self.at)
        if page.next and self.dice.random() < 0.2:
            page = search.search(who, words, at=self.at, cursor=page.next)
        return len(page.rows)


def client(seed: int, reads: tuple[str, ...], rounds: int, results: Any) -> None:
    """One client: warm up, then read after read, timing each."""
    _base.connect()
    world = World(seed)
    times: dict[str, list[float]] = {}
    for name in reads:
        read: Callable[[], int] = getattr(world, name)
        for _ in range(3):
            read()
        times[name] = []
        for _ in range(rounds):
            started = time.perf_counter()
            read()
            times[name].append((time.perf_counter() - started) * 1000)
    results.put(times)


def measure(clients: int, reads: tuple[str, ...] = READS) -> dict[str, list[float]]:
    """All clients side by side, each in its own order of lists; times in ms by list."""
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    processes = []
    for seed in range(clients):
        turned = reads[seed % len(reads) :] + reads[: seed % len(reads)]
        processes.append(context.Process(target=client, args=(seed + 1, turned, ROUNDS, results)))
    for process in processes:
        process.start()
    gathered: dict[str, list[float]] = {name: [] for name in reads}
    for _ in processes:
        for name, times in results.get(timeout=600).items():
            gathered[name] += times
    for process in processes:
        process.join()
    return gathered


def _measure_cold(clients: int, reads: tuple[str, ...]) -> dict[str, list[float]]:
    _base.cool()
    return measure(clients, reads)


def _figures(name: str, measured: dict[int, dict[str, list[float]]]) -> dict[str, float]:
    shares = {"p95": 0.95, "p50": 0.5}
    return {
        f"{word}_ms_{clients}": round(percentile(times[name], share), 1)
        for word, share in shares.items()
        for clients, times in measured.items()
    }


def main() -> None:
    """Make the database, measure, report."""
    _base.prepare()
    _million.make(TICKETS)
    reads = tuple(sys.argv[1:]) or READS
    cold = {clients: _measure_cold(clients, reads) for clients in CLIENTS}
    warm = {clients: measure(clients, reads) for clients in CLIENTS}
    figures = {name: _figures(name, warm) | {"cold": _figures(name, cold)} for name in reads}
    for name, each in figures.items():
        say(f"{name:<8}{each}")
    _base.report(tickets=TICKETS, **figures)


if __name__ == "__main__":
    main()
