"""What all benches share: a database of their own that stays between runs, percentiles, the JSON line."""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def state() -> Path:
    """Where the bench that runs keeps its database; told by ``tools.bench``."""
    return Path(os.environ["HOTLINE_STATE"])


def connect() -> None:
    """Use the bench's own durable PostgreSQL, started where it does not run."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotline.config.settings")
    import django

    from hotline.config import database

    database.ensure()
    django.setup()


def prepare() -> None:
    """Connect, migrate, load the province; a second call finds it all there."""
    connect()
    from django.core.management import call_command
    from django.utils import timezone

    from hotline.config import province
    from hotline.ground.journal import seals

    call_command("migrate", interactive=False, verbosity=0)
    province.load(lambda text: None)
    seals.begin_epoch(at=timezone.now())


def cool() -> None:
    """Start the server anew with nothing of its database in memory: neither in its own nor in the system's."""
    from django.db import connection

    from hotline.config import database, env
    from hotline.lib import embedded_postgres

    server = database.embedded(env.mode())
    if server is None:
        raise SystemExit("a database that is not the bench's own cannot be cooled: run without DATABASE_URL")
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's, which the stubs do not know
    embedded_postgres.release(server)
    for path in server.data.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    database.ensure()


def say(text: str) -> None:
    """Tell what is going on, on the error stream."""
    print(text, file=sys.stderr, flush=True)


def percentile(times: Sequence[float], share: float) -> float:
    """The value below which a share of the times lies."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def timed(work: Callable[[], object]) -> float:
    """Seconds of wall time."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def median_of(times: int, measure: Callable[[], float]) -> float:
    """The median of several measurements."""
    return statistics.median(measure() for _ in range(times))


def surroundings() -> dict[str, Any]:
    """Versions and the machine."""
    import django
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        row = cursor.fetchone()
    return {
        "python": platform.python_version(),
        "django": django.get_version(),
        "postgresql": row[0] if row else "",
        "cpus": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
    }


def report(**figures: Any) -> None:
    """The last line of a bench: one JSON object."""
    print(json.dumps(figures | {"with": surroundings()}, ensure_ascii=False), flush=True)
