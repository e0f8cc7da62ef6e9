"""Children start, start again when they fall, and end together: tried with real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hotline.config.supervisor import Part, Supervisor
from hotline.lib.processes import is_alive

SLEEPER = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(60)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + SLEEPER
MOTHER = (
    "import subprocess, sys, time\nsubprocess.Popen([sys.executable, '-c', sys.argv[2], sys.argv[1]])\ntime.sleep(60)\n"
)


def _part(name: str, file: Path, code: str = SLEEPER, *more: str) -> Part:
    return Part(name, (sys.executable, "-c", code, str(file), *more))


def _pids(file: Path) -> list[int]:
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def _wait(condition: Callable[[], object], seconds: float = 15) -> None:
    patience = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < patience, "waited in vain"
        time.sleep(0.05)


def _watch(supervisor: Supervisor, condition: Callable[[], object]) -> None:
    def round_of_looking() -> object:
        supervisor.look_after()
        return condition()

    _wait(round_of_looking)


def test_a_fallen_part_is_started_again_and_told_about(tmp_path: Path) -> None:
    told: list[str] = []
    file = tmp_path / "pids"
    supervisor = Supervisor([_part("worker", file)], told.append)
    supervisor.start()
    _wait(lambda: len(_pids(file)) == 1)
    os.kill(_pids(file)[0], signal.SIGKILL)
    _watch(supervisor, lambda: len(_pids(file)) == 2)
    supervisor.stop()
    assert told == ["worker was ended by SIGKILL; it starts again in 0.5 s."]
    assert not any(is_alive(pid) for pid in _pids(file))


def test_a_part_that_keeps_falling_waits_longer_each_time() -> None:
    told: list[str] = []
    supervisor = Supervisor([Part("pages", (sys.executable, "-c", "raise SystemExit(3)"))], told.append)
    supervisor.start()
    _watch(supervisor, lambda: len(told) == 3)
    supervisor.stop()
    assert [sentence.split("in ")[-1] for sentence in told] == ["0.5 s.", "1.0 s.", "2.0 s."]
    assert told[0].startswith("pages ended with code 3")


def test_what_a_killed_part_leaves_behind_is_swept_away(tmp_path: Path) -> None:
    file = tmp_path / "pids"
    supervisor = Supervisor([_part("pages", file, MOTHER, SLEEPER)], lambda _: None)
    supervisor.start()
    _wait(lambda: _pids(file))
    process = supervisor.children[0].process
    assert process is not None
    process.kill()
    process.wait()
    supervisor.look_after()
    _wait(lambda: not is_alive(_pids(file)[0]))
    supervisor.stop()


def test_a_part_that_does_not_listen_is_killed_in_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hotline.config.supervisor.GRACE_SECONDS", 0.3)
    file = tmp_path / "pids"
    supervisor = Supervisor([_part("deaf", file, DEAF)], lambda _: None)
    supervisor.start()
    _wait(lambda: _pids(file))
    supervisor.stop()
    _wait(lambda: not is_alive(_pids(file)[0]))


def test_a_signal_ends_everything(tmp_path: Path) -> None:
    file = tmp_path / "pids"
    supervisor = Supervisor([_part("one", file), _part("two", file)], lambda _: None)
    supervisor.start()
    _wait(lambda: len(_pids(file)) == 2)
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    supervisor.run()
    assert not any(is_alive(pid) for pid in _pids(file))


def test_children_end_themselves_when_their_supervisor_is_killed(tmp_path: Path) -> None:
    file = tmp_path / "pids"
    code = (
        "import sys; from hotline.config.supervisor import Part, Supervisor\n"
        "one = Supervisor([Part('child', (sys.executable, '-c', sys.argv[2], sys.argv[1]))], print)\n"
        "one.start(); one.run()\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(file), SLEEPER])
    _wait(lambda: _pids(file))
    parent.kill()
    parent.wait()
    _wait(lambda: not is_alive(_pids(file)[0]))


def test_watches_are_called_each_round() -> None:
    calls: list[int] = []
    Supervisor([], lambda _: None, [lambda: calls.append(1)]).run(until=lambda: len(calls) >= 2)
    assert len(calls) == 2
