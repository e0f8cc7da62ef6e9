"""``make bench BENCH=intake``: durable appeals a second through the JSON API over HTTP, eight clients.

Pages, event stream and worker run as in ``hotline run``, started by the same supervisor. Every appeal has a caller,
a text of some 80 characters, a category and a region; it becomes a ticket with clock, search words, journal and
encrypted contact, and is durable before it is answered. The raw rate (ticket-sized row + event-sized row in one
transaction, eight clients) is measured on the same server in the same run, with rows as large as those just written.
``cpu_ms`` is the processor time of all the platform's own processes for one appeal; PostgreSQL's is told beside it.
"""

from __future__ import annotations

import json
import os
import random
import re
import socket
import statistics
import threading
import time
from typing import Any

from bench import _base, _million, _processes, _raw
from bench._base import percentile, say

APPEALS = int(os.environ.get("APPEALS", "4000"))
RUNS = int(os.environ.get("RUNS", "3"))
CLIENTS = 8
PORT = int(os.environ.get("PORT", "8190"))


class Client(threading.Thread):
    """One client with one connection that stays open."""

    def __init__(self, number: int, count: int, secret: str, marks: tuple[list[str], list[str]]) -> None:
        super().__init__()
        self.dice, self.count, self.secret = random.Random(f"{number}{time.time()}"), count, secret
        self.regions, self.categories = marks
        self.times: list[float] = []
        self.errors: list[str] = []

    def run(self) -> None:
        """Send appeal after appeal, waiting for each answer."""
        requests = [self._request() for _ in range(self.count)]
        with socket.create_connection(("127.0.0.1", PORT)) as line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for request in requests:
                started = time.perf_counter()
                line.sendall(request)
                status = _answered(line)
                self.times.append((time.perf_counter() - started) * 1000)
                if not status.startswith(b"HTTP/1.1 201"):
                    self.errors.append(status[:300].decode(errors="replace"))

    def _request(self) -> bytes:
        dice = self.dice
        _, kind, title, text = dice.choice(_million.MATTERS)
        matter = {
            "kind": kind,
            "title": title,
            "text": f"{text}{'，'.join(dice.sample(_million.DETAILS, 2))}。{dice.randint(1, 99)}号楼。",
            "category": dice.choice(self.categories),
            "region": dice.choice(self.regions),
            "place": f"{dice.choice(_million.SYLLABLES)}园{dice.randint(1, 999)}号",
        }
        caller = {"name": "张三", "phone": f"139{dice.randrange(10**8):08d}"}
        body = json.dumps({"channel": "app", "caller": caller, "matters": [matter]}, ensure_ascii=False).encode()
        head = (
            f"POST /api/v1/appeals HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {self.secret}\r\nIdempotency-Key: {dice.getrandbits(96):x}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


def _answered(line: socket.socket) -> bytes:
    """Read one answer whole, by its length or in chunks; its head."""
    got = b""
    while b"\r\n\r\n" not in got:
        more = line.recv(65536)
        if not more:
            return got or b"closed"
        got += more
    head, _, rest = got.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: *(\d+)", head.lower())
    while (len(rest) < int(length[1])) if length else not rest.endswith(b"0\r\n\r\n"):
        more = line.recv(65536)
        if not more:
            return b"closed"
        rest += more
    return head


def burst(count: int, secret: str, marks: tuple[list[str], list[str]]) -> tuple[float, list[float], list[str]]:
    """All clients at once; appeals a second, times in ms, errors."""
    clients = [Client(number, count // CLIENTS, secret, marks) for number in range(CLIENTS)]
    started = time.perf_counter()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    seconds = time.perf_counter() - started
    times = [each for client in clients for each in client.times]
    return len(times) / seconds, times, [each for client in clients for each in client.errors]


def main() -> None:
    """Start everything, send, measure the raw rate, report."""
    os.environ |= {"PORT": str(PORT), "HOTLINE_HOSTS": "127.0.0.1"}
    _base.prepare()
    from hotline.config import database, static
    from hotline.config.parts import parts
    from hotline.config.supervisor import Supervisor

    secret, marks = _key(), _marks()
    static.gather()
    supervisor = Supervisor(parts(), say)
    supervisor.start()
    try:
        _wait()
        burst(400, secret, marks)
        figures = [_run(supervisor, secret, marks) for _ in range(RUNS)]
    finally:
        supervisor.stop()
    url = database.url("demo")
    sizes = _raw.real_sizes(url)
    raw = statistics.median(_raw.transactions_per_second(url, sizes) for _ in range(RUNS))
    middle = {name: statistics.median(each[name] for each in figures) for name in figures[0] if name != "errors"}
    _base.report(
        **{name: round(value, 1) for name, value in middle.items()},
        raw_per_second=round(raw),
        raw_ratio=round(middle["per_second"] / raw, 3),
        raw_row_bytes=sizes,
        errors=sum(each["errors"] for each in figures),
        appeals=APPEALS * RUNS,
        clients=CLIENTS,
        parts={"web_processes": os.environ.get("HOTLINE_WORKERS", "2"), "stream": True, "worker": True},
    )


def _run(supervisor: Any, secret: str, marks: tuple[list[str], list[str]]) -> dict[str, float]:
    ours = [child.process.pid for child in supervisor.children if child.process]
    postgres = [_processes.postmaster(_base.state())]
    before, before_pg = _processes.cpu_seconds(ours), _processes.cpu_seconds(postgres)
    per_second, times, errors = burst(APPEALS, secret, marks)
    for error in errors[:3]:
        say(error)
    return {
        "per_second": per_second,
        "p50_ms": percentile(times, 0.5),
        "p95_ms": percentile(times, 0.95),
        "cpu_ms": (_processes.cpu_seconds(ours) - before) * 1000 / len(times),
        "cpu_ms_postgresql": (_processes.cpu_seconds(postgres) - before_pg) * 1000 / len(times),
        "errors": len(errors),
    }


def _key() -> str:
    from django.utils import timezone

    from hotline.ground.organisations import queries as organisations
    from hotline.ground.people.words import Actor
    from hotline.ground.programs import actions as programs
    from hotline.ground.programs.words import KeyScope

    centre = organisations.unit_by_code("320200-rx")
    scopes = [KeyScope.SUBMIT]
    at = timezone.now()
    return programs.create_key("bench", centre.id, scopes, by=Actor.system(), at=at, per_minute=1_000_000).secret


def _marks() -> tuple[list[str], list[str]]:
    from django.utils import timezone

    from hotline.ground.catalogue import queries as catalogue
    from hotline.ground.regions.models import Region

    regions = list(Region.objects.filter(code__startswith="3202", level="street").values_list("code", flat=True))
    categories = [node.code for node in catalogue.categories(timezone.now().date()).values() if node.is_leaf]
    return regions, categories


def _wait() -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", PORT), timeout=2) as line:
                line.sendall(b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                if _answered(line).startswith(b"HTTP/1.1 200"):
                    return
        except OSError:
            pass
        time.sleep(0.3)
    raise SystemExit("the pages did not come up")


if __name__ == "__main__":
    main()
