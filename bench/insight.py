"""Facts at a province's size: how long pages, questions and weekly reports take, how fast facts are exported.

Asked are the replay of 2020 with the year before (SCALE=1 makes 23.3 million tickets once, some minutes). Pages
are asked through the rooms that make them, each in a process of its own: cold, with nothing of the files in memory,
then warm. Exported is a database filled with TICKETS tickets; the ratio is to the same statements read over ADBC and
thrown away. PostgreSQL answers the same questions on a table of a replay of POSTGRES_SCALE, without summaries.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from bench import _base, _million
from bench._base import say

SCALE = Fraction(os.environ.get("SCALE", "1"))
POSTGRES_SCALE = Fraction(os.environ.get("POSTGRES_SCALE", "0.1"))
TICKETS = int(os.environ.get("TICKETS", "300000"))
TODAY = date(2020, 7, 31)
WARM = 5
"""Times a page is asked again."""
SMALLEST = 5_000
"""Bytes a report has at least."""
PARTS = ("city", "county", "field", "branch", "category", "unit", "channel", "kind", "day", "week", "month", "hour")


def pages() -> dict[str, Callable[[Any], object]]:
    """What each page asks of the facts, by the rooms that make them."""
    from hotline.insight.measures.comparing import Period, year_before
    from hotline.insight.measures.facts import Question, answered, broken_down
    from hotline.insight.measures.words import Fact
    from hotline.insight.questions import answering, dissatisfaction
    from hotline.insight.questions.words import Against, Inquiry, Preset, Span

    half, month = Period(date(2020, 1, 1), date(2020, 7, 1)), Period(date(2020, 7, 1), date(2020, 8, 1))
    last_week = Period(date(2020, 7, 20), date(2020, 7, 27))

    def inquired(seen: Any, inquiry: Inquiry) -> object:
        return answering.answered(seen, inquiry, *answering.periods(inquiry, TODAY))

    def board(seen: Any) -> object:
        today = Period(TODAY, date(2020, 8, 1))
        ways = [("hour",), ("city",), ("channel",), ("field",)]
        parts = [broken_down(seen, Question(Fact.APPEALS, today), *by) for by in ways]
        return parts, [answered(seen, Question(fact, today)) for fact in (Fact.APPEALS, Fact.DIRECT, Fact.SATISFACTION)]

    def alerts(seen: Any) -> object:
        weeks = Period(date(2020, 6, 1), date(2020, 8, 1))
        ways = [(weeks, ("city", "branch", "day")), (last_week, ("county", "category"))]
        return [broken_down(seen, Question(Fact.APPEALS, period), *by) for period, by in ways]

    several = (Fact.APPEALS, Fact.SATISFACTION, Fact.HOURS)
    wide = Inquiry(several, ("city",), span=Span(Preset.THIS_YEAR), against=Against.YEAR_BEFORE)
    return {
        "explorer": lambda seen: inquired(seen, Inquiry()),
        "explorer_year_by_city": lambda seen: inquired(seen, wide),
        "dissatisfaction": lambda seen: dissatisfaction.by_field(seen, half, year_before(half), {}),
        "dissatisfaction_month": lambda seen: dissatisfaction.by_field(seen, month, year_before(month), {}),
        "board": board,
        "alerts": alerts,
    }


def questions() -> Iterator[tuple[str, Any, tuple[str, ...]]]:
    """The closed grammar over all that is stored: every measure the facts hold, whole, divided, and divided by much."""
    from hotline.insight.measures.comparing import Period
    from hotline.insight.measures.facts import MEANINGS, Question
    from hotline.insight.measures.words import Fact
    from hotline.insight.warehouse.words import Grain

    every = Period(date(2019, 1, 1), date(2020, 8, 1))
    for fact, meaning in MEANINGS.items():
        if any(view.grain is not Grain.TICKET for view in meaning.views):
            continue
        for by in ((), ("city", "month"), ("county", "branch")):
            yield f"{fact} {' '.join(by)}", Question(fact, every), by
    for part in PARTS:
        yield f"appeals {part}", Question(Fact.APPEALS, every), (part,)
        yield f"hours_p90 {part}", Question(Fact.HOURS_P90, every), (part,)
    yield "appeals topics", Question(Fact.APPEALS, every, {"topics": ("epidemic", "flood")}), ("city", "day")
    yield "satisfaction much", Question(Fact.SATISFACTION, every), ("county", "category", "month")


def ask(seen: Any, question: Any, by: tuple[str, ...]) -> object:
    """One question, whole or divided."""
    from hotline.insight.measures.facts import answered, broken_down

    return broken_down(seen, question, *by) if by else answered(seen, question)


def facts_of(scale: Fraction) -> Any:
    """The facts of a replay, seen by who sees everything."""
    from hotline.ground.people.words import Actor
    from hotline.insight.measures import asking
    from hotline.insight.replay import actions

    return asking.seen(Actor.system(), actions.source(2020, scale, actions.SEED))


def client(what: str) -> None:
    """One process: asks a page, or every question, or writes the weekly reports; its last line is JSON."""
    _base.connect()
    seen = facts_of(SCALE)
    found: dict[str, Any] = {}
    if what == "questions":
        times = {name: _base.timed(lambda q=q, by=by: ask(seen, q, by)) for name, q, by in questions()}  # type: ignore[misc]
        found["slowest"] = sorted(((round(each, 2), name) for name, each in times.items()), reverse=True)[:5]
        found["count"] = len(times)
    elif what == "reports":
        found["seconds"] = reports()
    else:
        page = pages()[what]
        found["cold_s"] = round(_base.timed(lambda: page(seen)), 3)
        found["warm_s"] = round(_base.median_of(WARM, lambda: _base.timed(lambda: page(seen))), 3)
    found["memory_gb"] = peak()
    print(json.dumps(found), flush=True)


def peak() -> float:
    """The most memory this program held, in GB; what it was started from does not count."""
    said = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(said.split("VmHWM:")[1].split()[0]) / 1024**2


def reports() -> float:
    """Seconds for the weekly reports of the province and its thirteen cities, each with its PDF and its DOCX."""
    from hotline.ground.organisations import queries as organisations
    from hotline.ground.regions import queries as regions
    from hotline.insight.replay import actions
    from hotline.insight.reports import making, printing, wording
    from hotline.insight.reports.paper import Imprint
    from hotline.insight.reports.words import Kind, Wanted

    source, days = actions.source(2020, SCALE, actions.SEED), (date(2020, 7, 20), date(2020, 7, 27))
    scopes = ["32", *(city.code for city in regions.children("32"))]

    def write() -> None:
        for scope in scopes:
            centre = organisations.unit_by_code(f"{scope:0<6}-rx")
            kind = Kind.PROVINCE_WEEKLY if scope == "32" else Kind.CITY_WEEKLY
            document = making.write(Wanted(kind, centre.id, scope, *days, source, ""), today=TODAY)
            sheet = Imprint("12345热线周报", "第30期", centre.name, "2020年7月27日")
            for made in (printing.pdf(document, sheet), wording.docx(document, sheet)):
                _require(len(made) > SMALLEST)

    return round(_base.timed(write), 1)


def _require(is_right: bool) -> None:
    if not is_right:
        raise SystemExit("a report is empty")


def asked_apart(what: str) -> dict[str, Any]:
    """Let a fresh process ask, with nothing of the facts in the system's memory."""
    from django.conf import settings

    for path in Path(settings.WAREHOUSE_DIR).rglob("*.parquet"):
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    done = subprocess.run(
        [sys.executable, "-m", "bench.insight", what], stdout=subprocess.PIPE, text=True, check=False, cwd=_base.ROOT
    )
    if done.returncode:
        say(f"  {what}: failed")
        return {"memory_gb": 0.0}
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    say(f"  {what}: {found}")
    return found


