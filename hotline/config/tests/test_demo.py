"""The demo as a visitor starts it: real programs, killed without mercy."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hotline.config import env
from hotline.lib.embedded_postgres import Server, is_running
from hotline.lib.processes import is_alive


class Demo:
    """A running demo with a state directory of its own."""

    def __init__(self, state: Path) -> None:
        self.state, self.port, self.log = state, _two_free_ports(), state / "demo.log"
        kept = {
            key: value for key, value in os.environ.items() if not key.startswith(("HOTLINE_", "DJANGO_", "DATABASE_"))
        }
        self.environment = kept | {"HOTLINE_STATE": str(state), "PORT": str(self.port)}
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        """Start it (again)."""
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "hotline", "demo"]
            self.process = subprocess.Popen(command, cwd=env.ROOT, env=self.environment, stdout=log, stderr=log)
        return self.process

    def is_ready(self) -> bool:
        """Whether the pages answer."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def programs(self) -> dict[int, str]:
        """The demo, its children and theirs, parent or no parent, found by their environment; the database apart."""
        mine = f"HOTLINE_STATE={self.state}"
        return {pid: words for pid, words in _processes() if mine in _environment(pid) and "postgres" not in words}

    def one(self, word: str) -> int:
        """The first program whose command line holds a word."""
        return min(pid for pid, words in self.programs().items() if word in words)

    def told(self) -> str:
        """What the console shows."""
        return self.log.read_text()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """A demo that is ended with everything it started."""
    running = Demo(tmp_path)
    yield running
    running.process.send_signal(signal.SIGINT)
    running.process.wait(180)
    for pid in running.programs():
        os.kill(pid, signal.SIGKILL)


def test_the_demo_stands_up_again_whatever_is_killed_and_ends_clean(demo: Demo) -> None:
    server = Server(demo.state / "pg")
    _wait(demo, lambda: "Ctrl-C ends everything" in demo.told(), 600)

    os.kill(demo.one("granian"), signal.SIGKILL)
    _wait(demo, lambda: "pages was ended by SIGKILL" in demo.told() and demo.is_ready())

    os.kill(demo.one("procrastinate"), signal.SIGKILL)
    _wait(demo, lambda: "worker was ended by SIGKILL" in demo.told())

    os.kill(int((server.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    _wait(demo, lambda: "The embedded database had fallen; it runs again." in demo.told() and demo.is_ready())

    demo.process.kill()
    demo.process.wait()
    _wait(demo, lambda: not demo.programs())

    demo.start()
    _wait(demo, lambda: demo.told().count("Ctrl-C ends everything") == 2 and demo.is_ready())
    assert re.search("already loaded", demo.told())

    children = demo.programs()
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(90) == 0
    assert not any(is_alive(pid) for pid in children)
    assert not is_running(server)


def _wait(demo: Demo, condition: Callable[[], object], seconds: float = 240) -> None:
    patience = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < patience, demo.told()[-2000:]
        time.sleep(0.2)


def _processes() -> Iterator[tuple[int, str]]:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            yield int(folder.name), (folder / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue


def _environment(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/environ").read_text(errors="replace").split("\0")
    except OSError:
        return []


def _two_free_ports() -> int:
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
