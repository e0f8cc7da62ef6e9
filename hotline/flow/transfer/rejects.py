"""The file of rejected rows."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import TextIO

from hotline.lib.text import spreadsheet_text

from .words import Line

MARK = "\ufeff"
"""With it Excel opens the file in the right encoding."""


class Rejects:
    """The file of rejected rows: line, reason, and what the row said. Made only when there is one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self.reasons: dict[str, int] = {}
        self.waiting: list[tuple[Line, str]] = []
        self.file: TextIO | None = None

    def __enter__(self) -> Rejects:
        self.path.unlink(missing_ok=True)
        return self

    def __exit__(self, *fault: object) -> None:
        self.flush()
        if self.file is not None:
            self.file.close()

    def add(self, line: Line, sentence: str, kind: str = "") -> None:
        """Note one row."""
        self.count += 1
        kind = kind or sentence
        self.reasons[kind] = self.reasons.get(kind, 0) + 1
        self.waiting.append((line, sentence))

    def flush(self) -> None:
        """Write what was noted, in the order of the file."""
        if not self.waiting:
            return
        if self.file is None:
            self.file = self._opened()
            columns = max((line.values for line, _ in self.waiting), key=len)
            csv.writer(self.file).writerow(["行", "原因", *map(spreadsheet_text, columns)])
        for line, sentence in sorted(self.waiting, key=lambda noted: noted[0].number):
            csv.writer(self.file).writerow([line.number, sentence, *map(spreadsheet_text, line.values.values())])
        self.waiting.clear()

    def _opened(self) -> TextIO:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # it holds personal data
        file = os.fdopen(descriptor, "w", encoding="utf-8", newline="")
        file.write(MARK)
        return file