def replay(scale: Fraction) -> int:
    """Make a replay where it is not there; how many tickets it has."""
    from django.conf import settings

    from hotline.insight.replay import actions

    held = actions.store(settings.WAREHOUSE_DIR, 2020, scale).holding()
    if held is None:
        say(f"making a replay of 2020 at {float(scale):g} (once)")
        held = actions.to_warehouse(settings.WAREHOUSE_DIR, 2020, scale, on=date(2026, 11, 1))
    return held.rows


def exported() -> dict[str, float]:
    """Rows a second of a whole export, and its ratio to the same statements read and thrown away."""
    from django.db import connection

    from hotline.flow.tickets.models import Ticket
    from hotline.insight.warehouse import exporting, reading, statements
    from hotline.insight.warehouse.store import Store
    from hotline.insight.warehouse.words import Grain

    _million.make(TICKETS)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    root = _base.state() / "exported"
    shutil.rmtree(root, ignore_errors=True)
    seconds = _base.timed(lambda: exporting.export(root))
    held = Store(root, exporting.SOURCE).required()
    rows = sum(piece.rows for piece in held.pieces)
    ends = datetime(2000, 1, 1).astimezone(), datetime(2100, 1, 1).astimezone()
    bare: dict[Grain, float] = {}
    with reading.snapshot() as line:
        for grain in Grain:
            said = statements.within(grain, *ends)
            bare[grain] = _base.timed(lambda said=said, grain=grain: [None for _ in line.tables(grain, said)])  # type: ignore[misc]
    say(f"  {Ticket.objects.count()} tickets, {rows} rows: {seconds:.1f} s; bare: {bare}")
    return {"rows_per_s": round(rows / seconds), "ratio": round(sum(bare.values()) / seconds, 2)}


