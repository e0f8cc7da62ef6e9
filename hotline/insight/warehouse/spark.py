"""A Spark cluster as the engine: for provinces whose questions outgrow one machine. Needs the extra ``spark``."""

from __future__ import annotations

import ipaddress
import socket
import time
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from . import errors

NAME = "hotline"
ANSWERS_WITHIN = 5.0
"""Seconds after which a master that does not answer is called unreachable."""
KEPT = 3600.0
"""Seconds."""
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.ansi.enabled": "false",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.network.timeout": "120s",
}


class Spark:
    """The cluster; one session a process. Its workers read the same folder, so the warehouse lies where all reach it.

    :raises EngineUnreachable: nothing answers at the address, or the parts to speak with it are not installed.
    """

    def __init__(self, address: str, scratch: Path) -> None:
        self.scratch = scratch / "spark"
        self.scratch.mkdir(parents=True, exist_ok=True)
        self.session = _session(address)
        self.backend = ibis.pyspark.connect(self.session)

    def files(self, paths: tuple[str, ...]) -> ibis.Table:
        """Parquet files as one table."""
        name = f"facts_{sha256(repr(paths).encode()).hexdigest()[:16]}"
        self.session.read.parquet(*paths).createOrReplaceTempView(name)
        return self.backend.table(name)

    def rows(self, table: pa.Table) -> ibis.Table:
        """Rows in memory as a table: passed to the workers as a file, which lies there for an hour."""
        for old in self.scratch.glob("*.parquet"):
            if old.stat().st_mtime < time.time() - KEPT:
                old.unlink(missing_ok=True)
        path = self.scratch / f"{uuid4().hex}.parquet"
        pq.write_table(table, path)
        return self.files((str(path),))


def spark_rows(backend: Any, expression: Any) -> pa.Table:
    """The rows of an expression as Arrow tables: straight from the workers, not by way of pandas."""
    return backend._session.sql(backend.compile(expression)).toArrow()


def _session(address: str) -> Any:
    host = reached(address)
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise errors.EngineUnreachable(engine=address, why="pyspark") from None
    making = SparkSession.builder.appName(NAME).master(address)
    settings = SETTINGS | ({"spark.driver.host": "127.0.0.1"} if _is_loopback(host) else {})
    for name, value in settings.items():
        making = making.config(name, value)
    try:
        return making.getOrCreate()
    except Exception as error:
        raise errors.EngineUnreachable(engine=address, why=str(error).splitlines()[0][:80]) from error


def reached(address: str) -> str:
    """Knock first: the driver would ask for minutes. The host that answered.

    :raises EngineUnreachable: nothing answers at the address.
    """
    parts = urlsplit(address)
    try:
        host, port = parts.hostname or "", parts.port or 7077
        socket.create_connection((host, port), ANSWERS_WITHIN).close()
    except (OSError, ValueError) as error:
        raise errors.EngineUnreachable(engine=address[:80], why=str(error)) from error
    return host


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(socket.gethostbyname(host)).is_loopback
    except OSError:
        return False
