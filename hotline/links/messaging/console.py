"""Writes each message to a stream: for trying things out in a terminal."""

from __future__ import annotations

import sys
from typing import TextIO

from .client import Letter, Rejected, Unreachable


class ConsoleSender:
    """One line a message, on standard error unless told otherwise."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream

    def send(self, letter: Letter) -> None:
        """Write the line."""
        if not letter.recipient.strip():
            raise Rejected("no recipient")
        try:
            stream = self.stream or sys.stderr
            stream.write(f"[{letter.reference}] {letter.recipient}: {letter.subject} {letter.body}\n")
            stream.flush()
        except OSError as fault:
            raise Unreachable(str(fault)) from fault