def postgres_ratio() -> float:
    """How many times as long PostgreSQL takes for the pages' questions, on a table of the same facts, both warm."""
    import ibis
    import pyarrow.parquet as pq
    from adbc_driver_postgresql import dbapi
    from django.conf import settings
    from django.db import connection
    from psycopg.conninfo import make_conninfo

    from hotline.insight.measures.sights import Seen
    from hotline.insight.replay import actions
    from hotline.insight.warehouse import reading
    from hotline.insight.warehouse.words import Grain

    replay(POSTGRES_SCALE)
    store = actions.store(settings.WAREHOUSE_DIR, 2020, POSTGRES_SCALE)
    names = [piece.name for piece in store.required().of(Grain.TICKET)]
    parameters = reading._parameters()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_facts")
    with dbapi.connect(make_conninfo(**parameters)) as line, line.cursor() as cursor:
        for number, name in enumerate(names):
            with pq.ParquetFile(store.path(name), read_dictionary=[]) as file:
                table = _plain(file.read())
            cursor.adbc_ingest("bench_facts", table, mode="create" if number == 0 else "append")
        line.commit()
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX ON bench_facts (registered_on)")
        cursor.execute("ANALYZE bench_facts")
    known = {name: parameters[name] for name in ("host", "user", "password", "port") if name in parameters}
    backend = ibis.postgres.connect(database=parameters["dbname"], **known)
    rows = {"duckdb": facts_of(POSTGRES_SCALE), "postgres": Seen(backend.table("bench_facts"))}
    spent = {}
    for engine, seen in rows.items():
        for page in pages().values():
            page(seen)
        spent[engine] = sum(_base.timed(lambda page=page, seen=seen: page(seen)) for page in pages().values())  # type: ignore[misc]
    say(f"  {spent}")
    return round(spent["postgres"] / spent["duckdb"], 1)


def _plain(table: Any) -> Any:
    import pyarrow as pa

    kinds = [
        pa.field(field.name, pa.string() if pa.types.is_dictionary(field.type) else field.type)
        for field in table.schema
    ]
    return table.cast(pa.schema(kinds))


def main() -> None:
    """Make what is asked, ask, report."""
    _base.prepare()
    rows = replay(SCALE)
    say(f"{rows} tickets")
    found = {name: asked_apart(name) for name in pages()}
    asked, written = asked_apart("questions"), asked_apart("reports")
    began = time.perf_counter()
    export = exported()
    ratio = postgres_ratio()
    say(f"  export and PostgreSQL: {time.perf_counter() - began:.0f} s in all")
    dashboards = {name: {key: each.get(key) for key in ("warm_s", "cold_s")} for name, each in found.items()}
    _base.report(
        rows=rows,
        dashboards=dashboards,
        question_max_s=asked["slowest"][0][0] if asked.get("slowest") else None,
        questions=asked.get("count"),
        slowest=asked.get("slowest"),
        peak_memory_gb=round(max(each["memory_gb"] for each in (*found.values(), asked, written)), 2),
        weekly_reports_s=written.get("seconds"),
        export_rows_per_s=export["rows_per_s"],
        export_ratio=export["ratio"],
        postgres_ratio=ratio,
    )


if __name__ == "__main__":
    client(sys.argv[1]) if len(sys.argv) > 1 else main()
