"""A real Spark cluster on loopback, from the pip package: one master, two workers. ``make test-spark`` asks for it."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

WORKERS = 2
DEFAULTS = """spark.executor.memory 700m
spark.driver.memory 1g
spark.sql.shuffle.partitions 2
spark.eventLog.enabled false
spark.log.level ERROR
"""
STARTS_WITHIN = 300.0
"""Seconds: a machine with much else to do needed more than ninety."""


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the master, once both workers have told it of themselves."""
    if os.environ.get("HOTLINE_TEST_SPARK") != "1":
        pytest.skip("make test-spark starts the cluster")
    import pyspark

    folder, port = tmp_path_factory.mktemp("spark"), free_port()
    (folder / "spark-defaults.conf").write_text(DEFAULTS, encoding="utf-8")
    os.environ |= {
        "SPARK_HOME": str(Path(pyspark.__file__).parent),
        "SPARK_CONF_DIR": str(folder),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "256m",
    }
    address, log = f"spark://127.0.0.1:{port}", folder / "log"
    master = ["master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", str(free_port())]
    processes = [_started(log, *master)]
    try:
        _wait_for(log, "I have been elected leader")
        for number in range(WORKERS):
            sizes = ["-c", "1", "-m", "800m", "--work-dir", str(folder / f"worker{number}")]
            place = ["--host", "127.0.0.1", "--webui-port", str(free_port())]
            processes.append(_started(log, "worker.Worker", *place, *sizes, address))
        _wait_for(log, "Successfully registered with master", WORKERS)
        yield address
    finally:
        _stop_session()
        for process in reversed(processes):
            process.terminate()
        for process in processes:
            process.wait(20)


def _started(log: Path, what: str, *words: str) -> subprocess.Popen[bytes]:
    program = Path(os.environ["SPARK_HOME"]) / "bin" / "spark-class"
    command = [str(program), f"org.apache.spark.deploy.{what}", *words]
    with log.open("ab") as file:
        return subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT)


def _wait_for(log: Path, line: str, times: int = 1) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while log.read_text(errors="replace").count(line) < times:
        if time.monotonic() > until:
            pytest.fail(f"Spark did not start: {log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.2)


def _stop_session() -> None:
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    if running is not None:
        running.stop()
