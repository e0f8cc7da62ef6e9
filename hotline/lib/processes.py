"""What Linux offers to keep processes tidy, and what other systems do without."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import sys
from collections.abc import Sequence

PR_SET_PDEATHSIG = 1
INIT = 1  # adopts orphans


def die_with_parent(parent: int | None = None) -> None:
    """Ask the kernel to end this process when its parent dies, however it dies (Linux only).

    :param parent: who started us; if it died before we could ask, we end at once.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
    if os.getppid() != parent if parent else os.getppid() == INIT:
        os._exit(1)


def tied(command: Sequence[str]) -> list[str]:
    """The command, made to end with the process that runs it.

    It goes through this file and not through ``preexec_fn``, which may hang where there are threads.
    """
    return [sys.executable, "-I", "-S", __file__, str(os.getpid()), *command]


def allow_many_files(most: int = 65536) -> None:
    """Raise the limit of open files as far as allowed: every listening page is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def is_alive(pid: int) -> bool:
    """Whether a process of this number runs (a dead one that nobody has waited for does not)."""
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def port_is_free(host: str, port: int) -> bool:
    """Whether we could listen here."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _is_zombie(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as stat:
            return stat.read().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False


if __name__ == "__main__":
    die_with_parent(int(sys.argv[1]))
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606
