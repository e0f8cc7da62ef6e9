"""Runs the parts of the platform as children: starts them, starts again what falls, ends them all together.

Each part is the head of a process group of its own, so that Ctrl-C reaches only the supervisor, and so that whatever a
fallen part leaves behind can be swept away. A part whose supervisor is killed is told so by the kernel and ends itself.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType

from hotline.lib.processes import allow_many_files, tied

GRACE_SECONDS = 12.0
PAUSE_SECONDS = 0.2
SETTLED_SECONDS = 20.0  # a part that ran this long is forgiven its earlier falls
LONGEST_WAIT = 30.0


@dataclass(frozen=True)
class Part:
    """One program of the platform."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)


@dataclass
class Child:
    """A part and the process that plays it now."""

    part: Part
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    falls: int = 0
    again_at: float = 0.0

    def is_running(self) -> bool:
        """Whether its process lives."""
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Keeps a set of parts running until it is told to stop.

    :param tell: where sentences for the person at the console go.
    :param watches: called between rounds, to mend what is not a child (the embedded database).
    """

    def __init__(
        self, parts: Sequence[Part], tell: Callable[[str], None], watches: Sequence[Callable[[], None]] = ()
    ) -> None:
        self.children = [Child(part) for part in parts]
        self.tell = tell
        self.watches = watches
        self.stopping = False

    def start(self) -> None:
        """Start every part."""
        allow_many_files()
        for child in self.children:
            self._start(child)

    def run(self, until: Callable[[], bool] = lambda: False) -> None:
        """Watch over the parts until a signal, or until the condition holds; then end them all."""
        previous = {number: signal.signal(number, self._on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            while not self.stopping and not until():
                self.look_after()
                time.sleep(PAUSE_SECONDS)
        finally:
            self.stop()
            for number, handler in previous.items():
                signal.signal(number, handler)

    def look_after(self) -> None:
        """One round: start again what fell."""
        for watch in self.watches:
            watch()
        now = time.monotonic()
        for child in self.children:
            if child.is_running():
                continue
            if child.process is not None:
                self._note_fall(child, now)
            elif now >= child.again_at:
                self._start(child)

    def stop(self) -> None:
        """Ask every part to end, wait, then insist."""
        for child in self.children:
            _signal_group(child, signal.SIGTERM)
        patience = time.monotonic() + GRACE_SECONDS
        for child in self.children:
            with suppress(subprocess.TimeoutExpired):
                if child.process is not None:
                    child.process.wait(max(0.0, patience - time.monotonic()))
            _signal_group(child, signal.SIGKILL)
            if child.process is not None:
                child.process.wait()

    def _start(self, child: Child) -> None:
        child.process = subprocess.Popen(
            tied(child.part.command),
            env=os.environ | child.part.environment,
            stdin=subprocess.DEVNULL,
            process_group=0,
        )
        child.started = time.monotonic()

    def _note_fall(self, child: Child, now: float) -> None:
        """A part fell: sweep up after it and wait a little longer each time before starting it again."""
        assert child.process is not None
        _signal_group(child, signal.SIGKILL)
        child.falls = 1 if now - child.started > SETTLED_SECONDS else child.falls + 1
        wait = min(LONGEST_WAIT, 0.5 * 2 ** (child.falls - 1))
        child.again_at = now + wait
        how = _how_it_ended(child.process.returncode)
        self.tell(f"{child.part.name} {how}; it starts again in {wait:.1f} s.")
        child.process = None

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True


def _signal_group(child: Child, number: int) -> None:
    if child.process is not None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.process.pid, number)


def _how_it_ended(code: int) -> str:
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with code {code}"
