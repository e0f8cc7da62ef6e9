"""What the person at the console sees: numbered steps with their time, and tables."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.table import Table

ERASE = "\x1b[2K"
WIDTH = 110


class Steps:
    """Numbered steps; on a terminal the details of a running step pass by on one line."""

    def __init__(self, count: int) -> None:
        self.count, self.number, self.is_terminal = count, 0, sys.stdout.isatty()

    @contextmanager
    def step(self, name: str) -> Iterator[Callable[[str], None]]:
        """Do one step; the body may report what it is doing."""
        self.number += 1
        started = time.monotonic()
        head = f"[{self.number}/{self.count}] {name}"
        self._passing(f"{head} …")
        yield lambda detail: self._passing(f"{head}: {detail}")
        line(f"{ERASE if self.is_terminal else ''}{head} · {time.monotonic() - started:.1f} s")

    def _passing(self, text: str) -> None:
        """A line that the next one overwrites, where there is a terminal."""
        if self.is_terminal:
            print(f"{ERASE}{text[:WIDTH]}", end="\r", flush=True)
        else:
            line(text)


def line(text: str) -> None:
    """One line, at once."""
    print(text, flush=True)


def say(sentence: str) -> None:
    """One sentence with the time of day."""
    line(f"{time.strftime('%H:%M:%S')} {sentence}")


def show(title: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table as wide as its content."""
    table = Table(*heads, title=title, title_justify="left")
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    console = Console()
    Console(width=max(console.width, 120)).print(table)
