"""The embedded PostgreSQL: shared between processes, picked up after a crash, gone with its last user."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from hotline.lib import embedded_postgres
from hotline.lib.embedded_postgres import Server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server of our own in a directory whose path is too long for a socket."""
    own = Server(tmp_path / ("a-long-name-" * 8) / "pg", durable=True)
    yield own
    embedded_postgres.release(own)


def test_a_deep_checkout_still_gets_a_server(server: Server) -> None:
    embedded_postgres.hold(server)
    with psycopg.connect(server.url("postgres")) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    assert len(str(server.socket / ".s.PGSQL.5432")) <= 107


def test_the_server_stops_with_its_last_user(server: Server) -> None:
    embedded_postgres.hold(server)
    other = _user_of(server)
    embedded_postgres.release(server)
    assert embedded_postgres.is_running(server), "somebody else still uses it"
    other.send_signal(signal.SIGTERM)
    other.wait(20)
    assert not embedded_postgres.is_running(server)


def test_data_written_before_a_crash_is_found_by_the_next_start(server: Server) -> None:
    embedded_postgres.hold(server)
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute("create table kept (n int)")
    pid = int((server.data / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGKILL)
    embedded_postgres.release(server)
    _wait_until_stopped(server)
    embedded_postgres.hold(server)
    with psycopg.connect(server.url("postgres")) as connection:
        assert connection.execute("select count(*) from kept").fetchone() == (0,)


def test_a_pid_file_naming_a_stranger_does_not_stop_the_start(server: Server) -> None:
    embedded_postgres.hold(server)
    embedded_postgres.release(server)
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n")
    embedded_postgres.hold(server)
    assert embedded_postgres.is_running(server)


def test_a_killed_user_does_not_keep_the_server_alive(server: Server) -> None:
    other = _user_of(server)
    other.kill()
    other.wait(20)
    assert embedded_postgres.is_running(server)
    embedded_postgres.hold(server)
    embedded_postgres.release(server)
    assert not embedded_postgres.is_running(server)


def _user_of(server: Server) -> subprocess.Popen[str]:
    """Another process that holds the server until it is told to end."""
    code = (
        "import signal, sys, time; from pathlib import Path\n"
        "from hotline.lib.embedded_postgres import Server, hold\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))\n"
        "hold(Server(Path(sys.argv[1]))); print('held', flush=True); time.sleep(60)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(server.data)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    process.stdout.close()
    return process


def _wait_until_stopped(server: Server) -> None:
    for _ in range(100):
        if not embedded_postgres.is_running(server):
            return
        time.sleep(0.1)
    pytest.fail("the killed server still answers")
