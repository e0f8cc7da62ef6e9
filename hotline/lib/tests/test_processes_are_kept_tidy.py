"""Orphans end, ports are probed, the dead are known."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

from hotline.lib.processes import allow_many_files, is_alive, port_is_free, tied


def test_a_child_whose_parent_died_too_early_ends_at_once() -> None:
    command = tied([sys.executable, "-c", "print('lives')"])
    command[4] = str(os.getpid() + 1)
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (1, "")


def test_a_child_whose_parent_lives_goes_on() -> None:
    result = subprocess.run(tied([sys.executable, "-c", "print('lives')"]), capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (0, "lives\n")


def test_a_process_that_ended_but_was_not_waited_for_is_dead() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert is_alive(process.pid)
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert not is_alive(process.pid)
    process.communicate()
    assert not is_alive(0)


def test_a_port_somebody_listens_on_is_not_free() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not port_is_free("127.0.0.1", port)
    assert port_is_free("127.0.0.1", port)


def test_the_limit_of_open_files_never_falls() -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    allow_many_files(64)
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == before
