"""Writes each message to a file: for the demo, and for offices that have no gateway yet."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from .client import Letter, Rejected, Unreachable

SAFE = re.compile(r"[A-Za-z0-9._-]{1,100}")


class FileSender:
    """One file a message, named by its reference: a second try of a message replaces the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, letter: Letter) -> None:
        """Write the letter beside and rename, so that nobody reads half of it."""
        if not letter.recipient.strip() or not SAFE.fullmatch(letter.reference):
            raise Rejected("no recipient, or a reference that cannot name a file")
        text = {"to": letter.recipient, "subject": letter.subject, "body": letter.body}
        target = self.folder / f"{letter.reference}.json"
        beside = target.with_suffix(f".{os.getpid()}")
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            beside.write_text(json.dumps(text, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            beside.replace(target)
        except OSError as fault:
            raise Unreachable(str(fault)) from fault
