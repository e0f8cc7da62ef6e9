"""What PostgreSQL itself can do: durable transactions of one ticket-sized row and one event-sized row."""

from __future__ import annotations

import multiprocessing
import threading
import time
from typing import Any

PROCESSES, THREADS = 2, 4
TABLES = """
DROP TABLE IF EXISTS raw_ticket, raw_event;
CREATE TABLE raw_ticket (id bigint PRIMARY KEY, number text UNIQUE, centre int, at timestamptz, body text);
CREATE INDEX ON raw_ticket (centre, at); CREATE INDEX ON raw_ticket (at, id);
CREATE TABLE raw_event (id bigint PRIMARY KEY, subject bigint, at timestamptz, facts text);
CREATE INDEX ON raw_event (subject)
"""
TICKET = "INSERT INTO raw_ticket VALUES (%s, %s, %s, now(), %s)"
EVENT = "INSERT INTO raw_event VALUES (%s, %s, now(), %s)"


def transactions_per_second(url: str, row_bytes: int, seconds: float = 6.0) -> float:
    """Durable transactions a second at eight clients: two inserts each, prepared."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLES)
    context = multiprocessing.get_context("spawn")
    done = context.Queue()
    workers = [
        context.Process(target=_process, args=(url, row_bytes, seconds, part, done)) for part in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    total = sum(done.get(timeout=seconds + 60) for _ in workers)
    for worker in workers:
        worker.join()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP TABLE raw_ticket, raw_event")
    return float(total)


def _process(url: str, row_bytes: int, seconds: float, part: int, done: Any) -> None:
    rates: list[float] = []
    threads = [
        threading.Thread(target=_client, args=(url, row_bytes, seconds, part * THREADS + number, rates))
        for number in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done.put(sum(rates))


def _client(url: str, row_bytes: int, seconds: float, client: int, rates: list[float]) -> None:
    import psycopg

    body, facts = "字" * (row_bytes // 3), "x" * 300
    with psycopg.connect(url, prepare_threshold=0) as connection:
        started, count = time.perf_counter(), 0
        while time.perf_counter() - started < seconds:
            identifier = count * 100 + client
            connection.execute(TICKET, (identifier, f"n{identifier}", client, body))
            connection.execute(EVENT, (identifier, identifier, facts))
            connection.commit()
            count += 1
        rates.append(count / (time.perf_counter() - started))
