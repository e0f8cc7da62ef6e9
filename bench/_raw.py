"""What PostgreSQL itself can do: durable transactions of one ticket-sized row and one event-sized row.

The rows are as large as the platform's own, measured where they lie. Their six indexes are fewer than those a new
ticket and its event really enter, so the rate is rather too high than too low.
"""

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
TICKET_HEAD, EVENT_HEAD = 60, 52  # bytes of such rows without the text they are filled up with
REAL = """
SELECT (avg(pg_column_size(ticket.*)) + avg(pg_column_size(words.*)))::int,
    (SELECT avg(pg_column_size(event.*))::int FROM journal_event event WHERE topic = 'ticket')
FROM tickets_ticket ticket JOIN tickets_tickettext words ON words.ticket_id = ticket.id
"""


def real_sizes(url: str) -> tuple[int, int]:
    """Bytes of the rows of a ticket with its text, and of an event, on the average of those that lie in a database."""
    import psycopg

    with psycopg.connect(url) as connection:
        row = connection.execute(REAL).fetchone()
    return (row[0], row[1]) if row and row[0] else (1000, 300)


def transactions_per_second(url: str, sizes: tuple[int, int], seconds: float = 6.0) -> float:
    """Durable transactions a second at eight clients: two inserts each, prepared; rows of these sizes in bytes."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLES)
    context = multiprocessing.get_context("spawn")
    done = context.Queue()
    workers = [context.Process(target=_process, args=(url, sizes, seconds, part, done)) for part in range(PROCESSES)]
    for worker in workers:
        worker.start()
    total = sum(done.get(timeout=seconds + 60) for _ in workers)
    for worker in workers:
        worker.join()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP TABLE raw_ticket, raw_event")
    return float(total)


def _process(url: str, sizes: tuple[int, int], seconds: float, part: int, done: Any) -> None:
    rates: list[float] = []
    threads = [
        threading.Thread(target=_client, args=(url, sizes, seconds, part * THREADS + number, rates))
        for number in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done.put(sum(rates))


def _client(url: str, sizes: tuple[int, int], seconds: float, client: int, rates: list[float]) -> None:
    import psycopg

    body, facts = "字" * ((sizes[0] - TICKET_HEAD) // 3), "x" * (sizes[1] - EVENT_HEAD)
    with psycopg.connect(url, prepare_threshold=0) as connection:
        started, count = time.perf_counter(), 0
        while time.perf_counter() - started < seconds:
            identifier = count * 100 + client
            connection.execute(TICKET, (identifier, f"n{identifier}", client, body))
            connection.execute(EVENT, (identifier, identifier, facts))
            connection.commit()
            count += 1
        rates.append(count / (time.perf_counter() - started))
