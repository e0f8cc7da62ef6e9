"""A stream server on the database of the test."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.db import connection

from tests.browser.hands import PATIENCE, until

from .lines import OPEN, ask


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def database_url() -> str:
    words = connection.settings_dict
    host, options = str(words["HOST"]), words.get("OPTIONS", {})
    place = (
        f"@/{words['NAME']}?host={quote(host, safe='')}"
        if host.startswith("/")
        else f"@{host}:{words['PORT']}/{words['NAME']}"
    )
    user = quote(str(words["USER"])) + (f":{quote(str(words['PASSWORD']))}" if words.get("PASSWORD") else "")
    assert options is not None
    return f"postgresql://{user}{place}"


@pytest.fixture
def port(transactional_db: None) -> Iterator[int]:
    """A real server on the database of the test."""
    number = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(number)]
    command += ["--workers", "1", "--no-ws", "--log-level", "error", "hotline.web.stream.tests.quick:app"]
    environment = os.environ | {"HOTLINE_ENV": "test", "DATABASE_URL": database_url()}
    server = subprocess.Popen(command, env=environment)
    try:
        until(lambda: _answers(number))
        yield number
    finally:
        while OPEN:
            OPEN.pop().close()
        server.terminate()
        try:
            server.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _answers(port: int) -> bool:
    try:
        return ask(port, "/stream/healthz").status == 200
    except OSError:
        return False
