"""``make bench BENCH=import``: tickets a second through ``hotline import``, beside a bare COPY of the same rows.

The file is made of own phrases, as long as real messages (some 60 characters with an answer of 40), with caller, unit
and category; all of it goes the way of any import. The bare COPY writes the very rows the import wrote (contacts,
tickets, texts, assignments, clocks, replies, events) into tables without indexes or constraints: the ceiling.
"""

from __future__ import annotations

import csv
import os
import random
import statistics
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench import _base, _million
from bench._base import say

ROWS = int(os.environ.get("ROWS", "20000"))
RUNS = int(os.environ.get("RUNS", "3"))
TICKET_TABLES = ("tickets_contact", "tickets_ticket", "tickets_tickettext", "tickets_assignment", "tickets_clock")
TABLES = (*TICKET_TABLES, "handling_reply", "journal_event")
HEADER = ["id", "created", "title", "text", "phone", "category", "reply", "replied"]
MAPPING = """
source: bench
centre: 320200-rx
id: id
registered_at: created
title: title
text: text
caller: {phone: phone}
category: {column: category, table: {%s}}
answer: reply
answered_at: replied
unit: {fixed: import-bench, fixed_name: Import bench}
"""


def write(file: Path) -> None:
    """The file: one row in a thousand cannot be right."""
    dice = random.Random(7)
    with file.open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream)
        table.writerow(HEADER)
        for number in range(ROWS):
            category, _, title, text = dice.choice(_million.MATTERS)
            created = _million.UNTIL - timedelta(minutes=dice.randrange(500_000))
            replied = created + timedelta(hours=dice.randrange(2, 200))
            said = f"{text}{dice.choice(_million.DETAILS)}，{dice.randrange(9999)}号。"
            phone = "1234567890123" if number % 1000 == 999 else f"139{dice.randrange(10**8):08d}"
            detail = dice.choice(_million.DETAILS)
            reply = f"您好，您反映的{title}问题已转相关单位处理，{detail}的情况已经核实，感谢您的支持。"
            table.writerow([number, f"{created:%F %T}", title, said, phone, category, reply, f"{replied:%F %T}"])


def bare_copy() -> float:
    """Seconds in which PostgreSQL takes in the rows of the last import by COPY alone."""
    from django.db import connection

    seconds = 0.0
    for table in TABLES:
        with connection.cursor() as cursor:
            rows = _rows(cursor, table)
            cursor.execute(f"CREATE TABLE bare (LIKE {table})")
            started = time.perf_counter()
            with cursor.copy("COPY bare FROM STDIN") as stream:
                for block in rows:
                    stream.write(block)
            seconds += time.perf_counter() - started
            cursor.execute("DROP TABLE bare")
    return seconds


def _rows(cursor: Any, table: str) -> list[bytes]:
    """The rows the last import wrote: the table held nothing else."""
    with cursor.copy(f"COPY {table} TO STDOUT") as stream:
        return [bytes(block) for block in stream]


def empty() -> None:
    """Begin each run with empty tables."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(f"TRUNCATE {', '.join(TABLES)}, journal_seal CASCADE")
        cursor.execute("SET session_replication_role = origin")


def main() -> None:
    """Import the file several times under other names; report the medians."""
    _base.prepare()
    from django.utils import timezone

    from hotline.flow.transfer import actions, mapping
    from hotline.ground.people.words import Actor

    file, rules = _base.state() / "import.csv", _base.state() / "import.yaml"
    write(file)
    rules.write_text(MAPPING % ", ".join(f"{row[0]}: {row[0]}" for row in _million.MATTERS), encoding="utf-8")
    speeds, bare, rejected = [], [], 0
    for run in range(RUNS):
        empty()
        said = replace(mapping.read(str(rules)), source=f"bench{run}")
        summary = actions.carry_in(
            file, said, by=Actor.system(), at=timezone.now(), rejected=_base.state() / "rejected.csv"
        )
        speeds.append(summary.carried / summary.seconds)
        rejected = summary.rejected
        bare.append(summary.carried / bare_copy())
        say(f"{speeds[-1]:.0f} tickets/s, bare COPY {bare[-1]:.0f}/s, {rejected} rejected")
    per_second, raw = statistics.median(speeds), statistics.median(bare)
    _base.report(
        per_second=round(per_second),
        raw_copy_per_second=round(raw),
        raw_ratio=round(per_second / raw, 3),
        rejected=rejected,
        rows=ROWS,
        runs=RUNS,
    )


if __name__ == "__main__":
    main()
