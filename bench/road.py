"""``make bench BENCH=road``: whole roads a second through the actions, two processes, some contended on purpose.

A road: register (as the API does, straight to review) → accept → dispatch → sign → contact → reply → pass → follow up →
close, each step a durable transaction of its own. Every tenth road both processes walk on the same ticket at the same
time: each step has one winner, the other must be told so by a refusal; anything else is an error.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bench import _base, _million, _processes
from bench._base import say

ROADS = int(os.environ.get("ROADS", "10000"))
CONTENDED_EACH = 10


class Walker:
    """One process's worth of people."""

    def __init__(self) -> None:
        from django.utils import timezone

        from hotline.ground.organisations import queries as organisations
        from hotline.ground.people.words import Actor

        self.by, self.at = Actor.system(), timezone.now()
        self.centre = organisations.unit_by_code("320200-rx").id
        unit = organisations.department("cgj", "3202")
        assert unit is not None
        self.unit = unit.id

    def register(self, number: int) -> str:
        """A new ticket in review; its number."""
        from hotline.flow.intake import actions as intake
        from hotline.flow.intake.words import Appeal
        from hotline.flow.tickets.words import Channel, NewContact, NewTicket
        from hotline.ground.catalogue.words import Kind

        category, kind, title, text = _million.MATTERS[number % len(_million.MATTERS)]
        contact = NewContact(self.centre, Channel.PHONE, name="张三", phone=f"139{number % 10**8:08d}")
        matter = NewTicket(Kind(kind), title, text, category, "320211", place=f"梅园{number}号")
        [made] = intake.take(Appeal(contact, (matter,)), by=self.by, at=self.at, submitted=True)
        return made.number

    def steps(self, number: str) -> list[Callable[[], object]]:
        """The steps of a road, each to be called once."""
        from hotline.flow.dispatch import actions as dispatching
        from hotline.flow.followup import actions as followup
        from hotline.flow.followup.words import FollowUpChannel, Satisfied, Solved, Visit
        from hotline.flow.handling import actions as handling
        from hotline.flow.handling.words import ContactResult, NewReply, Outcome
        from hotline.flow.intake import actions as intake
        from hotline.flow.tickets.models import Assignment

        known: dict[str, int] = {}

        def mine() -> int:
            if "lead" not in known:
                found = Assignment.objects.filter(ticket__number=number).values_list("pk", flat=True).first()
                known["lead"] = found or 0
            return known["lead"]

        by, at = self.by, self.at
        reply = NewReply(Outcome.SOLVED, "已派人现场处理完毕。", "您好，您反映的问题已处理完毕，感谢您的支持。")
        visit = Visit(FollowUpChannel.PHONE, True, True, Solved.SOLVED, Satisfied.SATISFIED)
        later = timedelta(minutes=1)
        return [
            lambda: intake.accept(number, by=by, at=at),
            lambda: dispatching.dispatch(number, self.unit, by=by, at=at + later, why="按职责派单"),
            lambda: handling.sign(number, mine(), by=by, at=at + 2 * later),
            lambda: handling.contact(number, mine(), ContactResult.REACHED, "", by=by, at=at + 3 * later),
            lambda: handling.reply(number, mine(), reply, by=by, at=at + 4 * later),
            lambda: handling.pass_reply(number, "", by=by, at=at + 5 * later),
            lambda: followup.follow_up(number, visit, by=by, at=at + 6 * later),
        ]


def walk(part: int, count: int, contended: list[str], barrier: Any, results: Any) -> None:
    """One process: roads of its own, and every tenth together with the other process."""
    _base.connect()
    walker, failures, together = Walker(), [], []
    for number in range(20):  # warm: caches, plans
        for step in walker.steps(walker.register(number)):
            step()
    shared = iter(contended)
    barrier.wait(120)
    started, processor = time.perf_counter(), time.process_time()
    for number in range(count):
        if number % CONTENDED_EACH == 0 and (ticket := next(shared, None)) is not None:
            barrier.wait(60)
            together += _walked(walker.steps(ticket))
            continue
        failures += _walked(walker.steps(walker.register(part * 10**6 + number)), is_alone=True)
    results.put((time.perf_counter() - started, time.process_time() - processor, failures, together))


def _walked(steps: list[Callable[[], object]], *, is_alone: bool = False) -> list[str]:
    """Take every step; what went wrong. On a contended ticket a refusal is what the loser is meant to get."""
    from hotline.lib.refusal import Refusal

    wrong = []
    for step in steps:
        try:
            step()
        except Refusal as refusal:
            if is_alone:
                wrong.append(repr(refusal))
        except Exception as error:
            wrong.append(repr(error))
    return wrong


def main() -> None:
    """Walk, check that every ticket reached its end, report."""
    _base.prepare()
    from django.db import connection

    from hotline.flow.tickets.models import Ticket

    before = Ticket.objects.filter(status="closed").count()
    walker = Walker()
    each = ROADS // 2
    contended = [walker.register(5 * 10**6 + number) for number in range((each + CONTENDED_EACH - 1) // CONTENDED_EACH)]
    postgres = [_processes.postmaster(_base.state())]
    connection.close()
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(2), context.Queue()
    processes = [context.Process(target=walk, args=(part, each, contended, barrier, results)) for part in (1, 2)]
    cpu_pg = _processes.cpu_seconds(postgres)
    for process in processes:
        process.start()
    done = [results.get(timeout=3600) for _ in processes]
    for process in processes:
        process.join()
    roads = 2 * each - len(contended)  # a contended road is one road, walked by two
    closed = Ticket.objects.filter(status="closed").count() - before - 40
    wrong = [error for _, _, failures, _ in done for error in failures]
    together = [error for _, _, _, failures in done for error in failures]
    for error in [*wrong, *together][:5]:
        say(error)
    _base.report(
        per_second=round(roads / max(seconds for seconds, *_ in done), 1),
        cpu_ms=round(sum(cpu for _, cpu, *_ in done) * 1000 / roads, 1),
        cpu_ms_postgresql=round((_processes.cpu_seconds(postgres) - cpu_pg) * 1000 / roads, 1),
        errors=len(wrong) + len(together) + abs(roads - closed),
        contended_errors=len(together),
        roads=roads,
        contended=len(contended),
        closed=closed,
        processes=2,
    )


if __name__ == "__main__":
    main()
