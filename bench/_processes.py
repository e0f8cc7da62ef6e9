"""Processor time of other processes, read from /proc."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def family(ancestors: Iterable[int]) -> set[int]:
    """Processes and all that descend from them."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = _fields(int(entry.name))
            if fields:
                parents[int(entry.name)] = int(fields[1])
    found = set(ancestors)
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def cpu_seconds(ancestors: Iterable[int]) -> float:
    """Processor time of processes and their descendants, ended children included."""
    total = 0
    for pid in family(ancestors):
        fields = _fields(pid)
        if fields:
            total += sum(int(fields[place]) for place in (11, 12, 13, 14))
    return total / TICK


def postmaster(state: Path) -> int:
    """The embedded PostgreSQL's first process."""
    return int((state / "pg" / "postmaster.pid").read_text().splitlines()[0])


def _fields(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
